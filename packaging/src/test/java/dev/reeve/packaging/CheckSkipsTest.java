package dev.reeve.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code packaging/build/CheckSkips.java} over small trees of reports. */
final class CheckSkipsTest {

  private static final String PASSED = "<testcase name=\"works\" classname=\"a.GoodTest\"/>";
  private static final String SKIPPED =
      "<testcase name=\"needs{String}[1]\" classname=\"a.GoodTest\"><skipped message=\"no bwrap\"/></testcase>";

  @TempDir Path folder;

  @Test
  void passesAndPrintsTotalsWhenEveryTestRan() throws Exception {
    report(PASSED);
    assertThat(check("")).isEqualTo(new Finished(0, "All modules: 1 tests in 1 classes, 0 failed, 0 skipped\n", ""));
  }

  @Test
  void aSkipThatIsNotListedFails() throws Exception {
    report(PASSED + SKIPPED);
    Finished done = check("# nothing\n");
    assertThat(done.code()).isEqualTo(1);
    assertThat(done.err()).contains("a.GoodTest#needs was skipped (no bwrap) and is not in");
  }

  @Test
  void aListedSkipPassesAndIsTold() throws Exception {
    report(PASSED + SKIPPED);
    Finished done = check("a.GoodTest#needs | bubblewrap\n");
    assertThat(done.code()).isZero();
    assertThat(done.out()).contains("this host has no bubblewrap: a.GoodTest#needs").contains("1 skipped");
  }

  @Test
  void noTestAtAllFails() throws Exception {
    assertThat(check("").err()).contains("no test ran");
  }

  @Test
  void aTestClassWithoutAReportFails() throws Exception {
    report(PASSED);
    Path source = folder.resolve("root/module/src/test/java/a/ForgottenTest.java");
    Files.createDirectories(source.resolve("..").normalize());
    Files.writeString(source, "");
    Finished done = check("");
    assertThat(done.code()).isEqualTo(1);
    assertThat(done.err()).contains("a.ForgottenTest has no report");
  }

  @Test
  void aBrokenListOrReportFails() throws Exception {
    report(PASSED + "<testcase");
    Finished done = check("a.GoodTest needs\n");
    assertThat(done.code()).isEqualTo(1);
    assertThat(done.err()).contains("skips.txt:1: must be").contains("cannot be read as XML");
  }

  @Test
  void aFailedTestFails() throws Exception {
    report("<testcase name=\"x\" classname=\"a.GoodTest\"><failure message=\"no\"/></testcase>");
    assertThat(check("").err()).contains("1 tests failed");
  }

  private void report(String cases) throws IOException {
    Path reports = Files.createDirectories(folder.resolve("root/module/target/surefire-reports"));
    Files.writeString(reports.resolve("TEST-a.GoodTest.xml"), "<testsuite name=\"a.GoodTest\">" + cases + "</testsuite>");
  }

  private Finished check(String list) throws Exception {
    Path skips = Files.writeString(folder.resolve("skips.txt"), list);
    Path root = Files.createDirectories(folder.resolve("root"));
    return Finished.run(
        folder,
        Map.of("PATH", "/usr/bin:/bin"),
        List.of(
            System.getProperty("java.home") + "/bin/java",
            "-XX:+UseSerialGC",
            Finished.inTree("packaging/build/CheckSkips.java").toString(),
            root.toString(),
            skips.toString()));
  }
}
