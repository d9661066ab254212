package dev.reeve.cli.noun;

import dev.reeve.cli.call.Confirmation;
import dev.reeve.cli.call.DryRunOption;
import dev.reeve.cli.call.Filters;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Pages;
import dev.reeve.cli.call.Rehearsal;
import dev.reeve.cli.progress.Amounts;
import dev.reeve.cli.progress.Progress;
import dev.reeve.cli.seal.KeygenCommand;
import dev.reeve.cli.seal.SignCommand;
import dev.reeve.cli.seal.VerifyCommand;
import dev.reeve.cli.trust.TrustNoun;
import dev.reeve.client.KernelClient;
import dev.reeve.v1.Capsule;
import dev.reeve.v1.GetCapsuleMetadataRequest;
import dev.reeve.v1.KernelServiceGrpc;
import dev.reeve.v1.KernelServiceGrpc.KernelServiceBlockingStub;
import dev.reeve.v1.ListCapsulesRequest;
import dev.reeve.v1.ReloadCapsuleRequest;
import dev.reeve.v1.ReloadCapsulesRequest;
import dev.reeve.v1.ReloadCapsulesResponse;
import dev.reeve.v1.RemoveCapsuleRequest;
import dev.reeve.v1.UnloadCapsuleRequest;
import io.grpc.MethodDescriptor;
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
@Command(name = "capsule", addMethodSubcommands = false, description = "Signed plugins that bring runtimes, tools and commands.")
public final class CapsuleNoun {

  private static final Duration CHANGING = Duration.ofMinutes(2);

  private final Invocation call;

  public CapsuleNoun(Invocation call) {
    this.call = call;
  }

  /** With the verbs that have classes of their own, and the noun below it. */
  public static CommandLine tree(Invocation call, Verbs verbs) {
    return verbs.of(
        new CapsuleNoun(call),
        new Verbs.Own("keygen", () -> new KeygenCommand(call)),
        new Verbs.Own("sign", () -> new SignCommand(call)),
        new Verbs.Own("verify", () -> new VerifyCommand(call)),
        new Verbs.Own("trust", () -> Verbs.ALL.of(new TrustNoun(call))));
  }

