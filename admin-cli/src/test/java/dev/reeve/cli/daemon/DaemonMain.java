package dev.reeve.cli.daemon;

import dev.reeve.cli.testkernel.TestKernel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CountDownLatch;

/** A process that stands for {@code reeved}: a test's kernel on the home it is given, until it is asked to end. */
final class DaemonMain {

  private DaemonMain() {}

  public static void main(String[] args) throws Exception {
    CountDownLatch ending = new CountDownLatch(1);
    try (TestKernel kernel = TestKernel.at(Path.of(args[1]))) {
      kernel.onShutdown(ending::countDown);
      System.err.println("reeved: ready");
      ending.await();
    }
    System.err.println("reeved: stopped");
    System.exit(7);
  }

  /** Puts a program there that starts it. */
  static void install(Path distribution) throws Exception {
    Path bin = Files.createDirectories(distribution.resolve("bin"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path program =
        Files.writeString(
            bin.resolve("reeved"),
            "#!/bin/sh\nexport CLASSPATH='" + System.getProperty("java.class.path") + "'\nexec '" + java
                + "' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
                + " -Dio.netty.jfr.enabled=false " + DaemonMain.class.getName() + " \"$@\"\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }
}
