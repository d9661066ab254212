package dev.reeve.kernel.capsule;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.document.Problems;
import dev.reeve.kernel.document.Table;
import dev.reeve.kernel.document.TomlSource;
import dev.reeve.kernel.store.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The publisher a distribution names as its own, which a new home trusts from its first start.
 *
 * @param development whether its key was made by the build
 */
public record FirstPartyTrust(String name, String key, boolean development) {

  private static final List<CapabilityPattern> PERMISSIONS =
      Stream.of("fs:read@/**", "fs:write@/**", "net:connect", "process:spawn").map(CapabilityPattern::parse).toList();

  /** Reads {@code share/first-party.toml} of a distribution; empty when this process was not started from one. */
  public static Optional<FirstPartyTrust> of(@Nullable Path distribution) throws IOException {
    Path file = distribution == null ? null : distribution.resolve("share").resolve("first-party.toml");
    if (file == null || !Files.exists(file)) {
      return Optional.empty();
    }
    Problems problems = new Problems(file.toString());
    Table root = Table.of(TomlSource.parse(file.toString(), Files.readString(file)), problems);
    FirstPartyTrust trust =
        new FirstPartyTrust(
            root.string("name"), root.string("fingerprint"), "development".equals(root.optionalChoice("channel", List.of("release", "development"))));
    problems.throwIfAny();
    return Optional.of(trust);
  }

  /** Writes the file of trusted publishers of a new home; an existing one stays as it is. */
  public void install(Path publishers) throws IOException {
    if (!Files.exists(publishers)) {
      Publisher publisher = new Publisher(name, key, true, PERMISSIONS, null, false, development);
      WholeFile.write(publishers, PublishersFile.write(publisher).getBytes(StandardCharsets.UTF_8), "rw-r-----");
    }
  }
}
