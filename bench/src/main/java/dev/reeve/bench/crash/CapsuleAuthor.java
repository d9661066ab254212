package dev.reeve.bench.crash;

import dev.reeve.bench.author.Author;
import dev.reeve.bench.author.SignedCapsule;
import dev.reeve.capsules.runtimeprocess.RuntimeProcessCapsule;
import dev.reeve.capsules.small.SmallCapsule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes and signs the capsules that are installed here, with a key of its own. The same name and version are the same bytes. */
final class CapsuleAuthor {

  /** The capsule of this distribution that runs programs. */
  static final String RUNTIME = "runtime-process";

  static final String RUNTIME_VERSION = "0.1.0";

  private final Author author;

  CapsuleAuthor() throws IOException {
    author = new Author("crash");
  }

  /** Has a home that no kernel has started on trust it. */
  void trustedBy(Path home) throws IOException {
    author.trustedBy(home, "process:spawn");
  }

  /** A capsule that brings one command, called as it is. */
  SignedCapsule small(String name, String version) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    String manifest =
        """
        schema = 1

        [capsule]
        name = "%s"
        version = "%s"
        api = "^1"

        [[provides.command]]
        name = "%s"
        """
            .formatted(name, version, name);
    entries.put("capsule.toml", manifest.getBytes(StandardCharsets.UTF_8));
    entries.put("META-INF/extensions.idx", (SmallCapsule.class.getName() + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      Author.put(entries, SmallCapsule.class);
      return author.signed(name, version, entries);
    } catch (IOException e) {
      throw new UncheckedIOException("a capsule could not be made", e);
    }
  }

  /** The one that runs programs. */
  SignedCapsule runtime() throws IOException {
    return author.signed(RUNTIME, RUNTIME_VERSION, RuntimeProcessCapsule.class);
  }
}
