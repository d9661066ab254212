package dev.reeve.kernel.authority;

import dev.reeve.v1.AuthorizationOuterClass;
import dev.reeve.v1.Family;
import dev.reeve.v1.ResourceFamily;
import dev.reeve.v1.ResourceKind;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The resource families of the contract: which actions speak of which kind of resource. */
public final class Families {

  private static final List<Family> ALL = read();
  private static final Map<String, ResourceKind> KIND_BY_NAMESPACE = kinds(ALL);

  private Families() {}

  /** In the order of the contract. */
  public static List<Family> all() {
    return ALL;
  }

  /** The kind of resource that actions of the namespace ({@code fs} of {@code fs:read}) speak of; a name where no family says otherwise. */
  static ResourceKind kind(String namespace) {
    return KIND_BY_NAMESPACE.getOrDefault(namespace, ResourceKind.RESOURCE_KIND_NAME);
  }

  private static List<Family> read() {
    return Arrays.stream(ResourceFamily.values())
        .filter(value -> value != ResourceFamily.UNRECOGNIZED && value != ResourceFamily.RESOURCE_FAMILY_UNSPECIFIED)
        .map(value -> value.getValueDescriptor().getOptions().getExtension(AuthorizationOuterClass.family))
        .toList();
  }

  private static Map<String, ResourceKind> kinds(List<Family> families) {
    Map<String, ResourceKind> kinds = new HashMap<>();
    for (Family family : families) {
      String namespace = ActionPattern.parse(family.getAction()).namespace();
      ResourceKind earlier = kinds.put(namespace, family.getResource());
      if (earlier != null && earlier != family.getResource()) {
        throw new IllegalStateException("the families of '" + namespace + "' speak of different kinds of resource");
      }
    }
    return Map.copyOf(kinds);
  }
}
