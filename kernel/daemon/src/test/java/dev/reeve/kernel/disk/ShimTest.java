package dev.reeve.kernel.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.reeve.kernel.disk.DiskControl.Failure;
import dev.reeve.kernel.disk.DiskOperation.Created;
import dev.reeve.kernel.disk.DiskOperation.FolderForced;
import dev.reeve.kernel.disk.DiskOperation.FolderMade;
import dev.reeve.kernel.disk.DiskOperation.Forced;
import dev.reeve.kernel.disk.DiskOperation.Linked;
import dev.reeve.kernel.disk.DiskOperation.Removed;
import dev.reeve.kernel.disk.DiskOperation.Renamed;
import dev.reeve.kernel.disk.DiskOperation.Resized;
import dev.reeve.kernel.disk.DiskOperation.Written;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shim below a real program: what it logs, what it lets fail, and what a loss of power leaves of that. */
@Timeout(120)
class ShimTest {

  @TempDir Path folder;

  private Path home;
  private Path log;
  private Shim shim;
  private DiskControl control;

  @BeforeEach
  void compile() throws Exception {
    assumeThat(Shim.compilerWorks(folder)).as("a C compiler").isTrue();
    shim = Shim.compile(folder);
    home = Files.createDirectory(folder.toRealPath().resolve("home"));
    log = folder.resolve("log");
    control = DiskControl.open(folder.resolve("control"));
  }

