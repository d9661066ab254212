package dev.reeve.kernel.disk;

import dev.reeve.kernel.capsule.SignedGuest;
import dev.reeve.kernel.disk.DiskControl.Failure;
import dev.reeve.kernel.edge.Client;
import dev.reeve.kernel.edge.LiveKernel;
import dev.reeve.seal.SigningKey;
import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AgentCreateRequest;
import dev.reeve.v1.ComponentHealth;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.KernelServiceGrpc;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Does one operation again and again on a watched home, each time with another call of the disk failing. For a watched process. */
final class FailureSweep {

  static final String OPERATOR = "root";
  private static final String CONFIGURATION = "config_version = 1\nmode = \"production\"\n[server]\ndrain = \"1s\"\n[sandbox]\ntiers = []\n";

  private final Path home;
  private final Path prepared;
  private final Path snapshot;
  private final DiskControl control;
  private final SweptOperation operation;
  private final SortedMap<String, String> before = new TreeMap<>();
  private final SortedMap<String, String> after = new TreeMap<>();
  private final String requestId = "swept";

  private FailureSweep(Path folder, DiskControl control, SweptOperation operation) {
    this.home = folder.resolve("home");
    this.prepared = folder.resolve("prepared");
    this.snapshot = folder.resolve("snapshot");
    this.control = control;
    this.operation = operation;
  }

  /**
   * Prepares a home below a folder for an operation.
   *
   * @param control of the disk of this process, which watches {@code folder/home}
   */
  static FailureSweep of(Path folder, DiskControl control, SigningKey author, SweptOperation operation) throws Exception {
    FailureSweep sweep = new FailureSweep(folder, control, operation);
    sweep.prepare(author);
    return sweep;
  }

  private void prepare(SigningKey author) throws Exception {
    FoundHome.clear(home);
    Files.createDirectories(home.resolve("etc/trust"));
    Files.writeString(home.resolve("etc/kernel.toml"), CONFIGURATION);
    Files.writeString(home.resolve("etc/trust/publishers.toml"), SignedGuest.publishers(author));
    try (LiveKernel live = LiveKernel.start(home); Client client = new Client(live.socket())) {
      Calls.install(client.as(OPERATOR), SignedGuest.by(author, "guest"));
      operation.prepare(client.as(OPERATOR));
      before.putAll(Facts.of(client.as(OPERATOR)));
    }
    HomeCopy.make(home, prepared);
  }

  /** How many calls of the disk the operation makes when none fails. */
  int calls() throws Exception {
    HomeCopy.make(prepared, home);
    long counted;
    try (LiveKernel live = LiveKernel.startAsIs(home); Client client = new Client(live.socket())) {
      long start = control.count();
      operation.perform(live, Calls.named(client.as(OPERATOR), requestId));
      counted = control.count() - start;
      if (!operation.stops()) {
        after.putAll(Facts.of(client.as(OPERATOR)));
      }
    }
    if (operation.stops()) {
      after.putAll(before);
    }
    return Math.toIntExact(counted);
  }

  /** How a call of the disk fails. */
  enum Fault {
    ENOSPC(Failure.ENOSPC, false, 0),
    EIO(Failure.EIO, false, 1),
    SHORT(Failure.SHORT, false, 2),
    /** The disk is full from that call on. */
    ENOSPC_FROM(Failure.ENOSPC, true, 0);

    private final Failure failure;
    private final boolean lasting;
    private final int turn;

    Fault(Failure failure, boolean lasting, int turn) {
      this.failure = failure;
      this.lasting = lasting;
      this.turn = turn;
    }

    /** Whether a call is one of those that fail so when only each {@code every}-th is tried; ENOSPC is tried at all. */
    boolean takes(int call, int every) {
      return this == ENOSPC || call % every == turn % every;
    }
  }

  /**
   * What one try showed.
   *
   * @param failed the call and its file
   * @param refusal why it was not acknowledged
   * @param live what the kernel showed then, and {@code restarted} what one showed that was started on what a kill had left
   * @param open whether the chain has the intent and never got an outcome
   */
  record Try(int call, Fault fault, String failed, boolean acknowledged, String refusal, String live, String restarted, boolean open, List<String> wrong) {

