package dev.reeve.kernel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reeve.capsule.Confinement;
import dev.reeve.capsule.ProcessExit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A sandbox of one forced tier over folders of a test: {@code work}, a masked {@code kernel}, and {@code data} to grant from. */
final class Host implements AutoCloseable {

  final Path folder;
  final Path kernel;
  final Path data;
  final Path work;
  final Sandbox sandbox;

  private Host(Path folder, Set<Tier> tiers, SandboxOptions.@Nullable RunUser runAs) throws IOException {
    this.folder = folder.toRealPath();
    kernel = Files.createDirectories(this.folder.resolve("kernel"));
    data = Files.createDirectories(this.folder.resolve("data"));
    work = this.folder.resolve("work");
    Files.writeString(kernel.resolve("policy.toml"), "policy");
    sandbox = Sandbox.probe(work, List.of(kernel), SandboxOptions.defaults().withTiers(tiers).withRunAs(runAs));
  }

  static Host of(Path folder, Tier tier) throws IOException {
    Host host = new Host(folder, Set.of(tier), null);
    Confinement found = host.found(tier);
    if (!found.usable()) {
      host.close();
    }
    assumeTrue(found.usable(), "needs a host on which the tier '" + tier.label() + "' works: " + found.detail());
    return host;
  }

  static Host of(Path folder, Tier tier, int uid, int gid) throws IOException {
    assumeTrue(Linux.call(SystemCall.GETUID) == 0, "needs root, to run programs as another user");
    Host host = new Host(folder, Set.of(tier), new SandboxOptions.RunUser(uid, gid));
    Confinement found = host.found(tier);
    if (!found.usable()) {
      host.close();
    }
    assumeTrue(found.usable(), "needs a host on which the tier '" + tier.label() + "' works: " + found.detail());
    return host;
  }

  Confinement found(Tier tier) {
    return sandbox.confinement().stream().filter(one -> one.name().equals(tier.label())).findFirst().orElseThrow();
  }

  Recorder start(Spec spec) throws Exception {
    Recorder recorder = new Recorder();
    sandbox.start(spec.build(), recorder);
    return recorder;
  }

  /** Names in the folder of work folders, the mark left out. */
  List<String> leftInWork() throws IOException {
    try (Stream<Path> entries = Files.list(work)) {
      return entries.map(path -> path.getFileName().toString()).filter(name -> !name.equals(".reeve-work")).toList();
    }
  }

  /** Runs to the end and expects that exit code. */
  Recorder run(int code, Spec spec) throws Exception {
    Recorder recorder = start(spec);
    ProcessExit exit = recorder.exit();
    assertThat(exit.code()).as("out: %s%nerr: %s", recorder.out(), recorder.err()).isEqualTo(code);
    return recorder;
  }

  /** What the same script does outside: the control of an escape test. */
  static Recorder control(String script, Object... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(Spec.script(script, arguments).build().command());
    Process process = builder.start();
    process.getOutputStream().close();
    Recorder recorder = new Recorder();
    recorder.stdout(process.getInputStream().readAllBytes());
    recorder.stderr(process.getErrorStream().readAllBytes());
    recorder.ended(new ProcessExit(process.waitFor(), false, "none", false));
    return recorder;
  }

  @Override
  public void close() {
    sandbox.close();
  }
}
