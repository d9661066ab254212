package dev.reeve.kernel.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.capsule.InstalledCapsule.State;
import dev.reeve.kernel.fault.KernelException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class CapsuleRequirementsTest {

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

  private static GuestJar requiring(String name, String version, String capsules) {
    return GuestJar.silent(name, version, "[requires]\ncapsules = { " + capsules + " }\n");
  }

  @Test
  void aCapsuleThatRequiresWhatIsNotThereIsRefusedNamingAllOfIt() throws Exception {
    bench.put(GuestJar.silent("core", "1.0.0", ""), false);
    GuestJar asking =
        GuestJar.silent(
            "asking", "1.0.0", "[requires]\ncapsules = { core = \"^1.2\", gone = \"^3\" }\ninterfaces = { \"acme:search\" = \"^1\", \"reeve:kv\" = \"^1\" }\n");
    assertThat(bench.refusal(bench.request(asking, false, "")))
        .isEqualTo(
            "MISSING_IMPORT: capsule refused: asking requires the capsule core ^1.2; 1.0.0 is there and the capsule gone ^3, which is not there"
                + " and the interface acme:search ^1, which nobody exports");
    assertThat(bench.operations.list()).extracting(InstalledCapsule::name).containsExactly("core");
  }

  @ParameterizedTest
  @CsvSource({"^1, 1.0.0, true", "^1, 1.9.9, true", "^1, 2.0.0, false", "^1.2, 1.1.9, false", "^1.2.3, 1.2.3, true", "1.2.3, 1.2.4, false", "1.2.3, 1.2.3, true",
    "^0.2, 0.3.0, false", "^0.2, 0.2.9, true"})
  void aRangeSaysWhichVersionsDo(String range, String version, boolean does) throws Exception {
    bench.put(GuestJar.silent("core", version, ""), false);
    InstallRequest request = bench.request(requiring("asking", "1.0.0", "core = \"" + range + "\""), false, "");
    if (does) {
      assertThat(bench.install(request).state()).isEqualTo(State.READY);
    } else {
      assertThat(bench.refusal(request)).startsWith("MISSING_IMPORT");
    }
  }

  @Test
  void anInterfaceIsBroughtByAnExportAndByOneCapsuleAlone() throws Exception {
    bench.put(GuestJar.silent("index", "1.0.0", "[exports]\ninterfaces = { \"acme:search\" = \"1.4.0\" }\n"), false);
    GuestJar asking = GuestJar.silent("asking", "1.0.0", "[requires]\ninterfaces = { \"acme:search\" = \"^1.3\", \"reeve:files\" = \"^1\" }\n");
    assertThat(bench.put(asking, false).state()).isEqualTo(State.READY);
    GuestJar twice = GuestJar.silent("other", "1.0.0", "[exports]\ninterfaces = { \"acme:search\" = \"1.0.0\" }\n");
    assertThat(bench.refusal(bench.request(twice, false, ""))).isEqualTo("CONFLICT: capsule refused: the interface acme:search is brought by index already");
  }

  @Test
  void whatRequiresEachOtherIsRefusedNamingTheCycle() throws Exception {
    bench.put(GuestJar.silent("a", "1.0.0", ""), false);
    bench.put(requiring("b", "1.0.0", "a = \"^1\""), false);
    bench.put(requiring("c", "1.0.0", "b = \"^1\""), false);
    assertThat(bench.refusal(bench.request(requiring("a", "1.1.0", "c = \"^1\""), true, "")))
        .isEqualTo("CYCLE: capsule refused: capsules require each other: a → c → b → a");
    assertThat(bench.refusal(bench.request(requiring("self", "1.0.0", "self = \"^1\""), false, ""))).startsWith("MISSING_IMPORT");
  }

  @Test
  void whatOthersNeedIsNotRemovedNorReplacedByWhatTheyCannotUseUnlessForced() throws Exception {
    bench.put(GuestJar.silent("core", "1.0.0", ""), false);
    bench.put(requiring("asking", "1.0.0", "core = \"^1\""), false);
    KernelException refused = catchThrowableOfType(KernelException.class, () -> bench.operations.remove("core", false, step -> {}));
    assertThat(refused).hasMessage("core is needed by asking");
    refused = catchThrowableOfType(KernelException.class, () -> bench.operations.unload("core", false, "ada", step -> {}));
    assertThat(refused).hasMessage("core is needed by asking");
    assertThat(bench.refusal(bench.request(GuestJar.silent("core", "2.0.0", ""), true, "")))
        .isEqualTo("MISSING_IMPORT: capsule refused: asking could not do with core 2.0.0");
    bench.operations.remove("core", true, step -> {});
    assertThat(bench.operations.find("asking").state()).isEqualTo(State.FAILED);
    assertThat(bench.operations.find("asking").reason()).isEqualTo("it requires the capsule core ^1, which is not there");
    bench.put(GuestJar.silent("core", "1.0.1", ""), false);
    assertThat(bench.operations.find("asking").state()).as("what it lacked is back").isEqualTo(State.READY);
  }

  @Test
  void atStartEachComesUpAfterThoseItNeeds() throws Exception {
    bench.put(GuestJar.silent("zebra", "1.0.0", ""), false);
    bench.put(requiring("middle", "1.0.0", "zebra = \"^1\""), false);
    bench.put(requiring("apple", "1.0.0", "middle = \"^1\""), false);
    bench.close();
    bench = new CapsuleBench(folder, bench.key, true);
    assertThat(bench.operations.names()).containsExactly("zebra", "middle", "apple");
    assertThat(bench.operations.list()).extracting(InstalledCapsule::state).containsOnly(State.READY);
  }

  @Test
  void aLockFileWithoutWhatIsNeededLeavesItFailed() throws Exception {
    bench.put(GuestJar.silent("core", "1.0.0", ""), false);
    bench.put(requiring("asking", "1.0.0", "core = \"^1\""), false);
    bench.close();
    Path lock = folder.resolve("capsules.lock");
    String text = Files.readString(lock);
    int core = text.indexOf("[[capsule]]", text.indexOf("[[capsule]]") + 1);
    Files.writeString(lock, text.substring(0, core) + text.substring(text.indexOf("[[seen]]")));
    bench = new CapsuleBench(folder, bench.key, true);
    assertThat(bench.operations.find("asking").state()).isEqualTo(State.FAILED);
    assertThat(bench.operations.find("asking").reason()).contains("asking requires the capsule core ^1, which is not there");
  }
}