    @Override
    public String toString() {
      return "call " + call + " " + fault + " of " + failed + ": " + (acknowledged ? "acknowledged" : "refused (" + refusal + ")") + ", " + live
          + ", after a restart " + restarted;
    }
  }

  /** Does the operation with its n-th call failing; null where it made fewer. */
  @Nullable Try with(int call, Fault fault) throws Exception {
    HomeCopy.make(prepared, home);
    List<String> wrong = new ArrayList<>();
    String refusal = null;
    String live = "stopped";
    String failed;
    try (LiveKernel kernel = LiveKernel.startAsIs(home); Client client = new Client(kernel.socket())) {
      control.failAfter(call - 1L, fault.failure, fault.lasting);
      try {
        operation.perform(kernel, Calls.named(client.as(OPERATOR), requestId));
      } catch (Exception e) {
        refusal = String.valueOf(e.getMessage());
      }
      failed = control.failed();
      control.heal();
      if (!operation.stops()) {
        live = ask(client.as(OPERATOR), refusal == null, wrong);
      }
      control.whileFrozen(() -> HomeCopy.make(home, snapshot));
      wrong.addAll(operation.wrong(new SweptOperation.Left(refusal == null, failed, fault.lasting, prepared, snapshot, before)));
      if (!operation.stops()) {
        further(kernel, client.as(OPERATOR), wrong);
      }
    }
    HomeCopy.make(snapshot, home);
    AfterLoss restart = AfterLoss.of(home, OPERATOR);
    wrong.addAll(restart.wrong());
    String restarted = word(restart.facts(), refusal == null, "after a restart", wrong);
    if (refusal == null && !restart.asked().contains(requestId)) {
      wrong.add("it was acknowledged and the chain knows nothing of it");
    }
    if (restarted.equals("new") && !restart.asked().contains(requestId)) {
      wrong.add("it was done and the chain knows nothing of it");
    }
    if (refusal == null && !operation.stops() && !restart.succeeded().contains(requestId)) {
      wrong.add("it was acknowledged and the chain lacks its outcome");
    }
    return failed.isEmpty()
        ? null
        : new Try(
            call, fault, failed.replace(home + "/", ""), refusal == null, String.valueOf(refusal), live, restarted, restart.open().contains(requestId),
            wrong);
  }

  private String ask(Channel channel, boolean acknowledged, List<String> wrong) {
    try {
      return word(Facts.of(channel), acknowledged, "alive", wrong);
    } catch (StatusRuntimeException e) {
      return "cannot say (" + e.getStatus().getDescription() + ")";
    }
  }

  private String word(SortedMap<String, String> facts, boolean acknowledged, String when, List<String> wrong) {
    if (facts.equals(after)) {
      return before.equals(after) ? "as ever" : "new";
    }
    if (!acknowledged && operation.allows(facts, before, after)) {
      return facts.equals(before) ? "old" : "cut";
    }
    wrong.add(when + (acknowledged ? ", acknowledged, " : " ") + "it is " + differences(facts));
    return "WRONG";
  }

  private String differences(SortedMap<String, String> facts) {
    List<String> words = new ArrayList<>();
    facts.forEach((name, fact) -> {
      if (!fact.equals(after.get(name))) {
        words.add(name + " = " + fact + " in place of " + after.get(name));
      }
    });
    after.keySet().stream().filter(name -> !facts.containsKey(name)).forEach(name -> words.add("without " + name));
    return words.toString();
  }

  /** A kernel that says that it is well takes a further change. */
  private void further(LiveKernel live, Channel channel, List<String> wrong) throws Exception {
    try {
      List<ComponentHealth> parts = KernelServiceGrpc.newBlockingStub(channel).getStatus(GetStatusRequest.getDefaultInstance()).getComponentsList();
      if (parts.stream().allMatch(ComponentHealth::getHealthy)) {
        AdminServiceGrpc.newBlockingStub(channel).agentCreate(AgentCreateRequest.newBuilder().setName("beyond").build());
        operation.further(live, channel);
      }
    } catch (StatusRuntimeException e) {
      wrong.add("the kernel says that it is well, and refuses a further change: " + e.getStatus());
    }
  }
}
