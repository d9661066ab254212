package dev.reeve.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {

  @TempDir Path folder;

  @Test
  void aRunOfOneSectionKeepsTheOthersAsTheyAre() throws IOException {
    Path file = folder.resolve("performance.md");
    Page first = Page.read(file);
    first.put(Page.Section.DURABLE, "## Durable\n\nfigure 1\n");
    first.put(Page.Section.DECISIONS, "## Decision\n");
    Files.writeString(file, first.text());

    Page second = Page.read(file);
    second.put(Page.Section.DURABLE, "## Durable\n\nfigure 2\n");

    assertThat(second.text()).isEqualTo(first.text().replace("figure 1", "figure 2"));
    assertThat(second.text().indexOf("## Decision")).isLessThan(second.text().indexOf("## Durable"));
    assertThat(second.text()).startsWith("# Performance\n");
  }

  @Test
  void aPageWithoutItsMarksIsWrittenAnew() throws IOException {
    Path file = Files.writeString(folder.resolve("performance.md"), "# Performance\n\nby hand\n<!-- DURABLE: end -->\n<!-- DURABLE: begin -->\n");
    Page page = Page.read(file);
    page.put(Page.Section.DECISIONS, "figures\n");
    assertThat(page.text()).contains("<!-- DECISIONS: begin -->\nfigures\n<!-- DECISIONS: end -->\n").doesNotContain("by hand", "DURABLE");
  }
}
