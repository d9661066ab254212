package dev.reeve.kernel.linkcheck;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The list applied to what a reference really means, for the classes of one jar. */
final class Judge {

  private static final String OBJECT = "java/lang/Object";

  private final LinkPolicy policy;
  private final Types types;

  Judge(LinkPolicy policy, Types types) {
    this.policy = policy;
    this.types = types;
  }

  Types types() {
    return types;
  }

  /** What is said of mentioning a class, by internal name or, for an array, descriptor; empty when there is no such class. */
  Optional<Verdict> type(String name) {
    TypeShape shape = types.find(name);
    return shape == null ? Optional.empty() : Optional.of(shape.guest() ? Verdict.ALLOWED : policy.type(name));
  }

  /** What is said of being below a class. */
  Verdict extending(String name) {
    TypeShape shape = types.find(name);
    return shape == null || shape.guest() ? Verdict.ALLOWED : policy.extending(name);
  }

  /**
   * What is said of a member. It is looked for in its owner and upwards; the first line about a member of that name and these parameters
   * decides, so that a covariant override is judged as what it overrides; without a line, its declaring class does. Of a field every
   * declaration above counts. Empty when it is nowhere and every type above is known.
   */
  Optional<Verdict> member(MemberName member) {
    Types.Lineage lineage = types.lineage(member.owner().startsWith("[") ? OBJECT : member.owner());
    boolean constructor = member.name().equals("<init>");
    boolean own = false;
    TypeShape declaring = null;
    for (TypeShape type : constructor && !lineage.types().isEmpty() ? lineage.types().subList(0, 1) : lineage.types()) {
      boolean declares = type.members().contains(member.signature());
      if (type.guest()) {
        if (declares && member.method()) {
          return Optional.of(Verdict.ALLOWED);
        }
        own |= declares;
        continue;
      }
      Verdict line = policy.line(type.name(), member);
      if (line != null) {
        return Optional.of(line);
      }
      if (declares && (declaring == null || (!member.method() && policy.others(type.name()) instanceof Verdict.Needs))) {
        declaring = type;
      }
    }
    if (declaring != null) {
      return Optional.of(policy.others(declaring.name()));
    }
    if (own || !lineage.whole() || lineage.types().isEmpty()) {
      return Optional.of(Verdict.ALLOWED);
    }
    // Not there by that descriptor: a method of MethodHandle that takes any, or nothing.
    TypeShape owner = lineage.types().getFirst();
    return !owner.guest() && policy.others(owner.name()) instanceof Verdict.Needs needs ? Optional.of(needs) : Optional.empty();
  }

  /**
   * What is said of a method that some type of the jar declares, when a class below both it and a type of the platform is called by it: the
   * platform's implementation is run where no class of the jar has its own.
   */
  Verdict inherited(String below, MemberName method) {
    MemberName called = method.in(below);
    for (TypeShape type : types.lineage(below).types()) {
      boolean declares = type.members().contains(method.signature());
      if (type.guest()) {
        if (declares && superclass(below, type.name())) {
          return Verdict.ALLOWED;
        }
      } else if (!type.name().equals(OBJECT)) {
        Verdict line = policy.line(type.name(), called);
        if (line != null || declares) {
          return line != null ? line : policy.others(type.name());
        }
      }
    }
    return Verdict.ALLOWED;
  }

  /** Whether the type is the class below or one of its superclasses: what it declares wins over all above. */
  private boolean superclass(String below, String type) {
    Set<String> seen = new HashSet<>();
    for (String at = below; at != null && seen.add(at); ) {
      if (at.equals(type)) {
        return true;
      }
      TypeShape shape = types.find(at);
      at = shape == null ? null : shape.superclass();
    }
    return false;
  }
}
