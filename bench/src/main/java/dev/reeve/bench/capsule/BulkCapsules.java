package dev.reeve.bench.capsule;

import dev.reeve.bench.author.Author;
import dev.reeve.bench.author.SignedCapsule;
import dev.reeve.capsules.small.SmallCapsule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * Capsules of 1 MiB: the small one with some 150 further classes from the compiler, which link to what capsules may of the JDK and to each
 * other, and filled up with bytes that cannot be compressed. Each name gives other classes.
 */
final class BulkCapsules {

  static final int BYTES = 1 << 20;

  /** Sources; each gives three classes, and an extension's is one more. */
  private static final int PARTS = 50;
  private static final String VERSION = "1.0.0";
  /** What an entry that cannot be compressed takes beyond its content: less than this. */
  private static final int ENTRY_COST = 512;

  private final Author author;
  private final Path folder;

  BulkCapsules(Author author, Path folder) {
    this.author = author;
    this.folder = folder;
  }

  /** A capsule of that name, which is a Java identifier too. */
  SignedCapsule make(String name) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("capsule.toml", manifest(name).getBytes(StandardCharsets.UTF_8));
    entries.put("META-INF/extensions.idx", (SmallCapsule.class.getName() + "\n").getBytes(StandardCharsets.UTF_8));
    Author.put(entries, SmallCapsule.class);
    entries.putAll(compiled(name));
    byte[] fill = new byte[BYTES - Author.jar(entries).length - ENTRY_COST];
    new Random(name.hashCode()).nextBytes(fill);
    entries.put("fill.bin", fill);
    return author.signed(name, VERSION, entries);
  }

  private static String manifest(String name) {
    return """
        schema = 1

        [capsule]
        name = "%s"
        version = "%s"
        api = "^1"

        [[provides.command]]
        name = "%s"
        """
        .formatted(name, VERSION, name);
  }

  private Map<String, byte[]> compiled(String name) throws IOException {
    Path out = Files.createDirectories(folder.resolve(name));
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", out.toString()));
    String source = source();
    for (int i = 0; i < PARTS; i++) {
      String text = source.replace("@PACKAGE@", name).replace("@N@", Integer.toString(i)).replace("@NEXT@", Integer.toString((i + 1) % PARTS));
      arguments.add(Files.writeString(out.resolve("Part" + i + ".java"), text).toString());
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler.run(null, said, said, arguments.toArray(String[]::new)) != 0) {
      throw new IOException("the parts cannot be compiled: " + said.toString(StandardCharsets.UTF_8));
    }
    Map<String, byte[]> classes = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(out)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".class")).sorted().toList()) {
        classes.put(out.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return classes;
  }

  private static String source() throws IOException {
    try (InputStream in = BulkCapsules.class.getResourceAsStream("Part.java.txt")) {
      if (in == null) {
        throw new IOException("Part.java.txt is not beside its reader");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
