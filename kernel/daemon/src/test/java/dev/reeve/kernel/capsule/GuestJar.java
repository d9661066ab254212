package dev.reeve.kernel.capsule;

import dev.reeve.capsule.Capsule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.pf4j.Extension;

/** A capsule's jar in the making: a real manifest, a real class from the compiler, and whatever a test adds or spoils. */
final class GuestJar {

  /** Of every entry, so that the same jar made twice has the same bytes. */
  private static final LocalDateTime STAMP = LocalDateTime.of(2000, 1, 1, 0, 0);

  /** Set by the guest's static initializer: some class of it was defined and initialized. */
  static final String DEFINED = "reeve.test.guest.defined";

  /** Set by the guest's {@code stop}. */
  static final String STOPPED = "reeve.test.guest.stopped";

  /** Announces what the source registers. */
  static final String PROVIDES =
      """
      [[provides.tool]]
      name = "guest/echo"
      mutates = false
      input_schema = "schemas/echo.json"

      [[provides.command]]
      name = "guest-say"
      """;

  static final String REGISTER =
      """
      context.tool("guest/echo", input -> Map.of("said", input.get("text")));
      context.command("guest-say", args -> List.of("said " + String.join(" ", args)));
      """;

  private static final String COMMAND = "context.command(\"guest-say\", args -> List.of(\"said \" + String.join(\" \", args)));";

  static final String ECHO_SCHEMA =
      """
      {"type": "object", "properties": {"text": {"type": "string", "maxLength": 8}}, "required": ["text"], "additionalProperties": false}
      """;

  private static final Map<String, byte[]> COMPILED = new HashMap<>();

  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  private GuestJar() {}

  /** A sound capsule {@code guest} 1.0.0 that asks for nothing. */
  static GuestJar sound() {
    return new GuestJar()
        .manifest(manifest("guest", "1.0.0", PROVIDES))
        .text("schemas/echo.json", ECHO_SCHEMA)
        .text("META-INF/extensions.idx", "guest.Guest\n")
        .starting(REGISTER);
  }

  /** The same in another version, whose tool tells it. */
  static GuestJar version(String version) {
    return sound()
        .manifest(manifest("guest", version, PROVIDES))
        .starting("context.tool(\"guest/echo\", input -> Map.of(\"version\", \"" + version + "\"));\n" + COMMAND);
  }

  /** A capsule of another name that brings nothing, with these further lines in its manifest. */
  static GuestJar silent(String name, String version, String lines) {
    return sound().manifest(manifest(name, version, lines)).without("schemas/echo.json").starting("");
  }

  static String manifest(String name, String version, String rest) {
    return "schema = 1\n[capsule]\nname = \"" + name + "\"\nversion = \"" + version + "\"\napi = \"^1\"\n" + rest;
  }

  GuestJar manifest(String toml) {
    return text("capsule.toml", toml);
  }

  /** The entry class, its {@code start} having this body. */
  GuestJar starting(String body) {
    return starting(body, "");
  }

  /** The entry class, its {@code start} having this body, and further members. */
  GuestJar starting(String body, String members) {
    return source(
        """
        package guest;
        import dev.reeve.capsule.*;
        import java.util.*;
        @org.pf4j.Extension
        public final class Guest implements Capsule {
          static { System.setProperty("%s", "yes"); }
          @Override public void start(CapsuleContext context) throws CapsuleException { %s }
          @Override public void stop() { System.setProperty("%s", "yes"); }
          %s
        }
        """
            .formatted(DEFINED, body, STOPPED, members));
  }

  GuestJar source(String java) {
    return put("guest/Guest.class", compiled(java));
  }

  GuestJar text(String entry, String content) {
    return put(entry, content.getBytes(StandardCharsets.UTF_8));
  }

  GuestJar put(String entry, byte[] content) {
    entries.put(entry, content);
    return this;
  }

  GuestJar without(String entry) {
    entries.remove(entry);
    return this;
  }

  /** What its file has to be called. */
  String fileName() {
    CapsuleManifest manifest = CapsuleManifestFile.parse(new String(content("capsule.toml"), StandardCharsets.UTF_8));
    return manifest.name() + "-" + manifest.version() + ".capsule.jar";
  }

  byte[] content(String entry) {
    return Objects.requireNonNull(entries.get(entry));
  }

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        ZipEntry stamped = new ZipEntry(entry.getKey());
        stamped.setTimeLocal(STAMP);
        zip.putNextEntry(stamped);
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static synchronized byte[] compiled(String java) {
    return COMPILED.computeIfAbsent(java, GuestJar::compile).clone();
  }

  private static byte[] compile(String java) {
    try {
      Path folder = Files.createTempDirectory("guest");
      Path source = Files.writeString(folder.resolve("Guest.java"), java);
      String classPath = Stream.of(Capsule.class, Extension.class, Nullable.class).map(GuestJar::home).collect(Collectors.joining(":"));
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      List<String> options = List.of("-proc:none", "-cp", classPath, "-d", folder.toString(), source.toString());
      if (ToolProvider.getSystemJavaCompiler().run(null, said, said, options.toArray(String[]::new)) != 0) {
        throw new IllegalArgumentException(said.toString(StandardCharsets.UTF_8));
      }
      Path made = folder.resolve("guest/Guest.class");
      byte[] bytes = Files.readAllBytes(made);
      for (Path file : List.of(made, folder.resolve("guest"), source, folder)) {
        Files.delete(file);
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String home(Class<?> type) {
    try {
      URI place = type.getProtectionDomain().getCodeSource().getLocation().toURI();
      return Path.of(place).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
