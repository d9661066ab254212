package dev.reeve.kernel.edge;

import dev.reeve.kernel.run.Run;
import dev.reeve.kernel.run.RunEvent;
import dev.reeve.v1.RunEventKind;
import dev.reeve.v1.RunLogsResponse;
import dev.reeve.v1.RunState;
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
            .setState(RunState.valueOf("RUN_STATE_" + run.state().name()))
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
            .setAttempt(run.attempt());
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

  static WatchRunResponse watched(List<RunEvent> events) {
    return WatchRunResponse.newBuilder().addAllEvents(events.stream().map(RunMessages::event).toList()).build();
  }

  static RunLogsResponse logged(List<RunEvent> events) {
    return RunLogsResponse.newBuilder().addAllLines(events.stream().map(RunMessages::event).toList()).build();
  }

  private static dev.reeve.v1.RunEvent event(RunEvent event) {
    return dev.reeve.v1.RunEvent.newBuilder()
        .setSequence(event.sequence())
        .setTime(Replies.time(event.time()))
        .setKind(RunEventKind.valueOf("RUN_EVENT_KIND_" + event.kind().name()))
        .setData(event.data())
        .build();
  }
}
