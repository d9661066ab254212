package dev.reeve.kernel.authority;

import java.util.List;

/**
 * Whether a need is met and why. {@code pattern} is the text that decided and {@code source} where it stands ({@code grant},
 * {@code revoke}, {@code group NAME}, {@code scope NAME}); both are empty where nothing matched. {@code steps} is filled by
 * {@link Authorizer#explain} only.
 */
public record Decision(boolean allowed, Code code, String pattern, String source, List<String> steps) {

  public enum Code { ALLOWED, MISSING, REVOKED, DISABLED, ANONYMOUS, OUT_OF_SCOPE }

  public Decision {
    steps = List.copyOf(steps);
    if (allowed != (code == Code.ALLOWED)) {
      throw new IllegalArgumentException("allowed and code disagree");
    }
  }

  /** Why not, in words; for what was denied. */
  public String why() {
    return switch (code) {
      case DISABLED -> "the principal is disabled";
      case REVOKED -> "it is revoked by " + pattern;
      case OUT_OF_SCOPE -> "it is outside the limits of " + source;
      case MISSING, ALLOWED, ANONYMOUS -> "nothing grants it";
    };
  }

  static Decision deny(Code code, String pattern, String source) {
    return new Decision(false, code, pattern, source, List.of());
  }

  Decision withSteps(List<String> taken) {
    return new Decision(allowed, code, pattern, source, taken);
  }
}
