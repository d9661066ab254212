package dev.reeve.bench.crash;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What holds, as sentences: {@code agent A}, {@code agent A grant P}, {@code group G says D}, {@code invite L is ID} and so on. Two states are
 * the same exactly when their facts are.
 */
record Facts(SortedSet<String> all) {

  static final Facts NONE = new Facts(Collections.emptySortedSet());

  Facts {
    all = Collections.unmodifiableSortedSet(new TreeSet<>(all));
  }

  static Facts of(Collection<String> facts) {
    return new Facts(new TreeSet<>(facts));
  }

  /** What holds after a change; {@code inviteId} is what an invite's issue was answered, and means nothing for other changes. */
  Facts after(Change change, String inviteId) {
    TreeSet<String> next = new TreeSet<>(all);
    switch (change) {
      case Change.AgentCreate(String agent, String one, String other) -> {
        next.add(agent(agent));
        next.add(grant(agent, one));
        next.add(grant(agent, other));
      }
      case Change.AgentDelete(String agent) -> forget(next, agent(agent));
      case Change.Grant(String agent, String pattern) -> next.add(grant(agent, pattern));
      case Change.Ungrant(String agent, String pattern) -> next.remove(grant(agent, pattern));
      case Change.Revoke(String agent, String pattern) -> next.add(revoke(agent, pattern));
      case Change.Unrevoke(String agent, String pattern) -> next.remove(revoke(agent, pattern));
      case Change.QuotaSet(String agent, long timeout, long processes) -> {
        forget(next, agent(agent) + " limit");
        next.add(limit(agent, "timeout", timeout));
        next.add(limit(agent, "processes", processes));
      }
      case Change.GroupCreate(String group, String description, String pattern) -> group(next, group, description, pattern);
      case Change.GroupModify(String group, String description, String pattern) -> {
        forget(next, group(group));
        group(next, group, description, pattern);
      }
      case Change.GroupDelete(String group) -> forget(next, group(group));
      case Change.InviteIssue(String label) -> {
        next.add(invite(label));
        next.add(inviteId(label, inviteId));
      }
      case Change.InviteRevoke(String label, String id) -> forget(next, invite(label));
    }
    return new Facts(next);
  }

  /** The facts that begin with {@code owner}'s names: {@code agent OWNER-…} and so on. */
  Facts of(String owner) {
    TreeSet<String> own = new TreeSet<>();
    for (String kind : new String[] {"agent ", "group ", "invite "}) {
      own.addAll(all.subSet(kind + owner + "-", kind + owner + "."));
    }
    return new Facts(own);
  }

  Facts with(Facts others) {
    TreeSet<String> both = new TreeSet<>(all);
    both.addAll(others.all);
    return new Facts(both);
  }

  Facts without(Facts others) {
    TreeSet<String> left = new TreeSet<>(all);
    left.removeAll(others.all);
    return new Facts(left);
  }

  Facts common(Facts others) {
    TreeSet<String> both = new TreeSet<>(all);
    both.retainAll(others.all);
    return new Facts(both);
  }

  private static void group(SortedSet<String> facts, String group, String description, String pattern) {
    facts.add(group(group));
    facts.add(says(group, description));
    facts.add(holds(group, pattern));
  }

  /** Removes a sentence and all that go on from it. */
  private static void forget(SortedSet<String> facts, String sentence) {
    facts.removeIf(fact -> fact.equals(sentence) || fact.startsWith(sentence + " "));
  }

  static String agent(String agent) {
    return "agent " + agent;
  }

  static String grant(String agent, String pattern) {
    return agent(agent) + " grant " + pattern;
  }

  static String revoke(String agent, String pattern) {
    return agent(agent) + " revoke " + pattern;
  }

  static String limit(String agent, String limit, long value) {
    return agent(agent) + " limit " + limit + " " + value;
  }

  static String group(String group) {
    return "group " + group;
  }

  static String says(String group, String description) {
    return group(group) + " says " + description;
  }

  static String holds(String group, String pattern) {
    return group(group) + " holds " + pattern;
  }

  static String invite(String label) {
    return "invite " + label;
  }

  static String inviteId(String label, String id) {
    return invite(label) + " is " + id;
  }
}
