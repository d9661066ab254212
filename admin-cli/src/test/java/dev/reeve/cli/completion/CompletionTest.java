package dev.reeve.cli.completion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Surroundings;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CompletionTest {

  private static Grammar tree() {
    PrintStream none = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    return Grammar.of(
        ReeveCommand.wholeTree(
            new Invocation(
                new Surroundings(none, none, InputStream.nullInputStream(), Map.of(), Path.of("/"), null, new Interrupts()),
                ReeveCommand::execute)));
  }

  @Test
  void everyLabelOfTheTreeHasAMeaning() {
    check(tree());
  }

  private static void check(Grammar command) {
    Stream<Grammar.Slot> words = Stream.concat(command.names().stream(), command.options().stream().filter(option -> option.most() > 0));
    words.forEach(word -> assertThat(Labels.of(word, command).unknown()).as(command.path() + " " + word.label()).isEmpty());
    command.below().forEach(CompletionTest::check);
  }

  @Test
  void aNameIsThatOfItsNounAndNothingKnownWhereItIsNew() {
    assertThat(kind("agent", "show")).containsExactly(Kind.PRINCIPAL);
    assertThat(kind("capsule", "remove")).containsExactly(Kind.CAPSULE);
    assertThat(kind("approval", "rule", "show")).containsExactly(Kind.RULE);
    assertThat(kind("x")).containsExactly(Kind.COMMAND);
    assertThat(kind("run", "start")).containsExactly(Kind.AGENT);
    assertThat(kind("agent", "create")).containsExactly(Kind.FREE);
    assertThat(kind("device", "revoke")).containsExactlyInAnyOrder(Kind.PRINCIPAL, Kind.DEVICE);
  }

  private static Set<Kind> kind(String... path) {
    Grammar at = tree();
    for (String word : path) {
      at = Objects.requireNonNull(at.below(word), word);
    }
    return Labels.of(at.names().getFirst(), at).kinds();
  }

  @Test
  void namesThatAShellWouldTakeForSomethingElseAreNotOffered() {
    List<String> hostile =
        List.of("a b", "$(reboot)", "`x`", "a;b", "a\nb", "a\tb", "-rf", "~root", "*", "a'b", "a\"b", "a\\b", "\u202eabc", "", "x".repeat(300), "a|b", "#a", "é");
    Names names =
        (kind, words) ->
            kind == Kind.TOOL
                ? Stream.concat(hostile.stream(), Stream.of("files/read", "a.b_c-d@e:f=g,h+1%")).map(word -> new Candidate(word, "")).toList()
                : List.of();
    assertThat(new Completion(tree(), names).after(List.of("tool", "call"), "").words()).extracting(Candidate::word)
        .containsExactly("files/read", "a.b_c-d@e:f=g,h+1%");
  }

  @Test
  void descriptionsAreOfOneLineThatDrivesNoTerminalAndHasABound() {
    assertThat(new Candidate("a", " x\u001b[31m\ty\n").description()).isEqualTo("x\\u001b[31m\\ty");
    assertThat(new Candidate("a", "🙂".repeat(200)).description().codePointCount(0, 161 - 2)).isLessThanOrEqualTo(80);
    assertThat(new Candidate("a", "🙂".repeat(200)).description()).endsWith("…");
  }

  @Test
  void namesOfWhatIsBeforeOnTheLineAreAskedWithIt() {
    Names names = (kind, words) -> List.of(new Candidate(kind + "_of_" + String.join("_", words), ""));
    assertThat(new Completion(tree(), names).after(List.of("key", "remove", "bob"), "").words()).extracting(Candidate::word)
        .containsExactly("KEY_of_bob");
    assertThat(new Completion(tree(), names).after(List.of("agent", "rollback", "greeter"), "").words()).extracting(Candidate::word)
        .containsExactly("VERSION_of_greeter");
    assertThat(new Completion(tree(), names).after(List.of("run", "rm", "a", "b"), "").words()).extracting(Candidate::word)
        .containsExactly("RUN_of_a_b");
  }
}
