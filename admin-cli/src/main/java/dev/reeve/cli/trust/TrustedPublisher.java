package dev.reeve.cli.trust;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Somebody whose capsules a kernel takes, as an entry of {@code publishers.toml} says.
 *
 * @param key fingerprint: SHA-256 of the public key's SubjectPublicKeyInfo, 64 lower-case hexadecimal digits
 * @param allowed capability patterns: what its capsules may ask of the host at most
 * @param notAfter from when on nothing of it is taken; null: never
 */
public record TrustedPublisher(
    String name, String key, Isolation isolation, List<String> allowed, @Nullable Instant notAfter, boolean revoked, Channel channel) {

  /** How near to the kernel its capsules may come. */
  public enum Isolation {
    PROCESS("process"),
    IN_KERNEL("in-kernel");

    private final String word;

    Isolation(String word) {
      this.word = word;
    }

    /** As the file says it. */
    public String word() {
      return word;
    }
  }

  /** What its key is for. */
  public enum Channel {
    RELEASE("release"),
    /** A key that a build made; taken only by a kernel in mode {@code development}. */
    DEVELOPMENT("development");

    private final String word;

    Channel(String word) {
      this.word = word;
    }

    /** As the file says it. */
    public String word() {
      return word;
    }
  }

  public TrustedPublisher {
    allowed = List.copyOf(allowed);
  }

  /** Why nothing of it is taken at that time; empty when it is trusted. */
  public Optional<String> refusal(Instant now) {
    if (revoked) {
      return Optional.of("the key of " + name + " is revoked");
    }
    return notAfter != null && !now.isBefore(notAfter) ? Optional.of(name + " was trusted until " + notAfter) : Optional.empty();
  }

  TrustedPublisher asRevoked() {
    return new TrustedPublisher(name, key, isolation, allowed, notAfter, true, channel);
  }

  /** {@code name (fingerprint)}. */
  @Override
  public String toString() {
    return name + " (" + key + ")";
  }
}
