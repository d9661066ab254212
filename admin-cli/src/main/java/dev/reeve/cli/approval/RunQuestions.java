package dev.reeve.cli.approval;

import dev.reeve.cli.call.Invocation;
import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.Approval;
import dev.reeve.v1.ApprovalDecision;
import dev.reeve.v1.ApprovalState;
import dev.reeve.v1.ListApprovalsRequest;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The questions of one run, shown to whoever talks to it and answered on the spot with the key of the connection. A yes is signed only after
 * the whole question was shown; a question that is left alone is not asked about again.
 */
public final class RunQuestions {

  private static final int MOST = 20;

  private final Invocation call;
  private final KernelClient client;
  private final String run;
  private final UnaryOperator<String> ask;
  private final Set<String> seen = new HashSet<>();

  /** @param ask shows a question and answers the line that was typed; empty where none was */
  public RunQuestions(Invocation call, KernelClient client, String run, UnaryOperator<String> ask) {
    this.call = call;
    this.client = client;
    this.run = run;
    this.ask = ask;
  }

  /**
   * Shows those that wait and have not been shown, one by one.
   *
   * @param about is told the id of each before
   */
  public void answer(Consumer<String> about) {
    Optional<Approval> next = next();
    while (next.isPresent()) {
      Approval approval = next.get();
      about.accept(approval.getId());
      seen.add(approval.getId());
      one(approval);
      next = next();
    }
  }

  private Optional<Approval> next() {
    ListApprovalsRequest wanted =
        ListApprovalsRequest.newBuilder().setRun(run).addStates(ApprovalState.APPROVAL_STATE_PENDING).build();
    List<Approval> pending = new Lookup(client).list(MOST, wanted);
    return pending.stream().filter(each -> !seen.contains(each.getId())).findFirst();
  }

  private void one(Approval approval) {
    String id = approval.getId();
    Card.brief(approval, Instant.now(), call.surroundings().columns()).forEach(call::tell);
    if (client.key() == null || !approval.getAnswerable()) {
      call.tell(
          client.key() == null
              ? "no key was given to answer with (--with-key or REEVE_KEY); whoever may answers it with: reeve approval approve " + id
              : "it is not yours to answer; whoever may does it with: reeve approval approve " + id);
      return;
    }
    boolean whole = false;
    while (true) {
      String typed = ask.apply(whole ? "Sign a yes to it, once? [y/n/Enter: leave it] " : "Answer it? [y/n/d: details/Enter: leave it] ");
      switch (typed.strip().toLowerCase(Locale.ROOT)) {
        case "y", "yes" -> {
          if (whole) {
            sign(approval, ApprovalDecision.APPROVAL_DECISION_ONCE);
            return;
          }
          CardPrinter.before(call).print(approval);
          whole = true;
        }
        case "d", "details" -> {
          CardPrinter.before(call).print(approval);
          whole = true;
        }
        case "n", "no" -> {
          sign(approval, ApprovalDecision.APPROVAL_DECISION_DENY);
          return;
        }
        case "" -> {
          call.tell("it waits on; answer it with: reeve approval approve|deny " + id);
          return;
        }
        default -> call.tell("type y, n or d");
      }
    }
  }

  private void sign(Approval approval, ApprovalDecision decision) {
    try {
      Approval answered = Answerer.on(client).answer(ShownQuestion.of(approval), decision, null, "", Answerer.USABLE);
      call.tell(ApprovalNoun.outcome(answered));
    } catch (ReeveException | StatusRuntimeException refused) {
      call.tell("it could not be answered: " + call.report(refused).message());
    }
  }
}
