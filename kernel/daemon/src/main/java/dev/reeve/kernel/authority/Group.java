package dev.reeve.kernel.authority;

import java.util.List;

/** A named set of patterns that its members hold. A custom group holds a universal pattern only where it says {@code unsafeAdmin}. */
public record Group(String name, List<CapabilityPattern> capabilities, String description, boolean unsafeAdmin, boolean builtin) {

  public Group {
    capabilities = List.copyOf(capabilities);
    if (!builtin && !unsafeAdmin && capabilities.stream().anyMatch(CapabilityPattern::universal)) {
      throw new IllegalArgumentException("group '" + name + "' holds a universal pattern without unsafe_admin");
    }
  }
}
