package dev.reeve.cli.doctor;

import dev.reeve.cli.toml.TomlDocument;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/** Policy files as text: which there are, and what stands in them where it stands as it should. */
final class PolicyText {

  private static final int MOST_BYTES = 4 << 20;

  private PolicyText() {}

  /** Profiles, in order of name; hidden files and such that are put aside are none. */
  static List<Path> profiles(Path etc) throws IOException {
    Path folder = etc.resolve("principals");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> profiles = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "[!.]*.toml")) {
      files.forEach(profiles::add);
    }
    profiles.sort(null);
    return profiles;
  }

  /** Every policy file that is there. */
  static List<Path> all(Path etc) throws IOException {
    Stream<Path> fixed = Stream.of("kernel.toml", "groups.toml", "approvals.toml", "trust/publishers.toml").map(etc::resolve).filter(Files::exists);
    return Stream.concat(fixed, profiles(etc).stream()).toList();
  }

  /** Reads one; empty where there is none. */
  static Optional<TomlDocument> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IOException(file + " is longer than 4 MiB");
      }
      return Optional.of(TomlDocument.parse(new String(bytes, StandardCharsets.UTF_8)));
    }
  }

  /** Its name without {@code .toml}. */
  static String name(Path profile) {
    String file = String.valueOf(profile.getFileName());
    return file.substring(0, file.length() - ".toml".length());
  }

  static @Nullable TomlTable table(TomlTable from, String key) {
    return from.get(List.of(key)) instanceof TomlTable table ? table : null;
  }

  static List<TomlTable> tables(@Nullable TomlTable from, String key) {
    return items(from, key, TomlTable.class);
  }

  static List<String> strings(@Nullable TomlTable from, String key) {
    return items(from, key, String.class);
  }

  static List<Long> numbers(@Nullable TomlTable from, String key) {
    return items(from, key, Long.class);
  }

  static String string(TomlTable from, String key) {
    return from.get(List.of(key)) instanceof String text ? text : "";
  }

  private static <T> List<T> items(@Nullable TomlTable from, String key, Class<T> type) {
    if (from == null || !(from.get(List.of(key)) instanceof TomlArray array)) {
      return List.of();
    }
    return IntStream.range(0, array.size()).mapToObj(array::get).filter(type::isInstance).map(type::cast).toList();
  }
}
