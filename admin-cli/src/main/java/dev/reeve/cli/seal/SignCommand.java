package dev.reeve.cli.seal;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.file.PartialFile;
import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.JsonObject;
import dev.reeve.cli.output.TableView;
import dev.reeve.client.CapsuleFile;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.seal.SealException;
import dev.reeve.seal.Signature;
import dev.reeve.seal.Signer;
import dev.reeve.seal.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve capsule sign}: an author's signature beside each capsule. */
@Command(
    name = "sign",
    description = {
      "Sign capsules, or revocation lists: FILE.p7s, a detached CMS signature over the whole file, comes to be beside each. Needs no kernel.",
      "A file that no kernel would take by its name and capsule.toml is not signed. Where one cannot be, none is.",
      "The same key and the same file give the same signature. 'openssl cms -verify -binary' checks it too."
    })
public final class SignCommand implements Callable<Integer> {

  /** A capsule and its signature, which is not written yet. */
  private record Signed(CapsuleFile file, SigningKey key, byte[] p7s) {

    Path signature() {
      return CapsuleFile.signatureOf(file.path());
    }

    String json(Json style) {
      return new JsonObject(style)
          .text("file", file.path().toString())
          .text("digest", file.digest())
          .text("signature", signature().toString())
          .text("signer", key.name())
          .text("fingerprint", key.fingerprint().hex())
          .text("algorithm", AlgorithmWord.of(key.algorithm()))
          .toString();
    }
  }

  private static final TableView<Signed> SIGNED =
      new TableView<Signed>(signed -> signed.signature().toString(), (style, signed) -> signed.json(style), List.of())
          .with("FILE", signed -> signed.file().path().toString())
          .with("SIGNER", signed -> signed.key().name())
          .with("KEY", signed -> signed.key().fingerprint().hex())
          .with("ALGORITHM", signed -> AlgorithmWord.of(signed.key().algorithm()))
          .with("DIGEST", signed -> signed.file().digest());

  private final Invocation call;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Capsules, each called NAME-VERSION.capsule.jar, or revocation lists, NAME.toml.")
  private List<Path> files = List.of();

  @Option(names = "--key-dir", required = true, paramLabel = "DIR", description = "Folder of the key, as 'capsule keygen' made it.")
  private Path folder = Path.of("");

  @Option(names = "--force", description = "Also replace a signature of another key, or what else stands in its place.")
  private boolean force;

  @Option(names = "--dry-run", description = "Check everything and show what would be signed; write nothing.")
  private boolean dryRun;

  public SignCommand(Invocation call) {
    this.call = call;
  }

  @Override
  public Integer call() throws IOException {
    SigningKey key = SealFailure.key(folder);
    List<Signed> all = new ArrayList<>();
    for (Path file : new LinkedHashSet<>(files)) {
      all.add(sign(file, key));
    }
    if (dryRun) {
      call.tell("nothing was written: this is what would be signed");
    } else {
      for (Signed signed : all) {
        write(signed);
      }
    }
    if (all.size() == 1 && call.output().table()) {
      call.output().one(all.getFirst(), SIGNED);
    } else {
      call.output().list(all, SIGNED);
    }
    return 0;
  }

  private Signed sign(Path path, SigningKey key) {
    CapsuleFile file = CapsuleFile.read(path);
    if (RevocationText.isOne(file)) {
      RevocationText.check(file);
    } else {
      CapsuleTitle.of(file);
    }
    refuseAnothers(CapsuleFile.signatureOf(path), key);
    try {
      Signed signed = new Signed(file, key, Signer.sign(key, file.bytes()));
      Signature.verify(file.bytes(), signed.p7s());
      return signed;
    } catch (SealException failed) {
      throw SealFailure.told(failed);
    }
  }

  private void refuseAnothers(Path signature, SigningKey key) {
    if (force || !Files.exists(signature, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    String there;
    try {
      String other = Signature.claimed(CapsuleFile.signature(signature)).fingerprint();
      if (other.equals(key.fingerprint().hex())) {
        return;
      }
      there = "is there already, by another key: " + other;
    } catch (SealException none) {
      there = "is there already and no signature of this key: " + none.getMessage();
    }
    throw ReeveException.local(LocalError.FAILED, signature + " " + there, "give --force to replace it");
  }

  private static void write(Signed signed) throws IOException {
    try (PartialFile partial = PartialFile.begin(signed.signature(), true)) {
      partial.stream().write(signed.p7s());
      Files.setPosixFilePermissions(partial.path(), PosixFilePermissions.fromString("rw-r--r--"));
      partial.keep();
    }
  }
}
