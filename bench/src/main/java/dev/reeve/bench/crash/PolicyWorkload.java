package dev.reeve.bench.crash;

import java.util.List;
import java.util.Random;

/**
 * Few principals, groups, invites and manifests, changed over and over and ended again, so that the home does not grow; most change a record,
 * the others the policy.
 */
final class PolicyWorkload implements Workload {

  private static final int MOST_AGENTS = 4;
  private static final int MOST_GROUPS = 3;
  private static final int MOST_INVITES = 6;
  private static final int PATTERNS = 6;

  private final Names names;
  private final Random random;

  PolicyWorkload(String owner, Random random) {
    this.names = new Names(owner);
    this.random = random;
  }

  @Override
  public Change next(Facts own) {
    List<String> agents = own.names("agent ");
    List<String> groups = own.names("group ");
    List<String> invites = own.names("invite ");
    if (agents.isEmpty()) {
      return new Change.AgentCreate(names.fresh("a"), "x:p0", "x:p1");
    }
    if (groups.isEmpty()) {
      return new Change.GroupCreate(names.fresh("g"), names.fresh("d"), pattern());
    }
    int chance = random.nextInt(100);
    if (chance < 6) {
      return rights(own, agents.get(random.nextInt(agents.size())));
    }
    if (chance < 8) {
      return new Change.QuotaSet(agents.get(random.nextInt(agents.size())), 1 + random.nextInt(80_000), random.nextInt(4_000));
    }
    if (chance < 10) {
      return new Change.GroupModify(groups.get(random.nextInt(groups.size())), names.fresh("d"), pattern());
    }
    if (chance < 13) {
      return names.deploy(own, agents.get(random.nextInt(agents.size())), Program.WELL, random.nextBoolean());
    }
    if (chance < 97) {
      return invites.isEmpty() || (invites.size() < MOST_INVITES && random.nextBoolean())
          ? new Change.InviteIssue(names.fresh("i"))
          : revoked(own, invites.get(random.nextInt(invites.size())));
    }
    if (chance < 99) {
      return agents.size() < 2 || (agents.size() < MOST_AGENTS && random.nextBoolean())
          ? new Change.AgentCreate(names.fresh("a"), "x:p0", "x:p1")
          : new Change.AgentDelete(agents.get(random.nextInt(agents.size())));
    }
    return groups.size() < 2 || (groups.size() < MOST_GROUPS && random.nextBoolean())
        ? new Change.GroupCreate(names.fresh("g"), names.fresh("d"), pattern())
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
}
