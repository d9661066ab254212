package dev.reeve.kernel.identity;

import dev.reeve.kernel.admin.Asked;
import dev.reeve.kernel.admin.Changed;
import dev.reeve.kernel.admin.Edit;
import dev.reeve.kernel.admin.PolicyChanges;
import dev.reeve.kernel.admin.PolicyQuestions;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.KeyLimit;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.RegisteredKey;
import dev.reeve.kernel.authority.Scope;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The keys that prove a principal. A key is one principal's; it reaches what that principal holds, within its own limit. */
public final class KeyOperations {

  private final PolicyChanges changes;
  private final Clock clock;

  public KeyOperations(PolicyChanges changes, Clock clock) {
    this.changes = changes;
    this.clock = clock;
  }

  /**
   * A key that is to be added.
   *
   * @param publicKey 64 hexadecimal digits
   * @param device whether it comes by pairing
   */
  public record Addition(String principal, String publicKey, KeyLimit limit, String label, boolean device) {}

  /**
   * Adds a key; the same once more changes nothing.
   *
   * @throws KernelException INVALID_ARGUMENT; NOT_FOUND; ALREADY_EXISTS when it is another principal's, or is there with another limit or
   *     label; PERMISSION_DENIED when it reaches further than its conferrer may confer
   */
  public Changed add(Asked asked, Addition wanted) {
    RegisteredKey key = registered(wanted.publicKey(), wanted.limit(), wanted.label(), wanted.device());
    return changes.change(asked, policy -> added(policy, asked, wanted.principal(), key));
  }

  private static Edit added(Policy policy, Asked asked, String principal, RegisteredKey key) {
    Profile profile = principal(policy, principal);
    RegisteredKey known = profile.key(key.id());
    if (known != null && sameBut(known, key)) {
      return Edit.NOTHING;
    }
    if (known != null) {
      throw KernelException.exists("this key is there already, with another scope or label: remove it first");
    }
    Profile holder = policy.byKey(key.publicKey());
    if (holder != null && !holder.id().equals(profile.id())) {
      throw KernelException.exists("this key is another principal's; every principal has keys of its own");
    }
    asked.scopes().forEach(scope -> within(scope, key.limit()));
    if (!asked.unsafeAdmin() && reachesEverything(policy, profile, key.limit())) {
      throw new KernelException(
          ErrorCode.ERROR_CODE_PERMISSION_DENIED, "this key would reach everything: adding it needs unsafe_admin, or a scope that says what it is for");
    }
    return Edit.profile(profile.withKeys(Stream.concat(profile.keys().stream(), Stream.of(key)).toList()));
  }

  private static boolean sameBut(RegisteredKey known, RegisteredKey key) {
    return known.publicKey().equals(key.publicKey()) && known.limit().equals(key.limit()) && known.label().equals(key.label());
  }

  /** Nobody gets out of the limits of a session by a key that has none. */
  private static void within(Scope scope, KeyLimit limit) {
    if (!limit.within(scope)) {
      throw new KernelException(
          ErrorCode.ERROR_CODE_PERMISSION_DENIED, "the key's scope must lie within the scope '" + scope.name() + "' of this session");
    }
  }

  private static boolean reachesEverything(Policy policy, Profile profile, KeyLimit limit) {
    boolean holds =
        Stream.concat(
                profile.grants().stream().map(grant -> grant.pattern()),
                policy.groupsOf(profile).stream().flatMap(group -> group.capabilities().stream()))
            .anyMatch(CapabilityPattern::universal);
    return holds && (limit.allow().isEmpty() || limit.allow().stream().anyMatch(CapabilityPattern::universal));
  }

  /** The keys of a principal. */
  public List<RegisteredKey> list(String principal) {
    return principal(changes.current(), principal).keys();
  }

  /** Removes a key; where there is none of that id, nothing changes. Sessions that it proved end with it. */
  public Changed remove(Asked asked, String principal, String keyId) {
    return changes.change(
        asked,
        policy -> {
          Profile profile = principal(policy, principal);
          List<RegisteredKey> left = profile.keys().stream().filter(key -> !key.id().equals(keyId)).toList();
          return left.size() == profile.keys().size() ? Edit.NOTHING : Edit.profile(profile.withKeys(left));
        });
  }

  /**
   * A key as a profile has it.
   *
   * @throws KernelException INVALID_ARGUMENT when it is no usable key, or its label is none
   */
  RegisteredKey registered(String publicKey, KeyLimit limit, String label, boolean device) {
    String key = usable(publicKey);
    try {
      return new RegisteredKey(key, limit, label, clock.instant().truncatedTo(ChronoUnit.SECONDS), device);
    } catch (IllegalArgumentException e) {
      throw KernelException.invalid("label", String.valueOf(e.getMessage()));
    }
  }

  /** A public key in lower case; INVALID_ARGUMENT for what is none, or anybody could sign with. */
  static String usable(String publicKey) {
    String key = publicKey.length() > 64 ? "" : publicKey.toLowerCase(Locale.ROOT);
    if (!KeyProof.isKey(key)) {
      throw KernelException.invalid("public_key", "is a raw Ed25519 public key as 64 hexadecimal digits");
    }
    return key;
  }

  static Profile principal(Policy policy, String name) {
    PolicyQuestions.Seen seen = PolicyQuestions.find(policy, name);
    if (seen.profile() == null) {
      throw KernelException.state("the profile of '" + seen.name() + "' cannot be read: " + seen.problem());
    }
    return seen.profile();
  }
}
