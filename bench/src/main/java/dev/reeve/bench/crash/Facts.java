package dev.reeve.bench.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What holds, as sentences: {@code agent A}, {@code agent A grant P}, {@code group G says D}, {@code invite L is ID}, {@code run A ID} and so
 * on. Two states are the same exactly when their facts are; how runs ended is {@link RunEnds}'.
 */
record Facts(SortedSet<String> all) {

  /** What the sentences of a deployment go on with. */
  private static final List<String> DEPLOYED = List.of("version", "revision", "deployed", "manifest");

  private static final List<String> KINDS = List.of("agent ", "group ", "invite ", "run ", "capsule ");

  static final Facts NONE = new Facts(Collections.emptySortedSet());

  Facts {
    all = Collections.unmodifiableSortedSet(new TreeSet<>(all));
  }

  static Facts of(Collection<String> facts) {
    return new Facts(new TreeSet<>(facts));
  }

  /** What holds after a change; {@code id} is what an invite's issue or a run's start was answered, and means nothing for other changes. */
  Facts after(Change change, String id) {
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
        next.add(inviteId(label, id));
      }
      case Change.InviteRevoke revoke -> forget(next, invite(revoke.label()));
      case Change.Deploy deploy -> {
        DEPLOYED.forEach(one -> forget(next, agent(deploy.agent()) + " " + one));
        next.addAll(deployed(deploy.agent(), deploy.version(), deploy.revision(), deploy.says(), Sha.hex(Program.manifest(deploy).getBytes(UTF_8))));
      }
      case Change.RunStart start -> next.addAll(run(start.agent(), id, start.version()));
      case Change.RunCancel cancel -> {}
      case Change.CapsuleInstall(String capsule, String version) -> next.addAll(capsule(capsule, version));
    }
    return new Facts(next);
  }

  /** The facts that begin with {@code owner}'s names: {@code agent OWNER-…} and so on. */
  Facts of(String owner) {
    TreeSet<String> own = new TreeSet<>();
    for (String kind : KINDS) {
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

  static List<String> deployed(String agent, String version, int revision, String says, String digest) {
    return List.of(
        agent(agent) + " version " + version, agent(agent) + " revision " + revision, agent(agent) + " deployed " + says,
        agent(agent) + " manifest " + digest);
  }

  static String run(String agent, String id) {
    return "run " + agent + " " + id;
  }

  static List<String> run(String agent, String id, String version) {
    return List.of(run(agent, id), run(agent, id) + " version " + version);
  }

  static String capsule(String capsule) {
    return "capsule " + capsule;
  }

  static List<String> capsule(String capsule, String version) {
    return List.of(capsule(capsule), capsule(capsule) + " version " + version);
  }

  /** The rest of the one sentence that begins so; null where there is none. */
  @Nullable String rest(String begin) {
    SortedSet<String> from = all.tailSet(begin);
    return from.isEmpty() || !from.first().startsWith(begin) ? null : from.first().substring(begin.length());
  }

  /** Names of one kind of things, such as {@code "agent "}: sentences that go on with one word. */
  List<String> names(String kind) {
    return all.tailSet(kind).stream()
        .takeWhile(fact -> fact.startsWith(kind))
        .filter(fact -> fact.indexOf(' ', kind.length()) < 0)
        .map(fact -> fact.substring(kind.length()))
        .toList();
  }
}
