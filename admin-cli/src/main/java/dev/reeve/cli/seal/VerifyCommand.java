package dev.reeve.cli.seal;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.trust.Fingerprints;
import dev.reeve.cli.trust.TrustDocument;
import dev.reeve.cli.trust.TrustFile;
import dev.reeve.client.CapsuleFile;
import dev.reeve.client.ErrorReport;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.seal.SealException;
import dev.reeve.seal.Signature;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve capsule verify}: who signed a file, and whether it is as they signed it. */
@Command(
    name = "verify",
    description = {
      "Check a capsule's signature over the whole file: who made it, with which key. Needs no kernel.",
      "Anybody can sign in any name: give --key or --trust to know that it is who you think.",
      "Exit code 0 good, 1 not good, 2 unreadable."
    })
public final class VerifyCommand implements Callable<Integer> {

  private static final int BAD = 1;

  private final Invocation call;

  @Parameters(paramLabel = "FILE")
  private Path path = Path.of("");

  @Option(names = "--signature", paramLabel = "FILE.p7s", description = "The signature; default FILE.p7s beside FILE.")
  private @Nullable Path signature;

  @Option(names = "--key", paramLabel = "FINGERPRINT", description = "The key it must be by: 64 hexadecimal digits.")
  private @Nullable String key;

  @Option(
      names = "--trust",
      paramLabel = "publishers.toml",
      description = "Its key must be one that this file trusts now, such as etc/trust/publishers.toml of a kernel.")
  private @Nullable Path trust;

  public VerifyCommand(Invocation call) {
    this.call = call;
  }

  @Override
  public Integer call() {
    String wanted = key == null ? null : Fingerprints.of("--key", key);
    CapsuleFile file = CapsuleFile.read(path);
    byte[] p7s = CapsuleFile.signature(signature == null ? CapsuleFile.signatureOf(path) : signature);
    TrustDocument trusted = trust == null ? null : trusted(trust);
    SealVerdict verdict = verdict(file, p7s);
    if (wanted != null) {
      verdict = verdict.by(wanted);
    }
    if (trusted != null) {
      verdict = verdict.trustedBy(trusted, Instant.now());
    }
    call.output().one(verdict, SealVerdict.VIEW);
    if (verdict.good() && wanted == null && trusted == null) {
      call.tell("whoever made this key signed it: give --key or --trust to know that it is who you think");
    }
    return verdict.good() ? 0 : BAD;
  }

  private static SealVerdict verdict(CapsuleFile file, byte[] p7s) {
    try {
      return SealVerdict.good(file, Signature.verify(file.bytes(), p7s));
    } catch (SealException refused) {
      return SealVerdict.bad(file, String.valueOf(refused.getMessage()));
    }
  }

  private static TrustDocument trusted(Path file) {
    try {
      return TrustFile.at(file).read();
    } catch (ReeveException broken) {
      ErrorReport report = broken.report();
      throw new ReeveException(ErrorReport.local(LocalError.USAGE, report.message(), report.remedy()), broken);
    }
  }
}
