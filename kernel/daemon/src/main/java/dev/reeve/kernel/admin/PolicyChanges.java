package dev.reeve.kernel.admin;

import dev.reeve.kernel.authority.Attenuation;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Conferral;
import dev.reeve.kernel.authority.Group;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Scope;
import dev.reeve.kernel.authority.Signatory;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The one way the policy is changed: planned on what is in force, held against the invariants and against what the conferrer may confer,
 * written durably, put into force. Changes are made one after the other; each that changes something has a generation of its own.
 */
public final class PolicyChanges {

  private static final int TRIES = 3;

  private final PolicyFiles files;
  private final Predicate<CapabilityPattern> delegable;
  private final Clock clock;

  /**
   * Makes the way.
   *
   * @param delegable which patterns a holder who is no administrator may pass on
   */
  public PolicyChanges(PolicyFiles files, Predicate<CapabilityPattern> delegable, Clock clock) {
    this.files = files;
    this.delegable = delegable;
    this.clock = clock;
  }

  /** The policy that is in force. */
  public Policy current() {
    return files.current();
  }

  Instant now() {
    return clock.instant();
  }

  /**
   * Makes a change, whole or not at all.
   *
   * @param plan what to write, given the policy in force; pure, since it may be asked again; {@link Edit#NOTHING} where all is so already
   * @throws KernelException ABORTED for another generation than expected; PERMISSION_DENIED naming each pattern that may not be conferred;
   *     FAILED_PRECONDITION where an invariant forbids it or a file it would write has a problem; UNAVAILABLE when it cannot be written
   */
  public Changed change(Asked asked, Function<Policy, Edit> plan) {
    if (asked.mode() == Asked.Mode.APPLY) {
      return files.exclusively(() -> apply(asked, plan));
    }
    Policy before = files.current();
    return checked(asked, before, edit(asked, before, plan));
  }

  private Changed apply(Asked asked, Function<Policy, Edit> plan) {
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      Policy before = files.current();
      Edit edit = edit(asked, before, plan);
      Changed planned = checked(asked, before, edit);
      try {
        if (!planned.changed() || files.write(edit, planned.policy())) {
          return planned;
        }
      } catch (IOException e) {
        throw KernelException.unavailable("the policy could not be written: " + e.getMessage(), e);
      }
    }
    throw new KernelException(ErrorCode.ERROR_CODE_ABORTED, "somebody edits the same files: try again");
  }

  private static Edit edit(Asked asked, Policy before, Function<Policy, Edit> plan) {
    expect(asked, before);
    return plan.apply(before);
  }

  private Changed checked(Asked asked, Policy before, Edit edit) {
    if (edit.nothing()) {
      return new Changed(false, before, List.of(), List.of());
    }
    Instant now = clock.instant();
    Policy after = before.with(edit.profiles(), edit.groups(), before.generation() + 1);
    List<String> refusals = new ArrayList<>();
    try {
      Invariants.check(before, after, edit, asked.conferrer(), now);
    } catch (KernelException forbidden) {
      if (asked.mode() != Asked.Mode.PREVIEW) {
        throw forbidden;
      }
      refusals.add(String.valueOf(forbidden.getMessage()));
    }
    Change change = new Change(before, after, edit, asked.unsafeAdmin(), now);
    refusals.addAll(unconferrable(change, asked.conferrer(), asked.scopes()));
    for (Signatory one : asked.signatories()) {
      unconferrable(change, one.principal(), one.limits(before))
          .forEach(why -> refusals.add("for " + name(before, one) + ", who said yes to it: " + why));
    }
    if (!refusals.isEmpty() && asked.mode() != Asked.Mode.PREVIEW) {
      throw new KernelException(ErrorCode.ERROR_CODE_PERMISSION_DENIED, String.join("; ", refusals));
    }
    return new Changed(true, after, Delta.between(before, after, Delta.touched(before, after, edit), now), refusals);
  }

  private static String name(Policy policy, Signatory signatory) {
    Profile profile = policy.profile(signatory.principal());
    return profile == null ? "somebody who is gone" : profile.name();
  }

  /** What would be so, and since when. */
  private record Change(Policy before, Policy after, Edit edit, boolean unsafeAdmin, Instant now) {}

  private List<String> unconferrable(Change change, UUID conferrer, List<Scope> scopes) {
    Policy before = change.before();
    Conferred conferred = Conferred.by(before, change.after(), change.edit(), conferrer, scopes);
    List<String> refusals = new ArrayList<>();
    if (conferred.logins() && !(scopes.isEmpty() && before.administrator(conferrer, change.now()))) {
      refusals.add("only an administrator says who else may act as a principal: users of the host, or holders of a key");
    }
    conferred.byTerm()
        .forEach(
            (until, patterns) ->
                refusals.addAll(
                    Attenuation.refusals(
                        before, conferrer, new Conferral(patterns, until, change.unsafeAdmin()), scopes, delegable, change.now())));
    return refusals;
  }

  private static void expect(Asked asked, Policy policy) {
    if (asked.expected() == 0) {
      return;
    }
    Profile profile = policy.profile(asked.about());
    Group group = policy.group(asked.about());
    long now =
        switch (asked.thing()) {
          case POLICY -> policy.generation();
          case PRINCIPAL -> profile == null ? 0 : policy.generationOf(profile);
          case GROUP -> group == null ? 0 : policy.generationOf(group);
        };
    if (now != asked.expected()) {
      throw new KernelException(
          ErrorCode.ERROR_CODE_ABORTED, "it is at generation " + now + ", not " + asked.expected() + ": read it again and decide again");
    }
  }
}
