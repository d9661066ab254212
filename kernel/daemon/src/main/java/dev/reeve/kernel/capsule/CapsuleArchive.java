package dev.reeve.kernel.capsule;

import dev.reeve.kernel.fault.KernelException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/** A capsule's jar, read once into memory: these bytes are checked and these are used. */
final class CapsuleArchive {

  /** Largest jar taken, in bytes. */
  static final int MAX_JAR = 64 * 1024 * 1024;

  private static final int MAX_ENTRIES = 4096;
  private static final long MAX_UNPACKED = 256L * 1024 * 1024;
  private static final List<String> RESERVED = List.of("dev/reeve/capsule/", "org/pf4j/", "java/", "javax/", "jdk/", "sun/");
  private static final String VERSIONS = "META-INF/versions/";
  private static final Pattern NATIVE =
      Pattern.compile(".*\\.(so(\\.[0-9]+)*|dll|dylib|jnilib)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  /** First bytes of ELF and Mach-O files; those of a universal Mach-O file are a class file's too. */
  private static final Set<Integer> NATIVE_STARTS = Set.of(0x7f454c46, 0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe);

  private final Map<String, byte[]> entries;

  private CapsuleArchive(Map<String, byte[]> entries) {
    this.entries = entries;
  }

  /**
   * Reads a jar.
   *
   * @throws dev.reeve.kernel.fault.KernelException CAPSULE_REFUSED naming the check and the entry
   */
  static CapsuleArchive read(byte[] jar) {
    if (jar.length > MAX_JAR) {
      throw Refusal.SIZE.because("the jar has more than " + MAX_JAR + " bytes");
    }
    List<CentralDirectory.Entry> directory = CentralDirectory.read(jar);
    if (directory.size() > MAX_ENTRIES) {
      throw Refusal.ZIP.because("it has more than " + MAX_ENTRIES + " entries");
    }
    if (directory.stream().mapToLong(CentralDirectory.Entry::size).sum() > MAX_UNPACKED) {
      throw Refusal.SIZE.because("it unpacks to more than " + MAX_UNPACKED + " bytes");
    }
    Map<String, byte[]> entries = new LinkedHashMap<>();
    int index = 0;
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        String name = entry.getName();
        checkName(name);
        CentralDirectory.Entry listed = index < directory.size() ? directory.get(index++) : null;
        byte[] content = listed == null ? new byte[0] : in.readNBytes((int) listed.size() + 1);
        if (listed == null || !agrees(listed, name, content)) {
          throw Refusal.ZIP_MISMATCH.because("its central directory and the entry '" + shown(name) + "' disagree");
        }
        if (content.length >= Integer.BYTES && NATIVE_STARTS.contains(ByteBuffer.wrap(content).getInt())) {
          throw nativeLibrary(name);
        }
        if (entries.put(name, content) != null) {
          throw Refusal.DUPLICATE_ENTRY.because("the entry '" + shown(name) + "' is there twice");
        }
      }
    } catch (IOException e) {
      throw Refusal.ZIP.because("it is cut or broken: " + e.getMessage());
    }
    if (index != directory.size()) {
      throw Refusal.ZIP_MISMATCH.because("its central directory names entries that are not there");
    }
    return new CapsuleArchive(entries);
  }

  private static boolean agrees(CentralDirectory.Entry listed, String name, byte[] content) {
    if (listed.link()) {
      throw Refusal.SYMLINK.because("the entry '" + shown(name) + "' is a symbolic link");
    }
    CRC32 crc = new CRC32();
    crc.update(content);
    return listed.name().equals(name) && listed.size() == content.length && listed.crc() == crc.getValue();
  }

  private static void checkName(String name) {
    if (name.startsWith("/")) {
      throw Refusal.ABSOLUTE_PATH.because("the entry '" + shown(name) + "' begins at the root");
    }
    if (name.isEmpty() || name.contains("\\") || name.indexOf(0) >= 0 || List.of(name.split("/")).contains("..")) {
      throw Refusal.PATH_ESCAPE.because("the entry '" + shown(name) + "' leads out of the jar");
    }
    if (name.startsWith(VERSIONS) && !name.endsWith("/")) {
      throw Refusal.MULTI_RELEASE.because("the entry '" + shown(name) + "' is for one version of Java");
    }
    for (String reserved : RESERVED) {
      if (name.startsWith(reserved) && !name.endsWith("/")) {
        throw Refusal.RESERVED_PACKAGE.because("the entry '" + shown(name) + "' lies in " + reserved + ", which is not a capsule's");
      }
    }
    if (NATIVE.matcher(name).matches()) {
      throw nativeLibrary(name);
    }
  }

  private static KernelException nativeLibrary(String name) {
    return Refusal.NATIVE.because("the entry '" + shown(name) + "' is a native library");
  }

  private static String shown(String name) {
    String clean = name.replaceAll("\\p{Cntrl}", "?");
    return clean.length() <= 80 ? clean : clean.substring(0, 80) + "…";
  }

  /** The content of an entry; null when there is none. */
  byte @Nullable [] content(String name) {
    return entries.get(name);
  }

  /** The content of every entry that is a class by its name, by that name. */
  Map<String, byte[]> classes() {
    Map<String, byte[]> classes = new LinkedHashMap<>(entries);
    classes.keySet().removeIf(name -> !name.endsWith(".class"));
    return classes;
  }

  /** The content of an entry as UTF-8 text; null when there is none. */
  @Nullable String text(String name) {
    byte[] content = entries.get(name);
    return content == null ? null : new String(content, StandardCharsets.UTF_8);
  }
}
