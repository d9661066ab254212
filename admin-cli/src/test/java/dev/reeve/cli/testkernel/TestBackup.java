package dev.reeve.cli.testkernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reeve.evidence.BackupManifest;
import dev.reeve.evidence.KnownHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What a small kernel keeps, with a real audit chain and its keys, as a backup has it. */
public final class TestBackup {

  /** A blob's path. */
  public static final String BLOB = "var/blobs/ab/abcd";

  /** A file of an archive: not of its manifest, which may say something else. */
  public record Member(String name, byte[] bytes) {}

  private final TestChain chain;
  private final Map<String, byte[]> files = new TreeMap<>();

  private TestBackup(TestChain chain) {
    this.chain = chain;
    files.put("etc/groups.toml", "[groups]\n".getBytes(UTF_8));
    files.put("etc/trust/audit.pub", chain.pinned().pem().getBytes(UTF_8));
    files.put("var/audit/" + TestChain.segment(), chain.bytes());
    files.put("var/keys/audit.key", "secret".getBytes(UTF_8));
    files.put("var/reeve.db", new byte[300_000]);
    files.put(BLOB, "blob".getBytes(UTF_8));
  }

  public static TestBackup of(TestChain chain) {
    return new TestBackup(chain);
  }

  /** With one more file, or another content. */
  public TestBackup with(String path, byte[] bytes) {
    files.put(path, bytes);
    return this;
  }

  /** What is kept, by path. */
  public Map<String, byte[]> files() {
    return files;
  }

  /** Signed by the chain's key. */
  public BackupManifest manifest() {
    return manifest(chain.known());
  }

  /** Signed by the chain's key, telling of this head. */
  public BackupManifest manifest(KnownHead head) {
    List<BackupManifest.Entry> entries = new ArrayList<>();
    files.forEach((path, bytes) -> entries.add(new BackupManifest.Entry(path, bytes.length, sha256(bytes))));
    return BackupManifest.of("0199aaaa-0000-7000-8000-00000000000a", "9.9.9", 7, Instant.parse("2026-11-20T15:00:00Z"), head, entries)
        .sign(chain.key());
  }

  /** As an archive has it, the manifest last. */
  public List<Member> members() {
    return members(manifest().text());
  }

  /** The same with this text as the manifest. */
  public List<Member> members(String manifest) {
    List<Member> members = new ArrayList<>();
    files.forEach((path, bytes) -> members.add(new Member(path, bytes)));
    members.add(new Member(BackupManifest.NAME, manifest.getBytes(UTF_8)));
    return members;
  }

  public Path zip(Path file) throws IOException {
    return zip(file, members());
  }

  /** Members of the same name are written under another one of the same length, which is then put right in the bytes. */
  public static Path zip(Path file, List<Member> members) throws IOException {
    List<String> names = new ArrayList<>();
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Member member : members) {
        String name = names.contains(member.name()) ? "~" + member.name().substring(1) : member.name();
        names.add(member.name());
        zip.putNextEntry(new ZipEntry(name));
        zip.write(member.bytes());
        zip.closeEntry();
      }
    }
    String bytes = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
    for (Member member : members) {
      bytes = bytes.replace("~" + member.name().substring(1), member.name());
    }
    return Files.writeString(file, bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }
}