  /** What the exercise says. */
  private List<String> exercise(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(home.toString()));
    Collections.addAll(all, arguments);
    ProcessBuilder program = WatchedDaemon.java(DiskExercise.class, all.toArray(String[]::new)).redirectErrorStream(true);
    Process process = shim.log(program, home, log, control).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said.lines().toList();
  }

  /** An operation with a letter for each file in place of its number. */
  private static String words(DiskOperation operation, Map<Long, String> letters) {
    return switch (operation) {
      case Created created -> {
        letters.put(created.inode(), String.valueOf((char) ('A' + letters.size())));
        yield "create " + created.path() + " " + letters.get(created.inode());
      }
      case Written written ->
        "write " + letters.get(written.inode()) + " " + written.offset() + " "
            + new String(written.bytes(), written.from(), written.length(), StandardCharsets.US_ASCII);
      case Resized resized -> "resize " + letters.get(resized.inode()) + " " + resized.size();
      case Forced forced -> "force " + letters.get(forced.inode());
      case FolderForced forced -> "force folder " + forced.path();
      case Renamed renamed -> (renamed.exchange() ? "exchange " : "rename ") + renamed.from() + " " + renamed.to();
      case Removed removed -> "remove " + removed.path();
      case Linked linked -> "link " + linked.from() + " " + linked.to();
      case FolderMade made -> "make " + made.path();
    };
  }

  @Test
  void everythingAProgramDoesIsLoggedInItsOrder() throws Exception {
    exercise("files");
    Map<Long, String> letters = new HashMap<>();
    List<String> words = DiskLog.read(log, home).operations().stream().map(operation -> words(operation, letters)).toList();
    assertThat(words)
        .containsExactly(
            "make d", "create one A", "write A 0 first", "write A 5 ab", "write A 0 F", "resize A 6", "force A", "force folder ", "create two B",
            "write B 0 second", "exchange one two", "rename two d/three", "rename d/three d/four", "write B 6 again", "link d/four d/five",
            "create copy C", "write C 0 secondagain", "remove copy", "remove d/five", "make e", "remove e");
    assertThat(control.count()).isEqualTo(words.size());
    assertThat(control.failed()).isEmpty();
    assertThat(home.resolve("d/four")).hasContent("Firsta");
  }

  @Test
  void theLogBuildsTheFilesThatAreThere() throws Exception {
    exercise("files");
    exercise("database");
    List<DiskOperation> operations = DiskLog.read(log, home).operations();
    FoundHome all = PowerLoss.after(operations, operations.size(), chance(Set.of("ALL")));
    Path copy = folder.resolve("copy");
    all.writeTo(copy);
    assertThat(all.files()).contains("x.db", "one", "d/four");
    for (String file : all.files()) {
      assertThat(copy.resolve(file)).hasSameBinaryContentAs(home.resolve(file));
    }
    assertThat(all.entries().keySet()).contains("d").doesNotContain("e", "copy", "two");
  }

  private static Chance chance(Set<String> moods) {
    for (long seed = 0;; seed++) {
      Chance chance = Chance.of(seed);
      if (moods.contains(chance.toString())) {
        return chance;
      }
    }
  }

  @Test
  void aForcedLineIsNeverLostAndOneThatWasNotIsForSomeSeed() throws Exception {
    exercise("lines", "5");
    List<DiskOperation> operations = DiskLog.read(log, home).operations();
    Set<Long> lengths = new HashSet<>();
    for (int position = 2; position <= operations.size(); position++) {
      int at = position;
      long forced = operations.subList(0, position).stream().filter(Forced.class::isInstance).count() * 7;
      for (long seed = 0; seed < 50; seed++) {
        FoundHome.Entry lines = PowerLoss.after(operations, position, Chance.of(seed)).entries().get("lines");
        assertThat(lines).isNotNull();
        byte[] content = lines.content() == null ? new byte[0] : lines.content();
        assertThat(new String(content, StandardCharsets.US_ASCII)).as("after %d", at)
            .startsWith("line 0\nline 1\nline 2\nline 3\nline 4\n".substring(0, (int) forced));
        lengths.add(content.length - forced);
      }
    }
    assertThat(lengths).as("bytes beyond what was forced").contains(0L, 7L);
  }

  @Test
  void aDatabaseHasEachCommitThatWasForcedWhereverPowerIsLost() throws Exception {
    exercise("database");
    List<DiskOperation> operations = DiskLog.read(log, home).operations();
    assertThat(operations).anyMatch(FolderForced.class::isInstance).anyMatch(Written.class::isInstance).anyMatch(Forced.class::isInstance);
    Set<Integer> counts = new TreeSet<>();
    for (int position = 0; position <= operations.size(); position++) {
      Path copy = folder.resolve("copy");
      PowerLoss.after(operations, position, Chance.of(position)).writeTo(copy);
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy.resolve("x.db"));
          Statement statement = connection.createStatement()) {
        try (ResultSet integrity = statement.executeQuery("PRAGMA integrity_check")) {
          assertThat(integrity.getString(1)).isEqualTo("ok");
        }
        try (ResultSet tables = statement.executeQuery("SELECT count(*) FROM sqlite_schema")) {
          if (tables.getInt(1) == 0) {
            continue;
          }
        }
        try (ResultSet rows = statement.executeQuery("SELECT count(*), coalesce(max(number), -1) FROM kept")) {
          assertThat(rows.getInt(2)).as("rows come in their order").isEqualTo(rows.getInt(1) - 1);
          counts.add(rows.getInt(1));
        }
      }
    }
    assertThat(counts).contains(10).hasSizeGreaterThan(5);
  }

  @Test
  void oneCallFailsAndTheNextGoesWell() throws Exception {
    control.failAfter(4, Failure.ENOSPC, false);
    assertThat(exercise("lines", "3")).containsExactly("7", "No space left on device", "7");
    assertThat(control.failed()).isEqualTo("write " + home.resolve("lines"));
    assertThat(home.resolve("lines")).hasContent("line 0\nline 2\n");
  }

  @Test
  void aForceFailsWithWhatWasWrittenThere() throws Exception {
    control.failAfter(5, Failure.EIO, false);
    assertThat(exercise("lines", "3")).containsExactly("7", "Input/output error", "7");
    assertThat(control.failed()).isEqualTo("fdatasync " + home.resolve("lines"));
    assertThat(home.resolve("lines")).hasContent("line 0\nline 1\nline 2\n");
    assertThat(DiskLog.read(log, home).operations().stream().filter(Forced.class::isInstance)).hasSize(2);
  }

  @Test
  void everyCallFailsFromOneOnWhereThatIsAskedFor() throws Exception {
    control.failAfter(4, Failure.EIO, true);
    assertThat(exercise("lines", "4")).containsExactly("7", "Input/output error", "Input/output error", "Input/output error");
  }

  @Test
  void aShortWriteWritesHalfAndSaysSo() throws Exception {
    control.failAfter(4, Failure.SHORT, false);
    assertThat(exercise("lines", "3")).containsExactly("7", "3", "7");
    assertThat(home.resolve("lines")).hasContent("line 0\nlinline 2\n");
  }

  @Test
  void aFullDiskTakesNoNewNameAndNothingBeyondWhatAFileHas() throws Exception {
    Files.writeString(home.resolve("lines"), "x".repeat(4090));
    control.fill();
    List<String> said = exercise("lines", "3");
    assertThat(said).endsWith("No space left on device");
    control.heal();
    exercise("lines", "1");
    control.fill();
    Files.delete(home.resolve("lines"));
    ByteArrayOutputStream refused = new ByteArrayOutputStream();
    Process process = shim.log(new ProcessBuilder("mkdir", home.resolve("new").toString()), home, log, control).start();
    process.getErrorStream().transferTo(refused);
    assertThat(process.waitFor()).isNotZero();
    assertThat(refused.toString(StandardCharsets.UTF_8)).contains("No space left on device");
    assertThat(home.resolve("new")).doesNotExist();
  }

  @Test
  void whatLiesElsewhereIsNotTouched() throws Exception {
    control.fill();
    Path beside = folder.toRealPath().resolve("home-of-others");
    assertThat(shim.log(new ProcessBuilder("mkdir", beside.toString()), home, log, control).start().waitFor()).isZero();
    assertThat(control.count()).isZero();
    assertThat(DiskLog.read(log, home).size()).isZero();
  }

  @Test
  void aLogThatEndsWithinARecordIsReadUpToThere() throws Exception {
    exercise("files");
    DiskLog whole = DiskLog.read(log, home);
    byte[] bytes = Files.readAllBytes(log);
    for (int cut = 0; cut <= bytes.length; cut++) {
      Files.write(log, java.util.Arrays.copyOf(bytes, cut));
      assertThat(DiskLog.read(log, home).size()).isEqualTo(whole.within(cut));
    }
  }
}
