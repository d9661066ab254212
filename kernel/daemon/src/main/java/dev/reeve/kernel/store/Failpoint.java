package dev.reeve.kernel.store;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Places where a test lets the kernel fail or die. Off unless a test arms one; a daemon takes {@code -Dreeve.failpoint=NAME}, where it ends
 * as if it was killed, and refuses to start so in production.
 */
public enum Failpoint {
  STORE_COMMIT_BEFORE("store.commit.before", "a batch of changes is applied and not committed"),
  STORE_COMMIT_AFTER("store.commit.after", "a batch is committed, and nobody was told"),
  AUDIT_APPEND_WRITE("audit.append.write", "nothing of a batch of records is written"),
  AUDIT_APPEND_FSYNC("audit.append.fsync", "a batch of records is written and not forced"),
  AUDIT_APPEND_AFTER("audit.append.after", "a batch of records is forced, and nobody was told"),
  AUDIT_ROTATE_KEY("audit.rotate.key", "the next key is there, and the chain does not say so"),
  AUDIT_ROTATE_RECORDED("audit.rotate.recorded", "the chain was handed over to the next key, which is not in its place"),
  AUDIT_PRUNE_RECEIPT("audit.prune.receipt", "the receipt is there, and so is everything it tells of"),
  AUDIT_PRUNE_REMOVED("audit.prune.removed", "the first of the segments is gone"),
  POLICY_PLANNED("policy.planned", "what will be written of the policy is recorded"),
  POLICY_RENAME_BEFORE("policy.rename.before", "the new file lies beside the old one"),
  POLICY_RENAME_AFTER("policy.rename.after", "the new file is in its place"),
  POLICY_SEVERAL("policy.several", "one of several files is written"),
  CAPSULE_LOCK_BEFORE("capsule.lock.before", "a capsule's bytes are stored, and it is not in the lock file"),
  CAPSULE_LOCK_AFTER("capsule.lock.after", "it is in the lock file, and nobody was told"),
  APPROVAL_ANSWERED("approval.answered", "a person's answer is kept, and nobody was told"),
  APPROVAL_USED("approval.used", "what was approved is about to be done, and nothing of it is"),
  OUTCOME_BEFORE("outcome.before", "what a request asked for is done, and its outcome is not recorded"),
  OUTCOME_KEPT("outcome.kept", "its answer is kept for the same request again, and its outcome is not recorded"),
  OUTCOME_AFTER("outcome.after", "its outcome is recorded, and nobody was told");

  /** Names the failpoint at which a daemon ends as if it was killed. */
  public static final String PROPERTY = "reeve.failpoint";

  /** Exit status of a daemon that ended at one. */
  public static final int KILLED = 137;

  private static final Map<Failpoint, Runnable> ARMED = new ConcurrentHashMap<>();
  private static volatile boolean any;

  private final String label;
  private final String meaning;

  Failpoint(String label, String meaning) {
    this.label = label;
    this.meaning = meaning;
  }

  /** Its name in properties and documents. */
  public String label() {
    return label;
  }

  /** What is so when it is reached, in words. */
  public String meaning() {
    return meaning;
  }

  /** The failpoint of a name; null where there is none. */
  public static @Nullable Failpoint named(String label) {
    for (Failpoint one : values()) {
      if (one.label.equals(label)) {
        return one;
      }
    }
    return null;
  }

  /** Has something happen whenever this place is reached; it may throw, wait or end the process. */
  public void arm(Runnable happening) {
    ARMED.put(this, happening);
    any = true;
  }

  /** Nothing happens at any of them any more. */
  public static void disarm() {
    any = false;
    ARMED.clear();
  }

  /** This place is reached. */
  public void reached() {
    if (any) {
      Runnable happening = ARMED.get(this);
      if (happening != null) {
        happening.run();
      }
    }
  }
}
