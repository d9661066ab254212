package dev.reeve.kernel.approval;

import static dev.reeve.kernel.approval.Wishes.asker;
import static dev.reeve.kernel.approval.Wishes.call;
import static dev.reeve.kernel.approval.Wishes.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.kernel.authority.Policy;
import dev.reeve.v1.Danger;
import dev.reeve.v1.QuestionKind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RulingTest {

  private static final String RUN = "0197e0a0-0000-7000-8000-000000000001";
  private static final ZonedDateTime NOON = ZonedDateTime.of(2026, 3, 4, 12, 0, 0, 0, ZoneId.of("Europe/Berlin"));

  private static ApprovalPolicy policy(String text) {
    return ApprovalPolicyFile.parse("approvals.toml", "approvals_version = 1\n" + text);
  }

  private static Ruling ruling(String text, Wish wish, Asker asker) {
    return policy(text).ruling(wish, asker, Wishes.POLICY, NOON);
  }

  private static String word(Ruling ruling) {
    return switch (ruling) {
      case Ruling.Pass _ -> "pass";
      case Ruling.Refuse _ -> "refuse";
      case Ruling.Ask _ -> "ask";
    };
  }

  private static Ruling.Ask asks(Ruling ruling) {
    assertThat(ruling).isInstanceOf(Ruling.Ask.class);
    return (Ruling.Ask) ruling;
  }

  @ParameterizedTest
  @CsvSource({
    // kind, mutates, by a run, decision of its table ("-": none), without an entry, with one that matches
    "CALL,true,true,-,pass,ask", "CALL,false,false,-,pass,ask",
    "TOOL,true,true,-,ask,ask", "TOOL,true,true,ask,ask,ask", "TOOL,true,true,allow,pass,ask", "TOOL,true,true,deny,refuse,refuse",
    "TOOL,false,true,-,pass,ask", "TOOL,false,true,deny,pass,ask", "TOOL,true,false,-,pass,ask", "TOOL,true,false,deny,pass,ask",
    "TOOL,false,false,ask,pass,ask",
    "CAPSULE,true,false,-,ask,ask", "CAPSULE,true,true,ask,ask,ask", "CAPSULE,true,false,deny,refuse,refuse", "CAPSULE,false,false,deny,pass,ask",
    "HOST,true,true,-,refuse,refuse", "HOST,false,false,-,refuse,refuse", "HOST,false,false,ask,ask,ask", "HOST,true,true,deny,refuse,refuse",
    "RUN,true,true,-,ask,ask", "RUN,false,false,ask,ask,ask", "RUN,true,true,deny,refuse,refuse"
  })
  void theTableOfItsKindAndTheEntriesDecide(String kind, boolean mutates, boolean run, String decision, String without, String with) {
    Wish wish = wish(QuestionKind.valueOf("QUESTION_KIND_" + kind), Danger.DANGER_NORMAL, mutates, "quota:set@bot");
    Asker asker = asker("bot", run ? RUN : null);
    String table = decision.equals("-") ? "" : "[" + kind.toLowerCase(Locale.ROOT) + "s]\ndecision = \"" + decision + "\"\n";
    assertThat(word(ruling(table, wish, asker))).isEqualTo(without);
    assertThat(word(ruling(table + "[[ask]]\nname = \"n\"\ndanger = \"SAFE\"\n", wish, asker))).isEqualTo(with);
    assertThat(word(ruling(table + "[[ask]]\nname = \"n\"\ncapability = [\"run:start\"]\n", wish, asker))).isEqualTo(without);
  }

  @Test
  void otherTablesThanThatOfItsKindSayNothing() {
    String denyAll = "[capsules]\ndecision = \"deny\"\n[hosts]\ndecision = \"deny\"\n[runs]\ndecision = \"deny\"\n";
    Wish wish = wish(QuestionKind.QUESTION_KIND_TOOL, Danger.DANGER_NORMAL, true, "tool:invoke@a/b");
    assertThat(word(ruling(denyAll, wish, asker("bot", RUN)))).isEqualTo("ask");
  }

  @ParameterizedTest
  @CsvSource({
    "capability = ['quota:set'],true", "capability = ['caps:grant'],false", "capability = ['quota:set@dev'],false",
    "capability = ['*'],true", "'capability = [\"caps:grant\", \"quota:*\"]',true",
    "capability = ['run:start@a'],true",
    "danger = 'SAFE',true", "danger = 'NORMAL',true", "danger = 'ELEVATED',true", "danger = 'EXTREME',false",
    "'danger = \"EXTREME\"~capability = [\"quota:set\"]',false", "'danger = \"SAFE\"~capability = [\"caps:grant\"]',false",
    "'danger = \"ELEVATED\"~capability = [\"quota:set\"]',true"
  })
  void anEntryMatchesByWhatIsNeededAndHowDangerousItIs(String keys, boolean matches) {
    String entry = "[[ask]]\nname = \"n\"\n" + keys.replace('~', '\n').replace('\'', '"') + "\n";
    Wish wish = call(Danger.DANGER_ELEVATED, "run:start@a", "quota:set@bot");
    assertThat(word(ruling(entry, wish, asker("bot", null)))).isEqualTo(matches ? "ask" : "pass");
  }

  @ParameterizedTest
  @CsvSource({
    "principals = ['bot'],bot,true", "principals = ['BOT'],bot,true", "principals = ['dev'],bot,false",
    "groups = ['developer'],dev,true", "groups = ['developer'],op,true", "groups = ['developer'],bot,false",
    "'principals = [\"bot\"]~groups = [\"developer\"]',bot,true", "'principals = [\"bot\"]~groups = [\"developer\"]',dev,true",
    "'principals = [\"bot\"]~groups = [\"operator\"]',dev,false"
  })
  void anEntryMatchesByWhoAsks(String keys, String name, boolean matches) {
    String entry = "[[ask]]\nname = \"n\"\ndanger = \"SAFE\"\n" + keys.replace('~', '\n').replace('\'', '"') + "\n";
    assertThat(word(ruling(entry, call(Danger.DANGER_SAFE, "a"), asker(name, null)))).isEqualTo(matches ? "ask" : "pass");
  }

  @Test
  void whoseProfileIsGoneIsTakenForAMemberOfAnyGroup() {
    String entry = "[[ask]]\nname = \"n\"\ndanger = \"SAFE\"\ngroups = [\"developer\"]\n";
    Policy empty = Policy.of(1, List.of(), List.of(), Map.of());
    assertThat(word(policy(entry).ruling(call(Danger.DANGER_SAFE, "a"), asker("bot", null), empty, NOON))).isEqualTo("ask");
  }

  @Test
  void anEntryMatchesWhatACapsuleWouldBeGiven() {
    String entry = "[[ask]]\nname = \"network\"\ncapability = [\"net:connect\"]\nneeds = 2\n";
    Asker dev = asker("dev", null);
    assertThat(asks(ruling(entry, Wishes.capsule("net:connect@*.example.org:443"), dev)).needs()).isEqualTo(2);
    assertThat(asks(ruling(entry, Wishes.capsule("*"), dev)).needs()).isEqualTo(2);
    assertThat(asks(ruling(entry, Wishes.capsule("fs:read@/srv/**"), dev)).needs()).isEqualTo(1);
  }

  @Test
  void theStrictestOfAllThatMatchHolds() {
    String text =
        """
        [tools]
        answered_by = "anyone"
        expiry = "10m"
        [[ask]]
        name = "first"
        danger = "SAFE"
        answered_by = "anyone"
        needs = 2
        expiry = "3m"
        [[ask]]
        name = "not this one"
        danger = "EXTREME"
        expiry = "10s"
        answerers = ["nobody"]
        [[ask]]
        name = "second"
        danger = "NORMAL"
        answered_by = "anyone"
        answerers = ["op"]
        expiry = "20m"
        escalate_after = "3m"
        escalate_to = ["late"]
        [[ask]]
        name = "third"
        danger = "NORMAL"
        answered_by = "anyone"
        answerers = ["dev"]
        escalate_after = "2m"
        escalate_to = ["group:operator"]
        """;
    Wish wish = wish(QuestionKind.QUESTION_KIND_TOOL, Danger.DANGER_NORMAL, true, "tool:invoke@a/b");
    Ruling.Ask ask = asks(ruling(text, wish, asker("bot", RUN)));
    assertThat(ask)
        .isEqualTo(
            new Ruling.Ask(
                "a run calls what changes something; first; second; third", 2, true, Duration.ofMinutes(3), new Answerers(List.of("op")),
                new Escalation(Duration.ofMinutes(2), new Answerers(List.of("group:operator")))));
    String others = text + "[[ask]]\nname = \"others\"\ndanger = \"SAFE\"\nanswered_by = \"others\"\n";
    assertThat(asks(ruling(others, wish, asker("bot", RUN))).selfAnswer()).isFalse();
    assertThat(asks(ruling(text, wish, asker("bot", null))).why()).isEqualTo("first; second; third");
  }

  @Test
  void whatAnEntryDoesNotSayIsAsTheFileSays() {
    Ruling.Ask ask = asks(ruling("expiry = \"1m\"\n[[ask]]\nname = \"n\"\ndanger = \"SAFE\"\n", call(Danger.DANGER_SAFE, "a"), asker("bot", null)));
    assertThat(ask).isEqualTo(new Ruling.Ask("n", 1, false, Duration.ofMinutes(1), Answerers.ANYBODY, null));
  }

  @Test
  void anEntryWithTimesAsksInThemOnly() {
    ApprovalPolicy nights = policy("[[ask]]\nname = \"n\"\ndanger = \"SAFE\"\nbetween = \"18:00-08:00\"\n");
    for (int hour = 0; hour < 24; hour++) {
      Ruling ruling = nights.ruling(call(Danger.DANGER_SAFE, "a"), asker("bot", null), Wishes.POLICY, NOON.withHour(hour));
      assertThat(word(ruling)).as("at %d", hour).isEqualTo(hour < 8 || hour >= 18 ? "ask" : "pass");
    }
  }

  @Test
  void theTimeIsThatOfThisHost() {
    Instant now = NOON.toInstant();
    int hour = now.atZone(ZoneId.systemDefault()).getHour();
    String between = "[[ask]]\nname = \"n\"\ndanger = \"SAFE\"\nbetween = \"%02d:00-%02d:00\"\n";
    Wish wish = call(Danger.DANGER_SAFE, "a");
    assertThat(word(policy(between.formatted(hour, (hour + 1) % 24)).ruling(wish, asker("bot", null), Wishes.POLICY, now))).isEqualTo("ask");
    assertThat(word(policy(between.formatted((hour + 1) % 24, hour)).ruling(wish, asker("bot", null), Wishes.POLICY, now))).isEqualTo("pass");
  }

  @ParameterizedTest
  @EnumSource(value = QuestionKind.class, names = {"QUESTION_KIND_UNSPECIFIED", "UNRECOGNIZED"})
  void aWishHasAKind(QuestionKind kind) {
    assertThatThrownBy(() -> wish(kind, Danger.DANGER_SAFE, true, "a")).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @EnumSource(value = Danger.class, names = {"DANGER_UNSPECIFIED", "UNRECOGNIZED"})
  void aWishHasADanger(Danger danger) {
    assertThatThrownBy(() -> call(danger, "a")).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "op,op,true", "OP,op,true", "dev,op,false", "group:operator,op,true", "group:OPERATOR,op,true", "group:operator,dev,false", "group:op,op,false",
    "operator,op,false"
  })
  void anAnswererIsNamedOrInAGroup(String named, String name, boolean included) {
    assertThat(new Answerers(List.of("nobody", named)).includes(Objects.requireNonNull(Wishes.POLICY.profile(name)))).isEqualTo(included);
  }

  @Test
  void whereNobodyIsNamedWhoeverHasTheRightAnswers() {
    assertThat(Answerers.ANYBODY.includes(Wishes.profile("x"))).isTrue();
  }
}
