package dev.reeve.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.security.auth.module.UnixSystem;
import dev.reeve.kernel.document.DocumentException;
import dev.reeve.kernel.edge.Client;
import dev.reeve.kernel.edge.LiveKernel;
import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AgentListRequest;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.KernelServiceGrpc;
import dev.reeve.v1.PrincipalInfo;
import dev.reeve.v1.SessionServiceGrpc;
import dev.reeve.v1.ShutdownRequest;
import dev.reeve.v1.WhoAmIRequest;
import dev.reeve.v1.WhoAmIResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class KernelStartTest {

  @TempDir Path folder;

  /** Content of every file people edit. */
  private Map<String, String> edited() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder.resolve("etc"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.put(folder.relativize(file).toString(), Files.readString(file));
      }
    }
    return all;
  }

  private static WhoAmIResponse whoAmI(LiveKernel live) {
    try (Client client = new Client(live.socket())) {
      return SessionServiceGrpc.newBlockingStub(client.plain()).whoAmI(WhoAmIRequest.getDefaultInstance());
    }
  }

  private static String kernelId(LiveKernel live) {
    try (Client client = new Client(live.socket())) {
      return KernelServiceGrpc.newBlockingStub(client.plain()).getStatus(GetStatusRequest.getDefaultInstance()).getKernelId();
    }
  }

  @Test
  void theFirstStartMakesTheOwnerAnAdministratorAndTheSecondChangesNothing() throws Exception {
    Map<String, String> first;
    String id;
    try (LiveKernel live = LiveKernel.startAsIs(folder)) {
      WhoAmIResponse me = whoAmI(live);
      assertThat(me.getPrincipal()).isEqualTo("default");
      assertThat(me.getGroupsList()).containsExactly("admin");
      assertThat(me.getPeer().getUid()).isEqualTo((int) new UnixSystem().getUid());
      id = kernelId(live);
      first = edited();
      assertThat(first.keySet()).contains("etc/kernel.toml", "etc/principals/default.toml", "etc/trust/audit.pub");
      assertThat(live.kernel().state()).isEqualTo(Lifecycle.State.READY);
    }
    try (LiveKernel live = LiveKernel.startAsIs(folder)) {
      assertThat(edited()).isEqualTo(first);
      assertThat(kernelId(live)).isEqualTo(id);
    }
  }

  @Test
  void aDefaultPrincipalThatWasRemovedDoesNotComeBack() throws Exception {
    LiveKernel.startAsIs(folder).close();
    Files.delete(folder.resolve("etc/principals/default.toml"));
    try (LiveKernel live = LiveKernel.startAsIs(folder)) {
      StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, () -> whoAmI(live));
      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    }
  }

  @Test
  void whatItMakesIsPrivate() throws Exception {
    try (LiveKernel live = LiveKernel.startAsIs(folder)) {
      for (Path made : java.util.List.of(live.home().etc(), live.home().state(), live.home().run(), live.home().keys(), live.home().audit())) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made))).as("%s", made).isEqualTo("rwx------");
      }
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(live.socket()))).isEqualTo("rw-rw----");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(live.home().keys().resolve("audit.key")))).isEqualTo("rw-------");
    }
  }

  @Test
  void aSecondKernelOnTheHomeIsRefusedNamingTheFirst() throws Exception {
    try (LiveKernel live = LiveKernel.startAsIs(folder)) {
      assertThatThrownBy(() -> LiveKernel.startAsIs(folder))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "another kernel runs on this home (process " + ProcessHandle.current().pid() + "; lock " + folder.resolve("run/kernel.lock") + ")");
      assertThat(whoAmI(live).getPrincipal()).isEqualTo("default");
    }
  }

  @Test
  void aSocketFileOfADeadKernelIsReplaced() throws Exception {
    Files.createDirectories(folder.resolve("run"));
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(folder.resolve("run/kernel.sock")));
    }
    assertThat(folder.resolve("run/kernel.sock")).exists();
    try (LiveKernel live = LiveKernel.startAsIs(folder)) {
      assertThat(whoAmI(live).getPrincipal()).isEqualTo("default");
    }
    assertThat(folder.resolve("run/kernel.sock")).doesNotExist();
  }

  @Test
  void aHomeWhoseSocketPathIsTooLongIsRefusedWithWords() {
    Path deep = folder.resolve("x".repeat(100));
    int length = deep.resolve("run/kernel.sock").toString().length();
    assertThatThrownBy(() -> LiveKernel.startAsIs(deep))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the socket path " + deep.resolve("run/kernel.sock") + " has " + length + " bytes, a Unix socket takes 107: choose a shorter home");
    assertThat(deep).doesNotExist();
  }

  @Test
  void aProfileThatCannotBeReadDeniesItsPrincipalAndTheKernelStarts() throws Exception {
    LiveKernel.startAsIs(folder).close();
    Files.writeString(folder.resolve("etc/principals/broken.toml"), "profile_version = 1\nid = \"nonsense\"\ngroupz = [\"admin\"]\n");
    try (LiveKernel live = LiveKernel.startAsIs(folder);
        Client client = new Client(live.socket())) {
      PrincipalInfo broken =
          AdminServiceGrpc.newBlockingStub(client.plain()).agentList(AgentListRequest.getDefaultInstance()).getPrincipalsList().stream()
              .filter(principal -> principal.getName().equals("broken"))
              .findFirst()
              .orElseThrow();
      assertThat(broken.getEnabled()).isFalse();
      assertThat(broken.getProblem()).contains("broken.toml:2:1: id:").contains("groupz: unknown key");
    }
  }

  @Test
  void filesThatMustBeRightStopTheStartWithEveryProblem() throws Exception {
    LiveKernel.startAsIs(folder).close();
    Path groups = folder.resolve("etc/groups.toml");
    Files.writeString(groups, "[groups.admin]\ncapabilities = [\"a::b\", \"**\"]\n");
    DocumentException refused = catchThrowableOfType(DocumentException.class, () -> LiveKernel.startAsIs(folder));
    assertThat(refused.problems().size()).isGreaterThanOrEqualTo(2);
    assertThat(refused.problems()).allSatisfy(problem -> assertThat(problem.file()).isEqualTo(groups.toString()));
    Files.delete(groups);

    Path configuration = folder.resolve("etc/kernel.toml");
    Files.writeString(configuration, "mode = \"fast\"\nfoo = 1\n");
    DocumentException wrong = catchThrowableOfType(DocumentException.class, () -> LiveKernel.startAsIs(folder));
    assertThat(wrong.problems()).hasSize(3).allSatisfy(problem -> assertThat(problem.file()).isEqualTo(configuration.toString()));
    Files.writeString(configuration, KernelConfig.initialText(KernelConfig.Mode.PRODUCTION));
    LiveKernel.startAsIs(folder).close();
  }

  @Test
  void aStartThatFailsLateLeavesNothingRunning() throws Exception {
    Files.createDirectories(folder.resolve("run/kernel.sock/not-empty"));
    assertThatThrownBy(() -> LiveKernel.startAsIs(folder)).isInstanceOf(IOException.class);
    Files.delete(folder.resolve("run/kernel.sock/not-empty"));
    Files.delete(folder.resolve("run/kernel.sock"));
    try (LiveKernel live = LiveKernel.startAsIs(folder)) {
      assertThat(live.kernel().state()).isEqualTo(Lifecycle.State.READY);
    }
  }

  @Test
  void aShutdownIsAnsweredAndThenAskedFor() throws Exception {
    try (LiveKernel live = LiveKernel.startAsIs(folder);
        Client client = new Client(live.socket())) {
      long pid = KernelServiceGrpc.newBlockingStub(client.plain()).shutdown(ShutdownRequest.newBuilder().setReason("test").build()).getPid();
      assertThat(pid).isEqualTo(ProcessHandle.current().pid());
      live.kernel().awaitStopRequest();
      live.kernel().close();
      assertThat(live.kernel().state()).isEqualTo(Lifecycle.State.STOPPED);
      live.kernel().close();
    }
  }

  @Test
  void aKernelStartsOnce() throws Exception {
    try (LiveKernel live = LiveKernel.startAsIs(folder)) {
      assertThatThrownBy(() -> live.kernel().start()).isInstanceOf(IllegalStateException.class).hasMessage("a kernel starts once");
      assertThat(whoAmI(live).getPrincipal()).isEqualTo("default");
    }
  }
}