  @Command(name = "list", aliases = "ls", description = "Capsules that are installed.")
  int list(
      @Option(names = "--filter", paramLabel = "KEY=VALUE", description = "Only with: name=PART, publisher=PART, state=PART; repeat for more.")
          @Nullable List<String> filter,
      @Option(names = "--limit", paramLabel = "N", defaultValue = "1000", description = "At most so many; default 1000.") int limit) {
    Filters filters = Filters.of(filter, "name", "publisher", "state");
    Pages.requireLimit(limit);
    List<Capsule> all = call.connect().kernel().listCapsules(ListCapsulesRequest.getDefaultInstance()).getCapsulesList();
    call.output()
        .list(
            all.stream()
                .filter(each -> filters.fits("name", each.getName()) && filters.fits("publisher", each.getPublisher()))
                .filter(each -> filters.fits("state", CapsuleViews.state(each.getState())))
                .limit(limit)
                .toList(),
            CapsuleViews.ROW);
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

  @Command(name = "remove", aliases = "rm", description = "Remove a capsule, after asking. Its calls in flight finish.")
  int remove(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--force", description = "Also while others need it or runs live on it: those fail, these are ended.") boolean force,
      @Mixin DryRunOption dry) {
    if (dry.dryRun) {
      return tried(KernelServiceGrpc.getRemoveCapsuleMethod(), "remove", name);
    }
    Confirmation.require("Remove capsule " + name + (force ? " and end what lives on it?" : "?"), "nothing was removed", call);
    try (Steps steps = new Steps("removing " + name)) {
      kernel()
          .removeCapsule(RemoveCapsuleRequest.newBuilder().setName(name).setForce(force).build())
          .forEachRemaining(step -> steps.tell(step.getProgress()));
    }
    call.output().one(name, CapsuleViews.REMOVED);
    return 0;
  }

  @Command(name = "unload", description = "Stop a capsule until it is loaded again; it stays installed.")
  int unload(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--force", description = "Also while others need it or runs live on it.") boolean force,
      @Mixin DryRunOption dry) {
    if (dry.dryRun) {
      return tried(KernelServiceGrpc.getUnloadCapsuleMethod(), "unload", name);
    }
    try (Steps steps = new Steps("unloading " + name)) {
      kernel()
          .unloadCapsule(UnloadCapsuleRequest.newBuilder().setName(name).setForce(force).build())
          .forEachRemaining(step -> steps.tell(step.hasCapsule(), step.getCapsule(), step.getProgress()));
    }
    return 0;
  }

  @Command(name = "reload", description = "Check a capsule once more and have a fresh instance of it serve; without NAME all of them.")
  int reload(@Parameters(paramLabel = "NAME", arity = "0..1") @Nullable String name, @Mixin DryRunOption dry) {
    if (dry.dryRun) {
      return name == null ? triedAll() : tried(KernelServiceGrpc.getReloadCapsuleMethod(), "reload", name);
    }
    if (name == null) {
      return reloadAll();
    }
    try (Steps steps = new Steps("reloading " + name)) {
      kernel()
          .reloadCapsule(ReloadCapsuleRequest.newBuilder().setName(name).build())
          .forEachRemaining(step -> steps.tell(step.hasCapsule(), step.getCapsule(), step.getProgress()));
    }
    return 0;
  }

  /** What a capsule's call goes through, as it comes. */
  private final class Steps implements AutoCloseable {

    private final Progress progress;

    Steps(String label) {
      this.progress = call.progress(label, Amounts.STEPS);
    }

    void tell(String step) {
      call.tell("  " + step);
      progress.add(1);
    }

    /** The last one has the capsule as it is then. */
    void tell(boolean last, Capsule capsule, String step) {
      if (last) {
        close();
        call.output().one(capsule, CapsuleViews.WHOLE);
      } else {
        tell(step);
      }
    }

    @Override
    public void close() {
      progress.close();
    }
  }

  private int tried(MethodDescriptor<?, ?> method, String verb, String name) {
    KernelClient client = call.connect();
    Capsule capsule = client.kernel().getCapsuleMetadata(GetCapsuleMetadataRequest.newBuilder().setName(name).build()).getCapsule();
    int serves = capsule.getInFlight();
    String would = verb + " capsule " + name + ", which is " + CapsuleViews.state(capsule.getState()) + (serves == 0 ? "" : " and serves " + serves);
    return new Rehearsal(call, client).of(method, "", would).tell();
  }

  private int triedAll() {
    KernelClient client = call.connect();
    int count = client.kernel().listCapsules(ListCapsulesRequest.getDefaultInstance()).getCapsulesCount();
    return new Rehearsal(call, client)
        .of(KernelServiceGrpc.getReloadCapsulesMethod(), "", count == 1 ? "reload the one capsule there is" : "reload all " + count + " capsules")
        .tell();
  }

  private int reloadAll() {
    List<Capsule> loaded = new ArrayList<>();
    int failed = 0;
    Iterator<ReloadCapsulesResponse> answers = kernel().reloadCapsules(ReloadCapsulesRequest.getDefaultInstance());
    try (Steps steps = new Steps("reloading")) {
      while (answers.hasNext()) {
        ReloadCapsulesResponse step = answers.next();
        switch (step.getStepCase()) {
          case PROGRESS -> steps.tell(step.getProgress());
          case CAPSULE -> loaded.add(step.getCapsule());
          case FAILURE -> {
            failed++;
            steps.tell("not loaded: " + step.getFailure());
          }
          case STEP_NOT_SET -> {}
        }
      }
    }
    call.output().list(loaded, CapsuleViews.ROW);
    return failed == 0 ? 0 : 1;
  }

  private KernelServiceBlockingStub kernel() {
    return call.connect(call.globals().timeoutOr(CHANGING)).kernel();
  }
}
