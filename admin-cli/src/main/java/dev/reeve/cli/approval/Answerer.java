package dev.reeve.cli.approval;

import dev.reeve.cli.call.ContractTime;
import dev.reeve.cli.call.Invocation;
import dev.reeve.client.KernelClient;
import dev.reeve.client.LoginKey;
import dev.reeve.client.ReeveException;
import dev.reeve.evidence.approval.RuleText;
import dev.reeve.evidence.approval.SignedAnswer;
import dev.reeve.evidence.approval.SignedRule;
import dev.reeve.v1.AddApprovalRuleRequest;
import dev.reeve.v1.Approval;
import dev.reeve.v1.ApprovalDecision;
import dev.reeve.v1.ApprovalRule;
import dev.reeve.v1.DecideApprovalRequest;
import dev.reeve.v1.WhoAmIRequest;
import dev.reeve.v1.WhoAmIResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whoever answers: on a connection, with the key that was proved on it. */
public record Answerer(KernelClient client, LoginKey key) {

  /** How long what an answer allows can be done, unless told otherwise. */
  public static final Duration USABLE = Duration.ofMinutes(10);

  /** @throws ReeveException when no key is proved on the connection */
  public static Answerer on(KernelClient client) {
    LoginKey key = client.key();
    if (key == null) {
      throw ReeveException.usage(
          "an answer is signed, and no key was given",
          "give it with --with-key or in REEVE_KEY; 'reeve key generate FILE' makes one, and 'reeve key add PRINCIPAL --key FILE.pub' registers it");
    }
    return new Answerer(client, key);
  }

  /** On the connection of a command. */
  static Answerer of(Invocation call) {
    return on(call.connect());
  }

  /**
   * Signs an answer and sends it.
   *
   * @param shown what was shown
   * @param rule for answers that make one
   * @param usable how long what it allows can be done
   * @return the approval as it is then
   * @throws ReeveException when the question is another kernel's, or the connection is not this key's
   */
  public Approval answer(ShownQuestion shown, ApprovalDecision decision, @Nullable RuleText rule, String reason, Duration usable) {
    String kernel = kernel();
    if (!shown.frozen().kernel().equals(kernel)) {
      throw ShownQuestion.untrusted(
          "the question was asked at kernel " + shown.frozen().kernel() + ", and this is kernel " + kernel + "; nothing was signed",
          "answer it where it was asked");
    }
    String id = shown.approval().getId();
    Instant expiry = Instant.now().plus(usable).truncatedTo(ChronoUnit.SECONDS);
    String word = ApprovalViews.decision(decision).toUpperCase(Locale.ROOT);
    SignedAnswer answer = new SignedAnswer(kernel, id, shown.frozen().digest(), word, rule, reason, expiry, key.id(), session());
    DecideApprovalRequest.Builder request =
        DecideApprovalRequest.newBuilder()
            .setApproval(id)
            .setDecision(decision)
            .setReason(reason)
            .setExpiresAt(ContractTime.of(expiry))
            .setKeyId(key.id())
            .setSignature(key.sign(answer.text()));
    if (rule != null) {
      request.setRule(Terms.of(rule));
    }
    return client.approvals().decide(request.build()).getApproval();
  }

  /** Signs a rule that no question asked for and sends it. */
  ApprovalRule rule(String id, RuleText rule, String reason) {
    SignedRule signed = new SignedRule(kernel(), id, rule, reason, key.id(), session());
    return client
        .approvals()
        .ruleAdd(
            AddApprovalRuleRequest.newBuilder()
                .setId(id)
                .setTerms(Terms.of(rule))
                .setReason(reason)
                .setKeyId(key.id())
                .setSignature(key.sign(signed.text()))
                .build())
        .getRule();
  }

  private String kernel() {
    return client.provedTo();
  }

  /** The session of this connection. */
  private String session() {
    WhoAmIResponse who = client.session().whoAmI(WhoAmIRequest.getDefaultInstance());
    if (!who.getKeyId().equals(key.id())) {
      throw ShownQuestion.untrusted(
          "the kernel takes this connection for one of key '" + who.getKeyId() + "', and it is one of key " + key.id() + "; nothing was signed",
          "see 'reeve whoami'");
    }
    return who.getSessionId();
  }
}
