package dev.reeve.cli.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.client.ReeveException;
import dev.reeve.evidence.approval.FrozenQuestion;
import dev.reeve.evidence.approval.RuleText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class RuleOptionsTest {

  private static final String ARGUMENTS = "{\"path\": \"/srv/a\", \"n\": 1.50}";

  @Command(name = "typed")
  static final class Typed implements Runnable {
    @Mixin private RuleOptions options = new RuleOptions();

    @Override
    public void run() {}
  }

  private static RuleOptions typed(String... words) {
    Typed typed = new Typed();
    new CommandLine(typed).parseArgs(words);
    return typed.options;
  }

  private static FrozenQuestion question(String arguments, String... capabilities) {
    return new FrozenQuestion("k", "TOOL", "bot", "b", "", List.of(capabilities), "NORMAL", 1, "d", arguments, List.of());
  }

  private static RuleText rule(String line) {
    return typed(line.isEmpty() ? new String[0] : line.split(" ")).of(question(ARGUMENTS, "tool:invoke@files/write"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "                                          | it lets bot do tool:invoke@files/write where path equals \"/srv/a\" and n equals 1.50",
      "--any                                     | it lets bot do tool:invoke@files/write whatever the arguments are",
      "--under path=/srv                         | it lets bot do tool:invoke@files/write where path is /srv or below it",
      "--under path=/                            | it lets bot do tool:invoke@files/write where path is / or below it",
      "--host-in url=a.example,*.b.example:443   | it lets bot do tool:invoke@files/write where url is at the host a.example or *.b.example:443",
      "--host-in url=10.0.0.0/8                  | it lets bot do tool:invoke@files/write where url is at the host 10.0.0.0/8",
      "--equals o.p={\"a\":[1,2]}                  | it lets bot do tool:invoke@files/write where o.p equals {\"a\":[1,2]}",
      "--matches name=a=.*                       | it lets bot do tool:invoke@files/write where name matches a=.*",
      "--capability tool:invoke@files/* --any      | it lets bot do tool:invoke@files/* whatever the arguments are",
      "--max-uses 1                              | it lets bot do tool:invoke@files/write where path equals \"/srv/a\" and n equals 1.50, at most once",
      "--any --max-uses 10 --until 2127-01-31T12:00:00Z | it lets bot do tool:invoke@files/write whatever the arguments are, until 2127-01-31T12:00:00Z, at most 10 times",
      "--equals n=2 --under path=/srv --under b=/x | it lets bot do tool:invoke@files/write where path is /srv or below it and b is /x or below it and n equals 2",
  })
  void whatIsTypedIsTheRuleInWords(String line, String words) {
    RuleText rule = rule(line == null ? "" : line.strip());
    assertThat(Terms.words(rule)).isEqualTo(words.strip());
    assertThat(Terms.text(Terms.of(rule))).as("sent and signed are the same").isEqualTo(rule);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "--any --under a=/x        | --any leaves the arguments open",
      "--under a=srv             | not absolute",
      "--under a=/srv/../etc     | roundabout",
      "--under a=/srv/           | roundabout",
      "--under a=//srv           | roundabout",
      "--under =/srv             | no argument with a value",
      "--under a=                | no argument with a value",
      "--under a                 | no argument with a value",
      "--host-in a=x,            | a name of 0 characters",
      "--host-in a=h_ttp://x/    | a port that is not a number",
      "--host-in a=b.example:0   | a port that is not a number",
      "--equals a=fast           | no JSON",
      "--equals a={\"x\":1,\"x\":2} | no JSON",
      "--max-uses 0              | less than 1",
      "--until 2020-01-01T00:00:00Z | is over",
  })
  void whatIsNoRuleIsRefusedSayingWhy(String line, String why) {
    assertThatThrownBy(() -> rule(line.strip())).isInstanceOf(ReeveException.class).hasMessageContaining(why.strip());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a.b\":1}", "{\"\":1}", "[1]", "{\"a\":1,\"a\":1}"})
  void argumentsThatCannotBeComparedOneByOneNeedConditions(String arguments) {
    FrozenQuestion question = question(arguments, "c");
    assertThatThrownBy(() -> typed().of(question))
        .isInstanceOfSatisfying(ReeveException.class, refused -> assertThat(refused.report().remedy()).contains("--under", "--any"));
    assertThat(typed("--any").of(question).conditions()).isEmpty();
  }

  @Test
  void aLongArgumentIsComparedOnlyWhereThatIsTyped() {
    assertThat(typed().of(question("{\"a\":\"" + "x".repeat(4094) + "\"}", "c")).conditions()).hasSize(1);
    assertThatThrownBy(() -> typed().of(question("{\"a\":\"" + "x".repeat(4095) + "\"}", "c"))).hasMessageContaining("too long for a rule to compare: 4097");
  }

  @Test
  void thereAreAtMostThirtyTwoConditions() {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 33; i++) {
      words.addAll(List.of("--equals", "a" + i + "=1"));
    }
    assertThatThrownBy(() -> typed(words.toArray(String[]::new)).of("bob")).hasMessageContaining("no capability");
    words.addAll(List.of("--capability", "c"));
    assertThatThrownBy(() -> typed(words.toArray(String[]::new)).of("bob")).hasMessageContaining("at most 32 conditions, not 33");
    assertThat(typed(words.subList(2, words.size()).toArray(String[]::new)).of("bob").conditions()).hasSize(32);
  }

  @Test
  void aQuestionForSeveralCapabilitiesLeavesOpenWhichIsMeant() {
    FrozenQuestion two = question("{}", "a", "b");
    assertThatThrownBy(() -> typed().of(two)).hasMessageContaining("2 capabilities");
    assertThat(typed("--capability", "b").of(two).capability()).isEqualTo("b");
  }

  @Test
  void aRuleByHandSaysWhatItIsForAndWhen() {
    assertThatThrownBy(() -> typed("--capability", "c").of("bob")).hasMessageContaining("no condition");
    RuleText rule = typed("--capability", "c", "--any", "--until", "+2h").of("bob");
    assertThat(rule.principal()).isEqualTo("bob");
    assertThat(rule.until()).isBetween(Instant.now().plusSeconds(7_100), Instant.now().plusSeconds(7_201)).matches(until -> until.equals(until.truncatedTo(ChronoUnit.SECONDS)));
  }

  @Test
  void idsOfRulesAreOfVersionSevenAndNeverTheSame() {
    String id = RuleId.next();
    assertThat(id).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}").isNotEqualTo(RuleId.next());
    long millis = Long.parseLong(id.substring(0, 13).replace("-", ""), 16);
    assertThat(Instant.ofEpochMilli(millis)).isBetween(Instant.now().minusSeconds(60), Instant.now());
  }
}
