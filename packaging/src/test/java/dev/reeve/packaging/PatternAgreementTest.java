package dev.reeve.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.trust.PermissionPattern;
import dev.reeve.kernel.authority.CapabilityPattern;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the command line writes into a file of trusted publishers as a pattern, the kernel reads as one, and what not, not. */
final class PatternAgreementTest {

  private static final int PATTERNS = 200_000;
  private static final String[] ACTIONS = {
    "fs:read", "fs:write", "net:connect", "process:spawn", "tool:invoke", "model:use", "self:fs:read", "self", "*", "*:*", "jdk:files", "a:*:b", "a*", "", "x:"
  };
  private static final String[] PIECES = {
    "/", "a", "b.c", "**", "*", "*.", ".", "..", ":", "443", "0", "65536", "10.0.0.0", "300.1.1.1", "/8", "/33", "/96", "/104", "/128", "[", "]", "::", "::1", "fe80::",
    "::ffff:10.0.0.0", "-", "_", "A", " ", "\n", "@", ",", "é", "0x1f", "srv"
  };

  @Test
  void theCommandLineTakesAPatternExactlyWhereTheKernelDoes() {
    Random random = new Random(20_261_130);
    int taken = 0;
    for (int i = 0; i < PATTERNS; i++) {
      StringBuilder text = new StringBuilder(ACTIONS[random.nextInt(ACTIONS.length)]);
      if (random.nextInt(8) > 0) {
        text.append('@');
        for (int pieces = random.nextInt(5); pieces >= 0; pieces--) {
          text.append(PIECES[random.nextInt(PIECES.length)]);
        }
      }
      boolean kernel = kernelTakes(text.toString());
      assertThat(PermissionPattern.problem(text.toString()).isEmpty()).as(text.toString()).isEqualTo(kernel);
      taken += kernel ? 1 : 0;
    }
    assertThat(taken).as("patterns that are taken").isBetween(PATTERNS / 50, PATTERNS / 2);
  }

  private static boolean kernelTakes(String text) {
    try {
      CapabilityPattern.parse(text);
      return true;
    } catch (IllegalArgumentException refused) {
      return false;
    }
  }
}
