package dev.reeve.cli.approval;

import dev.reeve.cli.call.Confirmation;
import dev.reeve.cli.call.DryRunOption;
import dev.reeve.cli.call.Filters;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Rehearsal;
import dev.reeve.cli.output.Printable;
import dev.reeve.client.ApprovalWord;
import dev.reeve.client.KernelClient;
import dev.reeve.evidence.approval.RuleText;
import dev.reeve.v1.ApprovalRule;
import dev.reeve.v1.ApprovalServiceGrpc;
import dev.reeve.v1.RevokeApprovalRuleRequest;
import dev.reeve.v1.RevokeApprovalRuleResponse;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve approval rule}: rules that answer questions. */
@Command(name = "rule", addMethodSubcommands = false, description = "Rules that say yes to questions by themselves, within what their authors may do.")
final class RuleNoun {

  private final Invocation call;

  RuleNoun(Invocation call) {
    this.call = call;
  }

  @Command(name = "add", description = "Make a rule that no question asked for, signed with the key of --with-key.")
  int add(
      @Option(names = "--for", required = true, paramLabel = "P", description = "Principal whose questions it answers.") String principal,
      @Mixin RuleOptions options,
      @Mixin ReasonOption reason,
      @Option(names = "--dry-run", description = ApprovalNoun.DRY_RUN) boolean dryRun) {
    RuleText rule = options.of(principal);
    String why = reason.text();
    Answerer answerer = Answerer.of(call);
    call.surroundings().err().println("rule        " + Printable.line(Terms.words(rule)));
    if (dryRun) {
      call.tell("nothing was signed: it would be this rule, as key " + answerer.key().id());
      return 0;
    }
    Confirmation.require("Sign it as key " + answerer.key().id() + "?", "nothing was signed", call);
    call.output().one(answerer.rule(RuleId.next(), rule, why), ApprovalViews.WHOLE_RULE);
    return 0;
  }

  @Command(name = "list", aliases = "ls", description = "Rules that there are, from the newest, with how often each answered.")
  int list(
      @Option(names = "--for", paramLabel = "P", defaultValue = "", description = "Only for this principal.") String principal,
      @Option(names = "--filter", paramLabel = "KEY=VALUE", description = "Only with: for=P.") @Nullable List<String> filter,
      @Option(names = "--limit", paramLabel = "N", defaultValue = "1000", description = "At most so many; default 1000.") int limit) {
    call.output().list(new Lookup(call.connect()).rules(limit, Filters.of(filter, "for").or("for", principal)), ApprovalViews.RULE);
    return 0;
  }

  @Command(name = "show", description = "A rule: what it lets through, who made it and why, and why it lets nothing through where that is so.")
  int show(@Parameters(paramLabel = "ID") String id) {
    call.output().one(new Lookup(call.connect()).rule(id), ApprovalViews.WHOLE_RULE);
    return 0;
  }

  @Command(name = "revoke", description = "Take a rule back, after asking: it lets nothing through from now on.")
  int revoke(@Parameters(paramLabel = "ID") String id, @Mixin DryRunOption dry) {
    if (dry.dryRun) {
      KernelClient client = call.connect();
      ApprovalRule rule = new Lookup(client).rule(id);
      return new Rehearsal(call, client)
          .of(ApprovalServiceGrpc.getRuleRevokeMethod(), "", Set.copyOf(rule.getAuthorsList()), "take back rule " + rule.getId(), "")
          .tell();
    }
    Confirmation.require("Take back rule " + id + "?", "nothing was revoked", call);
    RevokeApprovalRuleRequest request = RevokeApprovalRuleRequest.newBuilder().setRule(ApprovalWord.rule(id)).build();
    RevokeApprovalRuleResponse answer = call.connect().approvals().ruleRevoke(request);
    call.tell((answer.getChanged() ? "revoked" : "revoked already was") + " rule " + request.getRule());
    if (call.output().json()) {
      call.output().one(answer, ApprovalViews.REVOKED);
    }
    return 0;
  }
}
