package dev.reeve.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What keeps and proves a kernel's state, as a user types it, against one kernel that lives through all of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DurabilityTest {

  private Path folder = Path.of("");
  private Home home = new Home(folder);

  @BeforeAll
  void start(@TempDir Path temporary) throws IOException, InterruptedException {
    folder = temporary;
    home = new Home(temporary.resolve("home")).started();
    succeeds(home, "agent", "create", "ada", "--grant", "fs:read@/srv/**");
    fails(home, 3, "agent", "show", "nobody");
  }

  @AfterAll
  void stop() throws IOException {
    home.close();
  }

  private static Finished succeeds(Home in, String... words) throws IOException, InterruptedException {
    Finished answer = in.reeve(words);
    assertThat(answer.code()).as("%s: %s", String.join(" ", words), answer).isZero();
    return answer;
  }

  private static Finished fails(Home in, int code, String... words) throws IOException, InterruptedException {
    Finished answer = in.reeve(words);
    assertThat(answer.code()).as("%s: %s", String.join(" ", words), answer).isEqualTo(code);
    assertThat(answer.err()).doesNotContain("Exception", "\tat ");
    return answer;
  }

  private Path pinned(Home of) {
    return of.folder.resolve("etc/trust/audit.pub");
  }

  private static Path changed(Path file, Path copy, long at) throws IOException {
    return changed(file, copy, at, 1);
  }

  /** A copy in which so many bytes are others. */
  private static Path changed(Path file, Path copy, long at, int count) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < count; i++) {
      bytes[(int) at + i] ^= 1;
    }
    return Files.write(copy, bytes);
  }

  @Test
  void recordsAreFoundByWhoWhatAndWhetherItWasAllowed() throws Exception {
    succeeds(home, "agent", "create", "filter-me");
    succeeds(home, "caps", "grant", "filter-me", "fs:read@/srv/**");
    Finished made = succeeds(home, "audit", "list", "--method", "CapsGrant", "--target", "filter-me", "--kind", "outcome", "--since", "10m");
    assertThat(made.out().lines()).hasSize(2);
    assertThat(made.out()).containsPattern("outcome +default +reeve.v1.AdminService/CapsGrant +yes +OK +filter-me");
    String request = succeeds(home, "audit", "list", "--target", "filter-me", "-o", "jsonl", "--limit", "1").out();
    String id = request.replaceAll(".*\"requestId\":\"([^\"]+)\".*", "$1").strip();
    assertThat(succeeds(home, "audit", "tail", "--request-id", id, "-n", "5", "-o", "jsonl").out().lines()).hasSize(2);
    assertThat(succeeds(home, "audit", "list", "--principal", "somebody", "-o", "name").out()).isEmpty();
    assertThat(fails(home, 2, "audit", "list", "--kind", "thing").err()).contains("filter.kind", "intent, outcome, event");
    assertThat(succeeds(home, "audit", "stats").out()).containsPattern("FIRST RECORD +\\d").containsPattern("RESERVE +16MiB");
  }

  @Test
  void anExportProvesItselfWithoutAKernelAndShowsOneChangedByte() throws Exception {
    Path file = folder.resolve("created.jsonl");
    Finished export = succeeds(home, "audit", "export", file.toString(), "--method", "AgentCreate");
    assertThat(export.err()).contains("records with their proofs; the checkpoint is record ");
    assertThat(succeeds(home, "audit", "verify", file.toString(), "--key", pinned(home).toString()).out()).containsPattern("EXPORT +intact");
    Path other = changed(file, folder.resolve("changed.jsonl"), Files.size(file) - 100);
    assertThat(fails(home, 1, "audit", "verify", other.toString(), "--key", pinned(home).toString()).out()).containsPattern("EXPORT +broken");
    Finished many = fails(home, 2, "audit", "export", folder.resolve("many").toString(), "--limit", "1");
    assertThat(many.err()).contains("more than 1 record fits");
    assertThat(folder.resolve("many")).doesNotExist();
    assertThat(succeeds(home, "audit", "export", "-", "--method", "AgentCreate").out()).startsWith("{\"checkpoint\":{");
  }

  @Test
  void aNotedHeadHoldsAndKeysAndReceiptsFollowTheChain() throws Exception {
    String head = succeeds(home, "audit", "head", "--checkpoint", "-o", "name").out().strip();
    Path noted = folder.resolve("noted.pub");
    assertThat(succeeds(home, "audit", "rotate-key", "-y", "--pinned", noted.toString()).out()).containsPattern("EPOCH +\\d+").containsPattern("KEY +[0-9a-f]{64}");
    assertThat(noted).hasSameTextualContentAs(pinned(home));
    assertThat(succeeds(home, "audit", "verify", "--head", head).out()).containsPattern("CHAIN +intact");
    String before = head.substring(0, head.indexOf(':'));
    String wrong = before + ":" + "0".repeat(64);
    assertThat(fails(home, 1, "audit", "verify", "--head", wrong).out()).contains("has another hash than the known head");
    assertThat(succeeds(home, "audit", "prune", "--before", "1", "--dry-run").err()).contains("nothing goes");
    assertThat(fails(home, 2, "audit", "prune", "--before", "999999999", "--no-input").err()).contains("needs to be confirmed");
    Finished pruned = succeeds(home, "audit", "prune", "--before", "999999999", "-y");
    assertThat(pruned.out()).containsPattern("PRUNED +yes").containsPattern("RECEIPT +pruned-\\d{20}.json");
    assertThat(succeeds(home, "audit", "verify", "-o", "json").out()).contains("\"intact\": true").doesNotContain("\"first\": \"1\"");
    assertThat(fails(home, 2, "audit", "verify", "--head", head).err()).contains("record " + before + " of the known head is pruned");
    assertThat(succeeds(home, "audit", "verify", home.folder.resolve("var/audit").toString(), "--key", noted.toString()).out()).containsPattern("CHAIN +intact");
  }

  @Test
  void aBackupIsVerifiedRestoredIntoANewHomeAndServed() throws Exception {
    succeeds(home, "agent", "create", "kept");
    Path file = folder.resolve("kernel.zip");
    Finished made = succeeds(home, "backup", "create", file.toString());
    assertThat(made.err()).contains("private audit key");
    assertThat(fails(home, 2, "backup", "create", file.toString()).err()).contains("is there already");
    succeeds(home, "agent", "create", "too-late");
    assertThat(succeeds(home, "backup", "verify", file.toString(), "--key", pinned(home).toString()).out()).containsPattern("BACKUP +intact");
    assertThat(fails(home, 1, "backup", "restore", file.toString(), "--force", "-y").err()).contains("a kernel runs on ");
    // More than a header of an entry has, of which some bytes say nothing.
    Path torn = changed(file, folder.resolve("torn.zip"), Files.size(file) / 2, 512);
    assertThat(home.reeve("backup", "verify", torn.toString()).code()).isIn(1, 2);
    try (Home other = new Home(folder.resolve("other"))) {
      assertThat(other.reeve("backup", "restore", torn.toString()).code()).isIn(1, 2);
      assertThat(other.folder).doesNotExist();
      succeeds(other, "backup", "restore", file.toString(), "--key", pinned(home).toString());
      other.started();
      assertThat(succeeds(other, "agent", "list", "-o", "name").out().lines()).contains("kept", "ada").doesNotContain("too-late");
      String head = made.out().replaceAll("(?s).*HEAD +(\\S+).*", "$1");
      assertThat(succeeds(other, "audit", "verify", "--head", head).out()).containsPattern("CHAIN +intact");
      assertThat(succeeds(other, "doctor").out()).contains("OK       audit.chain: the chain is intact", "OK       store.integrity: the database is sound");
      succeeds(other, "agent", "create", "afterwards");
      succeeds(other, "daemon", "stop");
      Finished back = succeeds(other, "backup", "restore", file.toString(), "--force", "-y");
      assertThat(back.out()).containsPattern("NEWER RECORDS +[1-9]");
      assertThat(back.err()).contains("are newer than the backup; they are kept in ");
      try (Stream<Path> kept = Files.list(other.folder.resolve("var"))) {
        Path state = kept.filter(path -> path.getFileName().toString().startsWith("var.before-restore-")).findFirst().orElseThrow();
        succeeds(other, "audit", "verify", state.resolve("audit").toString(), "--key", pinned(other).toString(), "--head", head);
      }
      other.started();
      assertThat(succeeds(other, "agent", "list", "-o", "name").out().lines()).contains("kept").doesNotContain("afterwards", "too-late");
    }
  }

  @Test
  void aLockdownStopsWhatStartsOrChangesAndOutlivesARestart() throws Exception {
    try (Home locked = new Home(folder.resolve("locked")).started()) {
      succeeds(locked, "lockdown", "on", "-y", "--reason", "odd calls");
      for (List<String> words : List.of(List.of("run", "start", "ada"), List.of("agent", "create", "late"), List.of("backup", "create", folder.resolve("no.zip").toString()))) {
        assertThat(fails(locked, 4, words.toArray(String[]::new)).err()).contains("a lockdown is on since ", "odd calls", "reeve lockdown off");
      }
      assertThat(folder.resolve("no.zip")).doesNotExist();
      succeeds(locked, "daemon", "stop");
      locked.started();
      assertThat(succeeds(locked, "status").out()).containsPattern("LOCKDOWN +on since .* by default: odd calls");
      assertThat(succeeds(locked, "doctor").out()).contains("WARN     kernel.lockdown: one is on since ");
      succeeds(locked, "lockdown", "off");
      assertThat(succeeds(locked, "lockdown", "status", "-o", "name").out()).isEqualTo("off\n");
      succeeds(locked, "agent", "create", "late");
    }
  }
}
