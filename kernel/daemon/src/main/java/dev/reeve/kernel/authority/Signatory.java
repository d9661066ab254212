package dev.reeve.kernel.authority;

import java.util.List;
import java.util.UUID;

/** Who signed that something may be done, by which of their keys. What is done so is bounded by what they may do themselves. */
public record Signatory(UUID principal, String keyId) {

  /** The limits of that key; everything is outside of one that its principal has no more. */
  public List<Scope> limits(Policy policy) {
    Profile profile = policy.profile(principal);
    RegisteredKey key = profile == null ? null : profile.key(keyId);
    if (key == null) {
      return List.of(new Scope("key " + keyId, Holdings.NOTHING));
    }
    return key.limit().full() ? List.of() : List.of(key.limit().scope(keyId));
  }
}
