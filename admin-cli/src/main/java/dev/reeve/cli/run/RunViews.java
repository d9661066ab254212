package dev.reeve.cli.run;

import dev.reeve.cli.output.JsonValue;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.output.Words;
import dev.reeve.v1.GetRunResponse;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunAttempt;
import dev.reeve.v1.RunEvent;
import dev.reeve.v1.RunState;
import java.util.Locale;

/** How runs and their events are shown. */
public final class RunViews {

  public static final TableView<Run> ROW =
      TableView.of(Run::getId)
          .with("RUN", Run::getId)
          .with("AGENT", Run::getAgent)
          .with("VERSION", RunViews::version)
          .state("STATE", run -> state(run.getState()))
          .time("CREATED", run -> run.getCreatedAt())
          .time("ENDED", run -> run.getEndedAt())
          .with("REASON", Run::getReason);

  public static final TableView<Run> RUN =
      TableView.of(Run::getId)
          .with("RUN", Run::getId)
          .with("AGENT", Run::getAgent)
          .with("VERSION", RunViews::version)
          .state("STATE", run -> state(run.getState()))
          .with("REASON", Run::getReason)
          .with("ATTEMPT", RunViews::attempt)
          .with("ITERATION", run -> run.getIteration() == 0 ? "" : Integer.toString(run.getIteration()))
          .with("STARTED BY", Run::getStartedBy)
          .with("OWNER", Run::getOwner)
          .with("PARENT", Run::getParent)
          .with("FORKED FROM", Run::getForkedFrom)
          .with("PRIORITY", RunViews::priority)
          .time("CREATED", run -> run.getCreatedAt())
          .time("STARTED", run -> run.getStartedAt())
          .time("ENDED", run -> run.getEndedAt())
          .with("TIMEOUT", RunViews::timeout)
          .with("SANDBOX", Run::getSandbox)
          .with("EXIT CODE", run -> run.hasExitCode() ? Integer.toString(run.getExitCode()) : "")
          .with("GENERATION", run -> run.getGeneration() == 0 ? "" : Long.toString(run.getGeneration()))
          .with("INTENT", Run::getIntent)
          .with("INPUT", Run::getInput)
          .with("RESULT", Run::getResult);

  public static final TableView<RunAttempt> ATTEMPT =
      TableView.of((RunAttempt attempt) -> Integer.toString(attempt.getAttempt()))
          .with("ATTEMPT", attempt -> Integer.toString(attempt.getAttempt()))
          .with("BY", RunAttempt::getAttemptReason)
          .state("STATE", attempt -> state(attempt.getState()))
          .time("STARTED", attempt -> attempt.getStartedAt())
          .time("ENDED", attempt -> attempt.getEndedAt())
          .with("EXIT CODE", attempt -> attempt.hasExitCode() ? Integer.toString(attempt.getExitCode()) : "")
          .with("REASON", RunAttempt::getReason)
          .with("RESULT", RunAttempt::getResult);

  public static final TableView<GetRunResponse> WHOLE = whole();

  static final TableView<RunEvent> EVENT =
      TableView.of((RunEvent event) -> Long.toString(event.getSequence()))
          .with("SEQUENCE", event -> Long.toString(event.getSequence()))
          .time("TIME", event -> event.getTime())
          .with("KIND", RunViews::kind)
          .with("DATA", RunEvent::getData);

  private RunViews() {}

  private static TableView<GetRunResponse> whole() {
    TableView<GetRunResponse> view = TableView.of(answer -> answer.getRun().getId());
    for (TableView.Column<Run> column : RUN.columns()) {
      view = view.with(column.header(), answer -> column.cell().apply(answer.getRun()));
    }
    return view.with("CHILDREN", answer -> Words.join(answer.getChildrenList()));
  }

  /** Its name without prefix, as {@code SUCCEEDED}. */
  public static String state(RunState state) {
    return state == RunState.UNRECOGNIZED ? "UNKNOWN" : state.name().substring("RUN_STATE_".length());
  }

