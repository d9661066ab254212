package dev.reeve.cli.astrid;

import dev.reeve.v1.GroupCreateRequest;
import dev.reeve.v1.KeyAddRequest;
import dev.reeve.v1.Quotas;
import java.util.List;
import java.util.Map;

/** What is to be asked of a kernel, groups first. */
record Plan(List<GroupCreateRequest> groups, List<Principal> principals) {

  /** In this group stands who is in none: it confers nothing, and a request without groups would mean another one. */
  static final String NO_RIGHTS = "restricted";

  Plan {
    groups = List.copyOf(groups);
    principals = List.copyOf(principals);
  }

  /**
   * A principal as it shall be.
   *
   * @param groups at least one
   * @param onlyIfAbsent whether one of that name that is there already stays as it is
   * @param told what becomes of its file, to be told when it is asked for; told already where it is asked for in any case
   */
  record Principal(
      String name,
      boolean enabled,
      List<String> groups,
      List<String> grants,
      List<String> revokes,
      Quotas quotas,
      List<Integer> uids,
      List<KeyAddRequest> keys,
      boolean onlyIfAbsent,
      List<Note> told) {

    Principal {
      groups = List.copyOf(groups);
      grants = List.copyOf(grants);
      revokes = List.copyOf(revokes);
      uids = List.copyOf(uids);
      keys = List.copyOf(keys);
      told = List.copyOf(told);
    }
  }

  /**
   * What the caller decides.
   *
   * @param unsafeAdmin whether patterns that cover everything are taken over
   * @param users user ids by principal
   */
  record Choices(boolean unsafeAdmin, Map<String, List<Integer>> users) {
    Choices {
      users = Map.copyOf(users);
    }
  }
}
