package dev.reeve.kernel.admin;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Has the policy read again when somebody changes its files: at once after they were quiet for a moment. */
public final class PolicyWatch implements AutoCloseable {

  private static final long QUIET_MILLIS = 40;
  private static final long LONGEST_MILLIS = 500;

  private final PolicyFiles files;
  private final Consumer<@Nullable Set<Path>> besides;
  private final WatchService service;
  private final Map<WatchKey, Path> folders = new HashMap<>();
  private final Thread thread;

  private PolicyWatch(PolicyFiles files, Consumer<@Nullable Set<Path>> besides, WatchService service) throws IOException {
    this.files = files;
    this.besides = besides;
    this.service = service;
    for (Path folder : files.folders()) {
      WatchKey key =
          folder.register(service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE);
      folders.put(key, folder);
    }
    thread = Thread.ofPlatform().name("policy-watch").daemon().unstarted(this::watch);
  }

  /** As the other, for the policy's files alone. */
  public static PolicyWatch start(PolicyFiles files) throws IOException {
    return start(files, changed -> {});
  }

  /**
   * Watches until it is closed. What changed since the files were read is taken up first.
   *
   * @param besides told, too, of files that changed beside the policy's; of null where any may have
   */
  public static PolicyWatch start(PolicyFiles files, Consumer<@Nullable Set<Path>> besides) throws IOException {
    PolicyWatch watch = new PolicyWatch(files, besides, FileSystems.getDefault().newWatchService());
    watch.refresh(null);
    watch.thread.start();
    return watch;
  }

  private void watch() {
    try {
      while (true) {
        @Nullable Set<Path> changed = new LinkedHashSet<>();
        WatchKey key = service.take();
        long begun = System.nanoTime();
        while (key != null) {
          changed = drain(key, changed);
          boolean late = System.nanoTime() - begun > TimeUnit.MILLISECONDS.toNanos(LONGEST_MILLIS);
          key = late ? null : service.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
        }
        refresh(changed);
      }
    } catch (InterruptedException | ClosedWatchServiceException closed) {
      System.getLogger("reeve.admin").log(System.Logger.Level.DEBUG, "the policy is watched no more");
    }
  }

  private void refresh(@Nullable Set<Path> changed) {
    try {
      files.refresh(changed);
    } catch (RuntimeException e) {
      System.getLogger("reeve.admin").log(System.Logger.Level.WARNING, "the policy could not be read again", e);
    }
    try {
      besides.accept(changed);
    } catch (RuntimeException e) {
      System.getLogger("reeve.admin").log(System.Logger.Level.WARNING, "a file beside the policy could not be read again", e);
    }
  }

  /** The files an event names; null, for any, where the system lost count. */
  private @Nullable Set<Path> drain(WatchKey key, @Nullable Set<Path> changed) {
    Path folder = folders.get(key);
    boolean lost = changed == null;
    for (WatchEvent<?> event : key.pollEvents()) {
      if (StandardWatchEventKinds.OVERFLOW.equals(event.kind()) || folder == null) {
        lost = true;
      } else if (changed != null && event.context() instanceof Path name) {
        changed.add(folder.resolve(name));
      }
    }
    key.reset();
    return lost ? null : changed;
  }

  @Override
  public void close() throws IOException {
    service.close();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
