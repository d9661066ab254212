package dev.reeve.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Surroundings;
import dev.reeve.cli.testkernel.TestBackup;
import dev.reeve.cli.testkernel.TestChain;
import dev.reeve.cli.testkernel.Typed;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A restore that ends behind every one of its steps, as a killed process would. */
@Timeout(60)
class PlacementTest {

  /** Ends a restore without letting it tidy up. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  @TempDir Path folder;

  private final TestBackup backup = TestBackup.of(TestChain.of(5));

  private Invocation call() {
    PrintStream none = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    return new Invocation(
        new Surroundings(none, none, InputStream.nullInputStream(), Map.of(), folder, null, new Interrupts()), ReeveCommand::execute);
  }

  private Path used(String name) throws IOException {
    Path home = Files.createDirectory(folder.resolve(name));
    Files.writeString(Files.createDirectories(home.resolve("etc")).resolve("groups.toml"), "old");
    Files.writeString(Files.createDirectories(home.resolve("var")).resolve("reeve.db"), "old");
    return home;
  }

  private static boolean old(Path home) throws IOException {
    return Files.isRegularFile(home.resolve("etc/groups.toml")) && Files.readString(home.resolve("etc/groups.toml")).equals("old")
        && Files.readString(home.resolve("var/reeve.db")).equals("old");
  }

  private boolean restored(Path home) throws IOException {
    for (String path : backup.files().keySet()) {
      Path file = home.resolve(path);
      if (!Files.isRegularFile(file) || !java.util.Arrays.equals(Files.readAllBytes(file), backup.files().get(path))) {
        return false;
      }
    }
    return true;
  }

  private static String kept(Path home, String file) throws IOException {
    String folder = file.substring(0, file.indexOf('/'));
    try (Stream<Path> found = Files.list(home.resolve("var"))) {
      Path kept = found.filter(path -> path.getFileName().toString().startsWith(folder + ".before-restore-")).findFirst().orElseThrow();
      return Files.readString(kept.resolve(file.substring(file.indexOf('/') + 1)));
    }
  }

  private Typed type(Path home, String... words) {
    return new Typed.Desk(home, ReeveCommand::execute).type(words);
  }

  /** Behind each step the home is the old one, the new one, or one that no kernel starts on and that the next restore finishes. */
  @Test
  void aRestoreThatIsKilledBehindAnyStepLeavesOldOrNewOrGoesOn() throws IOException {
    Path zip = backup.zip(folder.resolve("b.zip"));
    int blocked = 0;
    boolean ended = false;
    for (int last = 1; !ended; last++) {
      Path home = used("home-" + last);
      int at = last;
      Restore restore =
          new Restore(
              call(),
              step -> {
                if (step == at) {
                  throw new Killed();
                }
              });
      try {
        restore.from(zip, null, home, true);
        ended = true;
      } catch (Killed killed) {
        if (InterruptedRestore.of(home)) {
          blocked++;
          assertThat(type(home, "daemon", "start").err()).contains("a restore of " + home + " was cut short");
          assertThat(type(home, "doctor").out()).contains("FAIL     home.restore: a restore of " + home + " was cut short");
          assertThat(type(home, "backup", "restore").err()).contains("the restore of " + home + " that was cut short is finished");
          assertThat(restored(home)).as("step " + last).isTrue();
        } else {
          assertThat(old(home) ^ restored(home)).as("step " + last).isTrue();
          if (old(home)) {
            assertThat(type(home, "backup", "restore", zip.toString(), "--force", "-y").exit()).isZero();
          }
        }
      }
      assertThat(restored(home)).as("step " + last).isTrue();
      assertThat(kept(home, "etc/groups.toml")).isEqualTo("old");
      assertThat(kept(home, "var/reeve.db")).isEqualTo("old");
      assertThat(InterruptedRestore.of(home)).isFalse();
    }
    assertThat(blocked).isEqualTo(5);
  }

  /** Whatever goes wrong in the middle, and wherever it goes wrong again, going on ends with the new whole. */
  @Test
  void goingOnMayBeKilledAsWell() throws IOException {
    Path zip = backup.zip(folder.resolve("b.zip"));
    Path home = used("home");
    assertThatThrownBy(() -> killing(2).from(zip, null, home, true)).isInstanceOf(Killed.class);
    int killed = 0;
    while (InterruptedRestore.of(home)) {
      try {
        killing(1).goOn(home);
      } catch (Killed again) {
        killed++;
      }
    }
    assertThat(killed).isEqualTo(5);
    assertThat(restored(home)).isTrue();
    assertThat(kept(home, "etc/groups.toml")).isEqualTo("old");
  }

  private Restore killing(int at) {
    return new Restore(
        call(),
        step -> {
          if (step == at) {
            throw new Killed();
          }
        });
  }

  @Test
  void whatFailsInTheMiddleSaysHowToGoOn() throws IOException {
    Path zip = backup.zip(folder.resolve("b.zip"));
    Path home = used("home");
    Restore failing =
        new Restore(
            call(),
            step -> {
              if (step == 4) {
                throw new IOException("the disk is gone");
              }
            });
    assertThatThrownBy(() -> failing.from(zip, null, home, true))
        .hasMessageContaining("was cut short: java.io.IOException: the disk is gone; no kernel starts there until it is finished");
    assertThat(home.resolve("run")).content().contains("no kernel starts on it", "'reeve backup restore' with this home goes on");
    Typed other = type(home, "backup", "restore", TestBackup.of(TestChain.of(2)).zip(folder.resolve("c.zip")).toString());
    assertThat(other.exit()).isEqualTo(1);
    assertThat(other.err()).contains("that was cut short is finished", "it was of another backup than " + folder.resolve("c.zip"));
    assertThat(restored(home)).isTrue();
  }

  @Test
  void whatFailsBeforeTheMarkerStandsChangesNothing() throws IOException {
    Path zip = backup.zip(folder.resolve("b.zip"));
    Path home = used("home");
    Restore failing =
        new Restore(
            call(),
            step -> {
              if (step == 1) {
                throw new IOException("no");
              }
            });
    assertThatThrownBy(() -> failing.from(zip, null, home, true)).isInstanceOf(IOException.class);
    assertThat(old(home)).isTrue();
    assertThat(type(home, "backup", "restore", zip.toString(), "--force", "-y").exit()).isZero();
  }

  @Test
  void aMarkerThatIsNoneOrIsHeldIsLeftAlone() throws IOException {
    Path home = used("home");
    Files.writeString(home.resolve("run"), "something else");
    Typed typed = type(home, "backup", "restore");
    assertThat(typed.exit()).isEqualTo(1);
    assertThat(typed.err()).contains("its marker cannot be read");
    assertThat(old(home)).isTrue();
    try (FileClaim held = FileClaim.on(home.resolve("run"))) {
      assertThat(held.held()).isTrue();
      assertThat(type(home, "backup", "restore").err()).contains("another restore of " + home + " is going on");
    }
    assertThat(home.resolve("run")).hasContent("something else");
  }
}
