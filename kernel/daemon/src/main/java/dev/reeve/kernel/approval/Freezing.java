package dev.reeve.kernel.approval;

import dev.reeve.evidence.approval.FrozenQuestion;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Capability;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes of a wish the question it is: the same wish of the same caller always the same one. */
final class Freezing {

  private static final String KIND = "QUESTION_KIND_";
  private static final String DANGER = "DANGER_";

  private Freezing() {}

  static FrozenQuestion of(String kernel, Wish wish, Caller caller, int needs) {
    return new FrozenQuestion(
        kernel, wish.kind().name().substring(KIND.length()), caller.name(), caller.id().toString(), caller.run() == null ? "" : caller.run(),
        wish.capabilities().stream().map(Capability::toString).toList(), wish.danger().name().substring(DANGER.length()), needs,
        wish.description(), JsonText.write(sorted(wish.arguments())), wish.details());
  }

  private static boolean wellFormed(String text) {
    return text.codePoints().noneMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
  }

  /** The same value with the members of every object in the order of their names. */
  private static @Nullable Object sorted(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> copy = new TreeMap<>();
        map.forEach((name, one) -> copy.put(String.valueOf(sorted(name)), sorted(one)));
        yield copy;
      }
      case List<?> list -> {
        List<@Nullable Object> copy = new ArrayList<>();
        list.forEach(one -> copy.add(sorted(one)));
        yield copy;
      }
      case String text when !wellFormed(text) -> throw KernelException.invalid("arguments", "hold half a surrogate pair, which nobody can be shown");
      case null, default -> value;
    };
  }
}
