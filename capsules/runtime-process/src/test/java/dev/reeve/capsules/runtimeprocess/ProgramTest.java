package dev.reeve.capsules.runtimeprocess;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.capsule.CapsuleException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProgramTest {

  @Test
  void takesACommandAndFiles() throws Exception {
    List<String> command = List.of("/usr/bin/python3", "agent.py");
    Program program = Program.parse(section("command", command, "files", Map.of("agent.py", "print('ü')")));
    assertThat(program.command()).containsExactly("/usr/bin/python3", "agent.py");
    assertThat(program.files()).containsOnlyKeys("agent.py");
    assertThat(program.files().get("agent.py")).isEqualTo("print('ü')".getBytes(UTF_8));
  }

  @ParameterizedTest
  @CsvSource({"comand, command", "Files, files", "nam, name", "filez, files"})
  void anUnknownKeyIsRefusedWithTheNearestKnownOne(String key, String nearest) {
    assertInvalid("runtime." + key + ": unknown key; the nearest known one is '" + nearest + "'", "command", cat(), key, "x");
  }

  @ParameterizedTest
  @CsvSource({"image, container images", "module, WebAssembly", "workdir, in its own work folder"})
  void keysOfOtherRuntimesAreRefusedWithWords(String key, String words) {
    assertInvalid(words, "command", cat(), key, "x");
  }

  @Test
  void theCommandIsAListOfStringsWithinBounds() {
    assertInvalid("runtime.command: must be a list");
    assertInvalid("runtime.command: must be a list", "command", "/bin/cat x");
    assertInvalid("runtime.command: must be a list", "command", List.of());
    assertInvalid("runtime.command[1]: must be a string", "command", List.of("/bin/cat", 7L));
    assertInvalid("runtime.command[1]: must be a string", "command", Arrays.asList("/bin/cat", null));
    assertInvalid("has 65 parts; at most 64", "command", Collections.nCopies(65, "/bin/cat"));
    assertInvalid("runtime.command[1]: must have at most 4096 bytes", "command", List.of("/bin/cat", "ü".repeat(2049)));
    assertInvalid("none of them NUL", "command", List.of("/bin/cat", "a\0b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "cat", "bin/cat", "../cat", "/", "/bin/../etc/x", "//bin/cat", "/bin/", "/bin/./cat"})
  void theProgramIsAbsoluteOrOneOfTheFiles(String program) {
    assertInvalid("runtime.command[0]", "command", List.of(program));
  }

  @Test
  void aProgramOfTheWorkFolderMustBeAmongTheFiles() throws Exception {
    assertInvalid("'./x' is not among runtime.files", "command", List.of("./x"));
    assertThat(Program.parse(section("command", List.of("./x"), "files", Map.of("x", "#!/bin/sh"))).command()).containsExactly("./x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/etc/passwd", "../x", "a/../b", "a//b", "./a", "a/", "a b", "ä", "a\nb"})
  void fileNamesStayInTheWorkFolder(String name) {
    assertInvalid("must be a relative path", "command", cat(), "files", Map.of(name, "x"));
  }

  @Test
  void filesAreTextWithinBounds() {
    assertInvalid("runtime.files: must map", "command", cat(), "files", List.of());
    assertInvalid("runtime.files.a: must be text", "command", cat(), "files", Map.of("a", 7L));
    assertInvalid("at most 262144 bytes together", "command", cat(), "files", Map.of("a", "x".repeat(131_072), "b", "ü".repeat(65_537)));
    assertInvalid("must be a relative path", "command", cat(), "files", Map.of("x".repeat(256), ""));
    assertInvalid("'a' is both a file and the folder of 'a/b'", "command", cat(), "files", Map.of("a", "", "a/b", ""));
    Map<String, String> many = new HashMap<>();
    for (int i = 0; i < 65; i++) {
      many.put("f" + i, "");
    }
    assertInvalid("has 65 files; at most 64", "command", cat(), "files", many);
  }

  @Test
  void theSectionMustBeForThisRuntime() {
    assertThatThrownBy(() -> Program.parse(Map.of("name", "wasm", "command", cat())))
        .hasMessageContaining("runtime.name: must be 'process'");
  }

  private static List<Object> cat() {
    return new ArrayList<>(List.of("/bin/cat"));
  }

  private static Map<String, @Nullable Object> section(Object... more) {
    Map<String, @Nullable Object> section = new HashMap<>(Map.of("name", "process"));
    for (int i = 0; i < more.length; i += 2) {
      section.put((String) more[i], more[i + 1]);
    }
    return section;
  }

  private static void assertInvalid(String words, Object... more) {
    assertThatThrownBy(() -> Program.parse(section(more)))
        .isInstanceOfSatisfying(CapsuleException.class, e -> assertThat(e.kind()).isEqualTo(CapsuleException.Kind.INVALID))
        .hasMessageContaining(words);
  }
}
