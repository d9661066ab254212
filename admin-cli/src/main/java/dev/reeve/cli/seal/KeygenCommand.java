package dev.reeve.cli.seal;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.JsonObject;
import dev.reeve.cli.output.TableView;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.seal.KeyAlgorithm;
import dev.reeve.seal.SealException;
import dev.reeve.seal.SelfSignedCertificate;
import dev.reeve.seal.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code reeve capsule keygen}: an author's key. */
@Command(
    name = "keygen",
    description = {
      "Make a key to sign capsules with: signing.key in DIR, for its owner alone, its certificate signing.crt, and its fingerprint.",
      "A key that is there is never overwritten. Needs no kernel."
    })
public final class KeygenCommand implements Callable<Integer> {

  /** A key that was made, and where. */
  private record Made(SigningKey key, Path folder) {

    String fingerprint() {
      return key.fingerprint().hex();
    }

    String json(Json style) {
      return new JsonObject(style)
          .text("name", key.name())
          .text("fingerprint", fingerprint())
          .text("algorithm", AlgorithmWord.of(key.algorithm()))
          .text("folder", folder.toString())
          .toString();
    }
  }

  private static final TableView<Made> MADE =
      new TableView<Made>(Made::fingerprint, (style, made) -> made.json(style), List.of())
          .with("NAME", made -> made.key().name())
          .with("KEY", Made::fingerprint)
          .with("ALGORITHM", made -> AlgorithmWord.of(made.key().algorithm()))
          .with("FOLDER", made -> made.folder().toString());

  private final Invocation call;

  @Option(names = "--key-dir", required = true, paramLabel = "DIR", description = "Folder of the key; made, mode 0700, where it is missing.")
  private Path folder = Path.of("");

  @Option(names = "--name", required = true, paramLabel = "NAME", description = "What its owner is called; 1 to 64 printable characters.")
  private String name = "";

  @Option(
      names = "--algorithm",
      paramLabel = "ed25519|ecdsa-p256",
      converter = AlgorithmWord.class,
      defaultValue = "ecdsa-p256",
      description = "Default ecdsa-p256; signatures by ed25519 can only be checked by an openssl that knows them in CMS.")
  private KeyAlgorithm algorithm = KeyAlgorithm.P256;

  @Option(names = "--dry-run", description = "Only say where it would be written.")
  private boolean dryRun;

  public KeygenCommand(Invocation call) {
    this.call = call;
  }

  @Override
  public Integer call() {
    if (!SelfSignedCertificate.isName(name)) {
      throw ReeveException.usage("--name: wanted are 1 to 64 printable characters without space at either end", "give another name");
    }
    try {
      if (dryRun) {
        SigningKey.requireNone(folder);
        call.tell("would make a key of " + name + " in " + folder);
        return 0;
      }
      SigningKey key = SigningKey.generate(name, algorithm);
      key.save(folder);
      call.output().one(new Made(key, folder), MADE);
      return 0;
    } catch (SealException refused) {
      throw SealFailure.told(refused);
    } catch (IOException failed) {
      throw ReeveException.local(
          LocalError.FAILED, "the key cannot be written: " + SealFailure.words(failed), "check the folder and its permissions");
    }
  }
}
