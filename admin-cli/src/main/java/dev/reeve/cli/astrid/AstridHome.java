package dev.reeve.cli.astrid;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a home of Astrid says of policy, as far as it can be read. */
record AstridHome(Layout layout, List<Group> groups, List<Profile> profiles) {

  AstridHome {
    groups = List.copyOf(groups);
    profiles = List.copyOf(profiles);
  }

  /** Which of its versions keeps the home. */
  enum Layout {
    /** Says 1: unknown keys are errors. */
    V06,
    /** Says 2: unknown keys are passed over. */
    NEW,
    /** Does not say: keys of both are known, others are errors. */
    UNSAID;

    boolean lax() {
      return this == NEW;
    }

    boolean hasNewKeys() {
      return this != V06;
    }
  }

  /** A custom group; its capabilities are well formed. */
  record Group(String name, List<String> capabilities, String description, boolean unsafeAdmin) {
    Group {
      capabilities = List.copyOf(capabilities);
    }
  }

  /**
   * A profile that is valid there.
   *
   * @param confinedEgress capsules with egress of their own
   * @param quotas limits it says, by their keys there
   */
  record Profile(
      String name,
      boolean enabled,
      List<String> groups,
      List<String> grants,
      List<String> revokes,
      List<String> capsules,
      List<String> methods,
      List<Key> keys,
      List<String> egress,
      List<String> confinedEgress,
      List<String> commands,
      Map<String, Long> quotas) {

    Profile {
      groups = List.copyOf(groups);
      grants = List.copyOf(grants);
      revokes = List.copyOf(revokes);
      capsules = List.copyOf(capsules);
      methods = List.copyOf(methods);
      keys = List.copyOf(keys);
      egress = List.copyOf(egress);
      confinedEgress = List.copyOf(confinedEgress);
      commands = List.copyOf(commands);
      quotas = Map.copyOf(quotas);
    }
  }

  /**
   * An Ed25519 key.
   *
   * @param publicKey 64 hexadecimal digits in lower case
   * @param scope null: everything its principal may
   */
  record Key(String publicKey, @Nullable Scope scope, String label) {}

  /** What a device may do: of {@code allow}, and not of {@code deny}; without {@code allow} nothing. */
  record Scope(List<String> allow, List<String> deny) {
    Scope {
      allow = List.copyOf(allow);
      deny = List.copyOf(deny);
    }
  }
}
