package dev.reeve.kernel.approval;

import dev.reeve.kernel.audit.AuditDraft;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Holdings;
import dev.reeve.kernel.authority.Need;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Rows;
import dev.reeve.kernel.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Rules that answer in people's place. Each lets through only what every one of its authors may do at that moment, as often as it says: a use is
 * counted in the database before the call is made.
 */
final class Rules {

  private static final String SESSION = "session ";
  private static final String SESSION_OVER = "its session is over";
  private static final String SYSTEM = "system";

  private final Store store;
  private final Supplier<Policy> policies;
  private final Function<String, Set<UUID>> trees;
  private final Clock clock;
  private volatile Map<UUID, List<Rule>> live;
  private volatile Predicate<String> sessions = session -> true;

  /** {@code trees}: principals of the agents in the tree of a run. */
  Rules(Store store, Supplier<Policy> policies, Function<String, Set<UUID>> trees, Clock clock) {
    this.trees = trees;
    this.store = store;
    this.policies = policies;
    this.clock = clock;
    this.live = Map.of();
    reload();
  }

  /** Says which sessions live. */
  void sessions(Predicate<String> lives) {
    sessions = lives;
  }

  /** Ends rules of sessions of a former life. */
  void recover() {
    live.values().stream()
        .flatMap(List::stream)
        .filter(rule -> rule.binding().startsWith(SESSION))
        .toList()
        .forEach(rule -> revoke(rule, SYSTEM, SESSION_OVER, false));
  }

  /** Ends rules that let nothing through any more, whatever happens: those of sessions that are over, and others some time after their end. */
  void prune(Instant before) {
    for (Rule rule : list("", RuleRows.MOST)) {
      Instant until = rule.terms().text().until();
      boolean late = until != null && until.isBefore(before);
      String over = late || (usedUp(rule) && rule.createdAt().isBefore(before)) || !sessionLives(rule) ? over(rule) : "";
      if (!over.isEmpty()) {
        revoke(rule, SYSTEM, over, false);
      }
    }
  }

  private boolean sessionLives(Rule rule) {
    return !rule.binding().startsWith(SESSION) || sessions.test(rule.binding().substring(SESSION.length()));
  }

  private static boolean usedUp(Rule rule) {
    long most = rule.terms().text().maxUses();
    return most > 0 && rule.uses() >= most;
  }

  /** Why a rule lets nothing through ever again; empty while it may. */
  private String over(Rule rule) {
    Instant until = rule.terms().text().until();
    if (until != null && !clock.instant().isBefore(until)) {
      return "its time is over";
    }
    if (usedUp(rule)) {
      return "it is used up";
    }
    return sessionLives(rule) ? "" : SESSION_OVER;
  }

  /** Reads again what the database says. */
  synchronized void reload() {
    Map<UUID, List<Rule>> read = new HashMap<>();
    for (Rule rule : list("", RuleRows.MOST)) {
      read.computeIfAbsent(rule.principal(), one -> new ArrayList<>()).add(rule);
    }
    live = read;
  }

  /** Rules that were not revoked, from the newest; {@code before}: id of the last of the page before, empty: from the newest. */
  List<Rule> list(String before, int limit) {
    Map<String, List<Rule.Author>> authors = new HashMap<>();
    store
        .list(
            "SELECT * FROM approval_rule_authors WHERE rule IN (SELECT id FROM approval_rules WHERE revoked_at IS NULL) ORDER BY rule, principal",
            row -> Map.entry(Rows.string(row, "rule"), ApprovalRows.author(row)))
        .forEach(each -> authors.computeIfAbsent(each.getKey(), one -> new ArrayList<>()).add(each.getValue()));
    return store.list(
        "SELECT * FROM approval_rules WHERE org = ? AND revoked_at IS NULL AND (? = '' OR id < ?) ORDER BY id DESC LIMIT ?",
        row -> ApprovalRows.rule(row, authors.getOrDefault(Rows.string(row, "id"), List.of())), AuditDraft.ORG, before, before, limit);
  }

  Optional<Rule> find(String id) {
    return live.values().stream().flatMap(List::stream).filter(rule -> rule.id().equals(id)).findFirst();
  }

  /** How often a rule has answered. */
  long uses(String id) {
    return store.list("SELECT uses FROM approval_rules WHERE id = ?", row -> row.getLong(1), id).stream().findFirst().orElse(0L);
  }

