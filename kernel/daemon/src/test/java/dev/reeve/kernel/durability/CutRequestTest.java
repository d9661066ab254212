package dev.reeve.kernel.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.security.auth.module.UnixSystem;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.ProfileFile;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.capsule.SignedGuest;
import dev.reeve.kernel.disk.Calls;
import dev.reeve.kernel.edge.Client;
import dev.reeve.kernel.edge.LiveKernel;
import dev.reeve.kernel.store.Failpoint;
import dev.reeve.kernel.store.Ids;
import dev.reeve.seal.SealException;
import dev.reeve.seal.SigningKey;
import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AuditRecord;
import dev.reeve.v1.CapsuleState;
import dev.reeve.v1.GroupCreateRequest;
import dev.reeve.v1.GroupDeleteRequest;
import dev.reeve.v1.InviteIssueRequest;
import dev.reeve.v1.KernelServiceGrpc;
import dev.reeve.v1.ListCapsulesRequest;
import dev.reeve.v1.LockdownRequest;
import dev.reeve.v1.RotateAuditKeyRequest;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The daemon dies at each failpoint while it serves a request. The next one shows the old state or the new, never another, and closes the
 * request in the chain with what became of it.
 */
@Timeout(300)
class CutRequestTest {

  private static final String DEVELOPMENT = "config_version = 1\nmode = \"development\"\n";
  private static final Metadata.Key<String> REQUEST_ID = Metadata.Key.of("reeve-request-id", Metadata.ASCII_STRING_MARSHALLER);

  private static final SigningKey AUTHOR = author();

  @TempDir Path folder;

  private static SigningKey author() {
    try {
      return SigningKey.generate("author");
    } catch (SealException e) {
      throw new IllegalStateException(e);
    }
  }

  private void home() throws IOException {
    Path etc = folder.resolve("etc");
    Files.createDirectories(etc.resolve("principals"));
    Files.writeString(etc.resolve("kernel.toml"), DEVELOPMENT);
    Files.createDirectories(etc.resolve("trust"));
    Files.writeString(etc.resolve("trust/publishers.toml"), SignedGuest.publishers(AUTHOR));
    Profile operator =
        new Profile(
            Ids.next(), "default", true, List.of("admin"), List.of(), List.of(), List.of(new UnixSystem().getUid()), List.of(), Quotas.DEFAULTS, null);
    Files.writeString(etc.resolve("principals/default.toml"), ProfileFile.write(operator));
  }

  /** What is asked for while the daemon may die, and how to see whether it was done. */
  enum Asked {
    POLICY("AdminService/AgentCreate") {
      @Override
      void ask(Operator operator) {
        operator.create("cut");
      }

      @Override
      boolean done(Operator operator) {
        return operator.exists("cut");
      }
    },
    SEVERAL("AdminService/GroupDelete") {
      @Override
      void before(Operator operator) {
        operator.admin().groupCreate(GroupCreateRequest.newBuilder().setName("night").addCapabilities("run:cancel").build());
        for (String name : List.of("ann", "bob")) {
          operator.admin().agentCreate(dev.reeve.v1.AgentCreateRequest.newBuilder().setName(name).addGroups("night").build());
        }
      }

      @Override
      void ask(Operator operator) {
        operator.admin().groupDelete(GroupDeleteRequest.newBuilder().setGroup("night").setCascade(true).build());
      }

      @Override
      boolean done(Operator operator) {
        boolean ann = operator.principal("ann").getGroupsList().isEmpty();
        assertThat(operator.principal("bob").getGroupsList().isEmpty()).as("all of it or nothing").isEqualTo(ann);
        return ann;
      }
    },
    RECORD("AdminService/InviteIssue") {
      @Override
      void ask(Operator operator) {
        operator.invite("cut");
      }

      @Override
      boolean done(Operator operator) {
        return operator.invites().contains("cut");
      }
    },
    INSTALL("KernelService/InstallCapsule") {
      @Override
      void ask(Operator operator) {
        try {
          Calls.install(operator.channel(), SignedGuest.by(AUTHOR, "guest"));
        } catch (SealException e) {
          throw new IllegalStateException(e);
        }
      }

      @Override
      boolean done(Operator operator) {
        return operator.kernel().listCapsules(ListCapsulesRequest.getDefaultInstance()).getCapsulesList().stream()
            .anyMatch(capsule -> capsule.getName().equals("guest") && capsule.getState() == CapsuleState.CAPSULE_STATE_READY);
      }
    },
    ROTATION("AuditService/RotateKey") {
      @Override
      void ask(Operator operator) {
        operator.audit().rotateKey(RotateAuditKeyRequest.getDefaultInstance());
      }

      @Override
      boolean done(Operator operator) {
        return operator.audit().head(dev.reeve.v1.HeadAuditRequest.newBuilder().setCheckpoint(true).build()).getEpoch() == 2;
      }
    };

