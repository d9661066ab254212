package dev.reeve.kernel.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.approval.SourcePolicy.Decision;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.document.DocumentException;
import dev.reeve.kernel.document.Problem;
import dev.reeve.v1.Danger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ApprovalPolicyFileTest {

  private static final String FILE = "approvals.toml";
  private static final String HEAD = "approvals_version = 1\n";
  private static final String ASK = HEAD + "[[ask]]\nname = \"n\"\n";
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

  private static ApprovalPolicy read(String text) {
    return ApprovalPolicyFile.parse(FILE, text);
  }

  private static List<String> problems(String text) {
    DocumentException refused = catchThrowableOfType(DocumentException.class, () -> read(text));
    return refused == null ? List.of() : refused.problems().stream().map(Problem::toString).toList();
  }

  @Test
  void aFileThatSaysNothingMeansWhatNoFileMeans() {
    assertThat(read(HEAD)).isEqualTo(ApprovalPolicy.DEFAULT);
    assertThat(read(HEAD + "[capsules]\n[tools]\n[hosts]\n[runs]\n")).isEqualTo(ApprovalPolicy.DEFAULT);
  }

  @Test
  void theInitialTextIsReadAsTheDefaults() {
    assertThat(read(ApprovalPolicyFile.initialText(false))).isEqualTo(ApprovalPolicy.DEFAULT);
  }

  @Test
  void inTheHomeOfOnePersonOnlyTheAnswererOfCapsulesIsAnother() {
    ApprovalPolicy alone = read(ApprovalPolicyFile.initialText(true));
    assertThat(alone.capsules()).isEqualTo(new SourcePolicy(Decision.ASK, new Answering(1, true, FIVE_MINUTES, Answerers.ANYBODY, null)));
    assertThat(alone)
        .usingRecursiveComparison()
        .ignoringFields("capsules")
        .isEqualTo(ApprovalPolicy.DEFAULT);
  }

  @Test
  void theExamplesOfTheInitialTextAreRight() {
    String text = ApprovalPolicyFile.initialText(false).replaceAll("(?m)^# (?=\\[|[a-z]+ = )", "");
    ApprovalPolicy all = read(text);
    assertThat(all.entries()).singleElement().extracting(PolicyEntry::name).isEqualTo("limits at night");
    assertThat(all.notification()).isEqualTo(new Notification.Command(List.of("/usr/local/bin/tell-operator")));
  }

  @Test
  void everyValueIsRead() {
    ApprovalPolicy read =
        read(
            HEAD
                + """
                expiry = "10s"
                clock = "run"
                pending = 100000
                pending_each = 1
                [capsules]
                decision = "deny"
                answered_by = "anyone"
                needs = 2
                answerers = ["alice", "group:operator"]
                expiry = "24h"
                escalate_after = "2m"
                escalate_to = ["group:admin"]
                [tools]
                decision = "allow"
                [hosts]
                decision = "ask"
                [runs]
                decision = "deny"
                [[ask]]
                name = "limits at night"
                capability = ["quota:set", "caps:*"]
                danger = "ELEVATED"
                principals = ["bot"]
                groups = ["developer"]
                between = "18:00-08:00"
                days = ["sat", "sun"]
                expiry = "1m"
                needs = 2
                answered_by = "anyone"
                [[ask]]
                name = "days"
                danger = "SAFE"
                days = ["mon"]
                [notify]
                tool = "http/post"
                principal = "notifier"
                input = '{"url": "https://example.org/", "n": [1, null]}'
                """);
    Duration expiry = Duration.ofSeconds(10);
    Escalation later = new Escalation(Duration.ofMinutes(2), new Answerers(List.of("group:admin")));
    Answering strict = new Answering(2, true, Duration.ofDays(1), new Answerers(List.of("alice", "group:operator")), later);
    TimeWindow nights = new TimeWindow(LocalTime.of(18, 0), LocalTime.of(8, 0), Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY));
    TimeWindow mondays = new TimeWindow(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, Set.of(DayOfWeek.MONDAY));
    List<CapabilityPattern> limits = List.of(CapabilityPattern.parse("quota:set"), CapabilityPattern.parse("caps:*"));
    Notification.Tool tool = (Notification.Tool) Objects.requireNonNull(read.notification());
    assertThat(read)
        .isEqualTo(
            new ApprovalPolicy(
                expiry, false, 100_000, 1,
                new SourcePolicy(Decision.DENY, strict),
                new SourcePolicy(Decision.ALLOW, Answering.byOthers(expiry)),
                new SourcePolicy(Decision.ASK, Answering.byOthers(expiry)),
                new SourcePolicy(Decision.DENY, Answering.byOthers(expiry)),
                List.of(
                    new PolicyEntry(
                        "limits at night", limits, Danger.DANGER_ELEVATED, List.of("bot"), List.of("developer"), nights,
                        new Answering(2, true, Duration.ofMinutes(1), Answerers.ANYBODY, null)),
                    new PolicyEntry("days", List.of(), Danger.DANGER_SAFE, List.of(), List.of(), mondays, Answering.byOthers(expiry))),
                tool));
    assertThat(tool.name()).isEqualTo("http/post");
    assertThat(tool.principal()).isEqualTo("notifier");
    assertThat(tool.input()).containsOnly(Map.entry("url", "https://example.org/"), Map.entry("n", Arrays.asList(1L, null)));
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of("expiry = \"5m\"\n", ":1:1: approvals_version: missing; wanted: an integer from 1 to 2147483647"),
        Arguments.of("approvals_version = 2\n", ":1:1: approvals_version: is newer than this kernel, which knows 1"),
        Arguments.of(HEAD + "expires = \"5m\"\n", ":2:1: expires: unknown key"),
        Arguments.of(HEAD + "expiry = \"9s\"\n", ":2:1: expiry: is 9s; wanted: a duration from 10s to 24h"),
        Arguments.of(HEAD + "expiry = \"24h1s\"\n", ":2:1: expiry: is 24h1s; wanted"),
        Arguments.of(HEAD + "expiry = 300\n", ":2:1: expiry: expected a duration"),
        Arguments.of(HEAD + "clock = \"stopped\"\n", ":2:1: clock: is 'stopped'; wanted: one of 'stop', 'run'"),
        Arguments.of(HEAD + "pending = 0\n", ":2:1: pending: is 0; wanted: an integer from 1 to 100000"),
        Arguments.of(HEAD + "pending = 100001\n", ":2:1: pending: is 100001"),
        Arguments.of(HEAD + "pending_each = 0\n", ":2:1: pending_each: is 0; wanted"),
        Arguments.of(HEAD + "[capsule]\ndecision = \"ask\"\n", ":2:1: capsule: unknown key; did you mean 'capsules'?"),
        Arguments.of(HEAD + "[capsules]\ndecision = \"allow\"\n", ":3:1: capsules.decision: is 'allow'; wanted: one of 'ask', 'deny'"),
        Arguments.of(HEAD + "[tools]\ndecision = \"always\"\n", ":3:1: tools.decision: is 'always'; wanted: one of 'ask', 'allow', 'deny'"),
        Arguments.of(HEAD + "[hosts]\ndecision = \"allow\"\n", ":3:1: hosts.decision: is 'allow'; wanted: one of 'ask', 'deny'"),
        Arguments.of(HEAD + "[runs]\ndecision = \"allow\"\n", ":3:1: runs.decision: is 'allow'; wanted: one of 'ask', 'deny'"),
        Arguments.of(HEAD + "[runs]\nname = \"x\"\n", ":3:1: runs.name: unknown key"),
        Arguments.of(HEAD + "[runs]\nneeds = 0\n", ":3:1: runs.needs: is 0; wanted: an integer from 1 to 2"),
        Arguments.of(HEAD + "[runs]\nneeds = 3\n", ":3:1: runs.needs: is 3"),
        Arguments.of(HEAD + "[runs]\nneeds = \"2\"\n", ":3:1: runs.needs: expected an integer"),
        Arguments.of(HEAD + "[runs]\nanswered_by = \"self\"\n", ":3:1: runs.answered_by: is 'self'; wanted: one of 'others', 'anyone'"),
        Arguments.of(HEAD + "[runs]\nanswerers = \"alice\"\n", ":3:1: runs.answerers: expected a list of strings"),
        Arguments.of(HEAD + "[runs]\nanswerers = [\"a b\"]\n", ":3:14: runs.answerers[0]: character 2 (' ') is not one of"),
        Arguments.of(HEAD + "[runs]\nanswerers = [\"groups:x\"]\n", ":3:14: runs.answerers[0]: character 7 (':')"),
        Arguments.of(HEAD + "[runs]\nanswerers = [\"group:\"]\n", ":3:14: runs.answerers[0]: the name is empty"),
        Arguments.of(HEAD + "[runs]\nanswerers = [\"system\"]\n", ":3:14: runs.answerers[0]: 'system' is a reserved name"),
        Arguments.of(HEAD + "[runs]\nescalate_after = \"1m\"\n", ":2:1: runs.escalate_to: missing; 'escalate_after' and"),
        Arguments.of(HEAD + "[runs]\nescalate_to = [\"a\"]\n", ":2:1: runs.escalate_after: missing; 'escalate_after' and"),
        Arguments.of(HEAD + "[runs]\nescalate_after = \"1m\"\nescalate_to = []\n", ":4:1: runs.escalate_to: names nobody"),
        Arguments.of(HEAD + "[runs]\nescalate_after = \"0s\"\nescalate_to = [\"a\"]\n", ":3:1: runs.escalate_after: is 0s; wanted"),
        Arguments.of(HEAD + "[runs]\nescalate_after = \"5m\"\nescalate_to = [\"a\"]\n", ":3:1: runs.escalate_after: is not shorter than"),
        Arguments.of(
            HEAD + "expiry = \"20s\"\n[runs]\nescalate_after = \"30s\"\nescalate_to = [\"a\"]\n", ":4:1: runs.escalate_after: is not shorter than"),
        Arguments.of(
            HEAD + "[runs]\nexpiry = \"1m\"\nescalate_after = \"1m\"\nescalate_to = [\"a\"]\n", ":4:1: runs.escalate_after: is not shorter than"),
        Arguments.of(HEAD + "[ask]\nname = \"n\"\n", ":2:1: ask: expected a list of tables, found a table"),
        Arguments.of(HEAD + "[[ask]]\ndanger = \"SAFE\"\n", ":2:1: ask[0].name: missing; wanted: a string"),
        Arguments.of(HEAD + "[[ask]]\nname = \" \"\ndanger = \"SAFE\"\n", ":3:1: ask[0].name: must have 1 to 128 characters on one line"),
        Arguments.of(HEAD + "[[ask]]\nname = \"a\\nb\"\ndanger = \"SAFE\"\n", ":3:1: ask[0].name: must have 1 to 128"),
        Arguments.of(HEAD + "[[ask]]\nname = \"" + "x".repeat(129) + "\"\ndanger = \"SAFE\"\n", ":3:1: ask[0].name: must have 1 to 128"),
        Arguments.of(ASK, ":2:1: ask[0].capability: missing; an entry has 'capability', 'danger' or both"),
        Arguments.of(ASK + "principals = [\"bot\"]\n", ":2:1: ask[0].capability: missing; an entry has"),
        Arguments.of(ASK + "capability = []\n", ":4:1: ask[0].capability: is empty"),
        Arguments.of(ASK + "capability = \"quota:set\"\n", ":4:1: ask[0].capability: expected a list of strings"),
        Arguments.of(ASK + "capability = [\"self:quota:set\"]\n", ":4:15: ask[0].capability[0]: must name the capability itself, not its self form"),
        Arguments.of(ASK + "capability = [\"quota:se*\"]\n", ":4:15: ask[0].capability[0]: segment 2 of 'quota:se*' mixes '*' with text"),
        Arguments.of(ASK + "danger = \"elevated\"\n", ":4:1: ask[0].danger: is 'elevated'; wanted: one of 'SAFE', 'NORMAL', 'ELEVATED', 'EXTREME'"),
        Arguments.of(ASK + "danger = \"SAFE\"\nprincipals = []\n", ":5:1: ask[0].principals: is empty"),
        Arguments.of(ASK + "danger = \"SAFE\"\nprincipals = [\"-x\"]\n", ":5:15: ask[0].principals[0]: the name starts with '-'"),
        Arguments.of(ASK + "danger = \"SAFE\"\nprincipals = [\"group:x\"]\n", ":5:15: ask[0].principals[0]: character 6 (':')"),
        Arguments.of(ASK + "danger = \"SAFE\"\ngroups = [\"\"]\n", ":5:11: ask[0].groups[0]: the name is empty"),
        Arguments.of(ASK + "danger = \"SAFE\"\ngroups = []\n", ":5:1: ask[0].groups: is empty"),
        Arguments.of(ASK + "danger = \"SAFE\"\nbetween = \"8:00-18:00\"\n", ":5:1: ask[0].between: must be two times of the day such as"),
        Arguments.of(ASK + "danger = \"SAFE\"\nbetween = \"08:00-24:00\"\n", ":5:1: ask[0].between: must be two times"),
        Arguments.of(ASK + "danger = \"SAFE\"\nbetween = \"08:60-09:00\"\n", ":5:1: ask[0].between: must be two times"),
        Arguments.of(ASK + "danger = \"SAFE\"\nbetween = \"08:00-08:00\"\n", ":5:1: ask[0].between: must be two times"),
        Arguments.of(ASK + "danger = \"SAFE\"\ndays = [\"Sat\"]\n", ":5:9: ask[0].days[0]: must be one of 'mon', 'tue'"),
        Arguments.of(ASK + "danger = \"SAFE\"\ndays = []\n", ":5:1: ask[0].days: is empty"),
        Arguments.of(ASK + "danger = \"SAFE\"\ndecision = \"ask\"\n", ":5:1: ask[0].decision: unknown key"),
        Arguments.of(ASK + "danger = \"SAFE\"\nexpiry = \"1s\"\n", ":5:1: ask[0].expiry: is 1s; wanted"),
        Arguments.of(HEAD + "[notify]\n", ":2:1: notify.command: one of 'command' and 'tool' is wanted"),
        Arguments.of(
            HEAD + "[notify]\ncommand = [\"/bin/true\"]\ntool = \"a/b\"\nprincipal = \"p\"\n",
            ":3:1: notify.command: one of 'command' and 'tool' is wanted"),
        Arguments.of(HEAD + "[notify]\ncommand = []\n", ":3:1: notify.command: must begin with the absolute path of a program"),
        Arguments.of(HEAD + "[notify]\ncommand = [\"true\"]\n", ":3:1: notify.command: must begin with the absolute path of a program"),
        Arguments.of(HEAD + "[notify]\ncommand = \"/bin/true\"\n", ":3:1: notify.command: expected a list of strings"),
        Arguments.of(HEAD + "[notify]\ncommand = [\"/bin/true\", \"a\\u0000b\"]\n", ":3:25: notify.command[1]: must have at most 4096 characters"),
        Arguments.of(HEAD + "[notify]\ncommand = [\"/bin/true\"]\nprincipal = \"p\"\n", ":4:1: notify.principal: goes with 'tool' only"),
        Arguments.of(HEAD + "[notify]\ncommand = [\"/bin/true\"]\ninput = \"{}\"\n", ":4:1: notify.input: goes with 'tool' only"),
        Arguments.of(HEAD + "[notify]\ntool = \"post\"\nprincipal = \"p\"\n", ":3:1: notify.tool: must be family/name"),
        Arguments.of(HEAD + "[notify]\ntool = \"http/post\"\n", ":2:1: notify.principal: missing; wanted: who calls the tool"),
        Arguments.of(HEAD + "[notify]\ntool = \"a/b\"\nprincipal = \"a b\"\n", ":4:1: notify.principal: character 2"),
        Arguments.of(HEAD + "[notify]\ntool = \"a/b\"\nprincipal = \"p\"\ninput = \"[]\"\n", ":5:1: notify.input: must be a JSON object"),
        Arguments.of(
            HEAD + "[notify]\ntool = \"a/b\"\nprincipal = \"p\"\ninput = '{\"a\":1,\"a\":2}'\n", ":5:1: notify.input: must be a JSON object"),
        Arguments.of(
            HEAD + "[notify]\ntool = \"a/b\"\nprincipal = \"p\"\ninput = '{\"question\":1}'\n",
            ":5:1: notify.input: has a member 'question', which is added"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void whatIsWrongIsNamedWithItsPlaceAndRule(String text, String problem) {
    assertThat(problems(text)).singleElement().asString().startsWith(FILE + problem);
  }

  @Test
  void allProblemsAreToldAtOnce() {
    String text =
        "expiry = 1\nclock = 2\n[capsules]\nneeds = 5\n[[ask]]\n[[ask]]\nname = \"x\"\ndanger = \"HIGH\"\nfoo = 1\n[notify]\ncommand = [\"x\"]\n";
    assertThat(problems(text)).hasSize(9);
  }

  @Test
  void brokenSyntaxIsToldWithItsPlace() {
    assertThat(problems(HEAD + "expiry = \n")).isNotEmpty().allSatisfy(problem -> assertThat(problem).startsWith(FILE + ":2:"));
  }

  @Test
  void moreEntriesAndNamesThanAreAllowedAreRefused() {
    String entry = "[[ask]]\nname = \"n\"\ndanger = \"SAFE\"\n";
    assertThat(problems(HEAD + entry.repeat(256))).isEmpty();
    assertThat(problems(HEAD + entry.repeat(257))).singleElement().asString().contains("ask: has 257 entries; at most 256 are allowed");
    String names = "\"a\",".repeat(65);
    assertThat(problems(HEAD + "[runs]\nanswerers = [" + names + "]\n")).singleElement().asString().contains("has 65 items; at most 64");
    assertThat(problems(ASK + "capability = [" + names + "]\n")).singleElement().asString().contains("has 65 items; at most 64");
  }
}
