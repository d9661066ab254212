package dev.reeve.capsules.toolsfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ListToolTest {

  private static final String NOON = "2026-03-01T12:00:00Z";

  @TempDir Path folder;
  private Tool list;

  @BeforeEach
  void start() {
    FileContext context = new FileContext(new TempFiles(folder));
    new ToolsFilesCapsule().start(context);
    list = Objects.requireNonNull(context.tools.get("files/list"));
    assertThat(context.tools).containsOnlyKeys("files/read", "files/list", "files/stat", "files/search", "files/write");
  }

  @Test
  void listsFilesFoldersAndLinksSortedByName() throws Exception {
    Path log = Files.writeString(folder.resolve("b.log"), "12345");
    Path sub = Files.createDirectory(folder.resolve("a"));
    Files.createSymbolicLink(folder.resolve("c"), log);
    for (Path path : List.of(log, sub)) {
      Files.setLastModifiedTime(path, FileTime.from(Instant.parse(NOON)));
    }
    assertThat(list.call(Map.of("path", folder.toString())).get("entries"))
        .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
        .hasSize(3)
        .startsWith(
            Map.of("name", "a", "kind", "folder", "size", 0L, "modified", NOON),
            Map.of("name", "b.log", "kind", "file", "size", 5L, "modified", NOON))
        .last()
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("name", "c")
        .containsEntry("kind", "link");
  }

  @Test
  void aFolderWithMoreEntriesThanAskedForIsRefused() throws Exception {
    Files.createFile(folder.resolve("a"));
    Files.createFile(folder.resolve("b"));
    assertThatThrownBy(() -> list.call(Map.of("path", folder.toString(), "max_entries", 1L)))
        .isInstanceOfSatisfying(CapsuleException.class, e -> assertThat(e.kind()).isEqualTo(CapsuleException.Kind.EXHAUSTED));
  }

  @Test
  void boundsAreKept() {
    assertThatThrownBy(() -> list.call(Map.of("path", folder.toString(), "max_entries", 10_001L)))
        .hasMessageContaining("max_entries: must be 1 to 10000");
  }
}
