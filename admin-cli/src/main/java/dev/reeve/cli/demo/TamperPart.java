package dev.reeve.cli.demo;

import dev.reeve.client.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** One changed byte is seen: in a capsule, and in a copy of the audit chain. */
final class TamperPart {

  private static final int BROKEN = ExitCode.FAILED.code();
  private static final int REFUSED = ExitCode.DENIED.code();

  private final Typist typist;
  private final Transcript transcript;
  private final Example example;
  private final Workspace workspace;

  TamperPart(Typist typist, Transcript transcript, Example example, Workspace workspace) {
    this.typist = typist;
    this.transcript = transcript;
    this.example = example;
    this.workspace = workspace;
  }

  void run() throws IOException {
    transcript.heading("A capsule with one changed byte is refused");
    Path capsule = workspace.flipped(largest(example.capsules().stream()));
    Typist.Told refused = typist.type("capsule", "install", capsule.toString(), "-v");
    transcript.check(refused.exit() == REFUSED && refused.err().contains("code: CAPSULE_REFUSED"), "it is refused", refused.error());

    transcript.heading("The audit chain is whole, and says so when it is not");
    Typist.Told own = typist.type("audit", "verify");
    transcript.check(own.ok() && own.out().contains("intact"), "the kernel's chain is intact", own.error());
    String key = workspace.home().resolve("etc").resolve("trust").resolve("audit.pub").toString();
    Path copy = workspace.copied(workspace.home().resolve("var").resolve("audit"));
    Typist.Told same = typist.type("audit", "verify", copy.toString(), "--key", key);
    transcript.check(same.ok(), "control: a copy of it, verified without a kernel, is intact", same.error());
    try (Stream<Path> segments = Files.list(copy)) {
      Workspace.flip(largest(segments));
    }
    Typist.Told changed = typist.type("audit", "verify", copy.toString(), "--key", key);
    boolean broken = changed.exit() == BROKEN && changed.out().contains("broken");
    transcript.check(broken, "with one byte changed, the copy is broken", changed.error());
  }

  private static Path largest(Stream<Path> files) throws IOException {
    return files.max(Comparator.comparingLong(file -> file.toFile().length())).orElseThrow(() -> new IOException("nothing to change"));
  }
}
