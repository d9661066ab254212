package dev.reeve.kernel.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.ProcessCommand;
import dev.reeve.capsule.ProcessExit;
import dev.reeve.capsule.ProcessLimits;
import dev.reeve.capsule.ProcessOutcome;
import dev.reeve.capsule.ProcessSpec;
import dev.reeve.capsule.RunSink;
import dev.reeve.kernel.approval.Gate;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Holdings;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Scope;
import dev.reeve.kernel.sandbox.RunSocket;
import dev.reeve.kernel.sandbox.Sandbox;
import dev.reeve.kernel.sandbox.SandboxOptions;
import dev.reeve.kernel.sandbox.Tier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongPredicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class HostProcessAccessTest {

  @TempDir Path folder;

  private static final class End implements RunSink {
    final CompletableFuture<ProcessExit> exit = new CompletableFuture<>();

    @Override
    public void stdout(byte[] bytes) {}

    @Override
    public void stderr(byte[] bytes) {}

    @Override
    public void ended(ProcessExit ended) {
      exit.complete(ended);
    }
  }

  private static HostProcessAccess access(Sandbox sandbox, String permission) {
    List<CapabilityPattern> permitted = List.of(CapabilityPattern.parse(permission));
    return new HostProcessAccess(new HostRights("guest", permitted, () -> Principals.policy("*"), Gate.closed(), Principals.NOW), sandbox, null);
  }

  private static ProcessSpec cat(String id) {
    return new ProcessSpec(
        id, List.of("/bin/cat"), Map.of(), Map.of(), List.of(), List.of(), List.of(), ProcessLimits.none(), false);
  }

  /** A list that answers otherwise each time it is asked, as a capsule's own may. */
  private static final class Turning extends AbstractList<String> {
    private int asked;

    @Override
    public String get(int index) {
      return asked++ == 0 ? "/bin/cat" : "/usr/bin/id";
    }

    @Override
    public int size() {
      return 1;
    }
  }

  @Test
  void whatWasCheckedIsWhatIsStarted() throws Exception {
    try (Sandbox sandbox = Sandbox.probe(folder.resolve("work"), List.of(), SandboxOptions.defaults())) {
      Assumptions.assumeTrue(sandbox.confinement().stream().anyMatch(tier -> tier.usable()), "nothing confines a program here");
      HostProcessAccess access = access(sandbox, "process:spawn@/bin/cat");
      ProcessSpec turning =
          new ProcessSpec("run-1", new Turning(), Map.of(), Map.of(), List.of(), List.of(), List.of(), ProcessLimits.none(), false);
      End end = new End();
      ScopedValue.where(Caller.CURRENT, serving("run-1")).call(
          () -> {
            access.start(turning, end);
            access.write("run-1", new byte[] {'x'});
            return true;
          });
      access.stop("run-1");
      assertThat(end.exit.get(60, TimeUnit.SECONDS).code()).as("cat was waiting for more").isNotZero();
    }
  }

  @Test
  void aProgramsSocketIsThatOfTheRunThatIsServed() throws Exception {
    try (Sandbox sandbox = Sandbox.probe(folder.resolve("work"), List.of(), SandboxOptions.defaults().withTiers(Set.of(Tier.NAMESPACES)))) {
      Assumptions.assumeTrue(sandbox.confinement().stream().anyMatch(tier -> tier.usable()), "needs namespaces");
      List<String> events = new CopyOnWriteArrayList<>();
      RunSockets sockets =
          (run, path) -> {
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
            events.add("made for " + run.name() + " " + run.run());
            return new RunSocket() {
              @Override
              public void accept(LongPredicate inside) {
                events.add("of this process: " + inside.test(ProcessHandle.current().pid()));
              }

              @Override
              public void close() {
                try {
                  channel.close();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
                events.add("closed");
              }
            };
          };
      HostProcessAccess access =
          new HostProcessAccess(
              new HostRights("guest", List.of(CapabilityPattern.parse("process:spawn@/bin/cat")), () -> Principals.policy("*"), Gate.closed(), Principals.NOW),
              sandbox, sockets);
      End end = new End();
      ScopedValue.where(Caller.CURRENT, serving("run-1")).call(
          () -> {
            refused(CapsuleException.Kind.DENIED, () -> access.start(cat("run-2"), end));
            access.start(cat("run-1"), end);
            return true;
          });
      assertThat(events).containsExactly("made for ada run-1", "of this process: false");
      access.stop("run-1");
      assertThat(end.exit.get(60, TimeUnit.SECONDS).stopped()).isTrue();
      assertThat(events).last().isEqualTo("closed");
    }
  }

  private static Caller serving(@Nullable String run) {
    return new Caller(Principals.id("ada"), "ada", "unix-peer", run, List.of(), List.of());
  }

  private static CapsuleException refused(CapsuleException.Kind kind, ThrowingCallable call) {
    CapsuleException refused = catchThrowableOfType(CapsuleException.class, call);
    assertThat(refused).isNotNull();
    assertThat(refused.kind()).as(refused.getMessage()).isEqualTo(kind);
    return refused;
  }

  private static void start(HostProcessAccess access, Caller caller, String id, RunSink sink) throws CapsuleException {
    ScopedValue.where(Caller.CURRENT, caller)
        .call(
            () -> {
              access.start(cat(id), sink);
              return true;
            });
  }

  @Test
  void aProgramIsStartedOnlyForTheRunThatIsServedAndOnlyIfPermitted() throws Exception {
    try (Sandbox sandbox = Sandbox.probe(folder.resolve("work"), List.of(), SandboxOptions.defaults())) {
      HostProcessAccess permitted = access(sandbox, "process:spawn");
      for (Caller caller : List.of(serving(null), serving("other"))) {
        assertThat(refused(CapsuleException.Kind.DENIED, () -> start(permitted, caller, "r1", new End())))
            .hasMessage("a program is started only as the run that is being served");
      }
      refused(CapsuleException.Kind.DENIED, () -> permitted.start(cat("r1"), new End()));
      HostProcessAccess other = access(sandbox, "process:spawn@/usr/bin/true");
      assertThat(refused(CapsuleException.Kind.DENIED, () -> start(other, serving("r1"), "r1", new End())))
          .hasMessage("needs process:spawn@/bin/cat, which the capsule guest is not permitted");
    }
  }

  @Test
  void aCapsuleReachesOnlyTheProgramsItStarted() throws Exception {
    try (Sandbox sandbox = Sandbox.probe(folder.resolve("work"), List.of(), SandboxOptions.defaults())) {
      Assumptions.assumeTrue(sandbox.confinement().stream().anyMatch(found -> found.usable()), "needs a host that confines programs");
      HostProcessAccess mine = access(sandbox, "process:spawn");
      HostProcessAccess other = access(sandbox, "process:spawn");
      End end = new End();
      start(mine, serving("r1"), "r1", end);
      refused(CapsuleException.Kind.NOT_FOUND, () -> other.write("r1", new byte[] {1}));
      other.stop("r1");
      mine.write("r1", new byte[] {'x', '\n'});
      assertThat(end.exit).isNotDone();
      refused(CapsuleException.Kind.STATE, () -> start(mine, serving("r1"), "r1", new End()));
      mine.stop("r1");
      assertThat(end.exit.get(60, TimeUnit.SECONDS).stopped()).isTrue();
      refused(CapsuleException.Kind.NOT_FOUND, () -> mine.write("r1", new byte[] {1}));
    }
  }

  private static ProcessCommand command(String... parts) {
    return new ProcessCommand(List.of(parts), new byte[0], Duration.ofSeconds(30), 1000);
  }

  private static ProcessOutcome run(HostProcessAccess access, Caller caller, ProcessCommand command) throws CapsuleException {
    return ScopedValue.where(Caller.CURRENT, caller).call(() -> access.run(command));
  }

  @Test
  void aProgramIsRunOnlyInsideARun() throws Exception {
    try (Sandbox sandbox = Sandbox.probe(folder.resolve("work"), List.of(), SandboxOptions.defaults())) {
      HostProcessAccess permitted = access(sandbox, "process:spawn");
      assertThat(refused(CapsuleException.Kind.STATE, () -> permitted.run(command("/bin/true")))).hasMessageContaining("only inside a run");
      assertThat(refused(CapsuleException.Kind.STATE, () -> run(permitted, serving(null), command("/bin/true"))))
          .hasMessage("a program is run only inside a run, and none is being served");
      assertThat(refused(CapsuleException.Kind.STATE, () -> run(permitted, serving("r1"), command("/bin/true"))))
          .hasMessageContaining("the run r1 has no program in a sandbox");
    }
  }

  @Test
  void aProgramNeedsTheCapsulesPermissionAndThePrincipalsRightToThatVeryPath() throws Exception {
    try (Sandbox sandbox = Sandbox.probe(folder.resolve("work"), List.of(), SandboxOptions.defaults())) {
      List<CapabilityPattern> all = List.of(CapabilityPattern.parse("process:spawn"));
      AtomicReference<Policy> policy = new AtomicReference<>(Principals.policy("process:spawn@/usr/bin/env"));
      HostProcessAccess tool = new HostProcessAccess(new HostRights("shell", all, policy::get, Gate.closed(), Principals.NOW), sandbox, null);
      refused(CapsuleException.Kind.STATE, () -> run(tool, serving("r1"), command("/usr/bin/env")));
      assertThat(refused(CapsuleException.Kind.DENIED, () -> run(tool, serving("r1"), command("/bin/sh", "-c", "env"))))
          .hasMessageContaining("needs process:spawn@/bin/sh, which ada does not have");
      for (String spelling : List.of("env", "./env", "/usr/bin/../bin/env", "/usr/bin//env", "/usr/bin/env/", "/usr/bin/e\0nv")) {
        refused(CapsuleException.Kind.INVALID, () -> run(tool, serving("r1"), command(spelling)));
      }
      refused(CapsuleException.Kind.INVALID, () -> run(tool, serving("r1"), command("/usr/bin/env", "a\0b")));
      policy.set(Principals.policy("process:spawn@/usr/bin/id"));
      refused(CapsuleException.Kind.DENIED, () -> run(tool, serving("r1"), command("/usr/bin/env")));
      assertThat(refused(CapsuleException.Kind.DENIED, () -> run(access(sandbox, "fs:read"), serving("r1"), command("/usr/bin/env"))))
          .hasMessage("needs process:spawn@/usr/bin/env, which the capsule guest is not permitted");
      Scope narrow = new Scope("manifest", new Holdings(List.of(CapabilityPattern.parse("fs:read@/**")), List.of()));
      policy.set(Principals.policy("process:spawn"));
      Caller held = new Caller(Principals.id("ada"), "ada", "run-channel", "r1", List.of(narrow), List.of());
      refused(CapsuleException.Kind.DENIED, () -> run(tool, held, command("/usr/bin/env")));
    }
  }

  @Test
  void aProgramRunsBesideARunThatAnotherCapsuleStarted() throws Exception {
    try (Sandbox sandbox = Sandbox.probe(folder.resolve("work"), List.of(), SandboxOptions.defaults())) {
      Assumptions.assumeTrue(sandbox.confinement().stream().anyMatch(found -> found.usable()), "needs a host that confines programs");
      HostProcessAccess runtime = access(sandbox, "process:spawn");
      HostProcessAccess tool = access(sandbox, "process:spawn");
      End end = new End();
      start(runtime, serving("r1"), "r1", end);
      ProcessOutcome outcome = run(tool, serving("r1"), command("/bin/echo", "beside"));
      assertThat(outcome.code()).isZero();
      assertThat(outcome.stdout()).asString(StandardCharsets.UTF_8).isEqualTo("beside\n");
      refused(CapsuleException.Kind.STATE, () -> run(tool, serving("r2"), command("/bin/echo", "beside")));
      runtime.stop("r1");
      end.exit.get(60, TimeUnit.SECONDS);
      refused(CapsuleException.Kind.STATE, () -> run(tool, serving("r1"), command("/bin/echo", "beside")));
    }
  }
}
