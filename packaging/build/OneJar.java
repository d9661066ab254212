import java.io.IOException;
import java.io.InputStream;
import java.io.ByteArrayInputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes one jar out of those of a class path, for programs that start often: opening one jar instead of fifty, and reading what every start
 * needs as it is, not compressed, saves a good part of a start. What it holds is what the JVM of this build would find on that class path: of
 * classes for several releases the newest it takes, of others the first; services of one kind are put together. Signatures of jars are
 * left out, as they are of jars as wholes; the jars themselves, with their licences, lie in {@code lib/}. Classes of the formats before
 * that of Java 6 get the stack maps which the JVM's archive of classes asks for (JVM Specification 4.10.1), and are otherwise unchanged.
 *
 * <p>Native libraries go into a folder of their own, where the JVM finds them without their being unpacked first.
 *
 * <p>Usage: {@code java OneJar.java JAR NATIVE CLASSPATH}.
 */
public final class OneJar {

  private static final String SERVICES = "META-INF/services/";
  private static final String NATIVE = "META-INF/native/";

  /** What is not compressed: packages that a call to the kernel takes. */
  private static final List<String> STORED =
      List.of("META-INF/services/", "com/google/common/", "com/google/protobuf/", "dev/reeve/", "io/grpc/", "io/netty/", "io/perfmark/", "picocli/");

  private static final int STACK_MAPS = ClassFile.JAVA_6_VERSION;

  private final Map<String, byte[]> content = new TreeMap<>();
  private final Map<String, Set<String>> services = new TreeMap<>();
  private final Map<String, byte[]> natives = new TreeMap<>();
  private int refitted;

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 3) {
      System.err.println("usage: java OneJar.java JAR NATIVE CLASSPATH");
      System.exit(2);
    }
    OneJar one = new OneJar();
    for (String jar : arguments[2].split(":")) {
      one.add(Path.of(jar));
    }
    one.refit();
    one.write(Path.of(arguments[0]));
    one.writeNative(Path.of(arguments[1]));
  }

  private void add(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile(), false, JarFile.OPEN_READ, Runtime.version())) {
      for (JarEntry entry : file.versionedStream().filter(entry -> !entry.isDirectory()).toList()) {
        String name = entry.getName();
        if (name.startsWith(SERVICES)) {
          String text = new String(bytes(file, entry), StandardCharsets.UTF_8);
          Set<String> named = services.computeIfAbsent(name, _ -> new LinkedHashSet<>());
          text.lines().map(line -> line.replaceFirst("#.*", "").strip()).filter(line -> !line.isEmpty()).forEach(named::add);
        } else if (name.startsWith(NATIVE) && name.endsWith(".so")) {
          natives.putIfAbsent(name.substring(NATIVE.length()), bytes(file, entry));
        } else if (wanted(name)) {
          content.putIfAbsent(name, bytes(file, entry));
        }
      }
    }
  }

  private static boolean wanted(String name) {
    boolean ofThatJar = name.equals(JarFile.MANIFEST_NAME) || name.startsWith("META-INF/maven/") || name.matches("META-INF/[^/]*\\.(SF|RSA|DSA|EC|LIST)");
    return !ofThatJar && !name.endsWith("module-info.class") && !name.endsWith(".proto");
  }

  private static byte[] bytes(JarFile file, JarEntry entry) throws IOException {
    try (InputStream in = file.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  private void refit() {
    ClassHierarchyResolver known =
        ClassHierarchyResolver.ofResourceParsing(this::resource).orElse(ClassHierarchyResolver.defaultResolver());
    ClassFile format = ClassFile.of(StackMapsOption.GENERATE_STACK_MAPS, ClassHierarchyResolverOption.of(known));
    ClassTransform newer =
        ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
            .andThen((built, element) -> built.with(element instanceof ClassFileVersion ? ClassFileVersion.of(STACK_MAPS, 0) : element));
    content.replaceAll(
        (name, bytes) -> {
          if (!name.endsWith(".class") || major(bytes) >= STACK_MAPS) {
            return bytes;
          }
          ClassModel former = format.parse(bytes);
          refitted++;
          return format.transformClass(former, newer);
        });
  }

  private InputStream resource(ClassDesc type) {
    byte[] bytes = content.get(type.descriptorString().substring(1, type.descriptorString().length() - 1) + ".class");
    return bytes == null ? null : new ByteArrayInputStream(bytes);
  }

  private static int major(byte[] bytes) {
    return (bytes[6] & 0xff) << 8 | bytes[7] & 0xff;
  }

  private void write(Path jar) throws IOException {
    Files.createDirectories(jar.getParent());
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      put(out, JarFile.MANIFEST_NAME, "Manifest-Version: 1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      for (Map.Entry<String, Set<String>> service : services.entrySet()) {
        put(out, service.getKey(), (String.join("\n", service.getValue()) + "\n").getBytes(StandardCharsets.UTF_8));
      }
      for (Map.Entry<String, byte[]> entry : content.entrySet()) {
        put(out, entry.getKey(), entry.getValue());
      }
    }
    System.out.println("one jar: " + content.size() + " files, " + refitted + " classes with stack maps added, " + Files.size(jar) + " bytes");
  }

  private void writeNative(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<String, byte[]> library : natives.entrySet()) {
      Files.write(folder.resolve(library.getKey()), library.getValue());
    }
  }

  private static void put(ZipOutputStream out, String name, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    if (STORED.stream().anyMatch(name::startsWith)) {
      CRC32 crc = new CRC32();
      crc.update(bytes);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(bytes.length);
      entry.setCrc(crc.getValue());
    }
    entry.setLastModifiedTime(FileTime.from(Instant.EPOCH));
    out.putNextEntry(entry);
    out.write(bytes);
    out.closeEntry();
  }
}
