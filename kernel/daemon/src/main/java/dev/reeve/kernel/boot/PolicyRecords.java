package dev.reeve.kernel.boot;

import dev.reeve.kernel.admin.Delta;
import dev.reeve.kernel.admin.FileProblem;
import dev.reeve.kernel.admin.PolicyFiles;
import dev.reeve.kernel.admin.Terms;
import dev.reeve.kernel.audit.AuditDraft;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the audit chain says of changes of the policy that no request asked for. */
final class PolicyRecords {

  private static final int MOST = 64;

  private PolicyRecords() {}

  /** People changed files. */
  static AuditDraft reloaded(PolicyFiles.Reloaded change) {
    Map<String, Object> params = new TreeMap<>();
    params.put("files", cut(change.files()));
    params.put("generation", change.policy().generation());
    params.put("delta", cut(change.delta().stream().map(PolicyRecords::words).toList()));
    List<String> ignored = new ArrayList<>();
    for (FileProblem problem : change.problems()) {
      ignored.add(problem.file() + ": " + problem.problems().getFirst());
    }
    params.put("ignored", cut(ignored));
    return AuditDraft.event("system", "policy.reload", "", params, "OK", change.files().size() + " files changed");
  }

  /** People changed when they are asked. */
  static AuditDraft approvalsReloaded(Path file) {
    return AuditDraft.event("system", "approvals.reload", "", Map.of("file", file.toString()), "OK", "");
  }

  /** A grant's term is over. */
  static AuditDraft ended(Terms.Ended ended) {
    return AuditDraft.event(
        "system", "grant.expired", ended.principal(), Map.of("capability", ended.capability(), "until", ended.until().toString()), "OK", "");
  }

  private static String words(Delta delta) {
    return delta.principal() + (delta.gained() ? " gains " : " loses ") + delta.capability();
  }

  private static List<Object> cut(List<String> words) {
    List<Object> cut = new ArrayList<>(words.subList(0, Math.min(MOST, words.size())));
    if (words.size() > MOST) {
      cut.add("… " + (words.size() - MOST) + " more");
    }
    return cut;
  }
}
