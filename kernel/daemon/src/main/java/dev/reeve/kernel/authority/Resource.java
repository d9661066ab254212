package dev.reeve.kernel.authority;

import dev.reeve.kernel.document.Problem;
import dev.reeve.v1.ResourceKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A set of things of one kind, written after '@'. A single thing is the smallest such set, so that matching is containment.
 * Resources of different kinds contain and overlap nothing of each other.
 */
sealed interface Resource permits PathResource, HostResource, ExecutableResource, NameResource {

  int MAX_BYTES = 1024;

  /** Whether everything in the other set is in this one. */
  boolean contains(Resource other);

  /** Whether something is in both. */
  boolean overlaps(Resource other);

  /** Whether {@link #containers} of each thing in this set has this set. */
  boolean listed();

  /** Of one thing: every listed set that contains it. */
  Resource[] containers();

  /** Reads a set of things. */
  static Resource pattern(ResourceKind kind, String text) {
    checkText(text);
    return switch (kind) {
      case RESOURCE_KIND_PATH -> PathResource.pattern(text);
      case RESOURCE_KIND_HOST -> HostResource.pattern(text);
      case RESOURCE_KIND_EXECUTABLE -> ExecutableResource.pattern(text);
      case RESOURCE_KIND_NAME -> NameResource.pattern(text);
      case RESOURCE_KIND_UNSPECIFIED, UNRECOGNIZED -> throw new IllegalStateException("a family without a kind of resource");
    };
  }

  /** Reads one thing. */
  static Resource concrete(ResourceKind kind, String text) {
    checkText(text);
    return switch (kind) {
      case RESOURCE_KIND_PATH -> PathResource.concrete(text);
      case RESOURCE_KIND_HOST -> HostResource.concrete(text);
      case RESOURCE_KIND_EXECUTABLE -> ExecutableResource.concrete(text);
      case RESOURCE_KIND_NAME -> NameResource.concrete(text);
      case RESOURCE_KIND_UNSPECIFIED, UNRECOGNIZED -> throw new IllegalStateException("a family without a kind of resource");
    };
  }

  /** Reads the text as every kind it is well formed for: what it means where the action leaves the kind open. At least one. */
  static List<Resource> everyKind(String text) {
    checkText(text);
    List<Resource> readings = new ArrayList<>();
    List<String> refusals = new ArrayList<>();
    for (ResourceKind kind : ResourceKind.values()) {
      if (kind != ResourceKind.RESOURCE_KIND_UNSPECIFIED && kind != ResourceKind.UNRECOGNIZED) {
        try {
          readings.add(pattern(kind, text));
        } catch (InvalidPatternException e) {
          refusals.add(e.getMessage());
        }
      }
    }
    if (readings.isEmpty()) {
      throw new InvalidPatternException(String.join("; ", refusals));
    }
    return List.copyOf(readings);
  }

  private static void checkText(String text) {
    if (text.isEmpty()) {
      throw new InvalidPatternException("the resource after '@' is empty");
    }
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw new InvalidPatternException("the resource has " + bytes + " bytes; at most " + MAX_BYTES + " are allowed");
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        throw new InvalidPatternException("the resource '" + Problem.shorten(text) + "' has a control character");
      }
    }
  }

  static InvalidPatternException refusal(String what, String text, String rule) {
    return new InvalidPatternException("the " + what + " '" + Problem.shorten(text) + "' " + rule);
  }
}
