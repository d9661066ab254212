package dev.reeve.kernel.approval;

import dev.reeve.kernel.authority.Capability;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.json.JsonText;
import dev.reeve.v1.Danger;
import dev.reeve.v1.QuestionKind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a run asks by itself, checked. */
final class RunWish {

  private static final int MAX_DESCRIPTION = 500;
  private static final int MAX_ARGUMENTS = 256 * 1024;

  private RunWish() {}

  static Wish of(String topic, String description, String arguments) {
    if (description.isBlank() || description.length() > MAX_DESCRIPTION || description.chars().anyMatch(Character::isISOControl)) {
      throw KernelException.invalid("description", "is one sentence of 1 to " + MAX_DESCRIPTION + " characters, none of them a control character");
    }
    if (topic.isEmpty()) {
      throw KernelException.invalid("topic", "says what it is about, as 'deploy' or 'mail/send'");
    }
    if (arguments.length() > MAX_ARGUMENTS) {
      throw KernelException.invalid("arguments", "has at most " + MAX_ARGUMENTS + " characters");
    }
    return new Wish(
        QuestionKind.QUESTION_KIND_RUN, List.of(new Capability("approval:ask", topic)), Danger.DANGER_NORMAL, true, description,
        arguments.isEmpty() ? Map.of() : object(arguments), List.of(), List.of());
  }

  private static Map<String, @Nullable Object> object(String arguments) {
    try {
      return JsonText.parseObject(arguments);
    } catch (JsonText.NotJsonException e) {
      throw KernelException.invalid("arguments", "is no JSON object: " + e.getMessage());
    }
  }
}
