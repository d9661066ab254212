package dev.reeve.cli.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.testkernel.TestApprovals;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.v1.AddApprovalRuleRequest;
import dev.reeve.v1.ApprovalDecision;
import dev.reeve.v1.ApprovalRule;
import dev.reeve.v1.DecideApprovalRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rules made by answers and by hand. */
@NullUnmarked
@Timeout(60)
class RuleCommandsTest {

  @TempDir Path home;

  private ApprovalDesk desk;

  @BeforeEach
  void start() throws IOException {
    desk = new ApprovalDesk(home);
  }

  @AfterEach
  void stop() {
    desk.close();
  }

  private ApprovalRule only() {
    assertThat(desk.kernel.rules().all()).hasSize(1);
    return desk.kernel.rules().all().getFirst();
  }

  @Test
  void alwaysMakesARuleForTheVeryArgumentsWhichIsToldBeforeItIsSigned() {
    String id = desk.kernel.approvals().ask(TestApprovals.question("write", "{\"path\":\"/srv/a\",\"n\": 1.0}"));
    Typed typed = desk.answer("approval", "approve", id, "--always", "-y");
    assertThat(typed.exit()).isZero();
    assertThat(typed.err())
        .containsSubsequence("rule        it lets bot do tool:invoke@files/write where path equals \"/srv/a\" and n equals 1.0\n", "approved " + id);
    assertThat(typed.out()).containsPattern("RULE +" + only().getId());
    assertThat(desk.kernel.last(DecideApprovalRequest.class).getDecision()).isEqualTo(ApprovalDecision.APPROVAL_DECISION_ALWAYS);
    assertThat(only().getTerms().getPrincipal()).isEqualTo("bot");
  }

  @Test
  void theRuleOfASessionTakesTheConditionsThatAreTyped() {
    String id = desk.kernel.approvals().ask(TestApprovals.question("write", "{\"path\":\"/srv/a\"}"));
    assertThat(desk.answer("approval", "approve", id, "--session", "--under", "path=/srv", "--max-uses", "3", "--until", "+1h", "-y").exit()).isZero();
    assertThat(desk.kernel.last(DecideApprovalRequest.class).getDecision()).isEqualTo(ApprovalDecision.APPROVAL_DECISION_SESSION);
    assertThat(only().getTerms().getArguments(0).getUnder()).isEqualTo("/srv");
    assertThat(only().getTerms().getMaxUses()).isEqualTo(3);
    assertThat(desk.type("approval", "rule", "list").out())
        .containsPattern("ID +FOR +CAPABILITY +CONDITIONS +USES +UNTIL +AUTHORS +INERT\n")
        .containsPattern("bot +tool:invoke@files/write +path is /srv or below it +0 of 3 +in .* +holder +-\n");
  }

  @Test
  void aRuleByHandIsSignedUnderAnIdOfItsAuthors() {
    Typed no = desk.answerWithInput("\n", "approval", "rule", "add", "--for", "bot", "--capability", "fs:write@/srv/**", "--any");
    assertThat(no.exit()).isEqualTo(1);
    assertThat(no.err()).contains("rule        it lets bot do fs:write@/srv/** whatever the arguments are", "nothing was signed");
    assertThat(desk.calls("RuleAdd")).isZero();
    Typed typed =
        desk.answer("approval", "rule", "add", "--for", "bot", "--capability", "net:connect", "--host-in", "url=*.a.example,b.example", "--matches",
            "method=GET|HEAD", "--reason", "reading", "-y");
    assertThat(typed.err()).contains("where url is at the host *.a.example or b.example and method matches GET|HEAD");
    assertThat(typed.exit()).isZero();
    String id = only().getId();
    assertThat(desk.kernel.last(AddApprovalRuleRequest.class).getId()).isEqualTo(id);
    assertThat(typed.out()).containsPattern("ID +" + id).containsPattern("REASON +reading").containsPattern("AUTHORS +holder");
    assertThat(desk.type("approval", "rule", "show", id.toUpperCase(Locale.ROOT)).out()).containsPattern("USES +0\n").containsPattern("REASON +reading");
  }

  @Test
  void aRuleWithoutSayingForWhomForWhatOrWhenIsRefused() {
    assertThat(desk.answer("approval", "rule", "add", "--capability", "c", "--any", "-y").err()).contains("--for");
    assertThat(desk.answer("approval", "rule", "add", "--for", "bot", "--any", "-y").err()).contains("no capability");
    assertThat(desk.answer("approval", "rule", "add", "--for", "bot", "--capability", "c", "-y").err()).contains("no condition");
    assertThat(desk.kernel.calls()).isEmpty();
  }

  @Test
  void rulesAreListedByWhoTheyAreForAndTellWhyTheyAreInert() {
    desk.answer("approval", "rule", "add", "--for", "bot", "--capability", "a", "--any", "-y");
    desk.answer("approval", "rule", "add", "--for", "eve", "--capability", "b", "--any", "-y");
    ApprovalRule first = desk.kernel.rules().all().getFirst();
    desk.kernel.rules().replace(first.toBuilder().setInert("holder may not do it any more").setUses(4).build());
    assertThat(desk.type("approval", "rule", "list", "--for", "bot").out())
        .containsPattern("bot +a +any +4 +- +holder +holder may not do it any more")
        .doesNotContain("eve");
    assertThat(desk.type("approval", "rule", "list", "--limit", "1", "-o", "name").out().lines()).hasSize(1);
  }

  @Test
  void aRevokedRuleIsGone() {
    desk.answer("approval", "rule", "add", "--for", "bot", "--capability", "a", "--any", "-y");
    String id = only().getId();
    assertThat(desk.type("approval", "rule", "revoke", "-y", id).err()).isEqualTo("revoked rule " + id + "\n");
    assertThat(desk.type("approval", "rule", "revoke", "-y", id).err()).isEqualTo("revoked already was rule " + id + "\n");
    assertThat(desk.type("approval", "rule", "revoke", "-y", id, "-o", "jsonl").out()).isEqualTo("{\"schemaVersion\":1,\"changed\":false}\n");
    assertThat(desk.type("approval", "rule", "show", id).exit()).isEqualTo(3);
    assertThat(desk.type("approval", "rule", "revoke", "-y", "x").exit()).isEqualTo(2);
  }
}
