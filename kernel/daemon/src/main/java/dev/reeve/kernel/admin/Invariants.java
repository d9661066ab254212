package dev.reeve.kernel.admin;

import dev.reeve.kernel.authority.Limits;
import dev.reeve.kernel.authority.Names;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.ProfileFile;
import dev.reeve.kernel.authority.Quota;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.authority.RegisteredKey;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What holds after every change, whoever makes it. */
final class Invariants {

  private static final int MOST_GRANTS = 10_000;
  private static final int MOST_KEYS = 32;

  private Invariants() {}

  /** Whether somebody holds everything: enabled, able to log in, without term or revoke. */
  static boolean administered(Policy policy, Instant now) {
    return policy.profiles().stream().anyMatch(profile -> policy.administrator(profile.id(), now));
  }

  /** Throws FAILED_PRECONDITION, INVALID_ARGUMENT or PERMISSION_DENIED where the policy after the change must not be. */
  static void check(Policy before, Policy after, Edit edit, UUID conferrer, Instant now) {
    edit.profiles().values().forEach(profile -> profile.ifPresent(fresh -> profile(before, after, fresh)));
    if (edit.groups() != null) {
      groups(after);
    }
    if (administered(before, now) && !administered(after, now)) {
      throw KernelException.state("this would leave nobody who holds '*', is enabled and can log in: make another administrator first");
    }
    ownLimits(before, after, conferrer);
  }

  private static void profile(Policy before, Policy after, Profile fresh) {
    for (String group : fresh.groups()) {
      if (after.group(group) == null) {
        throw KernelException.invalid("groups", "there is no group '" + group + "'");
      }
    }
    users("uids", fresh.uids());
    users("gids", fresh.gids());
    if (fresh.grants().size() > MOST_GRANTS || fresh.revokes().size() > MOST_GRANTS) {
      throw KernelException.invalid("capabilities", "a principal has at most " + MOST_GRANTS + " grants and as many revokes");
    }
    if (fresh.keys().size() > MOST_KEYS) {
      throw KernelException.invalid("public_key", "a principal has at most " + MOST_KEYS + " keys");
    }
    if (fresh.keys().stream().map(RegisteredKey::publicKey).distinct().count() < fresh.keys().size()) {
      throw KernelException.exists("a principal has a key once");
    }
    for (RegisteredKey key : fresh.keys()) {
      if (anothers(before, after, fresh, key) || anothers(after, after, fresh, key)) {
        throw KernelException.exists("this key is another principal's; every principal has keys of its own");
      }
    }
  }

  /** Whether who held the key in {@code known} is another principal, and holds it after the change too. */
  private static boolean anothers(Policy known, Policy after, Profile fresh, RegisteredKey key) {
    Profile holder = known.byKey(key.publicKey());
    Profile still = holder == null ? null : after.profile(holder.id());
    return still != null && !still.id().equals(fresh.id()) && still.keys().stream().anyMatch(one -> one.publicKey().equals(key.publicKey()));
  }

  private static void users(String field, List<Long> ids) {
    ids.stream().filter(id -> id < 0 || id > ProfileFile.LARGEST_ID).findFirst().ifPresent(id -> {
      throw KernelException.invalid(field, "is " + id + "; wanted: 0 to " + ProfileFile.LARGEST_ID);
    });
  }

  private static void groups(Policy after) {
    Map<String, String> dangling = new HashMap<>();
    for (Profile profile : after.profiles()) {
      profile.groups().stream().filter(group -> after.group(group) == null).forEach(group -> dangling.put(Names.key(group), profile.name()));
    }
    dangling.forEach(
        (group, member) -> {
          throw KernelException.state("group '" + group + "' still has members, '" + member + "' for one: use cascade to take it from them");
        });
  }

  /** Nobody's own change gives them more of anything. */
  private static void ownLimits(Policy before, Policy after, UUID conferrer) {
    Profile old = before.profile(conferrer);
    Profile fresh = after.profile(conferrer);
    if (old == null || fresh == null) {
      return;
    }
    Quota raised = raised(Limits.of(before, old, Quotas.DEFAULTS), Limits.of(after, fresh, Quotas.DEFAULTS));
    if (raised != null) {
      throw new KernelException(
          ErrorCode.ERROR_CODE_PERMISSION_DENIED, "this would raise your own " + raised.key() + "; nobody raises a limit of their own: ask another administrator");
    }
  }

  private static @Nullable Quota raised(Limits before, Limits after) {
    for (Quota quota : Quota.values()) {
      if (after.value(quota) > before.value(quota)) {
        return quota;
      }
    }
    return null;
  }
}
