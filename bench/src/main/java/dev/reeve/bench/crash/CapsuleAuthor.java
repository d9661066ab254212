package dev.reeve.bench.crash;

import dev.reeve.capsules.runtimeprocess.RuntimeProcessCapsule;
import dev.reeve.capsules.small.SmallCapsule;
import dev.reeve.seal.SealException;
import dev.reeve.seal.Signer;
import dev.reeve.seal.SigningKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes and signs the capsules that are installed here, with a key of its own. The same name and version are the same bytes. */
final class CapsuleAuthor {

  /** The capsule of this distribution that runs programs. */
  static final String RUNTIME = "runtime-process";

  static final String RUNTIME_VERSION = "0.1.0";

  private final SigningKey key;

  CapsuleAuthor() throws IOException {
    try {
      key = SigningKey.generate("crash");
    } catch (SealException e) {
      throw new IOException("no key could be made: " + e.getMessage(), e);
    }
  }

  /** Has a home that no kernel has started on trust it. */
  void trustedBy(Path home) throws IOException {
    Files.writeString(
        Files.createDirectories(home.resolve("etc/trust")).resolve("publishers.toml"),
        """
        trust_version = 1

        [[publisher]]
        name = "crash"
        key = "%s"
        max_isolation = "in-kernel"
        allowed_permissions = ["process:spawn"]
        """
            .formatted(key.fingerprint().hex()));
  }

  /** A capsule that brings one command, called as it is. */
  SignedCapsule small(String name, String version) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    String manifest =
        """
        schema = 1

        [capsule]
        name = "%s"
        version = "%s"
        api = "^1"

        [[provides.command]]
        name = "%s"
        """
            .formatted(name, version, name);
    entries.put("capsule.toml", manifest.getBytes(StandardCharsets.UTF_8));
    entries.put("META-INF/extensions.idx", (SmallCapsule.class.getName() + "\n").getBytes(StandardCharsets.UTF_8));
    String type = SmallCapsule.class.getName().replace('.', '/') + ".class";
    try (InputStream in = SmallCapsule.class.getResourceAsStream("/" + type)) {
      if (in == null) {
        throw new IOException("there is no " + type);
      }
      entries.put(type, in.readAllBytes());
      return signed(name, version, jar(entries));
    } catch (IOException e) {
      throw new UncheckedIOException("a capsule could not be made", e);
    }
  }

  /** The one that runs programs, as this process has it on its class path: packed, or as the folder of what was compiled. */
  SignedCapsule runtime() throws IOException {
    try {
      URI place = RuntimeProcessCapsule.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      Path path = Path.of(place);
      return signed(RUNTIME, RUNTIME_VERSION, Files.isDirectory(path) ? jar(files(path)) : Files.readAllBytes(path));
    } catch (URISyntaxException e) {
      throw new IOException("the capsule " + RUNTIME + " is nowhere", e);
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

  private static byte[] jar(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> each : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(each.getKey());
        entry.setTimeLocal(java.time.LocalDateTime.of(2000, 1, 1, 0, 0));
        zip.putNextEntry(entry);
        zip.write(each.getValue());
        zip.closeEntry();
      }
    }
    return out.toByteArray();
  }

  private SignedCapsule signed(String name, String version, byte[] jar) throws IOException {
    try {
      return new SignedCapsule(name + "-" + version + ".capsule.jar", jar, Signer.sign(key, jar), Sha.hex(jar));
    } catch (SealException e) {
      throw new IOException("a capsule could not be signed: " + e.getMessage(), e);
    }
  }
}
