package dev.reeve.kernel.authority;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One concrete thing a request may need: an action without wildcard and, where it speaks of one thing, that thing's resource. The
 * resource is the name as registered or the path as resolved, never a caller's spelling of it.
 */
public final class Capability {

  private static final String SELF = ActionPattern.SELF + ":";

  private final String action;
  private final @Nullable String resource;
  private final @Nullable Resource typed;
  private final String[] heads;
  private final long bits;
  /** Built when first asked for; two threads that do so at once build the same. */
  private Resource @Nullable [] containers;

  /** Throws {@link InvalidPatternException} where the action or the resource is not well formed. */
  public Capability(String action, @Nullable String resource) {
    ActionPattern.checkConcrete(action);
    this.action = action;
    this.resource = resource;
    this.typed = resource == null ? null : Resource.concrete(Families.kind(namespace(action)), resource);
    this.heads = heads(action);
    this.bits = bits(action, heads);
  }

  /** The parts are well formed already. */
  private Capability(String action, @Nullable String resource, @Nullable Resource typed) {
    this.action = action;
    this.resource = resource;
    this.typed = typed;
    this.heads = heads(action);
    this.bits = bits(action, heads);
  }

  private static long bits(String action, String[] heads) {
    long bits = 1L << bit(action);
    for (String head : heads) {
      bits |= 1L << bit(head);
    }
    return bits;
  }

  private static String[] heads(String action) {
    int count = 0;
    for (int colon = action.indexOf(':'); colon >= 0; colon = action.indexOf(':', colon + 1)) {
      count++;
    }
    String[] heads = new String[count];
    for (int i = 0, colon = action.indexOf(':'); colon >= 0; colon = action.indexOf(':', colon + 1)) {
      heads[i++] = action.substring(0, colon);
    }
    return heads;
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

  /** The action's words before each ':', joined: what may stand before the '*' of a pattern that matches. Not to be changed. */
  String[] heads() {
    return heads;
  }

  /** A bit for the action and for each of {@link #heads}: a pattern whose head has another bit does not match. */
  long bits() {
    return bits;
  }

  /** Which of 64 bits stands for a text. */
  static int bit(String text) {
    int hash = text.hashCode();
    return (hash ^ (hash >>> 6) ^ (hash >>> 15) ^ (hash >>> 24)) & 63;
  }

  /** The listed sets that contain the resource. Not to be changed. */
  Resource[] containers() {
    Resource[] found = containers;
    if (found == null) {
      found = typed == null ? new Resource[0] : typed.containers();
      containers = found;
    }
    return found;
  }

  /** {@code self:} before the action; throws {@link InvalidPatternException} where it becomes too long by that. */
  public Capability selfForm() {
    ActionPattern.checkBytes(SELF.length() + action.length());
    return new Capability(SELF + action, resource, typed);
  }

  /** Without the leading {@code self:}; null where there is none. */
  @Nullable Capability globalForm() {
    return action.startsWith(SELF) ? new Capability(action.substring(SELF.length()), resource, typed) : null;
  }

  private static String namespace(String action) {
    int start = action.startsWith(SELF) ? SELF.length() : 0;
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
