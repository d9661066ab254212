package dev.reeve.kernel.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.evidence.approval.Condition;
import dev.reeve.evidence.approval.RuleText;
import dev.reeve.evidence.approval.SignedAnswer;
import dev.reeve.evidence.approval.SignedRule;
import dev.reeve.kernel.audit.AuditFilter;
import dev.reeve.kernel.audit.AuditLog;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Capability;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Grant;
import dev.reeve.kernel.authority.KeyLimit;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.authority.RegisteredKey;
import dev.reeve.kernel.edge.HeldKey;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Ids;
import dev.reeve.kernel.store.KernelClock;
import dev.reeve.kernel.store.Store;
import dev.reeve.v1.Danger;
import dev.reeve.v1.ErrorCode;
import dev.reeve.v1.QuestionKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/**
 * Approvals on a real store and chain, the people who answer and the agent that asks: {@code ann} and {@code ben} are administrators, {@code op}
 * holds what operators hold and one tool, {@code bot} is an agent. Each has a Unix user and a key of their own.
 */
final class Council implements AutoCloseable, AskingRuns {

  static final String KERNEL = "the-kernel";
  static final String RUN = Ids.nextText();

  final Map<String, HeldKey> keys = new TreeMap<>();
  final AtomicReference<Policy> policy = new AtomicReference<>();
  final AtomicReference<ApprovalPolicy> approvals = new AtomicReference<>(ApprovalPolicy.DEFAULT);
  final List<String> refused = new CopyOnWriteArrayList<>();
  final List<String> decided = new CopyOnWriteArrayList<>();
  final Map<String, Integer> waiting = new ConcurrentHashMap<>();
  volatile Interaction interaction = Interaction.ASK;
  volatile Duration ahead = Duration.ZERO;
  volatile Runnable mayAsk = () -> {};
  /** Whose agents run in the tree of every run. */
  volatile Set<String> tree = Set.of("bot");
  final Store store;
  final AuditLog audit;
  final ApprovalOperations operations;
  private final Map<String, Profile> profiles = new HashMap<>();
  private final Map<String, Long> uids = Map.of("ann", 1001L, "ben", 1002L, "op", 1003L, "bot", 1004L);
  private int nextSession;

