package dev.reeve.cli.noun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
class LockdownTest {

  @TempDir Path home;

  private TestKernel kernel;

  @BeforeEach
  void start() throws IOException {
    kernel = TestKernel.at(home);
  }

  @AfterEach
  void stop() {
    kernel.close();
  }

  private Typed type(String... words) {
    return new Typed.Desk(home, ReeveCommand::execute).type(words);
  }

  @Test
  void aLockdownBeginsAtOnceAndIsShownUntilItEnds() {
    assertThat(type("lockdown", "status").out()).containsPattern("LOCKDOWN +off").containsPattern("SINCE +-");
    assertThat(type("status").out()).containsPattern("LOCKDOWN +-");
    Typed on = type("lockdown", "on", "-y", "--reason", "odd calls");
    assertThat(on.exit()).isZero();
    assertThat(on.err()).contains("nothing is started or changed from now on", "'reeve lockdown off'").doesNotContain("[y/N]");
    assertThat(on.out()).containsPattern("LOCKDOWN +on").containsPattern("SINCE +.*\\(2027-01-15T08:00:00Z\\)").containsPattern("BY +default").contains("odd calls");
    assertThat(type("status").out()).containsPattern("LOCKDOWN +on since 2027-01-15T08:00:00Z by default: odd calls");
    assertThat(type("lockdown", "on", "-y", "--reason", "again").err()).contains("a lockdown was on already, and stays as it was");
    assertThat(type("lockdown", "status", "-o", "json").out()).contains("\"on\": true", "\"by\": \"default\"", "\"reason\": \"odd calls\"");
    assertThat(type("lockdown", "off").err()).isEqualTo("the lockdown is over\n");
    assertThat(type("lockdown", "off").err()).isEqualTo("no lockdown was on\n");
    assertThat(type("lockdown", "status", "-o", "name").out()).isEqualTo("off\n");
  }

  @Test
  void aReasonThatIsTooLongIsRefusedByField() {
    Typed typed = type("lockdown", "on", "-y", "--reason", "x".repeat(257));
    assertThat(typed.exit()).isEqualTo(2);
    assertThat(typed.err()).contains("field reason: has at most 256 characters");
    assertThat(type("lockdown", "status", "-o", "name").out()).isEqualTo("off\n");
  }

  @Test
  void whoIsNotToldOfItIsToldThat() {
    kernel.hide();
    Typed typed = type("lockdown", "status");
    assertThat(typed.exit()).isEqualTo(1);
    assertThat(typed.err()).contains("does not tell bob whether a lockdown is on: that needs system:status");
  }
}
