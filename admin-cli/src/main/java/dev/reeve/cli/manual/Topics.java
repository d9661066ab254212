package dev.reeve.cli.manual;

import dev.reeve.cli.completion.Candidate;
import dev.reeve.cli.completion.Kind;
import dev.reeve.cli.completion.Names;
import dev.reeve.cli.output.PlainText;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What 'reeve help TOPIC' explains: things that are about more than one command. */
final class Topics {

  /** In the order in which they are listed. */
  static final List<String> NAMES =
      List.of(
          "output", "exit-codes", "scripting", "shell", "completion", "identity", "approvals", "contexts", "capsules", "runs", "quotas", "audit");

  private Topics() {}

  /** Names for completion. */
  static Names completion() {
    return (kind, words) ->
        kind == Kind.TOPIC ? all().stream().map(topic -> new Candidate(topic.name(), topic.summary())).toList() : List.of();
  }

  static List<ManualText> all() {
    return NAMES.stream().map(Topics::read).toList();
  }

  static Optional<ManualText> of(String name) {
    return NAMES.contains(name) ? Optional.of(read(name)) : Optional.empty();
  }

  private static ManualText read(String name) {
    String text = PlainText.resource(name, Topics.class, "topics/" + name + ".txt").text();
    return ManualText.read(text, Map.of("exit-codes", Facts.exitCodes(), "formats", Facts.formats()));
  }
}
