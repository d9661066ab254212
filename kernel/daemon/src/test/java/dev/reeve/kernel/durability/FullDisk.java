package dev.reeve.kernel.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.Eventually;
import dev.reeve.kernel.capsule.SignedGuest;
import dev.reeve.kernel.disk.Calls;
import dev.reeve.kernel.edge.LiveKernel;
import dev.reeve.seal.SigningKey;
import dev.reeve.v1.AgentDisableRequest;
import dev.reeve.v1.AgentListRequest;
import dev.reeve.v1.CancelRunRequest;
import dev.reeve.v1.CapsRevokeRequest;
import dev.reeve.v1.ComponentHealth;
import dev.reeve.v1.DeployRequest;
import dev.reeve.v1.ErrorCode;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.PruneAuditRequest;
import dev.reeve.v1.RunState;
import dev.reeve.v1.ShutdownRequest;
import dev.reeve.v1.StartRunRequest;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A program on a small disk of its own, given as argument: fills it to the last byte and shows what still works. Ends with 0 when all does. */
final class FullDisk {

  private static final String MANIFEST =
      """
      apiVersion: reeve.dev/v1
      kind: Agent
      metadata: {name: cat, version: 1.0.0}
      spec:
        runtime: {name: guest}
      """;

  private final Path disk;
  private final Path home;
  private int fillers;

  private FullDisk(Path disk) {
    this.disk = disk;
    this.home = disk.resolve("home");
  }

  public static void main(String[] args) throws Exception {
    new FullDisk(Path.of(args[0])).run();
    System.out.println("all of it works");
    System.exit(0);
  }

  private void run() throws Exception {
    SigningKey author = SigningKey.generate("author");
    Files.createDirectories(home.resolve("etc/trust"));
    Files.writeString(home.resolve("etc/trust/publishers.toml"), SignedGuest.publishers(author));
    try (LiveKernel live = LiveKernel.startAsIs(home); Operator operator = new Operator(live.socket())) {
      for (String name : new String[] {"ada", "bob", "cat"}) {
        operator.create(name);
      }
      Calls.install(operator.channel(), SignedGuest.waiting(author, "guest"));
      operator.agents().deploy(DeployRequest.newBuilder().setManifest(MANIFEST).build());
      String run = operator.runs().start(StartRunRequest.newBuilder().setAgent("cat").build()).getRun().getId();
      Eventually.isTrue("it runs", () -> operator.run(run).getState() == RunState.RUN_STATE_RUNNING);
      assertThat(Files.size(home.resolve("var/reserve"))).isEqualTo(16 << 20);
      fill();
      refusesWhatIsNotUrgent(operator);
      assertThat(operator.runs().cancel(CancelRunRequest.newBuilder().setRun(run).build()).getChanged()).isTrue();
      assertThat(operator.run(run).getState()).isEqualTo(RunState.RUN_STATE_CANCELLED);
      stopsThings(operator);
      makesRoomByPruning(operator);
      roomAgain(operator);
      fill();
      operator.kernel().shutdown(ShutdownRequest.newBuilder().setReason("full").build());
    }
    startsOnAFullDisk();
  }

  /** To the last byte. */
  private void fill() throws IOException {
    byte[] block = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(disk.resolve("filler" + fillers++), StandardOpenOption.CREATE_NEW)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
    assertThat(Files.getFileStore(disk).getUsableSpace()).isZero();
  }

  private static ErrorCode refused(Runnable call) throws Exception {
    return Operator.code(catchThrowableOfType(StatusRuntimeException.class, call::run));
  }

  private static void refusesWhatIsNotUrgent(Operator operator) throws Exception {
    refused(() -> operator.create("dan"));
    assertThat(refused(() -> operator.create("dan"))).isEqualTo(ErrorCode.ERROR_CODE_DISK_FULL);
    assertThat(refused(() -> operator.grant("ada", "run:read"))).isEqualTo(ErrorCode.ERROR_CODE_DISK_FULL);
    assertThat(refused(() -> operator.invite("x"))).isEqualTo(ErrorCode.ERROR_CODE_DISK_FULL);
    assertThat(refused(operator::intact)).as("what must be recorded to be read").isEqualTo(ErrorCode.ERROR_CODE_DISK_FULL);
    assertThat(operator.admin().agentList(AgentListRequest.getDefaultInstance()).getPrincipalsList()).as("reading goes on").hasSize(4);
    assertThat(disk(operator).getHealthy()).isFalse();
    assertThat(disk(operator).getDetail()).contains("the disk is full");
  }

  private static ComponentHealth disk(Operator operator) {
    return operator.kernel().getStatus(GetStatusRequest.getDefaultInstance()).getComponentsList().stream()
        .filter(part -> part.getName().equals("disk"))
        .findFirst()
        .orElseThrow();
  }

  private static void stopsThings(Operator operator) {
    assertThat(operator.admin().agentDisable(AgentDisableRequest.newBuilder().setPrincipal("ada").build()).getChanged()).isTrue();
    assertThat(operator.admin().capsRevoke(CapsRevokeRequest.newBuilder().setPrincipal("bob").addCapabilities("self:*").build()).getChanged()).isTrue();
    assertThat(operator.lockdown(true)).isTrue();
    assertThat(operator.lockdown(false)).isTrue();
    assertThat(operator.principal("ada").getEnabled()).isFalse();
    assertThat(operator.principal("bob").getRevokesList()).containsExactly("self:*");
  }

  private static void makesRoomByPruning(Operator operator) {
    assertThat(operator.audit().prune(PruneAuditRequest.newBuilder().setBefore(1_000_000).build()).getChanged()).isTrue();
  }

  private void roomAgain(Operator operator) throws Exception {
    Files.delete(disk.resolve("filler" + --fillers));
    StatusRuntimeException last = null;
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (System.nanoTime() < deadline) {
      try {
        assertThat(operator.create("dan")).isTrue();
        assertThat(operator.intact()).isTrue();
        assertThat(disk(operator).getHealthy()).isTrue();
        assertThat(Files.size(home.resolve("var/reserve"))).isEqualTo(16 << 20);
        return;
      } catch (StatusRuntimeException notYet) {
        last = notYet;
        Thread.onSpinWait();
      }
    }
    throw new AssertionError("there is room again, and nothing is taken", last);
  }

  private void startsOnAFullDisk() throws Exception {
    try (LiveKernel live = LiveKernel.startAsIs(home); Operator operator = new Operator(live.socket())) {
      assertThat(operator.admin().agentDisable(AgentDisableRequest.newBuilder().setPrincipal("cat").build()).getChanged()).isTrue();
      assertThat(operator.principal("ada").getEnabled()).isFalse();
      assertThat(operator.exists("dan")).isTrue();
      Files.delete(disk.resolve("filler" + --fillers));
    }
    try (LiveKernel live = LiveKernel.startAsIs(home); Operator operator = new Operator(live.socket())) {
      assertThat(operator.intact()).isTrue();
      assertThat(operator.principal("cat").getEnabled()).isFalse();
    }
  }
}