  /** True when a run in this state goes on no more; a state this version does not know may go on. */
  public static boolean terminal(RunState state) {
    return switch (state) {
      case RUN_STATE_SUCCEEDED, RUN_STATE_FAILED, RUN_STATE_CANCELLED, RUN_STATE_TIMED_OUT, RUN_STATE_REFUSED -> true;
      case RUN_STATE_UNSPECIFIED,
          RUN_STATE_QUEUED,
          RUN_STATE_STARTING,
          RUN_STATE_RUNNING,
          RUN_STATE_WAITING_FOR_APPROVAL,
          UNRECOGNIZED ->
          false;
    };
  }

  /** An event while waiting: what kind it is, then its text. */
  public static String eventLine(RunEvent event, boolean verbose) {
    return verbose
        ? Words.time(event.getTime()) + String.format(" %-9s %s", kind(event), event.getData())
        : String.format("%-9s %s", kind(event), words(event));
  }

  /** What an event says to a person: of a message its text, where it has one. */
  public static String words(RunEvent event) {
    return switch (event.getKind()) {
      case RUN_EVENT_KIND_PROGRESS -> {
        JsonValue progress = JsonValue.of(event.getData());
        long done = progress.get("done").number();
        long total = progress.get("total").number();
        String amount = done >= 0 && total > 0 ? done + "/" + total : "";
        yield orAll(progress.get("message").text(), amount, event);
      }
      case RUN_EVENT_KIND_LOG -> orAll(JsonValue.of(event.getData()).get("message").text(), event);
      case RUN_EVENT_KIND_ARTIFACT -> orAll(JsonValue.of(event.getData()).get("path").text(), event);
      case RUN_EVENT_KIND_TOOL -> {
        JsonValue tool = JsonValue.of(event.getData());
        yield orAll((tool.get("name").text() + " " + tool.get("code").text()).strip(), event);
      }
      default -> event.getData();
    };
  }

  private static String orAll(String text, String otherwise, RunEvent event) {
    return text.isEmpty() ? orAll(otherwise, event) : text;
  }

  private static String orAll(String text, RunEvent event) {
    return text.isEmpty() ? event.getData() : text;
  }

  /** An event of a log: its text alone, unless asked for more. */
  static String logLine(RunEvent event, boolean verbose) {
    return verbose ? event.getSequence() + " " + eventLine(event, true) : event.getData();
  }

  /** What kind it is, as {@code stdout}. */
  public static String kind(RunEvent event) {
    return switch (event.getKind()) {
      case UNRECOGNIZED -> "unknown";
      default -> event.getKind().name().substring("RUN_EVENT_KIND_".length()).toLowerCase(Locale.ROOT);
    };
  }

  /** With its revision where it was deployed more than once. */
  private static String version(Run run) {
    return run.getAgentRevision() > 1 ? run.getAgentVersion() + " rev " + run.getAgentRevision() : run.getAgentVersion();
  }

  private static String attempt(Run run) {
    if (run.getAttempt() == 0) {
      return "";
    }
    return run.getAttempt() + (run.getAttemptReason().isEmpty() ? "" : " (" + run.getAttemptReason() + ")");
  }

  private static String priority(Run run) {
    return switch (run.getPriority()) {
      case RUN_PRIORITY_UNSPECIFIED, UNRECOGNIZED -> "";
      case RUN_PRIORITY_LOW, RUN_PRIORITY_NORMAL, RUN_PRIORITY_HIGH ->
          run.getPriority().name().substring("RUN_PRIORITY_".length()).toLowerCase(Locale.ROOT);
    };
  }

  private static String timeout(Run run) {
    String words = Words.duration(run.getTimeout());
    return words.isEmpty() || run.getTimeoutSource().isEmpty() ? words : words + " (" + run.getTimeoutSource() + ")";
  }
}
