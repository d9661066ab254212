package dev.reeve.kernel.admin;

import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Scope;
import dev.reeve.kernel.authority.Signatory;
import java.util.List;
import java.util.UUID;

/**
 * Who wants a change, and how.
 *
 * @param conferrer whose rights bound what is conferred
 * @param scopes limits of the session it is asked in
 * @param signatories whoever said yes to it: what is conferred is bounded by the rights of each of them, too
 * @param unsafeAdmin said to know that a pattern covers everything
 * @param expected generation of {@code about}; 0: whatever it is
 * @param about name of the principal or group the generation is of
 */
public record Asked(
    UUID conferrer, List<Scope> scopes, List<Signatory> signatories, boolean unsafeAdmin, Mode mode, long expected, Thing thing, String about) {

  /** What is wanted of it. */
  public enum Mode {
    APPLY,
    /** Checked as if it were applied; nothing is written. */
    DRY_RUN,
    /** What it would do and why it may not be made, side by side. */
    PREVIEW
  }

  /** What a generation is of. */
  public enum Thing {
    POLICY,
    PRINCIPAL,
    GROUP
  }

  public Asked {
    scopes = List.copyOf(scopes);
    signatories = List.copyOf(signatories);
  }

  /** By a caller, with those who said yes where somebody was asked; to be applied. */
  public static Asked by(Caller caller, List<Signatory> signatories) {
    return by(caller.id(), caller.scopes()).signed(signatories);
  }

  /** By somebody within limits; to be applied. */
  public static Asked by(UUID conferrer, List<Scope> scopes) {
    return new Asked(conferrer, scopes, List.of(), false, Mode.APPLY, 0, Thing.POLICY, "");
  }

  private Asked signed(List<Signatory> by) {
    return new Asked(conferrer, scopes, by, unsafeAdmin, mode, expected, thing, about);
  }

  public Asked unsafe(boolean said) {
    return new Asked(conferrer, scopes, signatories, said, mode, expected, thing, about);
  }

  /** Only checked, if so. */
  public Asked dry(boolean only) {
    return only ? in(Mode.DRY_RUN) : this;
  }

  public Asked in(Mode other) {
    return new Asked(conferrer, scopes, signatories, unsafeAdmin, other, expected, thing, about);
  }

  /** Only if the thing of that name is at this generation; 0: whatever it is. */
  public Asked expecting(Thing of, String name, long generation) {
    return new Asked(conferrer, scopes, signatories, unsafeAdmin, mode, generation, of, name);
  }
}
