package dev.reeve.kernel.authority;

import java.util.List;

/**
 * A named set of patterns that its members hold, with caps on their limits. A custom group holds a universal pattern only where it says
 * {@code unsafeAdmin}.
 */
public record Group(String name, List<CapabilityPattern> capabilities, String description, boolean unsafeAdmin, boolean builtin, Quotas quotas) {

  /** Without caps on its members' limits. */
  public Group(String name, List<CapabilityPattern> capabilities, String description, boolean unsafeAdmin, boolean builtin) {
    this(name, capabilities, description, unsafeAdmin, builtin, Quotas.DEFAULTS);
  }

  public Group {
    capabilities = Patterns.of(capabilities, Decision.Code.ALLOWED, "group " + name);
    if (!builtin && !unsafeAdmin && capabilities.stream().anyMatch(CapabilityPattern::universal)) {
      throw new IllegalArgumentException("group '" + name + "' holds a universal pattern without unsafe_admin");
    }
  }
}
