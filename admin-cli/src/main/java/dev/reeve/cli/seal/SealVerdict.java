package dev.reeve.cli.seal;

import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.JsonObject;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.trust.TrustDocument;
import dev.reeve.cli.trust.TrustedPublisher;
import dev.reeve.client.CapsuleFile;
import dev.reeve.seal.VerifiedSigner;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What checking a signature found.
 *
 * @param signer who made it; null where it is of other content, or none
 * @param trusted as whom its key is trusted, in words
 * @param problem a clause; empty when all is good
 */
record SealVerdict(CapsuleFile file, @Nullable VerifiedSigner signer, String trusted, String problem) {

  static final TableView<SealVerdict> VIEW =
      new TableView<SealVerdict>(SealVerdict::word, SealVerdict::json, List.of())
          .with("SIGNATURE", SealVerdict::word)
          .with("FILE", v -> v.file().path().toString())
          .with("DIGEST", v -> v.file().digest())
          .with("SIGNER", SealVerdict::name)
          .with("KEY", SealVerdict::key)
          .with("ALGORITHM", SealVerdict::algorithm)
          .with("TRUST", SealVerdict::trusted)
          .with("PROBLEM", SealVerdict::problem);

  private static final String UNASKED = "not checked: no --trust is given";

  static SealVerdict good(CapsuleFile file, VerifiedSigner signer) {
    return new SealVerdict(file, signer, UNASKED, "");
  }

  static SealVerdict bad(CapsuleFile file, String problem) {
    return new SealVerdict(file, null, UNASKED, problem);
  }

  boolean good() {
    return problem.isEmpty();
  }

  /** Not good where another key made it. */
  SealVerdict by(String key) {
    return signer == null || signer.fingerprint().equals(key) ? this : with(trusted, "the signature was made by another key than " + key);
  }

  /** Not good where its key is not trusted at that time, by the rules of the kernel. */
  SealVerdict trustedBy(TrustDocument publishers, Instant now) {
    if (signer == null) {
      return with("", problem);
    }
    Optional<TrustedPublisher> publisher = publishers.byKey(signer.fingerprint());
    if (publisher.isEmpty()) {
      return with("no", "no trusted publisher has the key " + signer.fingerprint());
    }
    Optional<String> refusal = publisher.get().refusal(now);
    return refusal.map(why -> with("no", why)).orElseGet(() -> with(words(publisher.get()), problem));
  }

  private static String words(TrustedPublisher publisher) {
    String development = publisher.channel() == TrustedPublisher.Channel.DEVELOPMENT ? ", by a kernel in mode development only" : "";
    return "as " + publisher.name() + ", " + publisher.isolation().word() + development;
  }

  /** The first problem stays. */
  private SealVerdict with(String trust, String another) {
    return new SealVerdict(file, signer, trust, problem.isEmpty() ? another : problem);
  }

  private String word() {
    return good() ? "good" : "bad";
  }

  private String name() {
    return signer == null ? "" : signer.name();
  }

  private String key() {
    return signer == null ? "" : signer.fingerprint();
  }

  private String algorithm() {
    return signer == null ? "" : AlgorithmWord.of(signer.algorithm());
  }

  private static String json(Json style, SealVerdict verdict) {
    return new JsonObject(style)
        .truth("good", verdict.good())
        .text("file", verdict.file().path().toString())
        .text("digest", verdict.file().digest())
        .text("signer", verdict.name())
        .text("fingerprint", verdict.key())
        .text("algorithm", verdict.algorithm())
        .text("trust", verdict.trusted())
        .text("problem", verdict.problem())
        .toString();
  }
}
