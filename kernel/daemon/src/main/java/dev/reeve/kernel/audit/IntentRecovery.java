package dev.reeve.kernel.audit;

import dev.reeve.evidence.AuditDecision;
import dev.reeve.evidence.AuditPeer;
import dev.reeve.evidence.AuditRecord;
import dev.reeve.evidence.Json;
import dev.reeve.kernel.store.Digest;
import dev.reeve.kernel.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Closes the intents that a crash left without outcome, each with what became of it, as far as the kernel can tell. */
public final class IntentRecovery {

  /** What became of a request whose outcome was cut off. */
  public enum Verdict {
    /** What it asked for is done. */
    DONE("RECOVERED", "the kernel ended before it answered: it was done"),
    /** Nothing of it is. */
    NOT_DONE("RECOVERED", "the kernel ended before it was done: nothing of it was"),
    /** Its effect lies outside of the kernel, or what it was to write was changed by somebody else since. */
    UNKNOWN("UNKNOWN", "the kernel ended before it answered: nobody can tell whether it was done");

    private final String code;
    private final String summary;

    Verdict(String code, String summary) {
      this.code = code;
      this.summary = summary;
    }
  }

  /**
   * A request whose outcome was cut off.
   *
   * @param effect its id
   * @param principal name of who asked
   * @param requestDigest of the request's bytes
   */
  public record Closed(String effect, String principal, String requestId, String method, String requestDigest, Verdict verdict) {}

  private static final int BLOCK = 2048;

  private final AuditLog audit;
  private final Store store;
  private final Predicate<String> outside;

  private IntentRecovery(AuditLog audit, Store store, Predicate<String> outside) {
    this.audit = audit;
    this.store = store;
    this.outside = outside;
  }

  /**
   * Records an outcome for each intent that has none; to be called once everything that a crash cut is finished.
   *
   * @param outside whether a method's effect lies outside of what the kernel keeps
   * @return what was closed, in the order of the intents
   */
  public static List<Closed> close(AuditLog audit, Store store, Predicate<String> outside) {
    List<Closed> closed = new IntentRecovery(audit, store, outside).close();
    store.write(transaction -> transaction.update("DELETE FROM effects"));
    return closed;
  }

  private List<Closed> close() {
    List<Long> open = audit.unfinished();
    if (open.isEmpty()) {
      return List.of();
    }
    Map<String, AuditRecord> intents = new LinkedHashMap<>();
    Map<String, FilePlan> plans = new HashMap<>();
    AuditReader reader = audit.reader(Collections.min(open));
    for (List<AuditRecord> block = reader.next(BLOCK); !block.isEmpty(); block = reader.next(BLOCK)) {
      for (AuditRecord record : block) {
        String effect = OpenIntents.effect(record);
        FilePlan plan = FilePlan.of(record);
        if (effect != null && record.kind() == AuditRecord.Kind.INTENT && open.contains(record.seq())) {
          intents.put(effect, record);
        } else if (effect != null && plan != null) {
          plans.put(effect, plan);
        }
      }
    }
    List<Closed> closed = new ArrayList<>();
    intents.forEach(
        (effect, intent) -> {
          Verdict verdict = verdict(effect, intent, plans.get(effect));
          audit.record(outcome(effect, intent, verdict));
          closed.add(new Closed(effect, intent.principal(), intent.requestId(), intent.method(), digest(intent), verdict));
        });
    return closed;
  }

  private static String digest(AuditRecord intent) {
    Json.Members params = intent.params();
    return params != null && params.values().get("request_digest") instanceof Json.Text text ? text.value() : "";
  }

  private Verdict verdict(String effect, AuditRecord intent, @Nullable FilePlan plan) {
    if (store.effective(effect)) {
      return Verdict.DONE;
    }
    if (plan != null) {
      String now = digest(plan.file());
      return now.equals(plan.after()) ? Verdict.DONE : now.equals(plan.before()) ? Verdict.NOT_DONE : Verdict.UNKNOWN;
    }
    return outside.test(intent.method()) ? Verdict.UNKNOWN : Verdict.NOT_DONE;
  }

  private static String digest(Path file) {
    try {
      return Files.exists(file) ? Digest.of(Files.readAllBytes(file)) : "";
    } catch (IOException unreadable) {
      return "unreadable";
    }
  }

  private static AuditDraft outcome(String effect, AuditRecord intent, Verdict verdict) {
    AuditPeer peer = intent.peer();
    AuditDecision decision = intent.decision();
    return new AuditDraft(
        AuditDraft.Kind.OUTCOME,
        intent.requestId(),
        intent.principal(),
        peer == null ? null : new AuditDraft.From(peer.uid(), peer.gid(), peer.pid(), peer.started()),
        intent.keyId(),
        intent.method(),
        intent.capability(),
        decision == null ? null : new AuditDraft.Ruling(decision.allowed(), decision.rule()),
        intent.target(),
        Map.of(AuditDraft.EFFECT, effect, "done", verdict.name()),
        new AuditDraft.Result(verdict.code, verdict.summary));
  }
}
