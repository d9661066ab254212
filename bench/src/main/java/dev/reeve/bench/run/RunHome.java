package dev.reeve.bench.run;

import dev.reeve.bench.author.Author;
import dev.reeve.bench.author.SignedCapsule;
import dev.reeve.bench.daemon.CapsuleCall;
import dev.reeve.bench.daemon.Connections;
import dev.reeve.bench.daemon.DaemonProcess;
import dev.reeve.bench.daemon.FirstOperator;
import dev.reeve.capsules.runtimebuiltin.RuntimeBuiltinCapsule;
import dev.reeve.capsules.runtimeprocess.RuntimeProcessCapsule;
import dev.reeve.kernel.sandbox.Tier;
import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AgentCreateRequest;
import dev.reeve.v1.AgentServiceGrpc;
import dev.reeve.v1.DeployRequest;
import dev.reeve.v1.KernelServiceGrpc;
import dev.reeve.v1.QuotaSetRequest;
import dev.reeve.v1.Quotas;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A home with its daemon, both runtimes installed, and agents that may run as many at once as there can be. */
final class RunHome implements AutoCloseable {

  private static final String VERSION = "0.1.0";
  private static final long MOST_RUNS = 4_096;
  private static final long DAY_SECONDS = 86_400;
  private static final long MUCH = 1L << 40;

  private final DaemonProcess daemon;
  private final Connections connections = new Connections();
  private final ManagedChannel channel;
  private final Runs runs;

  /**
   * Starts it.
   *
   * @param home is made
   * @param tiers of confinement that may be used; none: those of a new home
   */
  RunHome(Path home, List<Tier> tiers) throws IOException, InterruptedException {
    Author author = new Author("runs");
    Files.createDirectory(home);
    FirstOperator.write(home);
    author.trustedBy(home, "process:spawn");
    if (!tiers.isEmpty()) {
      String names = tiers.stream().map(tier -> '"' + tier.label() + '"').collect(Collectors.joining(", "));
      Files.writeString(home.resolve("etc/kernel.toml"), "config_version = 1\nmode = \"production\"\n\n[sandbox]\ntiers = [" + names + "]\n");
    }
    daemon = DaemonProcess.start(home);
    channel = connections.open(daemon.socket());
    runs = new Runs(channel);
    try {
      daemon.awaitReady();
      install(author.signed("runtime-builtin", VERSION, RuntimeBuiltinCapsule.class));
      install(author.signed("runtime-process", VERSION, RuntimeProcessCapsule.class));
    } catch (IOException | RuntimeException e) {
      close();
      throw new IOException("no home for runs: " + e.getMessage() + "; the daemon said last:\n" + daemon.said(), e);
    }
  }

  private void install(SignedCapsule capsule) {
    var unused = CapsuleCall.installApproving(channel, KernelServiceGrpc.newStub(channel), KernelServiceGrpc.newStub(channel), capsule);
  }

  DaemonProcess daemon() {
    return daemon;
  }

  Runs runs() {
    return runs;
  }

  /**
   * Makes an agent.
   *
   * @param spec YAML of the manifest's {@code spec}, without indentation
   */
  void agent(String name, String spec) {
    AdminServiceGrpc.AdminServiceBlockingStub admin = AdminServiceGrpc.newBlockingStub(channel);
    var unusedCreated = admin.agentCreate(AgentCreateRequest.newBuilder().setName(name).build());
    Quotas quotas = Quotas.newBuilder().setMaxConcurrentRuns(MOST_RUNS).setMaxTimeoutSecs(DAY_SECONDS).setMaxStorageBytes(MUCH).build();
    var unusedLimited = admin.quotaSet(QuotaSetRequest.newBuilder().setPrincipal(name).setQuotas(quotas).build());
    String manifest = "apiVersion: reeve.dev/v1\nkind: Agent\nmetadata: { name: " + name + ", version: 1.0.0 }\nspec:\n" + spec.indent(2);
    var unusedDeployed = AgentServiceGrpc.newBlockingStub(channel).deploy(DeployRequest.newBuilder().setAgent(name).setManifest(manifest).build());
  }

  /** Ends the daemon as a kill does; what it ran ends with it. */
  @Override
  public void close() {
    try {
      channel.shutdownNow();
      boolean unused = channel.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      daemon.close();
      connections.close();
    }
  }
}
