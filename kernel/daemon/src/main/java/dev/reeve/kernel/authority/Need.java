package dev.reeve.kernel.authority;

import org.jspecify.annotations.Nullable;

/**
 * What a request needs. {@code selfForm} is {@code self:} before the same capability, present only when the target is the caller; either
 * then suffices, since a global capability covers its self form. A capability that is itself a self form is read as that pair.
 */
public record Need(Capability capability, @Nullable Capability selfForm) {

  public Need {
    Capability global = capability.globalForm();
    if (selfForm == null && global != null) {
      selfForm = capability;
      capability = global;
    }
    if (selfForm != null && !selfForm.equals(capability.selfForm())) {
      throw new IllegalArgumentException("'" + selfForm + "' is not the self form of '" + capability + "'");
    }
  }

  /** Needed whoever is the target. */
  public static Need of(Capability capability) {
    return new Need(capability, null);
  }

  /** The target is the caller. */
  public static Need ofSelf(Capability capability) {
    return new Need(capability, capability.selfForm());
  }

  /** Those of {@link Capability#bits} of both forms. */
  long bits() {
    return selfForm == null ? capability.bits() : capability.bits() | selfForm.bits();
  }

  boolean matchedBy(CapabilityPattern pattern) {
    return pattern.matches(capability) || (selfForm != null && pattern.matches(selfForm));
  }

  /** {@code agent:list}, or {@code self:agent:list or agent:list} where either suffices. */
  public String words() {
    return selfForm == null ? capability.toString() : selfForm + " or " + capability;
  }
}
