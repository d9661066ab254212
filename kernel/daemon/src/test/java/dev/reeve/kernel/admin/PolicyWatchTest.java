package dev.reeve.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.Eventually;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Edits are seen by themselves. */
@Timeout(120)
class PolicyWatchTest {

  @TempDir Path folder;

  @Test
  void editsOfEveryKindAreTakenUp() throws Exception {
    try (Desk desk = Desk.with(folder, Desk.person("bob", List.of(), "run:start")); PolicyWatch watch = PolicyWatch.start(desk.files)) {
      assertThat(watch).isNotNull();
      String text = desk.text("bob");
      desk.edit(desk.file("bob"), text.replace("run:start", "run:read"));
      Eventually.isTrue("a renamed file is read", () -> desk.can("bob", "run:read"));
      Files.writeString(desk.file("bob"), text.replace("run:start", "run:logs"));
      Eventually.isTrue("a file written in place is read", () -> desk.can("bob", "run:logs"));
      Files.writeString(desk.file("bob"), "enabled = maybe");
      Eventually.isTrue("a bad file is told", () -> desk.files.problems().size() == 1);
      assertThat(desk.can("bob", "run:logs")).isTrue();
      Files.writeString(desk.file("bob"), text);
      Eventually.isTrue("a mended one is read", () -> desk.files.problems().isEmpty() && desk.can("bob", "run:start"));
      Files.writeString(desk.groupsFile, "[groups.ops]\ncapabilities = [\"run:*\"]\n");
      Eventually.isTrue("groups are read", () -> desk.now().group("ops") != null);
      Files.delete(desk.file("bob"));
      Eventually.isTrue("a file that is gone is noticed", () -> desk.now().profile("bob") == null);
    }
  }

  @Test
  void whatWasEditedBeforeTheWatchBeganIsTakenUpFirst() throws Exception {
    try (Desk desk = Desk.with(folder, Desk.person("bob", List.of(), "run:start"))) {
      desk.edit(desk.profile("bob").withEnabled(false));
      try (PolicyWatch watch = PolicyWatch.start(desk.files)) {
        assertThat(watch).isNotNull();
        assertThat(desk.profile("bob").enabled()).isFalse();
      }
    }
  }

  @Test
  void theKernelsOwnWritesAreNoEdits() throws Exception {
    try (Desk desk = Desk.with(folder, Desk.person("bob", List.of(), "run:start")); PolicyWatch watch = PolicyWatch.start(desk.files)) {
      assertThat(watch).isNotNull();
      desk.grant(desk.by("root"), "bob", null, "run:logs");
      long generation = desk.now().generation();
      desk.edit(Desk.person("last", List.of()));
      Eventually.isTrue("the later edit is read", () -> desk.now().profile("last") != null);
      assertThat(desk.now().generation()).isEqualTo(generation + 1);
      Eventually.isTrue("it is told", () -> desk.reloads.size() == 1);
      assertThat(desk.conflicts()).isEmpty();
    }
  }

  @Test
  void anEditorThatHoldsTheReplacedFileOpenLosesNothing() throws Exception {
    try (Desk desk = Desk.with(folder, Desk.person("bob", List.of(), "run:start")); PolicyWatch watch = PolicyWatch.start(desk.files)) {
      assertThat(watch).isNotNull();
      try (FileChannel editor = FileChannel.open(desk.file("bob"), StandardOpenOption.WRITE)) {
        desk.grant(desk.by("root"), "bob", null, "run:logs");
        desk.edit(Desk.person("later", List.of()));
        Eventually.isTrue("the watch came by", () -> desk.now().profile("later") != null);
        editor.truncate(0);
        editor.write(StandardCharsets.UTF_8.encode("# my edit"));
      }
      Eventually.isTrue("the edit is told", () -> desk.files.problems().size() == 1);
      Path kept = desk.files.problems().getFirst().file();
      assertThat(kept.getFileName().toString()).startsWith("bob.toml.conflict-");
      Eventually.isTrue("it is whole", () -> Files.readString(kept).equals("# my edit"));
      assertThat(desk.can("bob", "run:logs")).isTrue();
      assertThat(desk.files.problems().getFirst().inForce()).contains("merge it by hand");
      Files.delete(kept);
      Eventually.isTrue("told no more", () -> desk.files.problems().isEmpty());
    }
  }
}
