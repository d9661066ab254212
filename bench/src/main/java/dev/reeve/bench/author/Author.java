package dev.reeve.bench.author;

import dev.reeve.kernel.store.Digest;
import dev.reeve.seal.SealException;
import dev.reeve.seal.Signer;
import dev.reeve.seal.SigningKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Packs and signs capsules with a key of its own. The same entries are the same bytes. */
public final class Author {

  private static final LocalDateTime STAMP = LocalDateTime.of(2000, 1, 1, 0, 0);

  private final String name;
  private final SigningKey key;

  /** Makes a key for a publisher of that name. */
  public Author(String name) throws IOException {
    this.name = name;
    try {
      key = SigningKey.generate(name);
    } catch (SealException e) {
      throw new IOException("no key could be made: " + e.getMessage(), e);
    }
  }

  /** Has a home that no kernel has started on trust this author inside the kernel, with these permissions. */
  public void trustedBy(Path home, String... permissions) throws IOException {
    trustedIn(Files.createDirectories(home.resolve("etc/trust")).resolve("publishers.toml"), permissions);
  }

  /** Writes the file of trusted publishers, with this author alone. */
  public void trustedIn(Path publishers, String... permissions) throws IOException {
    Files.writeString(
        publishers,
        """
        trust_version = 1

        [[publisher]]
        name = "%s"
        key = "%s"
        max_isolation = "in-kernel"
        allowed_permissions = [%s]
        """
            .formatted(name, key.fingerprint().hex(), Arrays.stream(permissions).map(each -> '"' + each + '"').collect(Collectors.joining(", "))));
  }

  /** The file of a class of this process, as it is packed: by its entry's name. */
  public static void put(Map<String, byte[]> entries, Class<?> type) throws IOException {
    String entry = type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getResourceAsStream("/" + entry)) {
      if (in == null) {
        throw new IOException("there is no " + entry);
      }
      entries.put(entry, in.readAllBytes());
    }
  }

  public SignedCapsule signed(String capsule, String version, Map<String, byte[]> entries) throws IOException {
    return signed(capsule, version, jar(entries));
  }

  /** Signs a capsule of this distribution as this process has it on its class path: packed, or as the folder of what was compiled. */
  public SignedCapsule signed(String capsule, String version, Class<?> entry) throws IOException {
    try {
      Path path = Path.of(entry.getProtectionDomain().getCodeSource().getLocation().toURI());
      return signed(capsule, version, Files.isDirectory(path) ? jar(files(path)) : Files.readAllBytes(path));
    } catch (URISyntaxException e) {
      throw new IOException("the capsule " + capsule + " is nowhere", e);
    }
  }

  private static Map<String, byte[]> files(Path folder) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        entries.put(folder.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return entries;
  }

  /** Signs a jar as it is. */
  public SignedCapsule signed(String capsule, String version, byte[] jar) throws IOException {
    try {
      return new SignedCapsule(capsule + "-" + version + ".capsule.jar", jar, Signer.sign(key, jar), Digest.of(jar));
    } catch (SealException e) {
      throw new IOException("a capsule could not be signed: " + e.getMessage(), e);
    }
  }

  /** Packs entries in their order. */
  public static byte[] jar(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> each : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(each.getKey());
        entry.setTimeLocal(STAMP);
        zip.putNextEntry(entry);
        zip.write(each.getValue());
        zip.closeEntry();
      }
    }
    return out.toByteArray();
  }
}
