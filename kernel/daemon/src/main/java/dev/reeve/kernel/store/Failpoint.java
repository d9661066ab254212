package dev.reeve.kernel.store;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Places where a test lets the kernel fail or die. Off unless a test arms one; a daemon takes {@code -Dreeve.failpoint=NAME}, where it ends
 * as if it was killed, and refuses to start so in production.
 */
public enum Failpoint {
  /** A batch of changes is applied and not committed. */
  STORE_COMMIT_BEFORE("store.commit.before"),
  /** A batch is committed, and nobody was told. */
  STORE_COMMIT_AFTER("store.commit.after"),
  /** Nothing of a batch of records is written. */
  AUDIT_APPEND_WRITE("audit.append.write"),
  /** A batch of records is written and not forced. */
  AUDIT_APPEND_FSYNC("audit.append.fsync"),
  /** A batch of records is forced, and nobody was told. */
  AUDIT_APPEND_AFTER("audit.append.after"),
  /** The next key is there, and the chain does not say so. */
  AUDIT_ROTATE_KEY("audit.rotate.key"),
  /** The chain was handed over to the next key, which is not in its place. */
  AUDIT_ROTATE_RECORDED("audit.rotate.recorded"),
  /** The receipt is there, and so is everything it tells of. */
  AUDIT_PRUNE_RECEIPT("audit.prune.receipt"),
  /** The first of the segments is gone. */
  AUDIT_PRUNE_REMOVED("audit.prune.removed"),
  /** What will be written of the policy is recorded. */
  POLICY_PLANNED("policy.planned"),
  /** The new file lies beside the old one. */
  POLICY_RENAME_BEFORE("policy.rename.before"),
  /** The new file is in its place. */
  POLICY_RENAME_AFTER("policy.rename.after"),
  /** One of several files is written. */
  POLICY_SEVERAL("policy.several"),
  /** A capsule's bytes are stored, and it is not in the lock file. */
  CAPSULE_LOCK_BEFORE("capsule.lock.before"),
  /** It is in the lock file, and nobody was told. */
  CAPSULE_LOCK_AFTER("capsule.lock.after"),
  /** What a request asked for is done, and its outcome is not recorded. */
  OUTCOME_BEFORE("outcome.before"),
  /** Its outcome is recorded, and nobody was told. */
  OUTCOME_AFTER("outcome.after");

  /** Names the failpoint at which a daemon ends as if it was killed. */
  public static final String PROPERTY = "reeve.failpoint";

  /** Exit status of a daemon that ended at one. */
  public static final int KILLED = 137;

  private static final Map<Failpoint, Runnable> ARMED = new ConcurrentHashMap<>();
  private static volatile boolean any;

  private final String label;

  Failpoint(String label) {
    this.label = label;
  }

  /** Its name in properties and documents. */
  public String label() {
    return label;
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
