package dev.reeve.kernel.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.kernel.disk.DiskOperation.Created;
import dev.reeve.kernel.disk.DiskOperation.FolderForced;
import dev.reeve.kernel.disk.DiskOperation.FolderMade;
import dev.reeve.kernel.disk.DiskOperation.Forced;
import dev.reeve.kernel.disk.DiskOperation.Linked;
import dev.reeve.kernel.disk.DiskOperation.Removed;
import dev.reeve.kernel.disk.DiskOperation.Renamed;
import dev.reeve.kernel.disk.DiskOperation.Resized;
import dev.reeve.kernel.disk.DiskOperation.Written;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a loss of power may leave of calls that are written down by hand. */
class PowerLossRulesTest {

  private static final int SEEDS = 400;
  private static final String GONE = "gone";

  @TempDir Path folder;

  private final List<DiskOperation> done = new ArrayList<>();

  private void create(String path, long inode) {
    done.add(new Created(path, inode, 0640));
  }

  private void write(long inode, long offset, String text) {
    done.add(Written.of(inode, offset, text.getBytes(StandardCharsets.US_ASCII)));
  }

  private void force(long inode) {
    done.add(new Forced(inode, done.size()));
  }

  private void forceFolder(String path) {
    done.add(new FolderForced(path, done.size()));
  }

  private FoundHome found(long seed) {
    return PowerLoss.after(done, done.size(), Chance.of(seed));
  }

  private static String text(FoundHome home, String path) {
    FoundHome.Entry entry = home.entries().get(path);
    return entry == null || entry.content() == null ? GONE : new String(entry.content(), StandardCharsets.US_ASCII);
  }

