package dev.reeve.kernel.approval;

import static dev.reeve.kernel.approval.Council.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.evidence.approval.Condition;
import dev.reeve.evidence.approval.RuleText;
import dev.reeve.evidence.approval.SignedRule;
import dev.reeve.kernel.authority.Authorizer;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Grant;
import dev.reeve.kernel.authority.Need;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.edge.HeldKey;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Ids;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What rules let through: as often as they say, no more than their authors may, and for as long. */
@Timeout(120)
class RuleUseTest {

  @TempDir Path folder;
  private Council council;

  @BeforeEach
  void open() throws Exception {
    council = Council.open(folder);
    council.asksForTools("pending_each = 100000\npending = 100000", "");
  }

  @AfterEach
  void close() {
    council.close();
  }

  private boolean passes(Wish wish) {
    try {
      return !council.require(council.as("bot", null, ""), wish).rule().isEmpty();
    } catch (KernelException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.ERROR_CODE_APPROVAL_REQUIRED);
      return false;
    }
  }

  @Test
  void aRuleAnswersAsOftenAsItSaysUnderThirtyTwoCallsAtOnce() throws Exception {
    Rule rule = council.makes("ann", Council.rule("bot", "tool:invoke@files/write", 10, Council.under("/srv")));
    int passed = 0;
    try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> calls = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        String path = "/srv/" + i;
        calls.add(many.submit(() -> passes(Council.write(path))));
      }
      for (Future<Boolean> call : calls) {
        passed += call.get() ? 1 : 0;
      }
    }
    assertThat(passed).isEqualTo(10);
    assertThat(council.records("reeve.approval/rule-used")).as("each use is in the chain by the rule's id").hasSize(10)
        .allSatisfy(record -> assertThat(String.valueOf(record.params())).contains(rule.id()));
    assertThat(council.operations.rules("", 10)).singleElement().satisfies(listed -> {
      assertThat(listed.uses()).isEqualTo(10);
      assertThat(council.operations.inert(listed)).isEqualTo("it is used up");
    });
  }

  @Test
  void alwaysMakesARuleAndSessionOneThatEndsWithTheRun() throws Exception {
    List<Object> outcome = new ArrayList<>();
    Question first = council.asksInRun(Council.write("/srv/a"), outcome);
    Question bound =
        council.answer(first, "ann").saying(AnswerWord.SESSION).with(Council.rule("bot", "tool:invoke@files/write", 0, Council.under("/srv"))).send();
    assertThat(council.require(council.as("bot", Council.RUN, ""), Council.write("/srv/b")).rule()).isEqualTo(bound.rule());
    assertThat(passes(Council.write("/srv/b"))).as("of another session").isFalse();
    council.operations.runEnded(Council.RUN);
    assertThat(council.operations.rule(Objects.requireNonNull(bound.rule()))).isEmpty();

    Question second = council.operations.find(council.asked("bot", Council.write("/srv/c")));
    Question stays =
        council.answer(second, "ann").saying(AnswerWord.ALWAYS).with(Council.rule("bot", "tool:invoke@files/write", 0, Council.under("/srv"))).send();
    assertThat(stays.rule()).isNotNull();
    assertThat(passes(Council.write("/srv/d"))).isTrue();
    assertThat(passes(Council.write("/etc/d"))).isFalse();
  }

  @Test
  void aRuleThatDoesNotFitItsQuestionIsRefused() {
    Question question = council.operations.find(council.asked("bot", Council.write("/srv/a")));
    refused(
        ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
        () -> council.answer(question, "ann").saying(AnswerWord.ALWAYS).with(Council.rule("bot", "tool:invoke@files/write", 0, Council.under("/etc"))).send());
    refused(
        ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
        () -> council.answer(question, "ann").saying(AnswerWord.ALWAYS).with(Council.rule("op", "tool:invoke@files/write", 0)).send());
    refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> council.answer(question, "ann").saying(AnswerWord.ALWAYS).send());
    refused(
        ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
        () -> council.answer(question, "ann").with(Council.rule("bot", "tool:invoke@files/write", 0)).send());
    assertThat(council.operations.rules("", 10)).isEmpty();
  }

  @Test
  void nobodyMakesARuleBeyondWhatTheyHold() {
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, () -> council.makes("op", Council.rule("bot", "tool:invoke@files/*", 0)));
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, () -> council.makes("op", Council.rule("bot", "tool:invoke", 0)));
    refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> council.makes("ann", Council.rule("bot", "*", 0)));
    refused(ErrorCode.ERROR_CODE_NOT_FOUND, () -> council.makes("ann", Council.rule("nobody", "tool:invoke", 0)));
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, () -> council.makes("ann", Council.rule("ann", "tool:invoke", 0)));
    assertThat(council.makes("op", Council.rule("bot", "tool:invoke@files/write", 0)).id()).isNotEmpty();
  }

  @Test
  void aRuleDiesWithItsAuthorsRights() {
    Rule rule = council.makes("op", Council.rule("bot", "tool:invoke@files/write", 0));
    assertThat(passes(Council.write("/a"))).isTrue();
    Profile before = council.the("op");
    for (Profile less : List.of(
        before.withEnabled(false), before.withGrants(List.of()), before.withGroups(List.of("agent")), before.withKeys(List.of()),
        before.withRevokes(List.of(CapabilityPattern.parse("tool:*"))),
        before.withGrants(List.of(new Grant(CapabilityPattern.parse("tool:invoke@files/write"), Instant.now().minusSeconds(5), "", "", null))))) {
      council.put(less);
      assertThat(passes(Council.write("/a"))).as(less.toString()).isFalse();
      assertThat(council.operations.inert(rule)).isNotEmpty();
      council.put(before);
      assertThat(passes(Council.write("/a"))).isTrue();
    }
  }

  @Test
  void aRuleOfTheSameUserOrKeyAnswersNothing() {
    Rule rule = council.makes("ann", Council.rule("bot", "tool:invoke@files/write", 0));
    assertThat(passes(Council.write("/a"))).isTrue();
    Asking apart = council.as("bot", null, "");
    Asking asAnn = new Asking(apart.caller(), rule.authors().getFirst().uid(), apart.session(), List.of(), apart.effect(), apart.place());
    refused(ErrorCode.ERROR_CODE_APPROVAL_REQUIRED, () -> council.require(asAnn, Council.write("/b")));
    assertThat(council.require(council.provedBy("bot", council.key("bot")), Council.write("/c")).rule()).isEqualTo(rule.id());
    Asking byHerKey = council.provedBy("bot", council.key("ann"));
    refused(ErrorCode.ERROR_CODE_APPROVAL_REQUIRED, () -> council.require(byHerKey, Council.write("/c")));
  }

  @Test
  void aRuleOfAnAgentOfTheRunsThatBelongTogetherAnswersNothing() {
    council.interaction = Interaction.AUTO_BY_RULE;
    Rule hers = council.makes("ann", Council.rule("bot", "tool:invoke@files/write", 0));
    assertThat(council.require(council.as("bot", Council.RUN, ""), Council.write("/a")).rule()).isEqualTo(hers.id());
    council.tree = Set.of("bot", "ann");
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, () -> council.require(council.as("bot", Council.RUN, ""), Council.write("/a")));
    assertThat(passes(Council.write("/a"))).as("where no run asks, it does").isTrue();
    Rule his = council.makes("ben", Council.rule("bot", "tool:invoke@files/write", 0));
    assertThat(council.require(council.as("bot", Council.RUN, ""), Council.write("/a")).rule()).isEqualTo(his.id());
  }

  @Test
  void aRuleEndsAtItsTimeAndWhenItIsRevoked() {
    Instant until = Instant.now().plus(Duration.ofHours(1));
    Rule rule = council.makes("ann", new RuleText("bot", "tool:invoke@files/write", List.of(), until, 0));
    assertThat(passes(Council.write("/a"))).isTrue();
    council.ahead = Duration.ofHours(2);
    assertThat(passes(Council.write("/a"))).isFalse();
    council.ahead = Duration.ZERO;
    assertThat(council.operations.revokeRule(rule.id(), "ben")).isTrue();
    assertThat(council.operations.revokeRule(rule.id(), "ben")).isFalse();
    assertThat(passes(Council.write("/a"))).isFalse();
    assertThat(council.records("reeve.approval/rule-revoked")).hasSize(1);
  }

  @Test
  void aRuleByHandIsMadeOnce() {
    SignedRule rule = byAnn();
    assertThat(council.makes("ann", rule, rule).id()).isEqualTo(rule.id());
    refused(ErrorCode.ERROR_CODE_ALREADY_EXISTS, () -> council.makes("ann", rule, rule));
    assertThat(council.operations.revokeRule(rule.id(), "ann")).isTrue();
    refused(ErrorCode.ERROR_CODE_ALREADY_EXISTS, () -> council.makes("ann", rule, rule));
  }

  /** A rule that ann may make. */
  private SignedRule byAnn() {
    RuleText text = new RuleText("bot", "tool:invoke@files/write", List.of(Council.under("/srv")), Instant.parse("2099-01-01T00:00:00Z"), 5);
    return new SignedRule(Council.KERNEL, Ids.nextText(), text, "it writes there all day", council.key("ann").id(), "her-session");
  }

  private static Arguments signed(String what, UnaryOperator<SignedRule> other) {
    return Arguments.of(what, other);
  }

  private static Arguments text(String what, UnaryOperator<RuleText> other) {
    return signed("a rule " + what, rule -> new SignedRule(rule.kernel(), rule.id(), other.apply(rule.rule()), rule.reason(), rule.key(), rule.session()));
  }

  static Stream<Arguments> signedOtherwise() {
    return Stream.of(
        signed("another kernel", rule -> new SignedRule("another", rule.id(), rule.rule(), rule.reason(), rule.key(), rule.session())),
        signed("another id", rule -> new SignedRule(rule.kernel(), Ids.nextText(), rule.rule(), rule.reason(), rule.key(), rule.session())),
        signed("another reason", rule -> new SignedRule(rule.kernel(), rule.id(), rule.rule(), "", rule.key(), rule.session())),
        signed("another key", rule -> new SignedRule(rule.kernel(), rule.id(), rule.rule(), rule.reason(), HeldKey.make().id(), rule.session())),
        signed("another connection", rule -> new SignedRule(rule.kernel(), rule.id(), rule.rule(), rule.reason(), rule.key(), "another-session")),
        text("for another principal", rule -> new RuleText("op", rule.capability(), rule.conditions(), rule.until(), rule.maxUses())),
        text("for another capability", rule -> new RuleText(rule.principal(), "fs:write", rule.conditions(), rule.until(), rule.maxUses())),
        text("for a wider capability", rule -> new RuleText(rule.principal(), "tool:invoke", rule.conditions(), rule.until(), rule.maxUses())),
        text("without conditions", rule -> new RuleText(rule.principal(), rule.capability(), List.of(), rule.until(), rule.maxUses())),
        text("under another folder", rule -> new RuleText(rule.principal(), rule.capability(), List.of(Council.under("/")), rule.until(), rule.maxUses())),
        text("without until", rule -> new RuleText(rule.principal(), rule.capability(), rule.conditions(), null, rule.maxUses())),
        text(
            "until earlier",
            rule -> new RuleText(rule.principal(), rule.capability(), rule.conditions(), Instant.parse("2098-01-01T00:00:00Z"), rule.maxUses())),
        text("for fewer uses", rule -> new RuleText(rule.principal(), rule.capability(), rule.conditions(), rule.until(), 4)),
        text("for any uses", rule -> new RuleText(rule.principal(), rule.capability(), rule.conditions(), rule.until(), 0)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("signedOtherwise")
  void aRuleByHandOfWhichAnythingWasSignedOtherwiseIsNone(String what, UnaryOperator<SignedRule> other) {
    SignedRule rule = byAnn();
    SignedRule signed = other.apply(rule);
    assertThat(signed).as(what).isNotEqualTo(rule);
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, () -> council.makes("ann", rule, signed));
    assertThat(council.operations.rules("", 10)).isEmpty();
    assertThat(council.makes("ann", rule, rule).terms().text()).as("as it was signed, it is made").isEqualTo(rule.rule());
  }

  @Test
  void rulesAnswerForRunsByTheirManifest() {
    Rule rule = council.makes("ann", Council.rule("bot", "tool:invoke@files/write", 0));
    council.interaction = Interaction.AUTO_BY_RULE;
    assertThat(council.require(council.as("bot", Council.RUN, ""), Council.write("/a")).rule()).isEqualTo(rule.id());
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, () -> council.require(council.as("bot", Council.RUN, ""), Council.tool("files/delete", Map.of())));
    council.interaction = Interaction.DENY;
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, () -> council.require(council.as("bot", Council.RUN, ""), Council.write("/a")));
    assertThat(council.operations.list(Set.of(), "", null, "", "", 10)).as("nobody was asked").isEmpty();
  }

  private static final List<String> TOOLS = List.of("files/write", "files/delete", "http/post");
  private static final List<String> PATTERNS =
      List.of("tool:invoke", "tool:invoke@files/*", "tool:invoke@files/write", "tool:*", "tool:invoke@http/post", "approval:*", "fs:write");

  /** Whatever is made, revoked and changed, in whatever order: a call a rule lets through is one its author could make at that moment. */
  @Test
  void noSequenceOfRulesLetsACallThroughThatItsAuthorCouldNotMake() {
    Random random = new Random(20261130);
    int through = 0;
    for (int step = 0; step < 1500; step++) {
      switch (random.nextInt(4)) {
        case 0 -> {
          List<Grant> grants = new ArrayList<>();
          for (String pattern : PATTERNS) {
            if (random.nextInt(3) == 0) {
              grants.add(Grant.of(CapabilityPattern.parse(pattern)));
            }
          }
          List<CapabilityPattern> revokes = random.nextInt(4) == 0 ? List.of(CapabilityPattern.parse(PATTERNS.get(random.nextInt(PATTERNS.size())))) : List.of();
          council.put(council.profile("op", "agent").withGrants(grants).withRevokes(revokes).withEnabled(random.nextInt(6) > 0));
        }
        case 1 -> {
          try {
            Condition[] conditions = random.nextBoolean() ? new Condition[] {} : new Condition[] {Council.under("/srv")};
            Rule unused = council.makes("op", Council.rule("bot", PATTERNS.get(random.nextInt(PATTERNS.size())), random.nextInt(3), conditions));
          } catch (KernelException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.ERROR_CODE_PERMISSION_DENIED);
          }
        }
        case 2 -> {
          List<Rule> rules = council.operations.rules("", 100);
          if (!rules.isEmpty() && random.nextInt(5) == 0) {
            assertThat(council.operations.revokeRule(rules.get(random.nextInt(rules.size())).id(), "ann")).isTrue();
          }
        }
        default -> {
          Wish wish = Council.tool(TOOLS.get(random.nextInt(TOOLS.size())), Map.of("path", random.nextBoolean() ? "/srv/a" : "/etc/a"));
          if (passes(wish)) {
            through++;
            boolean could =
                Authorizer.decide(council.policy.get(), council.the("op").id(), Need.of(wish.capabilities().getFirst()), List.of(), Instant.now()).allowed();
            assertThat(could).as("step %d: %s with %s", step, wish, council.the("op")).isTrue();
          }
        }
      }
    }
    assertThat(through).as("some were let through").isGreaterThan(20);
  }
}
