package dev.reeve.cli.noun;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.output.Words;
import dev.reeve.cli.seal.KeygenCommand;
import dev.reeve.cli.seal.SignCommand;
import dev.reeve.cli.seal.VerifyCommand;
import dev.reeve.cli.trust.TrustNoun;
import dev.reeve.client.CapsuleUpload;
import dev.reeve.v1.Capsule;
import dev.reeve.v1.CapsuleState;
import dev.reeve.v1.GetCapsuleMetadataRequest;
import dev.reeve.v1.ListCapsulesRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code reeve capsule}: signed plugins. */
@Command(name = "capsule", description = "Signed plugins that bring runtimes, tools and commands.")
public final class CapsuleNoun {

  private static final Duration INSTALLING = Duration.ofMinutes(2);

  private static final TableView<Capsule> ROW =
      TableView.of(Capsule::getName)
          .with("NAME", Capsule::getName)
          .with("VERSION", Capsule::getVersion)
          .with("PUBLISHER", Capsule::getPublisher)
          .with("STATE", capsule -> state(capsule.getState()))
          .with("BRINGS", CapsuleNoun::contributions)
          .with("REASON", Capsule::getReason);

  private static final TableView<Capsule> WHOLE =
      TableView.of(Capsule::getName)
          .with("NAME", Capsule::getName)
          .with("VERSION", Capsule::getVersion)
          .with("DESCRIPTION", Capsule::getDescription)
          .with("PUBLISHER", Capsule::getPublisher)
          .with("KEY", Capsule::getKeyFingerprint)
          .with("DIGEST", Capsule::getDigest)
          .with("STATE", capsule -> state(capsule.getState()))
          .with("REASON", Capsule::getReason)
          .with("ISOLATION", Capsule::getIsolation)
          .with("BRINGS", CapsuleNoun::contributions)
          .with("MAY", capsule -> Words.join(capsule.getPermissionsList()))
          .with("INSTALLED", capsule -> Words.time(capsule.getInstalledAt()));

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

  @Command(name = "list", description = "Capsules that are installed.")
  int list() {
    call.output().list(call.connect().kernel().listCapsules(ListCapsulesRequest.getDefaultInstance()).getCapsulesList(), ROW);
    return 0;
  }

  @Command(name = "show", description = "A capsule: who signed it, what it brings and may do.")
  int show(@Parameters(paramLabel = "NAME") String name) {
    GetCapsuleMetadataRequest request = GetCapsuleMetadataRequest.newBuilder().setName(name).build();
    call.output().one(call.connect().kernel().getCapsuleMetadata(request).getCapsule(), WHOLE);
    return 0;
  }

  @Command(name = "install", description = "Send a capsule and its signature FILE.p7s to the kernel.")
  int install(@Parameters(paramLabel = "FILE") Path file) throws IOException, InterruptedException {
    CapsuleUpload upload = CapsuleUpload.of(file);
    Capsule installed = upload.send(call.connect(call.globals().timeoutOr(INSTALLING)), step -> call.tell("  " + step));
    call.output().one(installed, WHOLE);
    return 0;
  }

  private static String state(CapsuleState state) {
    return state == CapsuleState.UNRECOGNIZED ? "UNKNOWN" : state.name().substring("CAPSULE_STATE_".length());
  }

  private static String contributions(Capsule capsule) {
    return Words.join(capsule.getContributionsList().stream().map(c -> c.getKind() + " " + c.getName()).toList());
  }
}
