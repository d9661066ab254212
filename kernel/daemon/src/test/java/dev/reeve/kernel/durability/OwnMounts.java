package dev.reeve.kernel.durability;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs that see mounts of their own, which end with them. */
public final class OwnMounts {

  private OwnMounts() {}

  /** How a program ended, and all it said. */
  public record Ended(int status, String said) {}

  /** Whether this host lets its user mount within a namespace. */
  public static boolean possible(Path folder) throws IOException, InterruptedException {
    return shell("mount -t tmpfs -o size=1m tmpfs " + folder).status() == 0;
  }

  /** Runs shell commands in a mount namespace of their own, as root in it. */
  static Ended shell(String commands) throws IOException, InterruptedException {
    boolean root = new com.sun.security.auth.module.UnixSystem().getUid() == 0;
    List<String> command = new ArrayList<>(List.of("unshare", root ? "-m" : "-rm", "/bin/sh", "-e", "-c", commands));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), said);
  }

  /** Runs a main class of the tests after some commands. */
  public static Ended java(String before, Class<?> main, String... arguments) throws IOException, InterruptedException {
    return shell(
        before + "; exec " + Path.of(System.getProperty("java.home"), "bin/java")
            + " -Xmx256m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Dio.netty.jfr.enabled=false"
            + " -cp '" + System.getProperty("java.class.path") + "' " + main.getName() + " " + String.join(" ", arguments));
  }
}
