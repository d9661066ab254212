package dev.reeve.kernel.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.fault.KernelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each attack is stopped by a check of its own; the table in {@code docs/capsule-security.md} says so, and is written from here. */
@Timeout(120)
class AttackFixturesTest {

  private static final Path PAGE = Path.of(System.getProperty("reeve.root", ".."), "docs", "capsule-security.md");
  private static final String BEGIN = "<!-- ATTACKS: begin, written by AttackFixturesTest -->\n";
  private static final String END = "<!-- ATTACKS: end -->\n";

  @TempDir Path folder;
  private CapsuleBench bench;

  @BeforeEach
  void open() throws Exception {
    bench = new CapsuleBench(folder);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @ParameterizedTest
  @EnumSource
  void anAttackIsRefusedBeforeAnyClassIsDefined(AttackFixture fixture) {
    KernelException refused = catchThrowableOfType(KernelException.class, () -> fixture.attack(bench));
    assertThat(refused).as("refused").isNotNull();
    assertThat(refused.details()).containsEntry("check", fixture.refusal.name());
    assertThat(System.getProperty(GuestJar.DEFINED)).as("a class was initialized").isNull();
  }

  @ParameterizedTest
  @EnumSource
  void itsHarmlessTwinIsTaken(AttackFixture fixture) throws Exception {
    fixture.twin(bench);
    assertThat(System.getProperty(GuestJar.DEFINED)).as("a class was initialized").isEqualTo("yes");
    assertThat(bench.operations.list()).extracting(InstalledCapsule::state).containsOnly(InstalledCapsule.State.READY);
  }

  @Test
  void everyAttackHasACheckOfItsOwn() {
    assertThat(AttackFixture.values()).extracting(fixture -> fixture.refusal).doesNotHaveDuplicates();
  }

  @Test
  void thePageSaysSo() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    String written = page.substring(0, begin) + table() + page.substring(end);
    if (Boolean.getBoolean("reeve.docs.write")) {
      Files.writeString(PAGE, written);
    }
    assertThat(PAGE).as("run this test with -Dreeve.docs.write=true").content().isEqualTo(written);
  }

  private static String table() {
    return "| attack | what it is | check |\n| --- | --- | --- |\n"
        + Arrays.stream(AttackFixture.values())
            .map(each -> "| " + each.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " | " + each.what + " | `" + each.refusal + "` |\n")
            .collect(Collectors.joining());
  }
}
