package dev.reeve.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.evidence.Segments;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as a process of its own, killed under load: nothing is lost or invented; and the harness would find it if something were. */
@Timeout(7200)
class CrashHarnessTest {

  /** Twenty on every build, a thousand at night. */
  private static final int CYCLES = Integer.getInteger("reeve.crash.cycles", CrashPlan.CYCLES);

  /** Less only where the machine is known to be busy with something else. */
  private static final int FLOOR = Integer.getInteger("reeve.crash.floor", CrashPlan.FLOOR);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  private record Said(int exit, String out, String err) {}

  private Said run(Interference interference, String... arguments) throws InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> all = new ArrayList<>(List.of("--home", folder.resolve("run").toString()));
    all.addAll(List.of(arguments));
    int exit =
        CrashHarness.run(all, interference, new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Said(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void nothingIsLostOrInventedAndTheChainIsIntact() throws Exception {
    Said said = run(Interference.NONE, "--cycles", Integer.toString(CYCLES), "--floor", Integer.toString(FLOOR));
    System.out.print(said.err());
    System.out.print(said.out());
    assertThat(said.exit()).as("%s", said.err()).isZero();
    assertThat(said.out()).startsWith("crash: " + CYCLES + " cycles on ").contains(" 0 lost, 0 invented, chain intact (");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void anAcknowledgedChangeThatIsLostFailsTheRun() throws Exception {
    List<String> taken = new ArrayList<>();
    Said said = run((home, cycle) -> taken.add(takeGrants(home)), "--cycles", "1", "--floor", "0");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err()).contains("lost: agent " + taken.getFirst() + " grant x:p");
    assertThat(folder.resolve("run/kernel/etc/principals/default.toml")).exists();
    assertThat(folder.resolve("run/clients")).isDirectoryContaining("glob:**/c*-cycle1.log");
  }

  /** Takes all grants of a principal that has several, so that no one open change explains it; answers its name. */
  private static String takeGrants(Path home) throws IOException {
    try (Stream<Path> profiles = Files.list(home.resolve("etc/principals"))) {
      for (Path profile : profiles.sorted().toList()) {
        String text = Files.readString(profile);
        String name = profile.getFileName().toString();
        String without = text.replaceAll("(?m)^grants = \\[.*x:p.*x:p.*]$", "grants = []");
        if (name.matches("c.*\\.toml") && !without.equals(text)) {
          Files.writeString(profile, without);
          return name.substring(0, name.length() - ".toml".length());
        }
      }
    }
    throw new IllegalStateException("no principal has two grants");
  }

  @Test
  void anAcknowledgedRunOrCapsuleThatIsLostFailsTheRun() throws Exception {
    List<String> taken = new ArrayList<>();
    Said said =
        run(
            (home, cycle) -> {
              taken.add(takeCapsule(home));
              taken.add(takeRun(home));
            },
            "--cycles", "1", "--floor", "0");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err()).contains("lost: capsule " + taken.getFirst() + "\n").containsPattern("lost: run r0-a[0-9]+ " + taken.getLast() + "\n");
  }

  /** Takes a capsule out of the list of those that are installed; answers its name. */
  private static String takeCapsule(Path home) throws IOException {
    Path lock = home.resolve("etc/capsules.lock");
    String text = Files.readString(lock);
    Matcher block = Pattern.compile("(?s)\\[\\[capsule]]\\nname = \"(k0-[^\"]+)\".*?(?=\\[\\[capsule]]|\\z)").matcher(text);
    if (!block.find()) {
      throw new IllegalStateException("no small capsule is installed: " + text);
    }
    Files.writeString(lock, text.substring(0, block.start()) + text.substring(block.end()));
    return block.group(1);
  }

  /** Takes the first run out of the database; answers its id. */
  private static String takeRun(Path home) throws IOException {
    try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("var/reeve.db")); Statement statement = database.createStatement()) {
      String id;
      try (ResultSet rows = statement.executeQuery("SELECT min(id) FROM runs")) {
        id = rows.getString(1);
      }
      statement.executeUpdate("DELETE FROM run_events WHERE run_id = '" + id + "'");
      assertThat(statement.executeUpdate("DELETE FROM runs WHERE id = '" + id + "'")).isOne();
      return id;
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Test
  void aChangeNobodyAskedForFailsTheRun() throws Exception {
    Said said =
        run(
            (home, cycle) ->
                Files.writeString(
                    home.resolve("etc/principals/stranger.toml"), "profile_version = 1\nid = \"0193495e-6bf0-7000-8000-00000000000a\"\ngroups = [\"agent\"]\n"),
            "--cycles", "1", "--floor", "0");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err()).contains("invented: agent stranger");
    assertThat(said.out()).contains(" 1 invented, ");
  }

  @Test
  void aLoadUnderTheFloorFailsTheRun() throws Exception {
    Said said = run(Interference.NONE, "--cycles", "1", "--floor", "1000000");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err()).containsPattern("the load of cycle 1 was [0-9,]+ acknowledged changes a second, the floor is 1,000,000");
  }

  @Test
  void aBrokenChainFailsTheRun() throws Exception {
    Said said = run((home, cycle) -> changeOneByte(home), "--cycles", "1", "--floor", "0");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err()).contains("the daemon did not start again: ", "the audit chain is broken: ");
    assertThat(said.out()).contains("chain BROKEN");
  }

  private static void changeOneByte(Path home) throws IOException {
    Path segment = home.resolve("var/audit").resolve(Segments.name(1));
    byte[] bytes = Files.readAllBytes(segment);
    bytes[bytes.length / 2] ^= 1;
    Files.write(segment, bytes);
  }

  @Test
  void wrongArgumentsEndWithTwoAndNothingIsMade() throws Exception {
    for (String[] wrong : new String[][] {{"--cycles"}, {"--cycles", "many"}, {"--clients", "65"}, {"--bicycles", "2"}}) {
      assertThat(run(Interference.NONE, wrong)).satisfies(said -> assertThat(said.exit()).isEqualTo(2))
          .satisfies(said -> assertThat(said.err()).contains(CrashHarness.USAGE));
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFolderThatIsNotEmptyIsRefusedAndLeftAlone() throws Exception {
    Path mine = Files.writeString(Files.createDirectories(folder.resolve("run")).resolve("mine"), "x");
    Said said = run(Interference.NONE, "--cycles", "1");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err()).contains("is not empty");
    assertThat(mine).hasContent("x");
  }
}
