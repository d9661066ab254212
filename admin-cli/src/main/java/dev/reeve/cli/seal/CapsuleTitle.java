package dev.reeve.cli.seal;

import dev.reeve.cli.toml.TomlDocument;
import dev.reeve.client.CapsuleFile;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.tomlj.TomlTable;

/** Name and version, as a capsule's {@code capsule.toml} says them. */
record CapsuleTitle(String name, String version) {

  private static final String MANIFEST = "capsule.toml";
  private static final int MAX_MANIFEST = 1 << 20;

  /** What the file of the capsule is to be called. */
  String fileName() {
    return name + "-" + version + ".capsule.jar";
  }

  /**
   * Of a file that has the name a capsule of this title must have.
   *
   * @throws ReeveException an error of exit code 1 when it is no capsule, or named otherwise: no kernel would take it
   */
  static CapsuleTitle of(CapsuleFile file) {
    CapsuleTitle title = read(file);
    if (!String.valueOf(file.path().getFileName()).equals(title.fileName())) {
      throw noCapsule(file, "is named otherwise than its " + MANIFEST + " says", "call it " + title.fileName());
    }
    return title;
  }

  private static CapsuleTitle read(CapsuleFile file) {
    TomlDocument manifest = TomlDocument.parse(manifest(file));
    if (!manifest.problems().isEmpty()) {
      throw noCapsule(file, "has a " + MANIFEST + " that is no TOML: " + manifest.problems().getFirst(), "mend it and build again");
    }
    if (manifest.root().get(List.of("capsule")) instanceof TomlTable capsule
        && capsule.get(List.of("name")) instanceof String name
        && capsule.get(List.of("version")) instanceof String version) {
      return new CapsuleTitle(name, version);
    }
    throw noCapsule(file, "has a " + MANIFEST + " without name and version in [capsule]", "mend it and build again");
  }

  private static String manifest(CapsuleFile file) {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file.bytes()))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().equals(MANIFEST)) {
          return text(file, zip.readNBytes(MAX_MANIFEST + 1));
        }
      }
    } catch (IOException | IllegalArgumentException broken) {
      throw noCapsule(file, "is no jar, or only a part of one: " + broken.getMessage(), "build it again");
    }
    throw noCapsule(file, "is no jar with a " + MANIFEST + " at its root", "name a capsule");
  }

  private static String text(CapsuleFile file, byte[] bytes) {
    if (bytes.length > MAX_MANIFEST) {
      throw noCapsule(file, "has a " + MANIFEST + " of more than 1 MiB", "mend it and build again");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException binary) {
      throw noCapsule(file, "has a " + MANIFEST + " that is not UTF-8 text", "mend it and build again");
    }
  }

  private static ReeveException noCapsule(CapsuleFile file, String why, String remedy) {
    return ReeveException.local(LocalError.FAILED, file.path() + " is not signed: it " + why, remedy);
  }
}
