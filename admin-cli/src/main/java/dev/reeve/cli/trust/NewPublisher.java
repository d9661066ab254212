package dev.reeve.cli.trust;

import dev.reeve.cli.call.TimeWord;
import dev.reeve.cli.trust.TrustedPublisher.Channel;
import dev.reeve.cli.trust.TrustedPublisher.Isolation;
import dev.reeve.client.ReeveException;
import dev.reeve.seal.SelfSignedCertificate;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is said of a publisher that is to be trusted. */
final class NewPublisher {

  private static final Instant END = Instant.parse("9999-12-31T23:59:59Z");

  @Option(names = "--name", required = true, paramLabel = "NAME", description = "What it is called here; 1 to 64 printable characters.")
  private String name = "";

  @Option(names = "--key", paramLabel = "FINGERPRINT", description = "Its key, as it told you: 64 hexadecimal digits.")
  private @Nullable String key;

  @Option(
      names = "--signature",
      paramLabel = "FILE.p7s",
      description = "Instead of --key: a signature of it. Where FILE lies beside it, it must be of that file.")
  private @Nullable Path signature;

  @Option(names = "--certificate", paramLabel = "PEM", description = "Instead of --key: its certificate, signing.crt of 'capsule keygen'.")
  private @Nullable Path certificate;

  @Option(
      names = "--max-isolation",
      paramLabel = "process|in-kernel",
      defaultValue = "process",
      description = "How near to the kernel its capsules may come; default process.")
  private String isolation = "process";

  @Option(names = "--allow", split = ",", paramLabel = "PATTERN", description = "What its capsules may ask of the host at most; default nothing.")
  private @Nullable List<String> allowed;

  @Option(names = "--not-after", paramLabel = "TIME", converter = TimeWord.class, description = "From when on nothing of it is taken.")
  private @Nullable Instant notAfter;

  @Option(
      names = "--channel",
      paramLabel = "release|development",
      defaultValue = "release",
      description = "Whether a build made its key, which only a kernel in mode development takes; default release.")
  private String channel = "release";

  /** @throws ReeveException when something that was said cannot be, or a file that was named cannot be used */
  TrustedPublisher read() {
    if (!SelfSignedCertificate.isName(name) || Fingerprints.typed(name)) {
      throw ReeveException.usage(
          "--name: wanted are 1 to 64 printable characters without space at either end, and no fingerprint", "give another name");
    }
    if (notAfter != null && (!notAfter.isAfter(Instant.now()) || notAfter.isAfter(END))) {
      throw ReeveException.usage("--not-after: " + notAfter + " does not lie between now and " + END, "give a time to come");
    }
    List<String> patterns = allowed == null ? List.of() : List.copyOf(new LinkedHashSet<>(allowed));
    for (String pattern : patterns) {
      PermissionPattern.problem(pattern).ifPresent(why -> {
        throw ReeveException.usage("--allow: '" + pattern + "': " + why, "see 'reeve caps catalog'");
      });
    }
    return new TrustedPublisher(
        name,
        fingerprint(),
        word("--max-isolation", isolation, Isolation.values(), Isolation::word),
        patterns,
        notAfter,
        false,
        word("--channel", channel, Channel.values(), Channel::word));
  }

  private String fingerprint() {
    int given = (key == null ? 0 : 1) + (signature == null ? 0 : 1) + (certificate == null ? 0 : 1);
    if (given != 1) {
      throw ReeveException.usage("exactly one of --key, --signature and --certificate is needed", "give the one that you have");
    }
    if (key != null) {
      return Fingerprints.of("--key", key);
    }
    return signature != null ? KeyEvidence.ofSignature(signature) : KeyEvidence.ofCertificate(Objects.requireNonNull(certificate));
  }

  private static <T> T word(String option, String said, T[] constants, Function<T, String> word) {
    return Arrays.stream(constants)
        .filter(one -> word.apply(one).equals(said))
        .findFirst()
        .orElseThrow(() -> {
          String words = Arrays.stream(constants).map(one -> "'" + word.apply(one) + "'").collect(Collectors.joining(" or "));
          return ReeveException.usage(option + ": '" + said + "' is not " + words, "give one of them");
        });
  }
}
