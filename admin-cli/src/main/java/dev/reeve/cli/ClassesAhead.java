package dev.reeve.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Loads classes that a call to the kernel takes, on another processor while the line is read, for a start without an archive of classes:
 * reading them one by one, each when it is first used, is the greater part of one. They are loaded only, never initialized, so nothing of
 * theirs runs here.
 */
final class ClassesAhead implements Runnable {

  /** System property that names the file with their names, one a line; absent: nothing is loaded ahead. */
  static final String LIST = "reeve.classes";

  private final Path list;

  ClassesAhead(Path list) {
    this.list = list;
  }

  /** Begins where there is a list and another processor; nobody waits for its end. */
  static void begin() {
    String list = System.getProperty(LIST);
    if (list != null && Runtime.getRuntime().availableProcessors() > 1) {
      Thread.ofPlatform().daemon().name("classes-ahead").start(new ClassesAhead(Path.of(list)));
    }
  }

  @Override
  public void run() {
    try {
      for (String name : Files.readAllLines(list)) {
        load(name);
      }
    } catch (IOException unreadable) {
      System.getLogger("reeve.start").log(System.Logger.Level.DEBUG, "no classes are loaded ahead: {0}", unreadable.toString());
    }
  }

  private static void load(String name) {
    try {
      Class<?> unused = Class.forName(name, false, ClassesAhead.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError gone) {
      System.getLogger("reeve.start").log(System.Logger.Level.DEBUG, "{0} is not loaded ahead", name);
    }
  }
}
