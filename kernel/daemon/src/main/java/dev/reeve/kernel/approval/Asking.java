package dev.reeve.kernel.approval;

import dev.reeve.kernel.authority.Caller;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who would be asking, on which call.
 *
 * @param uid Unix user at the other end of the connection; null on a run's channel
 * @param session of the connection; null on a run's channel
 * @param approvals the caller brings along, by id
 * @param effect id of what the call brings about
 * @param place what the call holds while it is made
 */
public record Asking(Caller caller, @Nullable Long uid, @Nullable String session, List<String> approvals, String effect, Place place) {

  public Asking {
    approvals = List.copyOf(approvals);
  }

  /** A call's place among its principal's. */
  public interface Place {

    /** It waits for a person. */
    void waits();

    /** It goes on. */
    void resumes();

    /**
     * Decides again whether its caller may make it, after a wait.
     *
     * @throws dev.reeve.kernel.fault.KernelException where it no longer may
     */
    void recheck();
  }

  /** Of the call that is being served; where it is not bound, nobody can be asked. */
  public static final ScopedValue<Asking> CURRENT = ScopedValue.newInstance();

  /** What a rule for the asker's session is bound to; empty where there is neither run nor session. */
  String binding() {
    return caller.run() != null ? "run " + caller.run() : session != null ? "session " + session : "";
  }
}