  /** Everything that is found for some seed. */
  private <T extends Comparable<T>> Set<T> ever(Function<FoundHome, T> seen) {
    Set<T> all = new TreeSet<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      all.add(seen.apply(found(seed)));
    }
    return all;
  }

  private void forcedFile(String text) {
    create("f", 1);
    write(1, 0, text);
    force(1);
    forceFolder("");
  }

  @Test
  void nothingIsThereBeforeAnything() {
    assertThat(ever(home -> home.entries().size())).containsExactly(0);
  }

  @Test
  void whatWasForcedIsAlwaysThere() {
    forcedFile("abc");
    assertThat(ever(home -> text(home, "f"))).containsExactly("abc");
  }

  @Test
  void whatWasNotForcedIsThereOrNotOrThereAsZeros() {
    create("f", 1);
    forceFolder("");
    write(1, 0, "abc");
    done.add(new FolderMade("later", 0700));
    assertThat(ever(home -> text(home, "f"))).containsExactly("", "\0\0\0", "abc");
  }

  @Test
  void theVeryLastWriteIsCutAtAnyByte() {
    create("f", 1);
    forceFolder("");
    write(1, 0, "abc");
    assertThat(ever(home -> text(home, "f"))).contains("", "a", "ab", "abc");
  }

  @Test
  void aForceDoesNotPromiseWhatWasWrittenWhileItRan() {
    create("f", 1);
    forceFolder("");
    write(1, 0, "a");
    int begun = done.size();
    write(1, 1, "b");
    done.add(new Forced(1, begun));
    assertThat(ever(home -> text(home, "f"))).containsExactly("a", "a\0", "ab");
  }

  @Test
  void aBlockIsFoundAsSomeWriteLeftItAllBeforeIncluded() {
    forcedFile("----");
    write(1, 0, "a");
    write(1, 1, "b");
    write(1, 2, "c");
    done.add(new FolderMade("later", 0700));
    assertThat(ever(home -> text(home, "f"))).containsExactly("----", "a---", "ab--", "abc-");
  }

  @Test
  void blocksAreKeptApartAndTornBetweenSectors() {
    forcedFile("-".repeat(8192));
    write(1, 0, "a".repeat(8192));
    done.add(new FolderMade("later", 0700));
    Set<String> blocks = ever(home -> text(home, "f"));
    assertThat(blocks).contains("a".repeat(4096) + "-".repeat(4096), "-".repeat(4096) + "a".repeat(4096), "-".repeat(8192), "a".repeat(8192));
    assertThat(blocks).anyMatch(found -> found.startsWith("a".repeat(512) + "-"));
    assertThat(blocks).allSatisfy(found -> {
      assertThat(found).hasSize(8192).matches("a*-*a*-*");
      assertThat(found.substring(0, 4096).indexOf('-') % 512).isIn(0, -1);
      assertThat(found.substring(4096).indexOf('-') % 512).isIn(0, -1);
    });
  }

  @Test
  void aSizeIsOneTheFileHadSinceTheForce() {
    forcedFile("abcdef");
    done.add(new Resized(1, 2));
    done.add(new Resized(1, 4));
    assertThat(ever(home -> text(home, "f"))).contains("abcdef", "ab", "ab\0\0", "abcd").allSatisfy(found -> assertThat(found.length()).isIn(2, 4, 6));
    force(1);
    assertThat(ever(home -> text(home, "f"))).containsExactly("ab\0\0");
  }

  @Test
  void aNameThatWasNotForcedIsThereOrNotThoughTheContentWasForced() {
    create("f", 1);
    write(1, 0, "abc");
    force(1);
    assertThat(ever(home -> text(home, "f"))).containsExactly("abc", GONE);
  }

  @Test
  void ofAFoldersNamesTheFirstFewAreThere() {
    create("a", 1);
    create("b", 2);
    done.add(new FolderMade("c", 0700));
    assertThat(ever(home -> home.entries().keySet().toString())).containsExactly("[]", "[a, b, c]", "[a, b]", "[a]");
  }

  @Test
  void aFolderThatIsNotThereTakesAllWithIt() {
    done.add(new FolderMade("d", 0750));
    create("d/f", 1);
    write(1, 0, "abc");
    force(1);
    forceFolder("d");
    assertThat(ever(home -> text(home, "d/f"))).containsExactly("abc", GONE);
    forceFolder("");
    assertThat(ever(home -> text(home, "d/f"))).containsExactly("abc");
  }

  @Test
  void anotherFoldersForceForcesNoName() {
    done.add(new FolderMade("d", 0700));
    forceFolder("");
    create("d/f", 1);
    forceFolder("");
    assertThat(ever(home -> text(home, "d/f"))).containsExactly("", GONE);
  }

  @Test
  void aFileReplacedByAForcedOneIsTheOldOrTheNew() {
    forcedFile("old");
    create("f.tmp", 2);
    write(2, 0, "new");
    force(2);
    done.add(new Renamed("f.tmp", "f", false));
    assertThat(ever(home -> text(home, "f"))).containsExactly("new", "old");
    forceFolder("");
    assertThat(ever(home -> text(home, "f") + home.entries().size())).containsExactly("new1");
  }

  @Test
  void aFileReplacedByOneThatWasNotForcedMayBeEmpty() {
    forcedFile("old");
    create("f.tmp", 2);
    write(2, 0, "new");
    done.add(new Renamed("f.tmp", "f", false));
    forceFolder("");
    assertThat(ever(home -> text(home, "f"))).containsExactly("", "\0\0\0", "new");
  }

  @Test
  void filesThatChangePlacesDoSoInOneStep() {
    forcedFile("one");
    create("g", 2);
    write(2, 0, "two");
    force(2);
    forceFolder("");
    done.add(new Renamed("g", "f", true));
    assertThat(ever(home -> text(home, "f") + text(home, "g"))).containsExactly("onetwo", "twoone");
    forceFolder("");
    assertThat(ever(home -> text(home, "f") + text(home, "g"))).containsExactly("twoone");
  }

  @Test
  void aMoveIsAChangeOfTheFolderItGoesTo() {
    done.add(new FolderMade("d", 0700));
    forcedFile("abc");
    done.add(new Renamed("f", "d/f", false));
    forceFolder("");
    assertThat(ever(home -> text(home, "f") + text(home, "d/f"))).containsExactly("abcgone", "goneabc");
    forceFolder("d");
    assertThat(ever(home -> text(home, "f") + text(home, "d/f"))).containsExactly("goneabc");
  }

  @Test
  void whatWasRemovedMayBeThereUntilItsFolderIsForced() {
    forcedFile("abc");
    done.add(new Removed("f"));
    assertThat(ever(home -> text(home, "f"))).containsExactly("abc", GONE);
    forceFolder("");
    assertThat(ever(home -> text(home, "f"))).containsExactly(GONE);
  }

  @Test
  void anInodeThatIsGivenAgainIsAnotherFile() {
    forcedFile("abc");
    done.add(new Removed("f"));
    create("g", 1);
    write(1, 0, "x");
    force(1);
    assertThat(ever(home -> text(home, "f") + text(home, "g"))).containsExactly("abcgone", "gonegone", "gonex");
  }

  @Test
  void bothNamesOfAFileHaveTheSameContent() {
    forcedFile("abc");
    done.add(new Linked("f", "g"));
    forceFolder("");
    write(1, 0, "xyz");
    assertThat(ever(home -> text(home, "f").compareTo(text(home, "g")))).containsExactly(0);
  }

  @Test
  void aSeedFindsTheSameAgain() {
    forcedFile("-".repeat(20_000));
    write(1, 0, "a".repeat(20_000));
    create("g", 2);
    for (long seed = 0; seed < SEEDS; seed++) {
      FoundHome once = found(seed);
      FoundHome again = found(seed);
      assertThat(text(once, "f")).isEqualTo(text(again, "f"));
      assertThat(once.files()).isEqualTo(again.files());
    }
  }

  @Test
  void aCallOnAFileThatNoCallMadeIsRefused() {
    write(7, 0, "abc");
    assertThatThrownBy(() -> found(0)).isInstanceOf(IllegalStateException.class).hasMessageContaining("no operation made");
    done.clear();
    done.add(new Renamed("x", "y", false));
    assertThatThrownBy(() -> found(0)).isInstanceOf(IllegalStateException.class).hasMessageContaining("is on x");
  }

  @Test
  void aFoundHomeIsWrittenWithItsModesInPlaceOfWhatWasThere() throws Exception {
    done.add(new FolderMade("d", 0750));
    create("d/f", 1);
    write(1, 0, "abc");
    force(1);
    forceFolder("d");
    forceFolder("");
    Path home = Files.createDirectories(folder.resolve("home"));
    Files.writeString(Files.createDirectories(home.resolve("x")).resolve("y"), "of before");
    found(0).writeTo(home);
    assertThat(home.resolve("d/f")).hasContent("abc");
    assertThat(Files.getAttribute(home.resolve("d/f"), "unix:mode")).isEqualTo(0100640);
    assertThat(Files.getAttribute(home.resolve("d"), "unix:mode")).isEqualTo(040750);
    assertThat(home.resolve("x")).doesNotExist();
    assertThat(Arrays.asList(home.toFile().list())).containsExactly("d");
  }
}
