package dev.reeve.kernel.approval;

import dev.reeve.evidence.approval.Condition;
import dev.reeve.kernel.fault.KernelException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A checked {@link Condition}.
 *
 * @param path name of the argument, then of the members that lead to the value; at least one
 */
record ConditionCheck(List<String> path, ValueCheck value) {

  private static final int LONGEST_NAME = 128;
  private static final int LONGEST_VALUE = 4096;
  private static final int MAX_HOSTS = 64;

  ConditionCheck {
    path = List.copyOf(path);
  }

  /** {@code field} is where it stands; throws KernelException INVALID_ARGUMENT naming it. */
  static ConditionCheck of(String field, Condition condition) {
    String name = condition.argument();
    if (name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
      throw KernelException.invalid(field + ".name", "must have at most " + LONGEST_NAME + " characters on one line");
    }
    List<String> path = List.of(name.split("\\.", -1));
    if (path.contains("")) {
      throw KernelException.invalid(field + ".name", "must be names of an argument and its members, with dots between");
    }
    return new ConditionCheck(path, value(field, condition));
  }

  private static ValueCheck value(String field, Condition condition) {
    List<String> values = condition.values();
    String at = field + "." + condition.kind().replace('-', '_');
    boolean hosts = condition.kind().equals(ValueCheck.HOST_IN);
    if (values.isEmpty() || values.size() > (hosts ? MAX_HOSTS : 1)) {
      throw KernelException.invalid(at, hosts ? "must be 1 to " + MAX_HOSTS + " hosts" : "must be one value");
    }
    if (values.stream().anyMatch(value -> value.length() > LONGEST_VALUE)) {
      throw KernelException.invalid(at, "must have at most " + LONGEST_VALUE + " characters");
    }
    try {
      return switch (condition.kind()) {
        case ValueCheck.UNDER -> ValueCheck.under(values.getFirst());
        case ValueCheck.HOST_IN -> ValueCheck.hostIn(values);
        case ValueCheck.EQUALS -> ValueCheck.equalTo(values.getFirst());
        case ValueCheck.MATCHES -> ValueCheck.matching(values.getFirst());
        default -> throw KernelException.invalid(field, "has a kind that is none of under, host-in, equals, matches");
      };
    } catch (IllegalArgumentException e) {
      throw KernelException.invalid(at, String.valueOf(e.getMessage()));
    }
  }

  /** Whether the argument is there and is what it has to be. */
  boolean holds(Map<String, @Nullable Object> arguments) {
    Object at = arguments;
    for (String name : path) {
      if (!(at instanceof Map<?, ?> members) || !members.containsKey(name)) {
        return false;
      }
      at = members.get(name);
    }
    return value.holds(at);
  }
}
