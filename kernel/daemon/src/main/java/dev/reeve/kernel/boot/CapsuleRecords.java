package dev.reeve.kernel.boot;

import dev.reeve.kernel.audit.AuditDraft;
import dev.reeve.kernel.audit.AuditLog;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.capsule.CapsuleKeeper;
import dev.reeve.kernel.capsule.InstalledCapsule;
import dev.reeve.kernel.store.Effect;
import java.util.Map;
import java.util.TreeMap;

/** What the audit chain says of what capsules do that no request says. */
final class CapsuleRecords {

  private CapsuleRecords() {}

  /** An interceptor put another input in place of the caller's; joined to the call by the id of what it brings about. */
  static AuditDraft replaced(Caller caller, String event, String capsule, String digest) {
    Map<String, Object> params = new TreeMap<>(Map.of("capsule", capsule, "input_sha256", digest));
    if (Effect.CURRENT.isBound()) {
      params.put(AuditDraft.EFFECT, Effect.CURRENT.get().id());
    }
    return AuditDraft.event(caller.name(), "interceptor.replace", event, params, "OK", "");
  }

  /** What was laid into the folder of capsules: recorded before it is taken, and what came of it. */
  static CapsuleKeeper.Journal journal(AuditLog audit) {
    return new CapsuleKeeper.Journal() {
      @Override
      public void taking(String file, String digest) {
        audit.record(AuditDraft.event("system", "capsule.folder", file, Map.of("digest", digest), "OK", "taken up"));
      }

      @Override
      public void taken(String file, String outcome) {
        boolean taken = outcome.equals("OK");
        audit.note(AuditDraft.event("system", "capsule.folder", file, Map.of(), taken ? "OK" : "CAPSULE_REFUSED", taken ? "installed" : outcome));
      }

      @Override
      public void changed(String capsule, String version, InstalledCapsule.State state, String reason) {
        audit.note(AuditDraft.event("system", "capsule.state", capsule, Map.of("version", version, "state", state.name()), "OK", reason));
      }
    };
  }
}
