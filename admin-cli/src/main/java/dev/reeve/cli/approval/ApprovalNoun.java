package dev.reeve.cli.approval;

import dev.reeve.cli.call.Confirmation;
import dev.reeve.cli.call.DurationWord;
import dev.reeve.cli.call.Filters;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.noun.Verbs;
import dev.reeve.cli.output.Printable;
import dev.reeve.cli.output.Words;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.evidence.approval.RuleText;
import dev.reeve.v1.Approval;
import dev.reeve.v1.ApprovalDecision;
import dev.reeve.v1.ApprovalState;
import dev.reeve.v1.ListApprovalsRequest;
import dev.reeve.v1.WatchApprovalsRequest;
import dev.reeve.v1.WatchApprovalsResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve approval}: questions that wait for somebody's answer. */
@Command(name = "approval", addMethodSubcommands = false, description = "Questions that wait for somebody's answer, the answers, and the rules that answer by themselves.")
public final class ApprovalNoun {

  static final String DRY_RUN = "Only show what would be signed.";

  private static final Duration LONGEST_USABLE = Duration.ofHours(24);

  private final Invocation call;

  ApprovalNoun(Invocation call) {
    this.call = call;
  }

  /** With the noun below it. */
  public static CommandLine tree(Invocation call, Verbs verbs) {
    return verbs.of(new ApprovalNoun(call), new Verbs.Own("rule", () -> Verbs.ALL.of(new RuleNoun(call))));
  }

  @Command(name = "list", aliases = "ls", description = "Questions that wait, from the newest.")
  int list(
      @Option(names = "--all", description = "Also those that are answered or over.") boolean all,
      @Option(names = "--asker", paramLabel = "P", defaultValue = "", description = "Only asked by this principal.") String asker,
      @Option(names = "--run", paramLabel = "ID", defaultValue = "", description = "Only asked by this run.") String run,
      @Option(names = "--filter", paramLabel = "KEY=VALUE", description = "Only with: asker=P, run=ID; repeat for more.")
          @Nullable List<String> filter,
      @Option(names = "--limit", paramLabel = "N", defaultValue = "1000", description = "At most so many; default 1000.") int limit) {
    Filters filters = Filters.of(filter, "asker", "run");
    ListApprovalsRequest.Builder wanted = ListApprovalsRequest.newBuilder().setAsker(filters.or("asker", asker)).setRun(filters.or("run", run));
    if (!all) {
      wanted.addStates(ApprovalState.APPROVAL_STATE_PENDING);
    }
    call.output().list(new Lookup(call.connect()).list(limit, wanted.build()), ApprovalViews.rows(all, Instant.now()));
    return 0;
  }

  @Command(name = "show", description = "A question as it is answered: who asks for what with which arguments, and why somebody is asked.")
  int show(@Parameters(paramLabel = "ID|latest", description = "The approval; 'latest' where one waits.") String id) {
    Approval approval = new Lookup(call.connect()).question(id).approval();
    switch (call.output().format()) {
      case table, wide -> CardPrinter.result(call).print(approval);
      case json, jsonl, yaml, name -> call.output().one(approval, ApprovalViews.ANSWERED);
    }
    return 0;
  }

  @Command(name = "watch", description = "Questions that wait, then each as it comes or changes, until interrupted.")
  int watch() {
    Consumer<Approval> print = call.output().stream(ApprovalViews.STEP);
    call.connect()
        .approvalStreams()
        .watch(WatchApprovalsRequest.getDefaultInstance())
        .forEachRemaining(
            answer -> {
              if (answer.getStepCase() == WatchApprovalsResponse.StepCase.APPROVAL) {
                print.accept(answer.getApproval());
              }
              if (call.surroundings().out().checkError()) {
                throw ReeveException.local(LocalError.FAILED, "standard output took only a part", "see what reads it");
              }
            });
    return 0;
  }

