package dev.reeve.kernel.linkcheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the list allows and yet comes to a sink has been read by somebody, for this version of the JDK. */
class ReachOfTheJdkTest {

  @Test
  void theReviewedReachIsTheReachOfThisJdk() throws Exception {
    String name = "java.base-" + Runtime.version().feature() + ".reach";
    Path reviewed = Path.of("src/test/resources/linkcheck", name);
    List<String> lines = new ReachOfTheJdk().lines();
    Path fresh = Files.write(Path.of("target", name), lines);
    assertThat(reviewed).as("review " + fresh + " and put it there").exists();
    assertThat(lines).as("review the differences to " + fresh + " and put it there").isEqualTo(Files.readAllLines(reviewed));
    assertThat(lines).isNotEmpty();
  }

  @Test
  void theListNamesOnlyWhatThisJdkHas() throws Exception {
    for (String line : Files.readAllLines(Path.of("src/main/resources/dev/reeve/kernel/linkcheck/jdk.policy"))) {
      String[] words = line.strip().split("\\s+", -1);
      for (int i = 2; i < words.length && !line.startsWith("#"); i++) {
        if (!words[i].startsWith("*")) {
          String type = (words[1] + "." + words[i].replaceAll("#.*", "")).replace('.', '/');
          assertThat(PlatformTypes.HERE.find(type)).as(type).isNotNull();
        }
      }
    }
  }
}
