package dev.reeve.kernel.durability;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.security.auth.module.UnixSystem;
import dev.reeve.kernel.Eventually;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.ProfileFile;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.capsule.SignedGuest;
import dev.reeve.kernel.disk.Calls;
import dev.reeve.kernel.store.Ids;
import dev.reeve.seal.SigningKey;
import dev.reeve.v1.CancelRunRequest;
import dev.reeve.v1.DeployRequest;
import dev.reeve.v1.ResumeRunRequest;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunEvent;
import dev.reeve.v1.RunEventKind;
import dev.reeve.v1.RunState;
import dev.reeve.v1.StartRunRequest;
import dev.reeve.v1.WatchRunRequest;
import dev.reeve.v1.WatchRunResponse;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that is killed with a run in each state, and the next one on its home. */
@Timeout(180)
class RunRestartTest {

  @TempDir private Path folder;

  private void prepare(SigningKey author) throws Exception {
    Path etc = folder.resolve("etc");
    Files.createDirectories(etc.resolve("principals"));
    Files.createDirectories(etc.resolve("trust"));
    Files.writeString(etc.resolve("kernel.toml"), "config_version = 1\nmode = \"development\"\n");
    Files.writeString(etc.resolve("trust/publishers.toml"), SignedGuest.publishers(author));
    Profile operator =
        new Profile(
            Ids.next(), "default", true, List.of("admin"), List.of(), List.of(), List.of(new UnixSystem().getUid()), List.of(), Quotas.DEFAULTS, null);
    Files.writeString(etc.resolve("principals/default.toml"), ProfileFile.write(operator));
  }

  private Operator operator() {
    return new Operator(folder.resolve("run/kernel.sock"));
  }

  private static void agent(Operator operator, String name, String runtime, String more) {
    operator.create(name);
    String manifest =
        "apiVersion: reeve.dev/v1\nkind: Agent\nmetadata: { name: " + name + ", version: 1.0.0 }\nspec:\n  runtime: { name: " + runtime + " }\n" + more;
    operator.agents().deploy(DeployRequest.newBuilder().setManifest(manifest).build());
  }

  private static String start(Operator operator, String agent) {
    return operator.runs().start(StartRunRequest.newBuilder().setAgent(agent).build()).getRun().getId();
  }

  private static void await(Operator operator, String run, RunState state) throws Exception {
    Eventually.isTrue(run + " is " + state, () -> operator.run(run).getState() == state);
  }

  private static List<String> states(Operator operator, String run) {
    List<String> states = new ArrayList<>();
    Iterator<WatchRunResponse> answers = operator.runs().watch(WatchRunRequest.newBuilder().setRun(run).build());
    while (answers.hasNext()) {
      for (RunEvent event : answers.next().getEventsList()) {
        if (event.getKind() == RunEventKind.RUN_EVENT_KIND_STATE) {
          states.add(event.getData());
        }
      }
    }
    return states;
  }

  @Test
  void everyRunIsFoundAsItWasLeftAndWhatWaitedGoesOn() throws Exception {
    SigningKey author = SigningKey.generate("author");
    prepare(author);
    Map<RunState, Run> ended = new LinkedHashMap<>();
    String running;
    String starting;
    String queued;
    String anew;
    try (Daemon _ = Daemon.start(folder).ready(); Operator operator = operator()) {
      Calls.install(operator.channel(), SignedGuest.by(author, "quick"));
      Calls.install(operator.channel(), SignedGuest.waiting(author, "waits"));
      Calls.install(operator.channel(), SignedGuest.stuck(author, "stuck"));
      agent(operator, "quick", "quick", "");
      agent(operator, "waits", "waits", "");
      agent(operator, "stuck", "stuck", "");
      agent(operator, "again", "waits", "  execution: { onRestart: retry }\n");
      String succeeded = start(operator, "quick");
      await(operator, succeeded, RunState.RUN_STATE_SUCCEEDED);
      String cancelled = start(operator, "waits");
      await(operator, cancelled, RunState.RUN_STATE_RUNNING);
      operator.runs().cancel(CancelRunRequest.newBuilder().setRun(cancelled).build());
      String refused = refused(operator);
      for (String run : List.of(succeeded, cancelled, refused)) {
        Run now = operator.run(run);
        ended.put(now.getState(), now);
      }
      running = start(operator, "waits");
      await(operator, running, RunState.RUN_STATE_RUNNING);
      anew = start(operator, "again");
      await(operator, anew, RunState.RUN_STATE_RUNNING);
      starting = start(operator, "stuck");
      await(operator, starting, RunState.RUN_STATE_STARTING);
      queued = filled(operator);
      assertThat(operator.run(queued).getState()).isEqualTo(RunState.RUN_STATE_QUEUED);
    }
    assertThat(ended).containsOnlyKeys(RunState.RUN_STATE_SUCCEEDED, RunState.RUN_STATE_CANCELLED, RunState.RUN_STATE_REFUSED);
    try (Daemon _ = Daemon.start(folder).ready(); Operator operator = operator()) {
      for (Run before : ended.values()) {
        assertThat(operator.run(before.getId())).as("an end never changes").isEqualTo(before);
      }
      for (String run : List.of(running, starting)) {
        Run after = operator.run(run);
        assertThat(after.getState()).isEqualTo(RunState.RUN_STATE_FAILED);
        assertThat(after.getReason()).isEqualTo("the kernel was restarted");
        assertThat(after.getInterrupted()).isTrue();
      }
      assertThat(states(operator, running)).containsExactly("QUEUED", "STARTING", "RUNNING", "FAILED");
      assertThat(states(operator, starting)).containsExactly("QUEUED", "STARTING", "FAILED");
      await(operator, queued, RunState.RUN_STATE_RUNNING);
      assertThat(operator.run(queued).getAttempt()).as("what waited waits on").isEqualTo(1);
      await(operator, anew, RunState.RUN_STATE_RUNNING);
      assertThat(operator.run(anew).getAttempt()).isEqualTo(2);
      assertThat(operator.run(anew).getAttemptReason()).isEqualTo("restart");
      Run resumed = operator.runs().resume(ResumeRunRequest.newBuilder().setRun(running).build()).getRun();
      assertThat(resumed.getAttempt()).isEqualTo(2);
      await(operator, running, RunState.RUN_STATE_RUNNING);
      assertThat(operator.intact()).isTrue();
      for (String run : List.of(queued, anew, running)) {
        operator.runs().cancel(CancelRunRequest.newBuilder().setRun(run).build());
      }
    }
  }

  /** As many runs of the agent as may be at once, and one more, which waits; answers that one. */
  private static String filled(Operator operator) throws Exception {
    String last = "";
    for (int i = 1; i <= 8; i++) {
      last = start(operator, "waits");
    }
    return last;
  }

  private static String refused(Operator operator) throws Exception {
    try {
      var unused = operator.runs().start(StartRunRequest.newBuilder().setAgent("quick").setVersion("2.0.0").build());
      throw new AssertionError("another version than is deployed was started");
    } catch (StatusRuntimeException e) {
      var status = Objects.requireNonNull(io.grpc.protobuf.StatusProto.fromThrowable(e));
      return status.getDetails(0).unpack(com.google.rpc.ErrorInfo.class).getMetadataOrThrow("run");
    }
  }
}
