package dev.reeve.kernel.authority;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One concrete thing a request may need: an action without wildcard and, where it speaks of one thing, that thing's resource. The
 * resource is the name as registered or the path as resolved, never a caller's spelling of it.
 */
public final class Capability {

  private final String action;
  private final @Nullable String resource;
  private final @Nullable Resource typed;

  /** Throws {@link InvalidPatternException} where the action or the resource is not well formed. */
  public Capability(String action, @Nullable String resource) {
    ActionPattern.checkConcrete(action);
    this.action = action;
    this.resource = resource;
    this.typed = resource == null ? null : Resource.concrete(Families.kind(namespace(action)), resource);
  }

  /** Reads {@code action} or {@code action@resource}; throws {@link InvalidPatternException}. */
  public static Capability parse(String text) {
    int at = text.indexOf('@');
    return at < 0 ? new Capability(text, null) : new Capability(text.substring(0, at), text.substring(at + 1));
  }

  public String action() {
    return action;
  }

  public @Nullable String resource() {
    return resource;
  }

  @Nullable Resource typed() {
    return typed;
  }

  /** {@code self:} before the action. */
  public Capability selfForm() {
    return new Capability("self:" + action, resource);
  }

  /** Without the leading {@code self:}; null where there is none. */
  @Nullable Capability globalForm() {
    return action.startsWith("self:") ? new Capability(action.substring("self:".length()), resource) : null;
  }

  private static String namespace(String action) {
    int start = action.startsWith("self:") ? "self:".length() : 0;
    int end = action.indexOf(':', start);
    return action.substring(start, end < 0 ? action.length() : end);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Capability capability && capability.action.equals(action) && Objects.equals(capability.resource, resource);
  }

  @Override
  public int hashCode() {
    return Objects.hash(action, resource);
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return resource == null ? action : action + "@" + resource;
  }
}
