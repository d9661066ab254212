package dev.reeve.cli.completion;

import dev.reeve.cli.config.Context;
import dev.reeve.cli.config.Setting;
import dev.reeve.cli.config.Settings;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Names of what is configured of this program; files that cannot be read have none. */
public record ConfiguredNames(Settings settings) implements Names {

  @Override
  public List<Candidate> of(Kind kind, List<String> words) {
    return switch (kind) {
      case CONTEXT ->
          Stream.of(settings.files().userSays(), settings.files().systemSays())
              .map(file -> file.contexts().values())
              .flatMap(Collection::stream)
              .map(ConfiguredNames::candidate)
              .distinct()
              .toList();
      case SETTING -> Arrays.stream(Setting.values()).map(setting -> new Candidate(setting.key(), setting.description())).toList();
      default -> List.of();
    };
  }

  private static Candidate candidate(Context context) {
    return new Candidate(context.name(), context.description());
  }
}
