package dev.reeve.cli.noun;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.seal.KeygenCommand;
import dev.reeve.cli.seal.SignCommand;
import dev.reeve.cli.seal.VerifyCommand;
import dev.reeve.cli.trust.TrustNoun;
import dev.reeve.v1.Capsule;
import dev.reeve.v1.GetCapsuleMetadataRequest;
import dev.reeve.v1.KernelServiceGrpc.KernelServiceBlockingStub;
import dev.reeve.v1.ListCapsulesRequest;
import dev.reeve.v1.ReloadCapsuleRequest;
import dev.reeve.v1.ReloadCapsulesRequest;
import dev.reeve.v1.ReloadCapsulesResponse;
import dev.reeve.v1.RemoveCapsuleRequest;
import dev.reeve.v1.UnloadCapsuleRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve capsule}: signed plugins. */
@Command(name = "capsule", description = "Signed plugins that bring runtimes, tools and commands.")
public final class CapsuleNoun {

  private static final Duration CHANGING = Duration.ofMinutes(2);

  private final Invocation call;

  public CapsuleNoun(Invocation call) {
    this.call = call;
  }

  /** With the verbs that have classes of their own, and the noun below it. */
  public static CommandLine tree(Invocation call) {
    return new CommandLine(new CapsuleNoun(call))
        .addSubcommand(new KeygenCommand(call))
        .addSubcommand(new SignCommand(call))
        .addSubcommand(new VerifyCommand(call))
        .addSubcommand(new TrustNoun(call));
  }

  @Command(name = "list", aliases = "ls", description = "Capsules that are installed.")
  int list() {
    call.output().list(call.connect().kernel().listCapsules(ListCapsulesRequest.getDefaultInstance()).getCapsulesList(), CapsuleViews.ROW);
    return 0;
  }

  @Command(name = "show", description = "A capsule: who signed it, what it brings and may do.")
  int show(@Parameters(paramLabel = "NAME") String name) {
    GetCapsuleMetadataRequest request = GetCapsuleMetadataRequest.newBuilder().setName(name).build();
    call.output().one(call.connect().kernel().getCapsuleMetadata(request).getCapsule(), CapsuleViews.WHOLE);
    return 0;
  }

  @Command(name = "install", description = "Send a capsule and its signature FILE.p7s to the kernel. New permissions have to be approved.")
  int install(@Parameters(paramLabel = "FILE") Path file, @Mixin InstallOptions options) throws IOException, InterruptedException {
    return new Installation(call, options).install(file, false);
  }

  @Command(name = "upgrade", description = "Replace an installed capsule. Calls in flight finish on the former version.")
  int upgrade(@Parameters(paramLabel = "FILE") Path file, @Mixin InstallOptions options) throws IOException, InterruptedException {
    return new Installation(call, options).install(file, true);
  }

  @Command(name = "remove", aliases = "rm", description = "Remove a capsule. Its calls in flight finish.")
  int remove(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--force", description = "Also while others need it or runs live on it: those fail, these are ended.") boolean force) {
    kernel()
        .removeCapsule(RemoveCapsuleRequest.newBuilder().setName(name).setForce(force).build())
        .forEachRemaining(step -> call.tell("  " + step.getProgress()));
    call.output().one(name, CapsuleViews.REMOVED);
    return 0;
  }

  @Command(name = "unload", description = "Stop a capsule until it is loaded again; it stays installed.")
  int unload(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--force", description = "Also while others need it or runs live on it.") boolean force) {
    kernel()
        .unloadCapsule(UnloadCapsuleRequest.newBuilder().setName(name).setForce(force).build())
        .forEachRemaining(
            step -> {
              if (step.hasCapsule()) {
                call.output().one(step.getCapsule(), CapsuleViews.WHOLE);
              } else {
                call.tell("  " + step.getProgress());
              }
            });
    return 0;
  }

  @Command(name = "reload", description = "Check a capsule once more and have a fresh instance of it serve; without NAME all of them.")
  int reload(@Parameters(paramLabel = "NAME", arity = "0..1") @Nullable String name) {
    if (name == null) {
      return reloadAll();
    }
    kernel()
        .reloadCapsule(ReloadCapsuleRequest.newBuilder().setName(name).build())
        .forEachRemaining(
            step -> {
              if (step.hasCapsule()) {
                call.output().one(step.getCapsule(), CapsuleViews.WHOLE);
              } else {
                call.tell("  " + step.getProgress());
              }
            });
    return 0;
  }

  private int reloadAll() {
    List<Capsule> loaded = new ArrayList<>();
    int failed = 0;
    Iterator<ReloadCapsulesResponse> steps = kernel().reloadCapsules(ReloadCapsulesRequest.getDefaultInstance());
    while (steps.hasNext()) {
      ReloadCapsulesResponse step = steps.next();
      switch (step.getStepCase()) {
        case PROGRESS -> call.tell("  " + step.getProgress());
        case CAPSULE -> loaded.add(step.getCapsule());
        case FAILURE -> {
          failed++;
          call.tell("  not loaded: " + step.getFailure());
        }
        case STEP_NOT_SET -> {}
      }
    }
    call.output().list(loaded, CapsuleViews.ROW);
    return failed == 0 ? 0 : 1;
  }

  private KernelServiceBlockingStub kernel() {
    return call.connect(call.globals().timeoutOr(CHANGING)).kernel();
  }
}
