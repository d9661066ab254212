package dev.reeve.kernel.authority;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set of capabilities, as grants, revokes and groups hold it: {@code action} or {@code action@resource}. Without '@' it covers every
 * resource of the action and the action without resource; with '@' it never covers the action without resource. What the resource is,
 * follows from the action's namespace; where that is '*', from every kind the text is well formed for.
 */
public final class CapabilityPattern {

  private final String text;
  private final ActionPattern action;
  /** The readings of the resource; empty where the pattern names none. */
  private final List<Resource> resources;
  private final String head;
  private final boolean exact;

  private CapabilityPattern(String text, ActionPattern action, List<Resource> resources) {
    this.text = text;
    this.action = action;
    this.resources = resources;
    this.head = action.head();
    this.exact = action.concrete();
  }

  /** Throws {@link InvalidPatternException}, which names the place and the rule. */
  public static CapabilityPattern parse(String text) {
    int at = text.indexOf('@');
    ActionPattern action = ActionPattern.parse(at < 0 ? text : text.substring(0, at));
    return new CapabilityPattern(text, action, at < 0 ? List.of() : resources(action.namespace(), text.substring(at + 1)));
  }

  private static List<Resource> resources(String namespace, String text) {
    return namespace.equals(ActionPattern.STAR)
        ? Resource.everyKind(text)
        : List.of(Resource.pattern(Families.kind(namespace), text));
  }

  /** The action's text, before '@'. */
  public String action() {
    return String.join(":", action.segments());
  }

  /** The resource's text, after '@'; null where the pattern names none. */
  public @Nullable String resource() {
    int at = text.indexOf('@');
    return at < 0 ? null : text.substring(at + 1);
  }

  /** Whether every segment of the action is '*', whatever the resource: conferring it needs {@code unsafe_admin}. */
  public boolean universal() {
    return action.universal();
  }

  public boolean matches(Capability capability) {
    if (exact ? !head.equals(capability.action()) : !action.matches(capability.action())) {
      return false;
    }
    Resource wanted = capability.typed();
    return resources.isEmpty() || (wanted != null && anyContains(wanted));
  }

  /** Whether every capability the other matches is matched by this one; decided on the patterns. */
  public boolean contains(CapabilityPattern other) {
    if (!action.contains(other.action)) {
      return false;
    }
    return resources.isEmpty() || (!other.resources.isEmpty() && other.resources.stream().allMatch(this::anyContains));
  }

  /** Whether some capability is matched by both; decided on the patterns. */
  public boolean overlaps(CapabilityPattern other) {
    return action.overlaps(other.action)
        && (resources.isEmpty() || other.resources.isEmpty()
            || resources.stream().anyMatch(mine -> other.resources.stream().anyMatch(mine::overlaps)));
  }

  private boolean anyContains(Resource wanted) {
    for (Resource resource : resources) {
      if (resource.contains(wanted)) {
        return true;
      }
    }
    return false;
  }

  /** The words of the action before its first '*', joined; the whole action where it has none, empty where it starts with one. */
  String head() {
    return head;
  }

  /** Whether the action has no '*'. */
  boolean exact() {
    return exact;
  }

  /** The resource by which it is found; null where it has none or one that contains what cannot be listed. */
  @Nullable Resource key() {
    return resources.size() == 1 && resources.getFirst().listed() ? resources.getFirst() : null;
  }

  /** Whether it names self forms only: its first segment is {@code self}, followed by more. */
  public boolean selfOnly() {
    return action.segments().size() > 1 && action.segments().getFirst().equals(ActionPattern.SELF);
  }

  /** The pattern that matches {@code self:C} where this one matches C. */
  CapabilityPattern selfForm() {
    return new CapabilityPattern("self:" + text, action.selfForm(), resources);
  }

  /** The pattern that matches C where this one matches {@code self:C}; null where it matches no self form. */
  @Nullable CapabilityPattern globalForm() {
    ActionPattern global = action.globalForm();
    if (global == null) {
      return null;
    }
    String rest = text.indexOf('@') < 0 ? "" : text.substring(text.indexOf('@'));
    return new CapabilityPattern(String.join(":", global.segments()) + rest, global, resources);
  }

  /** As it was written. */
  public String text() {
    return text;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CapabilityPattern pattern && pattern.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
