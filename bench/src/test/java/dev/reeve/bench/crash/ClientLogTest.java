package dev.reeve.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientLogTest {

  @TempDir Path folder;

  @Test
  void whatWasAnsweredAndWhatWasNotReadsBack() throws IOException {
    Change issue = new Change.InviteIssue("c0-i1");
    Change grant = new Change.Grant("c0-a1", "x:p0");
    Change delete = new Change.AgentDelete("c0-a1");
    try (ClientLog log = new ClientLog(folder.resolve("c0.log"))) {
      log.asked("c0-1", issue);
      log.acknowledged("c0-1", "id-9");
      log.asked("c0-2", grant);
      log.refused("c0-2", "no\nnever");
      log.asked("c0-3", delete);
      log.ended("01b3", "SUCCEEDED");

      ClientLog.Entries read = ClientLog.read(log.file());

      assertThat(read.acknowledged()).containsExactly(new ClientLog.Acknowledged(new ClientLog.Asked("c0-1", issue), "id-9"));
      assertThat(read.refused()).containsExactly(new ClientLog.Refused(new ClientLog.Asked("c0-2", grant), "no never"));
      assertThat(read.ended()).containsExactly(Map.entry("01b3", "SUCCEEDED"));
      assertThat(read.open()).containsExactly(new ClientLog.Asked("c0-3", delete));
      assertThat(read.requestIds()).containsExactlyInAnyOrder("c0-1", "c0-2", "c0-3");
      assertThat(read.after(Facts.NONE).all()).containsExactly("invite c0-i1", "invite c0-i1 is id-9");
    }
  }

  @Test
  void aLineIsThereBeforeTheNextStep() throws IOException {
    try (ClientLog log = new ClientLog(folder.resolve("c0.log"))) {
      log.asked("c0-1", new Change.AgentDelete("c0-a1"));
      assertThat(log.file()).hasContent("asked c0-1 agent-delete c0-a1");
    }
  }

  @Test
  void whatIsNoLogIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("c0.log"), "acknowledged c0-1 \n");
    assertThatThrownBy(() -> ClientLog.read(file)).isInstanceOf(IOException.class).hasMessageContaining("not asked");
    Files.writeString(file, "asked c0-1\n");
    assertThatThrownBy(() -> ClientLog.read(file)).isInstanceOf(IOException.class).hasMessageContaining("none of a client's log");
  }

  @Test
  void aLogIsNeverWrittenOver() throws IOException {
    Path file = Files.writeString(folder.resolve("c0.log"), "asked c0-1 agent-delete c0-a1\n");
    assertThatThrownBy(() -> new ClientLog(file)).isInstanceOf(IOException.class);
    assertThat(file).hasContent("asked c0-1 agent-delete c0-a1");
  }
}