  @Command(
      name = "approve",
      description = {
        "Say yes to a question, signed with the key of --with-key: to this one request, or by a rule to others like it.",
        "It is shown first, and what is signed is what is shown."
      })
  int approve(
      @Parameters(paramLabel = "ID|latest", description = "The approval; 'latest' where one waits.") String id,
      @Option(names = "--session", description = "Make a rule that ends with the run or session that asked.") boolean session,
      @Option(names = "--always", description = "Make a rule that stays.") boolean always,
      @Mixin RuleOptions rule,
      @Mixin ReasonOption reason,
      @Option(
              names = "--valid",
              paramLabel = "D",
              converter = DurationWord.class,
              description = "How long what it allows can be done; default 10m, at most 24h.")
          @Nullable Duration valid,
      @Option(names = "--dry-run", description = DRY_RUN) boolean dryRun) {
    if (session && always) {
      throw ReeveException.usage("--session makes a rule that ends, --always one that stays", "give one of them");
    }
    ApprovalDecision decision =
        session ? ApprovalDecision.APPROVAL_DECISION_SESSION : always ? ApprovalDecision.APPROVAL_DECISION_ALWAYS : ApprovalDecision.APPROVAL_DECISION_ONCE;
    if (!session && !always && rule.given()) {
      throw ReeveException.usage("an answer for this once makes no rule", "give --session or --always, or no option of a rule");
    }
    if (valid != null && valid.compareTo(LONGEST_USABLE) > 0) {
      throw ReeveException.usage("--valid: more than 24 hours", "give at most 24h");
    }
    return answer(id, decision, session || always ? rule : null, reason.text(), valid == null ? Answerer.USABLE : valid, dryRun);
  }

  @Command(name = "deny", description = "Say no to a question, signed with the key of --with-key. It is shown first.")
  int deny(
      @Parameters(paramLabel = "ID|latest", description = "The approval; 'latest' where one waits.") String id,
      @Mixin ReasonOption reason,
      @Option(names = "--dry-run", description = DRY_RUN) boolean dryRun) {
    return answer(id, ApprovalDecision.APPROVAL_DECISION_DENY, null, reason.text(), Answerer.USABLE, dryRun);
  }

  private int answer(String id, ApprovalDecision decision, @Nullable RuleOptions options, String reason, Duration usable, boolean dryRun) {
    Answerer answerer = Answerer.of(call);
    ShownQuestion shown = new Lookup(answerer.client()).question(id);
    RuleText rule = options == null ? null : options.of(shown.frozen());
    CardPrinter.before(call).print(shown.approval());
    if (rule != null) {
      call.surroundings().err().println("rule        " + Printable.line(Terms.words(rule)));
    }
    String word = ApprovalViews.decision(decision);
    if (dryRun) {
      call.tell("nothing was signed: it would be '" + word + "', as key " + answerer.key().id());
      return 0;
    }
    Confirmation.require("Sign '" + word + "' to approval " + shown.approval().getId() + " as key " + answerer.key().id() + "?", "nothing was signed", call);
    Approval answered = answerer.answer(shown, decision, rule, reason, usable);
    call.tell(outcome(answered));
    call.output().one(answered, ApprovalViews.ANSWERED);
    return 0;
  }

  /** What an answer led to. */
  public static String outcome(Approval answered) {
    String id = answered.getId();
    return switch (answered.getState()) {
      case APPROVAL_STATE_PENDING -> "approval " + id + " still waits: " + answered.getAnswersCount() + " of " + answered.getQuestion().getNeeds()
          + " people have said yes";
      case APPROVAL_STATE_APPROVED -> "approved " + id
          + (answered.hasUsableUntil() ? "; what it allows can be done until " + Words.time(answered.getUsableUntil()) : "");
      case APPROVAL_STATE_DENIED -> "denied " + id;
      default -> "approval " + id + " is " + ApprovalViews.state(answered);
    };
  }
}
