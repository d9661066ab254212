package dev.reeve.cli.noun;

import dev.reeve.client.ReeveException;
import dev.reeve.v1.KeyScope;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a key may be used for; has to be said, so that nobody hands out everything by silence. */
final class ScopeOptions {

  @Option(names = "--allow", split = ",", paramLabel = "CAP", description = "Of what its principal holds, only these patterns.")
  @Nullable List<String> allow;

  @Option(names = "--deny", split = ",", paramLabel = "CAP", description = "Never these patterns.")
  @Nullable List<String> deny;

  @Option(names = "--use-only", description = "The same as --allow 'self:*' --deny 'self:auth:*'.")
  boolean useOnly;

  @Option(names = "--full", description = "Everything its principal holds.")
  boolean full;

  /** @throws ReeveException when none or several of the ways to say it are used */
  KeyScope scope() {
    boolean named = allow != null || deny != null;
    if ((named ? 1 : 0) + (useOnly ? 1 : 0) + (full ? 1 : 0) != 1) {
      throw ReeveException.usage(
          "what the key may be used for is not said, or in several ways", "give one of: --use-only; --allow and --deny; --full");
    }
    if (useOnly) {
      return KeyScope.newBuilder().addAllow("self:*").addDeny("self:auth:*").build();
    }
    return KeyScope.newBuilder().addAllAllow(allow == null ? List.of() : allow).addAllDeny(deny == null ? List.of() : deny).build();
  }
}