  /** The clock, moved ahead by {@link #ahead}. */
  private final class Moved extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Clock.systemUTC().instant().plus(ahead);
    }
  }

  private Council(Path folder) throws Exception {
    Files.createDirectories(folder);
    store = Store.open(folder.resolve("reeve.db"));
    audit =
        AuditLog.open(
            new AuditLog.Files(Files.createDirectories(folder.resolve("audit")), folder.resolve("audit.key"), folder.resolve("audit.pub")),
            store.undelivered(), new KernelClock(Clock.systemUTC()));
    store.deliverTo(audit);
    for (String name : uids.keySet()) {
      keys.put(name, HeldKey.make());
    }
    put(profile("ann", "admin"));
    put(profile("ben", "admin"));
    put(profile("op", "operator", "tool:invoke@files/write"));
    put(profile("bot", "agent", "tool:invoke"));
    operations = new ApprovalOperations(store, KERNEL, approvals::get, policy::get, (principal, tool, input) -> {}, new Moved());
    operations.recover(this);
  }

  /** The approvals of the next life of this kernel; to be closed. */
  ApprovalOperations next() {
    ApprovalOperations next = new ApprovalOperations(store, KERNEL, approvals::get, policy::get, (principal, tool, input) -> {}, new Moved());
    next.recover(this);
    return next;
  }

  static Council open(Path folder) throws Exception {
    return new Council(folder);
  }

  Profile profile(String name, String group, String... grants) {
    List<Grant> held = new ArrayList<>();
    for (String grant : grants) {
      held.add(Grant.of(CapabilityPattern.parse(grant)));
    }
    HeldKey key = key(name);
    UUID id = profiles.containsKey(name) ? profiles.get(name).id() : Ids.next();
    return new Profile(
        id, name, true, List.of(group), held, List.of(), List.of(Objects.requireNonNull(uids.get(name))), List.of(), Quotas.DEFAULTS, null,
        List.of(new RegisteredKey(key.text(), KeyLimit.FULL, "", null, false)));
  }

  /** Puts a profile into force. */
  void put(Profile profile) {
    profiles.put(profile.name(), profile);
    policy.set(Policy.of(profiles.size(), List.of(), List.copyOf(profiles.values()), Map.of()));
  }

  Profile the(String name) {
    return Objects.requireNonNull(profiles.get(name));
  }

  HeldKey key(String name) {
    return Objects.requireNonNull(keys.get(name));
  }

  /** Has each call of a tool asked; {@code bounds} and {@code more} are further lines of the file and of that entry. */
  void asksForTools(String bounds, String more) {
    approvals.set(
        ApprovalPolicyFile.parse(
            "approvals.toml",
            "approvals_version = 1\n" + bounds + "\n[[ask]]\nname = \"tools\"\ncapability = [\"tool:invoke\"]\n" + more + "\n"));
  }

  /** Fails unless the call is refused with that code. */
  static void refused(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOfSatisfying(KernelException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }

  Caller caller(String name, @Nullable String run) {
    return new Caller(the(name).id(), name, run == null ? "unix-peer" : "run-channel", run, List.of(), List.of());
  }

  /** As whom a call is made. */
  Asking as(String name, @Nullable String run, String approval) {
    return asking(caller(name, run), approval);
  }

  /** As whom a call is made on a connection that a key proved. */
  Asking provedBy(String name, HeldKey key) {
    return asking(new Caller(the(name).id(), name, "key", null, List.of(), List.of(), key.id()), "");
  }

  private Asking asking(Caller caller, String approval) {
    String name = caller.name();
    String run = caller.run();
    Asking.Place place =
        new Asking.Place() {
          @Override
          public void waits() {}

          @Override
          public void resumes() {}

          @Override
          public void recheck() {
            mayAsk.run();
          }
        };
    return new Asking(caller, run == null ? uids.get(name) : null, run == null ? "session-of-" + name : null, approval.isEmpty() ? List.of() : List.of(approval), Ids.nextText(), place);
  }

  static Wish tool(String name, Map<String, ? extends @Nullable Object> arguments) {
    return new Wish(
        QuestionKind.QUESTION_KIND_TOOL, List.of(new Capability("tool:invoke", name)), Danger.DANGER_NORMAL, true, "call the tool " + name,
        new TreeMap<>(arguments), List.of(), List.of());
  }

  static Wish write(String path) {
    return tool("files/write", Map.of("path", path, "content", "x"));
  }

  /** Makes a call stop at the gate; answers its clearance. */
  Clearance require(Asking asking, Wish wish) {
    return require(asking, () -> wish);
  }

  Clearance require(Asking asking, Supplier<Wish> wish) {
    return ScopedValue.where(Asking.CURRENT, asking).call(() -> operations.gate().require(wish));
  }

  /** Asks as a person and answers the approval's id. */
  String asked(String name, Wish wish) {
    return asked(as(name, null, ""), wish);
  }

  String asked(Asking asking, Wish wish) {
    try {
      Clearance clearance = require(asking, wish);
      throw new AssertionError("nobody was asked: " + clearance);
    } catch (KernelException e) {
      return Objects.requireNonNull(e.details().get("approval"), String.valueOf(e.getMessage()));
    }
  }

  /** The question that a run asks on a thread of its own, once it is there. */
  Question asksInRun(Wish wish, List<Object> outcome) throws Exception {
    return asksInRun(() -> wish, outcome);
  }

  Question asksInRun(Supplier<Wish> wish, List<Object> outcome) throws Exception {
    try (ApprovalOperations.Changes changes = operations.changes()) {
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  outcome.add(require(as("bot", RUN, ""), wish));
                } catch (KernelException e) {
                  outcome.add(e);
                }
              });
      return next(changes);
    }
  }

  static Question next(ApprovalOperations.Changes changes) throws InterruptedException {
    Question changed = changes.next(Duration.ofSeconds(30));
    if (changed == null) {
      throw new AssertionError("no question changed");
    }
    return changed;
  }

  /** An answer in the making: what is signed, and what is sent, which a test may spoil. */
  final class Draft {
    final Question question;
    final String by;
    String kernel = KERNEL;
    String digest;
    HeldKey key;
    HeldKey signer;
    String signedKey;
    AnswerWord word = AnswerWord.ONCE;
    AnswerWord sentWord = AnswerWord.ONCE;
    @Nullable RuleText rule;
    @Nullable RuleText sentRule;
    String reason = "";
    String sentReason = "";
    Instant expires = Instant.now().plus(Duration.ofHours(1)).plus(ahead);
    Instant sentExpires = expires;
    String session;
    String sentSession;
    String sentId;
    @Nullable Long uid;
    @Nullable String run;

    Draft(Question question, String by) {
      this.question = question;
      this.by = by;
      this.digest = question.digest();
      this.key = key(by);
      this.signer = key;
      this.signedKey = key.id();
      this.session = "session-" + nextSession++;
      this.sentSession = session;
      this.sentId = question.id();
      this.uid = uids.get(by);
    }

    Draft saying(AnswerWord answer) {
      word = answer;
      sentWord = answer;
      return this;
    }

    Draft with(RuleText text) {
      rule = text;
      sentRule = text;
      return this;
    }

    Draft because(String text) {
      reason = text;
      sentReason = text;
      return this;
    }

    Draft signing(HeldKey other) {
      key = other;
      signer = other;
      signedKey = other.id();
      return this;
    }

    String signature() {
      return signer.sign(new SignedAnswer(kernel, question.id(), digest, word.name(), rule, reason, expires, signedKey, session).text());
    }

    Question send() {
      return send(signature());
    }

    Question send(String signature) {
      Given given = new Given(caller(by, run), uid, sentSession, sentRule, sentReason, sentExpires, key.id(), signature);
      return operations.decide(sentId, sentWord, given);
    }
  }

  Draft answer(Question question, String by) {
    return new Draft(question, by);
  }

  /** Says yes once. */
  Question approve(String id, String by) {
    return answer(operations.find(id), by).send();
  }

  static RuleText rule(String principal, String capability, long uses, Condition... conditions) {
    return new RuleText(principal, capability, List.of(conditions), null, uses);
  }

  static Condition under(String path) {
    return new Condition("path", "under", List.of(path));
  }

  /** Makes a rule by hand. */
  Rule makes(String by, RuleText text) {
    SignedRule rule = new SignedRule(KERNEL, Ids.nextText(), text, "", key(by).id(), "session-" + nextSession++);
    return makes(by, rule, rule);
  }

  /** Sends a rule made by hand with a signature over what may be another. */
  Rule makes(String by, SignedRule sent, SignedRule signed) {
    Given given =
        new Given(caller(by, null), uids.get(by), sent.session(), null, sent.reason(), Instant.EPOCH, sent.key(), key(by).sign(signed.text()));
    return operations.addRule(sent.id(), given, sent.rule());
  }

  /** What the chain says happened of a method, the oldest first. */
  List<dev.reeve.evidence.AuditRecord> records(String method) {
    return audit.list(new AuditFilter("", method, "", "", null, null, null, "", ""), 0, 10_000).reversed();
  }

  @Override
  public Interaction interaction(String run) {
    return interaction;
  }

  @Override
  public Waiting waits(String run) {
    waiting.merge(run, 1, Integer::sum);
    return () -> waiting.merge(run, -1, Integer::sum);
  }

  @Override
  public void refused(String run, String approval, String why) {
    refused.add(why);
  }

  @Override
  public void decided(String run) {
    decided.add(run);
  }

  @Override
  public Set<UUID> tree(String run) {
    return tree.stream().map(name -> the(name).id()).collect(Collectors.toSet());
  }

  @Override
  public void close() {
    operations.close();
    audit.close();
    store.close();
  }
}
