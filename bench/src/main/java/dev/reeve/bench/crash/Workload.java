package dev.reeve.bench.crash;

import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * What one client asks for next, given what it holds: few agents, groups and invites, changed over and over and ended again, so that the
 * home does not grow; seven of ten change a record, the others the policy. Names are never used twice; each begins with the owner's.
 */
final class Workload {

  private static final int MOST_AGENTS = 4;
  private static final int MOST_GROUPS = 3;
  private static final int MOST_INVITES = 6;
  private static final int PATTERNS = 6;

  private final String owner;
  private final Random random;
  private long named;

  Workload(String owner, Random random) {
    this.owner = owner;
    this.random = random;
  }

  /** A change that may be made where these facts hold, and is not all so already. */
  Change next(Facts own) {
    List<String> agents = names(own, "agent ");
    List<String> groups = names(own, "group ");
    List<String> invites = names(own, "invite ");
    if (agents.isEmpty()) {
      return new Change.AgentCreate(fresh("a"), "x:p0", "x:p1");
    }
    if (groups.isEmpty()) {
      return new Change.GroupCreate(fresh("g"), fresh("d"), pattern());
    }
    int chance = random.nextInt(100);
    if (chance < 6) {
      return rights(own, agents.get(random.nextInt(agents.size())));
    }
    if (chance < 8) {
      return new Change.QuotaSet(agents.get(random.nextInt(agents.size())), 1 + random.nextInt(80_000), random.nextInt(4_000));
    }
    if (chance < 10) {
      return new Change.GroupModify(groups.get(random.nextInt(groups.size())), fresh("d"), pattern());
    }
    if (chance < 97) {
      return invites.isEmpty() || (invites.size() < MOST_INVITES && random.nextBoolean())
          ? new Change.InviteIssue(fresh("i"))
          : revoked(own, invites.get(random.nextInt(invites.size())));
    }
    if (chance < 99) {
      return agents.size() < 2 || (agents.size() < MOST_AGENTS && random.nextBoolean())
          ? new Change.AgentCreate(fresh("a"), "x:p0", "x:p1")
          : new Change.AgentDelete(agents.get(random.nextInt(agents.size())));
    }
    return groups.size() < 2 || (groups.size() < MOST_GROUPS && random.nextBoolean())
        ? new Change.GroupCreate(fresh("g"), fresh("d"), pattern())
        : new Change.GroupDelete(groups.get(random.nextInt(groups.size())));
  }

  private Change rights(Facts own, String agent) {
    String pattern = pattern();
    if (random.nextInt(3) == 0) {
      return own.all().contains(Facts.revoke(agent, pattern)) ? new Change.Unrevoke(agent, pattern) : new Change.Revoke(agent, pattern);
    }
    return own.all().contains(Facts.grant(agent, pattern)) ? new Change.Ungrant(agent, pattern) : new Change.Grant(agent, pattern);
  }

  private static Change revoked(Facts own, String label) {
    String begin = Facts.inviteId(label, "");
    String known = own.all().tailSet(begin).first();
    return new Change.InviteRevoke(label, known.substring(begin.length()));
  }

  private String pattern() {
    return "x:p" + random.nextInt(PATTERNS);
  }

  private String fresh(String kind) {
    return String.format(Locale.ROOT, "%s-%s%d", owner, kind, ++named);
  }

  private static List<String> names(Facts own, String kind) {
    return own.all().stream()
        .filter(fact -> fact.startsWith(kind) && fact.indexOf(' ', kind.length()) < 0)
        .map(fact -> fact.substring(kind.length()))
        .toList();
  }
}