  /**
   * Makes a rule by hand.
   *
   * @throws KernelException ALREADY_EXISTS where there was one of that id; RESOURCE_EXHAUSTED
   */
  void add(Rule rule, String by) {
    store.write(
        transaction -> {
          if (!transaction.list("SELECT id FROM approval_rules WHERE id = ?", row -> row.getString(1), rule.id()).isEmpty()) {
            throw KernelException.exists("there is or was a rule " + rule.id());
          }
          RuleRows.insert(transaction, rule);
          transaction.effective();
          transaction.audit(ApprovalRecords.ruleMade(rule, by));
          return null;
        });
    reload();
  }

  /** Ends a rule; false where it was ended already. */
  boolean revoke(Rule rule, String by, String why, boolean requested) {
    Instant now = clock.instant();
    boolean revoked =
        store.write(
            transaction -> {
              if (requested) {
                transaction.effective();
              }
              int ended = transaction.update("UPDATE approval_rules SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", now, rule.id());
              if (ended == 1) {
                transaction.audit(ApprovalRecords.ruleRevoked(rule, by, why));
              }
              return ended == 1;
            });
    reload();
    return revoked;
  }

  /** Ends the rules of a run or session that is over. */
  void ended(String binding) {
    live.values().stream()
        .flatMap(List::stream)
        .filter(rule -> rule.binding().equals(binding))
        .toList()
        .forEach(rule -> revoke(rule, SYSTEM, "its " + binding + " is over", false));
  }

  /** The rule that lets a call through, used for it; null where none does. */
  @Nullable Rule use(Wish wish, Asking asking, Ruling.Ask ruling, String digest) {
    for (Rule rule : live.getOrDefault(asking.caller().id(), List.of())) {
      if (admits(rule, wish, asking, ruling) && counted(rule, asking.effect(), digest)) {
        return rule;
      }
    }
    return null;
  }

  private boolean admits(Rule rule, Wish wish, Asking asking, Ruling.Ask ruling) {
    Instant now = clock.instant();
    boolean bound = rule.binding().isEmpty() || rule.binding().equals(asking.binding());
    if (!bound || rule.authors().size() < ruling.needs()
        || !rule.terms().admits(asking.caller().name(), wish.capabilities(), wish.arguments(), now)) {
      return false;
    }
    Policy policy = policies.get();
    Set<UUID> tree = asking.caller().run() == null ? Set.of() : trees.apply(asking.caller().run());
    return rule.authors().stream()
        .allMatch(author -> apart(author, asking) && !tree.contains(author.principal()) && mayAnswer(policy, rule, author, wish, ruling, now));
  }

  /** Whether an author is neither the Unix user nor the key that asks. */
  private static boolean apart(Rule.Author author, Asking asking) {
    boolean sameUser = author.uid() != null && author.uid().equals(asking.uid());
    return !sameUser && !author.keyId().equals(asking.caller().keyId());
  }

  private static boolean mayAnswer(Policy policy, Rule rule, Rule.Author author, Wish wish, Ruling.Ask ruling, Instant now) {
    Profile profile = policy.profile(author.principal());
    List<Need> needs = wish.capabilities().stream().map(Need::of).toList();
    return profile != null
        && !author.principal().equals(rule.principal())
        && AnswerRights.gone(policy, rule, author, now) == null
        && AnswerRights.lacks(policy, author.principal(), author.keyId(), List.of(), needs, wish.confers(), now) == null
        && ruling.answerers().includes(profile);
  }

  private boolean counted(Rule rule, String effect, String digest) {
    long most = rule.terms().text().maxUses();
    return store.write(
        transaction -> {
          List<Long> uses =
              transaction.list(
                  "UPDATE approval_rules SET uses = uses + 1 WHERE id = ? AND revoked_at IS NULL AND (? = 0 OR uses < ?) RETURNING uses",
                  row -> row.getLong(1), rule.id(), most, most);
          if (!uses.isEmpty()) {
            transaction.audit(ApprovalRecords.ruleUsed(rule, effect, digest, uses.getFirst()));
          }
          return !uses.isEmpty();
        });
  }

  /** Why a rule lets nothing through now; empty while it may. */
  String inert(Rule rule) {
    String over = over(rule);
    if (!over.isEmpty()) {
      return over;
    }
    Instant now = clock.instant();
    Policy policy = policies.get();
    CapabilityPattern pattern = CapabilityPattern.parse(rule.terms().text().capability());
    for (Rule.Author author : rule.authors()) {
      String gone = AnswerRights.gone(policy, rule, author, now);
      Holdings holdings = Holdings.of(policy, author.principal(), now);
      boolean nothing = holdings.allows().stream().noneMatch(held -> held.overlaps(pattern));
      if (gone == null && (nothing || holdings.revokes().stream().anyMatch(revoke -> revoke.contains(pattern)))) {
        gone = author.name() + " holds nothing of " + pattern.text() + " any more";
      }
      if (gone != null) {
        return gone;
      }
    }
    return "";
  }
}
