package dev.reeve.cli.testkernel;

import com.google.protobuf.ByteString;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunAttempt;
import dev.reeve.v1.RunEvent;
import dev.reeve.v1.RunEventKind;
import dev.reeve.v1.RunState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A run with its events and those who read them. */
final class TestRun {

  /** Takes events as they come, and the end of the run. */
  interface Reader {
    void event(RunEvent event);

    void end();
  }

  private static final Set<RunState> ENDS =
      EnumSet.of(
          RunState.RUN_STATE_SUCCEEDED,
          RunState.RUN_STATE_FAILED,
          RunState.RUN_STATE_CANCELLED,
          RunState.RUN_STATE_TIMED_OUT,
          RunState.RUN_STATE_REFUSED);

  Run run;
  final List<RunEvent> events = new ArrayList<>();
  final List<RunAttempt> former = new ArrayList<>();
  private final List<Reader> readers = new ArrayList<>();

  TestRun(Run run) {
    this.run = run;
  }

  void event(RunEventKind kind, String data) {
    event(RunEvent.newBuilder().setKind(kind).setData(data));
  }

  /** A line that is no UTF-8. */
  void raw(ByteString line, String data) {
    event(RunEvent.newBuilder().setKind(RunEventKind.RUN_EVENT_KIND_STDOUT).setData(data).setRaw(line));
  }

  private void event(RunEvent.Builder event) {
    RunEvent numbered = event.setSequence(events.size() + 1).build();
    run = run.toBuilder().setLastSequence(numbered.getSequence()).build();
    events.add(numbered);
    readers.forEach(reader -> reader.event(numbered));
  }

  void enter(RunState state, String reason) {
    run = run.toBuilder().setState(state).setReason(reason).setGeneration(run.getGeneration() + 1).build();
    event(RunEventKind.RUN_EVENT_KIND_STATE, state.name().substring("RUN_STATE_".length()));
    if (ended()) {
      readers.forEach(Reader::end);
      readers.clear();
    }
  }

  void succeed(String result) {
    run = run.toBuilder().setResult(result).build();
    enter(RunState.RUN_STATE_SUCCEEDED, "");
  }

  /** Begins another attempt. */
  void again(String why) {
    former.add(
        RunAttempt.newBuilder()
            .setAttempt(run.getAttempt())
            .setAttemptReason(run.getAttemptReason())
            .setState(run.getState())
            .setReason(run.getReason())
            .setResult(run.getResult())
            .build());
    run = run.toBuilder().setAttempt(run.getAttempt() + 1).setAttemptReason(why).clearResult().build();
    enter(RunState.RUN_STATE_QUEUED, "");
  }

  boolean ended() {
    return ENDS.contains(run.getState());
  }

  /** Those after a sequence, then what comes; the end at once where it has ended or is not followed. */
  void read(long since, boolean follow, Reader reader) {
    events.stream().filter(event -> event.getSequence() > since).forEach(reader::event);
    if (ended() || !follow) {
      reader.end();
    } else {
      readers.add(reader);
    }
  }
}
