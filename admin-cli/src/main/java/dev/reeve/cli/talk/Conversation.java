package dev.reeve.cli.talk;

import dev.reeve.cli.approval.RunQuestions;
import dev.reeve.cli.call.ErrorLines;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.Json;
import dev.reeve.cli.run.Fate;
import dev.reeve.cli.run.FollowedRun;
import dev.reeve.cli.run.RunViews;
import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.CancelRunRequest;
import dev.reeve.v1.ContinueRunRequest;
import dev.reeve.v1.GetRunRequest;
import dev.reeve.v1.RetryRunRequest;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunEvent;
import dev.reeve.v1.RunEventKind;
import dev.reeve.v1.RunState;
import dev.reeve.v1.StartRunRequest;
import io.grpc.StatusRuntimeException;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A conversation with an agent. The first message starts a run with it as its input; each further one continues that run, whose program gets
 * its former result and the message. A turn that did not succeed cannot be continued: it is repeated, or the next message starts a new run.
 */
public final class Conversation {

  private static final String WAITS = RunViews.state(RunState.RUN_STATE_WAITING_FOR_APPROVAL);
  private static final String HELP =
      """
      A line is a message; one that begins with // is a message that begins with /.
        /status  how the last turn is
        /retry   repeat a turn that did not succeed
        /cancel  end a turn that goes on
        /end     leave, as Ctrl-D does
      Ctrl-C cancels the turn that runs; once more leaves it alone, and Enter follows it again.""";

  private final Invocation call;
  private final String agent;
  private final Messages messages;
  private final Set<String> ours;
  private @Nullable Run run;
  private long told;

  /**
   * A conversation not yet begun.
   *
   * @param ours gets the ids of the runs and approvals that it tells of
   */
  public Conversation(Invocation call, String agent, Messages messages, Set<String> ours) {
    this.call = call;
    this.agent = agent;
    this.messages = messages;
    this.ours = ours;
  }

  /**
   * Holds it until it is left. Whoever sits there is told of failures; where nobody does, the first ends it.
   *
   * @return 0
   * @throws ReeveException where nobody sits there: when a turn did not succeed, or a line is no message and no word of a conversation
   * @throws StatusRuntimeException where nobody sits there: when the kernel refuses
   */
  public int hold() {
    while (true) {
      call.surroundings().interrupts().reset();
      switch (messages.next(agent + "> ")) {
        case Messages.Ended _ -> {
          return 0;
        }
        case Messages.Interrupted _ -> call.tell("/end or Ctrl-D leaves the conversation");
        case Messages.Said said -> {
          if (!heard(said.text())) {
            return 0;
          }
        }
      }
    }
  }

  /** Does what a line means; false when it leaves. */
  private boolean heard(String line) {
    try {
      return does(line);
    } catch (ReeveException | StatusRuntimeException failure) {
      if (!messages.person()) {
        throw failure;
      }
      ErrorLines.print(call.report(failure), call.globals().format(), call.globals().verbose(), call.surroundings().err());
      return true;
    }
  }

  private boolean does(String line) {
    String word = line.strip();
    if (word.isEmpty()) {
      goOn();
    } else if (!word.startsWith("/")) {
      message(line);
    } else if (word.startsWith("//")) {
      message(word.substring(1));
    } else {
      switch (word) {
        case "/end", "/exit", "/quit" -> {
          return false;
        }
        case "/help" -> call.output().line(HELP);
        case "/status" -> status();
        case "/cancel" -> cancel();
        case "/retry" -> retry();
        default -> throw ReeveException.usage("'" + word + "' is no word of a conversation", "see /help; a message that begins with / begins with //");
      }
    }
    return true;
  }

  private void message(String text) {
    Run last = run;
    if (last != null && last.getState() == RunState.RUN_STATE_SUCCEEDED) {
      turn(client -> client.runs().continue_(ContinueRunRequest.newBuilder().setRun(last.getId()).setMessage(text).build()).getRun());
    } else if (last != null && !RunViews.terminal(last.getState())) {
      throw ReeveException.usage("the last turn goes on, as run " + last.getId(), "press Enter to follow it, or end it with /cancel");
    } else {
      if (last != null) {
        call.tell("a new run, which knows nothing of what was said before: the last one ended " + RunViews.state(last.getState()));
      }
      String input = text.stripLeading().startsWith("{") ? text : Json.text(text);
      turn(client -> client.runs().start(StartRunRequest.newBuilder().setAgent(agent).setInput(input).build()).getRun());
    }
  }

  private void retry() {
    Run last = run;
    if (last == null || !RunViews.terminal(last.getState()) || last.getState() == RunState.RUN_STATE_SUCCEEDED) {
      throw ReeveException.usage("there is no turn that did not succeed", "type a message");
    }
    turn(client -> client.runs().retry(RetryRunRequest.newBuilder().setRun(last.getId()).build()).getRun());
  }

  private void turn(Function<KernelClient, Run> begin) {
    KernelClient client = call.connect();
    Run begun = begin.apply(client);
    told = run != null && run.getId().equals(begun.getId()) ? begun.getLastSequence() : 0;
    run = begun;
    follow(client, begun);
  }

  /** Follows a turn that was left alone. */
  private void goOn() {
    Run last = run;
    if (last != null && !RunViews.terminal(last.getState())) {
      follow(call.connect(), last);
    }
  }

  private void follow(KernelClient client, Run begun) {
    ours.add(begun.getId());
    TurnLines lines = new TurnLines(call, messages);
    RunQuestions questions = new RunQuestions(call, client, begun.getId(), messages::answer);
    Run ended;
    try {
      ended = new FollowedRun(call, client, begun).toEnd(told, "interrupted in a conversation", event -> event(event, lines, questions));
    } finally {
      lines.clear();
    }
    run = ended;
    lines.end(ended);
    if (!messages.person()) {
      Fate.require(ended);
    }
  }

  private void event(RunEvent event, TurnLines lines, RunQuestions questions) {
    told = event.getSequence();
    lines.tell(event);
    if (event.getKind() == RunEventKind.RUN_EVENT_KIND_STATE && event.getData().equals(WAITS)) {
      lines.clear();
      call.tell("it waits for an approval");
      questions.answer(ours::add);
    }
  }

  private void status() {
    Run last = run;
    if (last == null) {
      call.output().line("nothing was said yet");
      return;
    }
    Run now = call.connect().runs().get(GetRunRequest.newBuilder().setRun(last.getId()).build()).getRun();
    run = now;
    String reason = now.getReason().isEmpty() ? "" : ": " + now.getReason();
    call.output().line("run " + now.getId() + " of " + now.getAgent() + ", turn " + now.getAttempt() + ", " + RunViews.state(now.getState()) + reason);
  }

  private void cancel() {
    Run last = run;
    if (last == null || RunViews.terminal(last.getState())) {
      throw ReeveException.usage("there is no turn that goes on", "type a message");
    }
    run = call.connect().runs().cancel(CancelRunRequest.newBuilder().setRun(last.getId()).setReason("in a conversation").build()).getRun();
    status();
  }
}
