package dev.reeve.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who shows long text. */
class PagerTest {

  @TempDir Path folder;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void theProgramThatIsNamedGetsEveryLineAndIsWaitedFor() throws IOException {
    Path read = folder.resolve("read");
    Path program = folder.resolve("pager");
    Files.writeString(program, "#!/bin/sh\n{ echo \"$1 $LESSSECURE\"; cat; } > '" + read + "'\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Pager.of(Map.of("PAGER", program + " -x")::get).show(List.of("one", "zwei ü"), out);
    assertThat(read).content().isEqualTo("-x 1\none\nzwei ü\n");
    assertThat(bytes.size()).isZero();
  }

  @Test
  void withoutAProgramTheLinesArePrinted() {
    for (String none : List.of("", "cat", folder.resolve("none").toString())) {
      Pager.of(Map.of("REEVE_PAGER", none, "PAGER", "false")::get).show(List.of("a", "b"), out);
      assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("a\nb\n");
      bytes.reset();
    }
  }
}
