package dev.reeve.kernel.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.fault.KernelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CapsuleArchiveTest {

  @TempDir Path folder;

  private void refuses(Refusal check, String why, byte[] jar) throws Exception {
    try (CapsuleBench bench = new CapsuleBench(folder)) {
      bench.refuses(check, why, jar);
    }
  }

  @Test
  void aCapsuleCutAtAnyLengthIsRefused() {
    byte[] jar = GuestJar.sound().bytes();
    for (int length = 0; length < jar.length; length++) {
      byte[] cut = Arrays.copyOf(jar, length);
      KernelException refused = catchThrowableOfType(KernelException.class, () -> CapsuleArchive.read(cut));
      assertThat(refused).as("cut to %d of %d bytes", length, jar.length).isNotNull();
      assertThat(refused.details()).containsEntry("check", "ZIP");
    }
  }

  @Test
  void everyChangedByteIsRefusedOrLeavesTheContentsAsTheyWere() {
    byte[] jar = GuestJar.sound().bytes();
    CapsuleArchive sound = CapsuleArchive.read(jar);
    for (int at = 0; at < jar.length; at++) {
      byte[] changed = jar.clone();
      changed[at] ^= 0x11;
      CapsuleArchive read;
      try {
        read = CapsuleArchive.read(changed);
      } catch (KernelException e) {
        assertThat(e.details()).containsKey("check");
        continue;
      }
      for (String name : new String[] {"capsule.toml", "guest/Guest.class", "schemas/echo.json", "META-INF/extensions.idx"}) {
        assertThat(read.content(name)).as("%s with byte %d changed", name, at).isEqualTo(sound.content(name));
      }
    }
  }

  @Test
  void aCutCapsuleIsRefusedByTheOperations() throws Exception {
    byte[] jar = GuestJar.sound().bytes();
    refuses(Refusal.ZIP, "it is no whole ZIP file", Arrays.copyOf(jar, jar.length - 1));
  }

  @Test
  void somethingElseThanAZipIsRefused() throws Exception {
    refuses(Refusal.ZIP, "it is no whole ZIP file", "schema = 1, and then some more text".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aJarOverTheBoundIsRefused() {
    assertThatThrownBy(() -> CapsuleArchive.read(new byte[CapsuleArchive.MAX_JAR + 1]))
        .hasMessage("capsule refused: the jar has more than 67108864 bytes");
  }

  @Test
  void aZipBombIsRefused() throws Exception {
    byte[] zeros = new byte[100 * 1024 * 1024];
    GuestJar bomb = GuestJar.sound().put("a", zeros).put("b", zeros).put("c", zeros);
    refuses(Refusal.SIZE, "it unpacks to more than 268435456 bytes", bomb.bytes());
  }

  @Test
  void anEntryThatUnpacksToMoreThanItSaysIsRefused() throws Exception {
    byte[] jar = GuestJar.sound().put("big", new byte[10_000_000]).bytes();
    ZipBytes zip = new ZipBytes(jar);
    refuses(Refusal.ZIP_MISMATCH, "its central directory and the entry 'big' disagree", zip.setInt(zip.listed("big") + 24, 10).bytes());
  }

  @Test
  void tooManyEntriesAreRefused() throws Exception {
    GuestJar jar = GuestJar.sound();
    for (int i = 0; i < 4096; i++) {
      jar.put("e" + i, new byte[0]);
    }
    refuses(Refusal.ZIP, "it has more than 4096 entries", jar.bytes());
  }

  @Test
  void anEntryThatIsThereTwiceIsRefused() throws Exception {
    ZipBytes zip = new ZipBytes(GuestJar.sound().text("capsule.tomm", "schema = 1").bytes());
    refuses(Refusal.DUPLICATE_ENTRY, "the entry 'capsule.toml' is there twice", zip.rename("capsule.tomm", "capsule.toml").bytes());
  }

  @Test
  void anotherNameInTheDirectoryThanAtTheEntryIsRefused() throws Exception {
    ZipBytes zip = new ZipBytes(GuestJar.sound().bytes());
    zip.renameAt(zip.listed("capsule.toml") + 46, "capsule.TOML");
    refuses(Refusal.ZIP_MISMATCH, "its central directory and the entry 'capsule.toml' disagree", zip.bytes());
  }

  @Test
  void anotherChecksumInTheDirectoryIsRefused() throws Exception {
    ZipBytes zip = new ZipBytes(GuestJar.sound().bytes());
    refuses(Refusal.ZIP_MISMATCH, "its central directory", zip.setInt(zip.listed("capsule.toml") + 16, 42).bytes());
  }

  @Test
  void aDirectoryThatPointsToAnotherEntryIsRefused() throws Exception {
    ZipBytes zip = new ZipBytes(GuestJar.sound().bytes());
    zip.setInt(zip.listed("capsule.toml") + 42, zip.local("guest/Guest.class"));
    refuses(Refusal.ZIP, "its entries do not lie one after the other", zip.bytes());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 30, 4000})
  void bytesBetweenEntriesAndDirectoryAreRefused(int length) throws Exception {
    byte[] jar = new ZipBytes(GuestJar.sound().bytes()).withGap(new byte[length]);
    refuses(Refusal.ZIP, "its entries do not lie one after the other", jar);
  }

  @Test
  void bytesBeforeTheFirstEntryAreRefused() throws Exception {
    byte[] jar = GuestJar.sound().bytes();
    byte[] script = "#!/bin/sh\n".getBytes(StandardCharsets.UTF_8);
    byte[] both = Arrays.copyOf(script, script.length + jar.length);
    System.arraycopy(jar, 0, both, script.length, jar.length);
    refuses(Refusal.ZIP, "its central directory is not where its end record says", both);
  }

  @Test
  void bytesAfterTheEndAreRefused() throws Exception {
    byte[] jar = GuestJar.sound().bytes();
    refuses(Refusal.ZIP, "it is no whole ZIP file", Arrays.copyOf(jar, jar.length + 1));
  }

  @Test
  void aDirectoryThatLeavesAnEntryOutIsRefused() throws Exception {
    ZipBytes zip = new ZipBytes(GuestJar.sound().bytes());
    int end = zip.bytes().length - 22;
    refuses(Refusal.ZIP, "its central directory holds more than it counts", zip.setShort(end + 8, 3).setShort(end + 10, 3).bytes());
  }

  @Test
  void aSymbolicLinkIsRefused() throws Exception {
    ZipBytes zip = new ZipBytes(GuestJar.sound().text("link", "/etc/passwd").bytes());
    int listed = zip.listed("link");
    refuses(
        Refusal.SYMLINK,
        "the entry 'link' is a symbolic link",
        zip.setByte(listed + 5, 3).setInt(listed + 38, 0120777 << 16).bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"../escape", "a/../../escape", "..", "a\\..\\b", "C:\\x", "a/..", "a/../b"})
  void aPathOutOfTheJarIsRefused(String name) throws Exception {
    refuses(Refusal.PATH_ESCAPE, "the entry '" + name + "' leads out of the jar", GuestJar.sound().text(name, "x").bytes());
  }

  @ParameterizedTest
  @CsvSource({
    "dev/reeve/capsule/Capsule.class, dev/reeve/capsule/",
    "org/pf4j/Extension.class, org/pf4j/",
    "java/lang/String.class, java/",
    "javax/tools/Tool.class, javax/",
    "jdk/internal/Thing.class, jdk/",
    "sun/misc/Unsafe.class, sun/"
  })
  void whatIsNotACapsulesIsRefused(String name, String reserved) throws Exception {
    String why = "the entry '" + name + "' lies in " + reserved + ", which is not a capsule's";
    refuses(Refusal.RESERVED_PACKAGE, why, GuestJar.sound().text(name, "x").bytes());
  }

  @Test
  void aPathThatBeginsAtTheRootIsRefused() throws Exception {
    refuses(Refusal.ABSOLUTE_PATH, "the entry '/etc/passwd' begins at the root", GuestJar.sound().text("/etc/passwd", "x").bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"META-INF/versions/9/guest/Guest.class", "META-INF/versions/25/capsule.toml"})
  void anOverrideForOneVersionOfJavaIsRefused(String name) throws Exception {
    refuses(Refusal.MULTI_RELEASE, "the entry '" + name + "' is for one version of Java", GuestJar.sound().text(name, "x").bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"native/lib.so", "lib.dll", "a/b/lib.dylib", "x.jnilib", "LIB.SO", "lib.so.1"})
  void aNativeLibraryIsRefused(String name) throws Exception {
    refuses(Refusal.NATIVE, "the entry '" + name + "' is a native library", GuestJar.sound().text(name, "x").bytes());
  }

  @Test
  void aNativeLibraryUnderAnotherNameIsRefused() throws Exception {
    byte[] elf = {0x7f, 'E', 'L', 'F', 2, 1, 1, 0};
    refuses(Refusal.NATIVE, "the entry 'logo.png' is a native library", GuestJar.sound().put("logo.png", elf).bytes());
  }

  @Test
  void aNameInAMessageIsShortAndPlain() throws Exception {
    String name = "../" + "x".repeat(200) + "\n\u001b[31m";
    assertThatThrownBy(() -> CapsuleArchive.read(GuestJar.sound().text(name, "x").bytes()))
        .hasMessage("capsule refused: the entry '../" + "x".repeat(77) + "…' leads out of the jar");
  }
}
