package dev.reeve.kernel.edge;

import com.google.protobuf.ByteString;
import dev.reeve.kernel.run.Attempt;
import dev.reeve.kernel.run.Run;
import dev.reeve.kernel.run.RunEvent;
import dev.reeve.v1.RunAttempt;
import dev.reeve.v1.RunEventKind;
import dev.reeve.v1.RunLogsResponse;
import dev.reeve.v1.RunPriority;
import dev.reeve.v1.RunState;
import dev.reeve.v1.WatchAgentResponse;
import dev.reeve.v1.WatchRunResponse;
import java.util.List;

/** Runs and their events as messages of the contract. */
final class RunMessages {

  private RunMessages() {}

  static dev.reeve.v1.Run run(Run run) {
    dev.reeve.v1.Run.Builder message =
        dev.reeve.v1.Run.newBuilder()
            .setId(run.id())
            .setAgent(run.agent())
            .setAgentVersion(run.version())
            .setState(state(run.state()))
            .setReason(run.reason())
            .setOwner(run.owner().name())
            .setStartedBy(run.startedBy().name())
            .setCreatedAt(Replies.time(run.createdAt()))
            .setTimeout(Replies.duration(run.timeout()))
            .setTimeoutSource(run.timeoutSource())
            .setSandbox(run.sandbox())
            .setLastSequence(run.lastSequence())
            .setGeneration(run.generation())
            .setManifestDigest(run.manifestDigest())
            .setAttempt(run.attempt())
            .setAttemptReason(run.attemptReason().word())
            .setAgentRevision(run.revision())
            .setPriority(RunPriority.valueOf("RUN_PRIORITY_" + run.priority().name()))
            .setIteration(run.iteration())
            .setInterrupted(run.interrupted())
            .setDepth(run.lineage().depth());
    if (run.lineage().parent() != null) {
      message.setParent(run.lineage().parent());
    }
    if (run.lineage().forkedFrom() != null) {
      message.setForkedFrom(run.lineage().forkedFrom());
    }
    if (run.startedAt() != null) {
      message.setStartedAt(Replies.time(run.startedAt()));
    }
    if (run.endedAt() != null) {
      message.setEndedAt(Replies.time(run.endedAt()));
    }
    if (run.result() != null) {
      message.setResult(run.result());
    }
    if (run.exitCode() != null) {
      message.setExitCode(run.exitCode());
    }
    return message.build();
  }

  /** With what it was asked. */
  static dev.reeve.v1.Run whole(Run run) {
    return run(run).toBuilder().setInput(run.input()).setIntent(run.intent()).build();
  }

  static RunAttempt attempt(Attempt attempt) {
    RunAttempt.Builder message =
        RunAttempt.newBuilder()
            .setAttempt(attempt.attempt())
            .setAttemptReason(attempt.why().word())
            .setState(state(attempt.state()))
            .setReason(attempt.reason())
            .setCreatedAt(Replies.time(attempt.createdAt()))
            .setSandbox(attempt.sandbox())
            .setIteration(attempt.iteration());
    if (attempt.startedAt() != null) {
      message.setStartedAt(Replies.time(attempt.startedAt()));
    }
    if (attempt.endedAt() != null) {
      message.setEndedAt(Replies.time(attempt.endedAt()));
    }
    if (attempt.result() != null) {
      message.setResult(attempt.result());
    }
    if (attempt.exitCode() != null) {
      message.setExitCode(attempt.exitCode());
    }
    return message.build();
  }

  static RunState state(dev.reeve.kernel.run.RunState state) {
    return RunState.valueOf("RUN_STATE_" + state.name());
  }

  static WatchRunResponse watched(List<RunEvent> events) {
    return WatchRunResponse.newBuilder().addAllEvents(events.stream().map(RunMessages::event).toList()).build();
  }

  static RunLogsResponse logged(List<RunEvent> events) {
    return RunLogsResponse.newBuilder().addAllLines(events.stream().map(RunMessages::event).toList()).build();
  }

  static WatchAgentResponse said(String run, List<RunEvent> events) {
    return WatchAgentResponse.newBuilder().setRun(run).addAllEvents(events.stream().map(RunMessages::event).toList()).build();
  }

  private static dev.reeve.v1.RunEvent event(RunEvent event) {
    dev.reeve.v1.RunEvent.Builder message =
        dev.reeve.v1.RunEvent.newBuilder()
            .setSequence(event.sequence())
            .setTime(Replies.time(event.time()))
            .setKind(RunEventKind.valueOf("RUN_EVENT_KIND_" + event.kind().name()))
            .setData(event.data());
    if (event.raw() != null) {
      message.setRaw(ByteString.copyFrom(event.raw()));
    }
    return message.build();
  }
}
