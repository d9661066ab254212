package dev.reeve.kernel.approval;

import dev.reeve.kernel.authority.Capability;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.v1.Danger;
import dev.reeve.v1.QuestionKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Wishes, and who has them, for tests. */
final class Wishes {

  /** {@code bot} is an agent, {@code dev} a developer, {@code op} an operator. */
  static final Policy POLICY =
      Policy.of(1, List.of(), List.of(profile("bot", "agent"), profile("dev", "Developer"), profile("op", "operator", "developer")), Map.of());

  private Wishes() {}

  static Profile profile(String name, String... groups) {
    return new Profile(id(name), name, true, List.of(groups), List.of(), List.of(), List.of(), List.of(), Quotas.DEFAULTS, null);
  }

  static UUID id(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  static Asker asker(String name, @Nullable String run) {
    return new Asker(id(name), name, run);
  }

  static Wish wish(QuestionKind kind, Danger danger, boolean mutates, String... capabilities) {
    return new Wish(kind, Stream.of(capabilities).map(Capability::parse).toList(), danger, mutates, "does it", Map.of(), List.of(), List.of());
  }

  static Wish call(Danger danger, String... capabilities) {
    return wish(QuestionKind.QUESTION_KIND_CALL, danger, true, capabilities);
  }

  static Wish capsule(String... confers) {
    return new Wish(
        QuestionKind.QUESTION_KIND_CAPSULE, List.of(Capability.parse("capsule:install@fetch")), Danger.DANGER_EXTREME, true, "installs it", Map.of(),
        List.of(), Stream.of(confers).map(CapabilityPattern::parse).toList());
  }
}