    private final String method;

    Asked(String method) {
      this.method = method;
    }

    void before(Operator operator) {}

    abstract void ask(Operator operator);

    abstract boolean done(Operator operator);
  }

  static Stream<Arguments> deaths() {
    return Stream.of(
        Arguments.of(Asked.POLICY, Failpoint.POLICY_PLANNED, false),
        Arguments.of(Asked.POLICY, Failpoint.POLICY_RENAME_BEFORE, false),
        Arguments.of(Asked.POLICY, Failpoint.POLICY_RENAME_AFTER, true),
        Arguments.of(Asked.POLICY, Failpoint.OUTCOME_BEFORE, true),
        Arguments.of(Asked.POLICY, Failpoint.OUTCOME_AFTER, true),
        Arguments.of(Asked.SEVERAL, Failpoint.POLICY_SEVERAL, true),
        Arguments.of(Asked.POLICY, Failpoint.OUTCOME_KEPT, true),
        Arguments.of(Asked.RECORD, Failpoint.OUTCOME_BEFORE, true),
        Arguments.of(Asked.INSTALL, Failpoint.CAPSULE_LOCK_BEFORE, false),
        Arguments.of(Asked.INSTALL, Failpoint.CAPSULE_LOCK_AFTER, true),
        Arguments.of(Asked.ROTATION, Failpoint.AUDIT_ROTATE_KEY, false),
        Arguments.of(Asked.ROTATION, Failpoint.AUDIT_ROTATE_RECORDED, true));
  }

  @ParameterizedTest(name = "{0} at {1}")
  @MethodSource("deaths")
  void itIsDoneWhollyOrNotAtAllAndTheChainSaysWhich(Asked asked, Failpoint death, boolean done) throws Exception {
    home();
    try (LiveKernel live = LiveKernel.startAsIs(folder); Operator operator = new Operator(live.socket())) {
      asked.before(operator);
    }
    try (Daemon daemon = Daemon.start(folder, "-D" + Failpoint.PROPERTY + "=" + death.label()).ready();
        Operator operator = new Operator(folder.resolve("run/kernel.sock"))) {
      assertThatThrownBy(() -> asked.ask(operator)).isInstanceOf(StatusRuntimeException.class);
      assertThat(daemon.ended().status()).isEqualTo(Failpoint.KILLED);
    }
    try (LiveKernel live = LiveKernel.startAsIs(folder); Operator operator = new Operator(live.socket())) {
      assertThat(asked.done(operator)).isEqualTo(done);
      AuditRecord outcome = operator.outcomes("reeve.v1." + asked.method).getFirst();
      assertThat(outcome.getCode()).isEqualTo(death == Failpoint.OUTCOME_AFTER ? "OK" : "RECOVERED");
      if (death != Failpoint.OUTCOME_AFTER) {
        assertThat(outcome.getSummary()).endsWith(done ? "answered: it was done" : "done: nothing of it was");
      }
      assertThat(operator.intact()).isTrue();
      assertThat(operator.create("further")).isTrue();
    }
  }

  /** Wherever the store or the chain stand still, what comes after a start is old or new. */
  @ParameterizedTest
  @MethodSource("everywhere")
  void deathInTheStoreOrTheChainLeavesOldOrNew(Failpoint death) throws Exception {
    home();
    LiveKernel.startAsIs(folder).close();
    Throwable refused = null;
    try (Daemon daemon = Daemon.start(folder, "-D" + Failpoint.PROPERTY + "=" + death.label())) {
      try {
        daemon.ready();
        try (Operator operator = new Operator(folder.resolve("run/kernel.sock"))) {
          refused = catchThrowable(() -> operator.invite("cut"));
        }
      } catch (AssertionError died) {
        refused = died;
      }
      assertThat(refused).isNotNull();
      assertThat(daemon.ended().status()).isEqualTo(Failpoint.KILLED);
    }
    try (LiveKernel live = LiveKernel.startAsIs(folder); Operator operator = new Operator(live.socket())) {
      assertThat(operator.invites()).isSubsetOf("cut");
      assertThat(operator.intact()).isTrue();
      assertThat(operator.create("further")).isTrue();
    }
  }

