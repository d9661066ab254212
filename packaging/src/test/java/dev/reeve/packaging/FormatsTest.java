package dev.reeve.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Commands that start and end processes, in the formats that programs read; those that need none are held to theirs beside the command line. */
final class FormatsTest {

  private static final List<String> FORMATS = List.of("json", "jsonl", "yaml");

  @TempDir private Path folder = Path.of("");

  /** JSON is YAML, too. */
  private static List<Map<?, ?>> documents(String format, String out) {
    Load yaml = new Load(LoadSettings.builder().build());
    List<Map<?, ?>> documents = new ArrayList<>();
    for (String part : format.equals("jsonl") ? out.lines().toList() : List.of(out)) {
      yaml.loadAllFromString(part).forEach(each -> documents.add((Map<?, ?>) each));
    }
    assertThat(documents).as(out).isNotEmpty().allSatisfy(each -> assertThat(each.get("schemaVersion")).isEqualTo(1));
    return documents;
  }

  @Test
  void aKernelIsStartedStartedAnewAndStopped() throws Exception {
    try (Home home = new Home(folder.resolve("home"))) {
      for (String format : FORMATS) {
        for (String verb : List.of("start", "restart", "stop")) {
          Finished done = home.reeve("daemon", verb, "-o", format);
          assertThat(done.code()).as(done.toString()).isZero();
          assertThat(documents(format, done.out()).getFirst().get("pid")).as(verb).isNotNull();
        }
      }
      for (String verb : List.of("start", "restart", "stop")) {
        assertThat(home.reeve("daemon", verb, "-o", "name").out()).as(verb).matches("\\S+\n");
      }
    }
  }

  @Test
  void figuresScreensAndLinesOfTheShellAreGivenToo() throws Exception {
    Path script = Files.writeString(folder.resolve("script"), "whoami\nagent list\n");
    try (Home home = new Home(folder.resolve("home")).started()) {
      for (String format : FORMATS) {
        for (List<String> line : List.of(List.of("top"), List.of("ui", "groups", "--snapshot"), List.of("shell", "-f", script.toString()))) {
          Finished done = home.reeve(Stream.concat(Stream.of("-o", format), line.stream()).toArray(String[]::new));
          assertThat(done.code()).as(done.toString()).isZero();
          if (format.equals("json") && line.getFirst().equals("shell")) {
            assertThat(done.out().split("(?m)^\\{", -1)).as("a document for each line").hasSize(3);
          } else {
            assertThat(documents(format, done.out())).isNotEmpty();
          }
        }
      }
    }
  }

  @Test
  void theDemoGivesItsChecks() throws Exception {
    Finished demo = new Home(folder.resolve("home")).reeve("demo", "-o", "json");
    assertThat(demo.code()).as(demo.toString()).isZero();
    assertThat(demo.err()).contains("$ reeve daemon start", "0 failed");
    assertThat((List<?>) documents("json", demo.out()).getFirst().get("items"))
        .hasSizeGreaterThan(15)
        .allSatisfy(check -> assertThat(((Map<?, ?>) check).get("passed")).isEqualTo(true));
  }
}
