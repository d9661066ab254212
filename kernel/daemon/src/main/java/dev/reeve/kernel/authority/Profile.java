package dev.reeve.kernel.authority;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the policy says of one principal. {@code grants} holds all of its own, also those written as network and process rules;
 * {@code uids} and {@code gids} are the Unix users and groups that are this principal.
 */
public record Profile(
    UUID id,
    String name,
    boolean enabled,
    List<String> groups,
    List<Grant> grants,
    List<CapabilityPattern> revokes,
    List<Long> uids,
    List<Long> gids,
    Quotas quotas,
    @Nullable Instant createdAt) {

  public Profile {
    groups = List.copyOf(groups);
    grants = List.copyOf(grants);
    revokes = List.copyOf(revokes);
    uids = List.copyOf(uids);
    gids = List.copyOf(gids);
    String wrong = Names.checkPrincipal(name);
    if (wrong != null) {
      throw new IllegalArgumentException(wrong);
    }
  }

  /** Whether somebody can prove to be this principal. */
  public boolean canLogIn() {
    return !uids.isEmpty() || !gids.isEmpty();
  }
}