  static Stream<Failpoint> everywhere() {
    return Stream.of(
        Failpoint.STORE_COMMIT_BEFORE, Failpoint.STORE_COMMIT_AFTER, Failpoint.AUDIT_APPEND_WRITE, Failpoint.AUDIT_APPEND_FSYNC,
        Failpoint.AUDIT_APPEND_AFTER);
  }

  @Test
  void theSameRequestAfterTheDeathIsNotDoneAgain() throws Exception {
    home();
    InviteIssueRequest invite = InviteIssueRequest.newBuilder().addGroups("agent").setLabel("once").build();
    Metadata id = new Metadata();
    id.put(REQUEST_ID, "again-1");
    LiveKernel.startAsIs(folder).close();
    try (Daemon daemon = Daemon.start(folder, "-D" + Failpoint.PROPERTY + "=outcome.before").ready();
        Client client = new Client(folder.resolve("run/kernel.sock"))) {
      AdminServiceGrpc.AdminServiceBlockingStub admin =
          AdminServiceGrpc.newBlockingStub(client.plain()).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(id));
      assertThatThrownBy(() -> admin.inviteIssue(invite)).isInstanceOf(StatusRuntimeException.class);
      assertThat(daemon.ended().status()).isEqualTo(Failpoint.KILLED);
    }
    try (LiveKernel live = LiveKernel.startAsIs(folder);
        Operator operator = new Operator(live.socket());
        Client client = new Client(live.socket())) {
      AdminServiceGrpc.AdminServiceBlockingStub admin =
          AdminServiceGrpc.newBlockingStub(client.plain()).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(id));
      assertThatThrownBy(() -> admin.inviteIssue(invite)).hasMessageContaining("this was done, but its answer was lost");
      assertThat(operator.invites()).containsExactly("once");
    }
  }

  /** What it asked for was so already: nothing changed by it, and yet it is done, as the same request again is told. */
  @Test
  void aRequestThatChangesNothingIsDoneOnceItsAnswerIsKept() throws Exception {
    home();
    LockdownRequest off = LockdownRequest.newBuilder().setOn(false).setReason("none is on").build();
    Metadata id = new Metadata();
    id.put(REQUEST_ID, "unchanged-1");
    LiveKernel.startAsIs(folder).close();
    try (Daemon daemon = Daemon.start(folder, "-D" + Failpoint.PROPERTY + "=outcome.kept").ready();
        Client client = new Client(folder.resolve("run/kernel.sock"))) {
      KernelServiceGrpc.KernelServiceBlockingStub kernel =
          KernelServiceGrpc.newBlockingStub(client.plain()).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(id));
      assertThatThrownBy(() -> kernel.lockdown(off)).isInstanceOf(StatusRuntimeException.class);
      assertThat(daemon.ended().status()).isEqualTo(Failpoint.KILLED);
    }
    try (LiveKernel live = LiveKernel.startAsIs(folder);
        Operator operator = new Operator(live.socket());
        Client client = new Client(live.socket())) {
      AuditRecord outcome = operator.outcomes("reeve.v1.KernelService/Lockdown").getFirst();
      assertThat(outcome.getCode()).isEqualTo("RECOVERED");
      assertThat(outcome.getSummary()).endsWith("answered: it was done");
      KernelServiceGrpc.KernelServiceBlockingStub kernel =
          KernelServiceGrpc.newBlockingStub(client.plain()).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(id));
      assertThat(kernel.lockdown(off).getChanged()).isFalse();
      assertThat(operator.intact()).isTrue();
    }
  }

  @Test
  void aProductionKernelDoesNotStartWithAFailpointNorWithAnUnknownOne() throws Exception {
    LiveKernel.startAsIs(folder).close();
    try (Daemon daemon = Daemon.start(folder, "-Dreeve.failpoint=store.commit.before")) {
      Daemon.Ended ended = daemon.ended();
      assertThat(ended.status()).isEqualTo(1);
      assertThat(ended.said()).contains("is not for mode = \"production\"");
    }
    try (Daemon daemon = Daemon.start(folder, "-Dreeve.failpoint=store.commit.never")) {
      assertThat(daemon.ended().said()).contains("names no failpoint");
    }
  }
}
