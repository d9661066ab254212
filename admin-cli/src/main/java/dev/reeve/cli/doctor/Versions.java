package dev.reeve.cli.doctor;

import dev.reeve.cli.call.OwnVersion;

/** This program, the kernel and Java. */
final class Versions {

  private static final int JAVA = 25;

  private Versions() {}

  static void look(Examination subject, Report to) {
    String own = OwnVersion.text();
    Examination.Kernel kernel = subject.kernel();
    if (kernel == null) {
      to.ok("this program is " + own + "; no kernel answers to compare");
    } else if (kernel.status().getVersion().equals(own)) {
      to.ok("this program and the kernel are " + own);
    } else {
      to.warn(
          "this program is " + own + ", the kernel is " + kernel.status().getVersion(),
          "after an upgrade, type 'reeve daemon restart'; else use the program that came with the kernel");
    }
    java(Runtime.version().feature(), to);
  }

  static void java(int feature, Report to) {
    String said = "Java " + feature + " in " + System.getProperty("java.home", "");
    if (feature >= JAVA) {
      to.ok(said);
    } else {
      to.fail(said + " is too old", "install Java " + JAVA + ", or set REEVE_JAVA_HOME to its folder");
    }
  }
}
