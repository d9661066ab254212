package dev.reeve.cli.trust;

import dev.reeve.v1.AuthorizationOuterClass;
import dev.reeve.v1.Family;
import dev.reeve.v1.ResourceFamily;
import dev.reeve.v1.ResourceKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The grammar of capability patterns, {@code action} or {@code action@resource}, as the kernel reads them: one that it refuses in its
 * {@code publishers.toml} makes it trust nobody.
 */
public final class PermissionPattern {

  private static final int MAX_ACTION = 256;
  private static final int MAX_RESOURCE = 1024;
  private static final String SELF = "self";
  private static final String STAR = "*";

  private PermissionPattern() {}

  /** What is wrong with it, as a clause; empty when nothing is. */
  public static Optional<String> problem(String pattern) {
    int at = pattern.indexOf('@');
    String action = at < 0 ? pattern : pattern.substring(0, at);
    Optional<String> wrong = wrongAction(action);
    return wrong.isPresent() || at < 0 ? wrong : wrongResource(namespace(action.split(":", -1)), pattern.substring(at + 1));
  }

  private static Optional<String> wrongAction(String action) {
    if (action.isEmpty()) {
      return Optional.of("the capability is empty");
    }
    if (bytes(action) > MAX_ACTION) {
      return Optional.of("the action has more than " + MAX_ACTION + " bytes");
    }
    for (String segment : action.split(":", -1)) {
      if (segment.isEmpty()) {
        return Optional.of("a segment of the action is empty");
      }
      if (!segment.equals(STAR) && !segment.chars().allMatch(PermissionPattern::word)) {
        return Optional.of("the segment '" + segment + "' is neither '*' nor of A-Z, a-z, 0-9, '_', '-'");
      }
    }
    return Optional.empty();
  }

  private static String namespace(String[] segments) {
    return !segments[0].equals(SELF) ? segments[0] : segments.length > 1 ? segments[1] : "";
  }

  private static Optional<String> wrongResource(String namespace, String resource) {
    if (resource.isEmpty()) {
      return Optional.of("the resource after '@' is empty");
    }
    if (bytes(resource) > MAX_RESOURCE) {
      return Optional.of("the resource has more than " + MAX_RESOURCE + " bytes");
    }
    if (resource.chars().anyMatch(Character::isISOControl)) {
      return Optional.of("the resource has a control character");
    }
    if (!namespace.equals(STAR)) {
      return wrong(kind(namespace), resource);
    }
    List<String> refusals = new ArrayList<>();
    for (ResourceKind kind : ResourceKind.values()) {
      if (kind != ResourceKind.RESOURCE_KIND_UNSPECIFIED && kind != ResourceKind.UNRECOGNIZED) {
        Optional<String> refusal = wrong(kind, resource);
        if (refusal.isEmpty()) {
          return refusal;
        }
        refusals.add(refusal.get());
      }
    }
    return Optional.of(String.join("; ", refusals));
  }

  /** What actions of a namespace speak of, by the contract's families: a name where none says otherwise. */
  private static ResourceKind kind(String namespace) {
    return Arrays.stream(ResourceFamily.values())
        .filter(value -> value != ResourceFamily.UNRECOGNIZED && value != ResourceFamily.RESOURCE_FAMILY_UNSPECIFIED)
        .map(value -> value.getValueDescriptor().getOptions().getExtension(AuthorizationOuterClass.family))
        .filter(family -> namespace(family.getAction().split(":", -1)).equals(namespace))
        .map(Family::getResource)
        .findFirst()
        .orElse(ResourceKind.RESOURCE_KIND_NAME);
  }

  private static Optional<String> wrong(ResourceKind kind, String resource) {
    return switch (kind) {
      case RESOURCE_KIND_PATH -> wrongTree(resource);
      case RESOURCE_KIND_HOST -> HostPattern.problem(resource);
      case RESOURCE_KIND_EXECUTABLE ->
          resource.indexOf('*') >= 0
              ? Optional.of("the path has a '*'; programs are named one by one")
              : resource.equals("/") ? Optional.of("the path names no file") : wrongPath(resource);
      case RESOURCE_KIND_NAME -> wrongName(resource);
      case RESOURCE_KIND_UNSPECIFIED, UNRECOGNIZED -> throw new IllegalStateException("a family without a kind of resource");
    };
  }

  private static Optional<String> wrongTree(String resource) {
    boolean tree = resource.endsWith("/**");
    String base = tree ? resource.substring(0, resource.length() - "/**".length()) : resource;
    if (base.indexOf('*') >= 0) {
      return Optional.of("the path has a '*' that is not a last '/**'");
    }
    return tree && base.isEmpty() ? Optional.empty() : wrongPath(tree ? base + "/x" : base);
  }

  private static Optional<String> wrongPath(String path) {
    if (!path.startsWith("/")) {
      return Optional.of("the path does not start with '/'");
    }
    return path.equals("/") ? Optional.empty() : wrongParts("path", path.substring(1));
  }

  private static Optional<String> wrongName(String resource) {
    String name = resource.endsWith("/*") ? resource.substring(0, resource.length() - "/*".length()) : resource;
    boolean plain = name.chars().allMatch(c -> word(c) || c == '.' || c == '/');
    return plain ? wrongParts("name", name) : Optional.of("the name has a character that is not one of A-Z, a-z, 0-9, '_', '-', '.'");
  }

  private static Optional<String> wrongParts(String what, String parts) {
    for (String part : parts.split("/", -1)) {
      if (part.isEmpty()) {
        return Optional.of("the " + what + " has an empty part");
      }
      if (part.equals(".") || part.equals("..")) {
        return Optional.of("the " + what + " has the part '" + part + "'");
      }
    }
    return Optional.empty();
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static boolean word(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  }
}
