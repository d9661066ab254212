package dev.reeve.kernel.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reeve.kernel.boot.KernelHome;
import dev.reeve.kernel.edge.LiveKernel;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Homes that somebody else did something to: said plainly, and nothing of them is lost. */
@Timeout(180)
class BadDiskTest {

  @TempDir Path folder;

  private Path home() {
    return folder.resolve("home");
  }

  private KernelHome files() {
    return KernelHome.inTree(home());
  }

  private void used() throws IOException {
    try (LiveKernel live = LiveKernel.startAsIs(home()); Operator operator = new Operator(live.socket())) {
      operator.create("ada");
      operator.invite("kept");
    }
  }

  private Path segment() throws IOException {
    try (Stream<Path> all = Files.list(files().audit())) {
      return all.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList().getLast();
    }
  }

  private void refuses(String words) {
    assertThatThrownBy(() -> LiveKernel.startAsIs(home()).close()).isInstanceOf(IOException.class).hasMessageContaining(words);
  }

  private void serves() throws IOException {
    try (LiveKernel live = LiveKernel.startAsIs(home()); Operator operator = new Operator(live.socket())) {
      assertThat(operator.exists("ada")).isTrue();
      assertThat(operator.invites()).containsExactly("kept");
      assertThat(operator.intact()).isTrue();
    }
  }

  private Connection foreign() throws Exception {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + files().database());
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 100");
      statement.execute("BEGIN EXCLUSIVE");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Test
  void aDatabaseThatAnotherProgramLockedIsWaitedForAndThenNamed() throws Exception {
    used();
    Connection locked = foreign();
    try {
      refuses("another program has the database locked");
    } finally {
      locked.close();
    }
    serves();
  }

  @Test
  void whileTheKernelServesNobodyElseLocksTheDatabase() throws Exception {
    used();
    try (LiveKernel live = LiveKernel.startAsIs(home()); Operator operator = new Operator(live.socket())) {
      assertThatThrownBy(() -> foreign().close()).isInstanceOf(SQLException.class).hasMessageContaining("locked");
      assertThat(operator.invite("taken").getToken()).isNotEmpty();
      assertThat(operator.invites()).containsExactlyInAnyOrder("kept", "taken");
    }
  }

  @Test
  void aSegmentThatSomebodyTruncatedIsNotContinued() throws Exception {
    used();
    byte[] whole = Files.readAllBytes(segment());
    Path cut = segment();
    try (FileChannel channel = FileChannel.open(cut, StandardOpenOption.WRITE)) {
      channel.truncate(whole.length / 2);
    }
    refuses("the audit chain is broken");
    Files.write(cut, whole);
    serves();
  }

  @Test
  void aChainOfAnotherKernelIsNotContinued() throws Exception {
    used();
    byte[] whole = Files.readAllBytes(segment());
    Path other = folder.resolve("other");
    try (LiveKernel live = LiveKernel.startAsIs(other); Operator operator = new Operator(live.socket())) {
      for (int i = 0; i < 5; i++) {
        operator.create("n" + i);
      }
    }
    try (Stream<Path> all = Files.list(KernelHome.inTree(other).audit())) {
      Files.write(segment(), Files.readAllBytes(all.findFirst().orElseThrow()));
    }
    refuses("the audit chain is broken");
    Files.write(segment(), whole);
    serves();
  }

  @Test
  void aDatabaseOfAnotherKernelIsNotUsed() throws Exception {
    used();
    byte[] own = Files.readAllBytes(files().database());
    Path other = folder.resolve("other");
    LiveKernel.startAsIs(other).close();
    Files.write(files().database(), Files.readAllBytes(KernelHome.inTree(other).database()));
    refuses("the audit chain is broken");
    Files.write(files().database(), own);
    serves();
  }

  @Test
  void aDatabaseThatIsNoneIsRefusedInWords() throws Exception {
    used();
    byte[] own = Files.readAllBytes(files().database());
    Files.write(files().database(), "this is no database, whatever its name says, and it is long enough".repeat(100).getBytes(StandardCharsets.UTF_8));
    refuses("the database is damaged");
    Files.write(files().database(), own);
    serves();
  }

  @Test
  void aHomeThatCannotBeWrittenIsRefusedInWords() throws Exception {
    assumeTrue(OwnMounts.possible(folder), "no mounts of one's own");
    used();
    OwnMounts.Ended ended =
        OwnMounts.java(
            "mount --bind " + home() + " " + home() + "; mount -o remount,bind,ro " + home(), dev.reeve.kernel.boot.Reeved.class, "--home",
            home().toString());
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.said()).contains("reeved: ").containsIgnoringCase("read-only file system").doesNotContain("Exception");
    serves();
  }
}
