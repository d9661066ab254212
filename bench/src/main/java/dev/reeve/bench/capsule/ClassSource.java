package dev.reeve.bench.capsule;

import com.google.protobuf.ByteString;
import dev.reeve.bench.author.SignedCapsule;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Class files that belong together.
 *
 * @param classes their content by the name of their entry
 */
record ClassSource(String name, Map<String, byte[]> classes) {

  private static final String SUFFIX = ".class";

  /** The first-party capsules of this process's class path, a large library, and the capsule that is given. */
  static List<ClassSource> all(SignedCapsule given) throws IOException {
    List<ClassSource> all = new ArrayList<>();
    try {
      for (URL manifest : Collections.list(ClassSource.class.getClassLoader().getResources("capsule.toml"))) {
        all.add(at(place(manifest)));
      }
      all.add(at(Path.of(ByteString.class.getProtectionDomain().getCodeSource().getLocation().toURI())));
    } catch (URISyntaxException e) {
      throw new IOException("a jar of the class path is nowhere", e);
    }
    all.add(of(given));
    return all;
  }

  static ClassSource of(SignedCapsule capsule) throws IOException {
    return new ClassSource(capsule.fileName(), packed(new ByteArrayInputStream(capsule.jar())));
  }

  /** What a resource at the root of a jar or a folder lies in. */
  static Path place(URL resource) throws URISyntaxException {
    String text = resource.toString();
    return text.startsWith("jar:") ? Path.of(URI.create(text.substring("jar:".length(), text.indexOf("!/")))) : Path.of(resource.toURI()).resolveSibling("");
  }

  private static ClassSource at(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      try (InputStream in = Files.newInputStream(place)) {
        return new ClassSource(String.valueOf(place.getFileName()), packed(in));
      }
    }
    Map<String, byte[]> classes = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(place)) {
      for (Path file : files.filter(each -> each.toString().endsWith(SUFFIX)).sorted().toList()) {
        classes.put(place.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    // .../NAME/target/classes
    Path module = place.toAbsolutePath().normalize().resolve("../..").normalize();
    return new ClassSource(String.valueOf(module.getFileName()), classes);
  }

  private static Map<String, byte[]> packed(InputStream jar) throws IOException {
    Map<String, byte[]> classes = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(jar)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (entry.getName().endsWith(SUFFIX)) {
          classes.put(entry.getName(), in.readAllBytes());
        }
      }
    }
    return classes;
  }
}
