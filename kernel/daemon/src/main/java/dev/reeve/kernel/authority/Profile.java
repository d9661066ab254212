package dev.reeve.kernel.authority;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the policy says of one principal. {@code grants} holds all of its own, also those written as network and process rules;
 * {@code uids} and {@code gids} are the Unix users and groups that are this principal, {@code keys} those that prove it.
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
    @Nullable Instant createdAt,
    List<RegisteredKey> keys) {

  public Profile {
    groups = List.copyOf(groups);
    grants = Grants.copyOf(grants);
    revokes = Patterns.of(revokes, Decision.Code.REVOKED, "revoke");
    uids = List.copyOf(uids);
    gids = List.copyOf(gids);
    keys = List.copyOf(keys);
    String wrong = Names.checkPrincipal(name);
    if (wrong != null) {
      throw new IllegalArgumentException(wrong);
    }
  }

  /** Without keys. */
  public Profile(
      UUID id, String name, boolean enabled, List<String> groups, List<Grant> grants, List<CapabilityPattern> revokes, List<Long> uids,
      List<Long> gids, Quotas quotas, @Nullable Instant createdAt) {
    this(id, name, enabled, groups, grants, revokes, uids, gids, quotas, createdAt, List.of());
  }

  public Profile withEnabled(boolean is) {
    return new Profile(id, name, is, groups, grants, revokes, uids, gids, quotas, createdAt, keys);
  }

  public Profile withGroups(List<String> are) {
    return new Profile(id, name, enabled, are, grants, revokes, uids, gids, quotas, createdAt, keys);
  }

  public Profile withGrants(List<Grant> are) {
    return new Profile(id, name, enabled, groups, are, revokes, uids, gids, quotas, createdAt, keys);
  }

  public Profile withRevokes(List<CapabilityPattern> are) {
    return new Profile(id, name, enabled, groups, grants, are, uids, gids, quotas, createdAt, keys);
  }

  /** With other Unix users and groups that are this principal. */
  public Profile withUsers(List<Long> users, List<Long> userGroups) {
    return new Profile(id, name, enabled, groups, grants, revokes, users, userGroups, quotas, createdAt, keys);
  }

  public Profile withQuotas(Quotas are) {
    return new Profile(id, name, enabled, groups, grants, revokes, uids, gids, are, createdAt, keys);
  }

  public Profile withKeys(List<RegisteredKey> are) {
    return new Profile(id, name, enabled, groups, grants, revokes, uids, gids, quotas, createdAt, are);
  }

  /** The key of an id; null when it has none of it. */
  public @Nullable RegisteredKey key(String keyId) {
    return keys.stream().filter(key -> key.id().equals(keyId)).findFirst().orElse(null);
  }

  /** Whether another says the same, in whatever order it has its grants and keys. */
  public boolean saysTheSame(Profile other) {
    return equals(other) || ordered().equals(other.ordered());
  }

  private Profile ordered() {
    List<Grant> sorted = grants.stream().sorted(Comparator.comparing(Grant::toString)).toList();
    return withGrants(sorted).withKeys(keys.stream().sorted(Comparator.comparing(RegisteredKey::publicKey)).toList());
  }

  /** Whether somebody can prove to be this principal. */
  public boolean canLogIn() {
    return !uids.isEmpty() || !gids.isEmpty() || !keys.isEmpty();
  }
}
