package dev.reeve.kernel.linkcheck;

import dev.reeve.kernel.linkcheck.Finding.Kind;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The check of all classes of one jar. The JVM can link nothing that is not in a class's constant pool, so the pool is what is walked, not
 * the code.
 */
public final class LinkCheck {

  /** Largest class file taken, in bytes. */
  static final int MAX_CLASS = 4 * 1024 * 1024;

  /** Findings after which a check ends. */
  static final int MAX_FINDINGS = 1000;

  private static final String SUFFIX = ".class";
  private static final int MAGIC = 0xcafebabe;
  private static final int HEADER = 10;
  private static final int JAVA_7 = 51;
  private static final int PREVIEW = 0xffff;

  private record Parsed(ClassModel model, TypeShape shape) {}

  private final Predicate<String> granted;
  private final Set<Finding> findings = new LinkedHashSet<>();
  private final Map<String, Parsed> parsed = new LinkedHashMap<>();

  private LinkCheck(Predicate<String> granted) {
    this.granted = granted;
  }

  /**
   * Checks classes.
   *
   * @param classes content of every entry of the jar whose name ends with {@code .class}, by the entry's name
   * @param granted whether a permission, {@code jdk:word}, was given to whoever made them
   * @return what they may not do, in the order of the entries, each once; empty when they pass. At most {@value #MAX_FINDINGS}
   */
  public static List<Finding> check(Map<String, byte[]> classes, Predicate<String> granted) {
    LinkCheck check = new LinkCheck(granted);
    classes.forEach(check::read);
    Map<String, TypeShape> shapes = new LinkedHashMap<>();
    check.parsed.forEach((name, one) -> shapes.put(name, one.shape()));
    Judge judge = new Judge(LinkPolicy.REVIEWED, new Types(shapes));
    check.parsed.forEach((name, one) -> check.walk(name, one, judge));
    return new ArrayList<>(check.findings).subList(0, Math.min(check.findings.size(), MAX_FINDINGS));
  }

  private void read(String entry, byte[] bytes) {
    String name = entry.endsWith(SUFFIX) ? entry.substring(0, entry.length() - SUFFIX.length()) : entry;
    if (name.startsWith("META-INF/") || name.equals("module-info") || name.endsWith("/module-info")) {
      find(Kind.MODULE, name, name.startsWith("META-INF/") ? "an override for one Java version" : "a module", null);
    } else if (ReservedPackages.holds(name)) {
      find(Kind.RESERVED, name, "a package that is not a capsule's", null);
    } else if (bytes.length > MAX_CLASS) {
      find(Kind.MALFORMED, name, "it has more than " + MAX_CLASS + " bytes", null);
    } else if (bytes.length < HEADER || ByteBuffer.wrap(bytes).getInt() != MAGIC) {
      find(Kind.MALFORMED, name, "it does not begin like one", null);
    } else if (version(name, bytes)) {
      parse(name, bytes);
    }
  }

  private boolean version(String name, byte[] bytes) {
    int minor = Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort(4));
    int major = Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort(6));
    if (minor == PREVIEW) {
      find(Kind.PREVIEW, name, "the preview features of class file version " + major, null);
    } else if (major < JAVA_7 || major > ClassFile.latestMajorVersion() || minor != 0) {
      String taken = JAVA_7 + " to " + ClassFile.latestMajorVersion();
      find(Kind.VERSION, name, "class file version " + major + "." + minor + ", not one of " + taken, null);
    } else {
      return true;
    }
    return false;
  }

  private void parse(String name, byte[] bytes) {
    try {
      ClassModel model = ClassFile.of().parse(bytes);
      TypeShape shape = TypeShape.of(model, true);
      if (!shape.name().equals(name)) {
        find(Kind.ENTRY_NAME, name, "the class " + MemberName.readable(shape.name()), null);
      } else {
        parsed.put(name, new Parsed(model, shape));
      }
    } catch (RuntimeException e) {
      malformed(name, e);
    }
  }

  private void walk(String name, Parsed one, Judge judge) {
    if (findings.size() >= MAX_FINDINGS) {
      return;
    }
    try {
      new ClassWalk(one.model(), one.shape(), judge, this::add).walk();
    } catch (RuntimeException e) {
      malformed(name, e);
    }
  }

  /** The class-file API reads lazily and reports what is not sound by several unchecked exceptions. */
  private void malformed(String name, RuntimeException e) {
    find(Kind.MALFORMED, name, MemberName.readable(String.valueOf(e.getMessage())), null);
  }

  private void find(Kind kind, String name, String member, @Nullable String permission) {
    add(new Finding(kind, MemberName.readable(name), member, permission));
  }

  private void add(Finding finding) {
    if (finding.permission() == null || !granted.test(finding.permission())) {
      findings.add(finding);
    }
  }
}
