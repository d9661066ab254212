package dev.reeve.cli.seal;

import dev.reeve.cli.toml.TomlDocument;
import dev.reeve.client.CapsuleFile;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/** A publisher's list of what it takes back, {@code *.toml}, as far as it has to be right to be signed. */
final class RevocationText {

  private static final Set<String> ROOT = Set.of("revocations_version", "publisher", "serial", "not_after", "revoked");
  private static final Set<String> REVOKED = Set.of("key", "digest", "reason");
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
  private static final String REMEDY = "see 'Whom the kernel trusts' in docs/capsules.md";

  private RevocationText() {}

  static boolean isOne(CapsuleFile file) {
    return String.valueOf(file.path().getFileName()).endsWith(".toml");
  }

  /**
   * Refuses what no kernel would take.
   *
   * @throws ReeveException an error of exit code 1, naming what is wrong
   */
  static void check(CapsuleFile file) {
    TomlDocument document = TomlDocument.parse(text(file));
    if (!document.problems().isEmpty()) {
      throw wrong(file, "is no TOML: " + document.problems().getFirst());
    }
    TomlTable root = document.root();
    known(file, root, ROOT);
    if (!(root.get(List.of("revocations_version")) instanceof Long version) || version != 1) {
      throw wrong(file, "needs revocations_version = 1");
    }
    if (!(root.get(List.of("publisher")) instanceof String publisher) || publisher.isEmpty()) {
      throw wrong(file, "needs the publisher's name");
    }
    if (!(root.get(List.of("serial")) instanceof Long serial) || serial < 1) {
      throw wrong(file, "needs a serial of 1 or more");
    }
    if (root.get(List.of("revoked")) instanceof TomlArray revoked) {
      for (int at = 0; at < revoked.size(); at++) {
        entry(file, revoked.get(at));
      }
    } else if (root.contains(List.of("revoked"))) {
      throw wrong(file, "has something else than tables as revoked");
    }
  }

  private static void entry(CapsuleFile file, Object entry) {
    if (!(entry instanceof TomlTable table)) {
      throw wrong(file, "has something else than tables as revoked");
    }
    known(file, table, REVOKED);
    List<Object> named = Set.of("key", "digest").stream().map(key -> table.get(List.of(key))).filter(value -> value != null).toList();
    if (named.isEmpty() || named.stream().anyMatch(value -> !(value instanceof String hex) || !HEX.matcher(hex).matches())) {
      throw wrong(file, "has a [[revoked]] without a key or digest of 64 lower-case hexadecimal digits");
    }
  }

  private static void known(CapsuleFile file, TomlTable table, Set<String> keys) {
    for (String key : table.keySet()) {
      if (!keys.contains(key)) {
        throw wrong(file, "has the unknown key '" + key + "'");
      }
    }
  }

  private static String text(CapsuleFile file) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file.bytes())).toString();
    } catch (CharacterCodingException binary) {
      throw wrong(file, "is not UTF-8 text");
    }
  }

  private static ReeveException wrong(CapsuleFile file, String why) {
    return ReeveException.local(LocalError.FAILED, file.path() + " is not signed: as a revocation list it " + why, REMEDY);
  }
}
