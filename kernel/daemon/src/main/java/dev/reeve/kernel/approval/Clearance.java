package dev.reeve.kernel.approval;

/**
 * That a call may be made.
 *
 * @param approval that was used for it; empty: none
 * @param rule that answered; empty: none
 */
public record Clearance(String approval, String rule) {

  /** Nothing was to be asked. */
  public static final Clearance UNASKED = new Clearance("", "");

  /** Whether somebody, or a rule of somebody's, said yes. */
  public boolean asked() {
    return !approval.isEmpty() || !rule.isEmpty();
  }
}
