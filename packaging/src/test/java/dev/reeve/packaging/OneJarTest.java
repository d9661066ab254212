package dev.reeve.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code packaging/build/OneJar.java} over small jars. */
final class OneJarTest {

  @TempDir Path folder;

  private final Map<String, byte[]> first = new LinkedHashMap<>();
  private final Map<String, byte[]> second = new LinkedHashMap<>();

  private JarFile made() throws Exception {
    Path one = folder.resolve("made/one.jar");
    String jars = written("first.jar", first) + ":" + written("second.jar", second);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String program = Finished.inTree("packaging/build/OneJar.java").toString();
    Finished done =
        Finished.run(folder, Map.of("PATH", "/usr/bin:/bin"), List.of(java, program, one.toString(), folder.resolve("native").toString(), jars));
    assertThat(done.code()).as(done.err()).isZero();
    return new JarFile(one.toFile());
  }

  private Path written(String name, Map<String, byte[]> files) throws IOException {
    Path jar = folder.resolve(name);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        out.putNextEntry(new ZipEntry(file.getKey()));
        out.write(file.getValue());
        out.closeEntry();
      }
    }
    return jar;
  }

  private static String text(JarFile jar, String name) throws IOException {
    return new String(jar.getInputStream(jar.getEntry(name)).readAllBytes(), UTF_8);
  }

  @Test
  void servicesAreTogetherAndOfOtherFilesTheFirstCounts() throws Exception {
    first.put("META-INF/services/a.Service", "a.One # the first\n\n".getBytes(UTF_8));
    second.put("META-INF/services/a.Service", "a.Two\na.One".getBytes(UTF_8));
    first.put("b.txt", "first".getBytes(UTF_8));
    second.put("b.txt", "second".getBytes(UTF_8));
    try (JarFile one = made()) {
      assertThat(text(one, "META-INF/services/a.Service")).isEqualTo("a.One\na.Two\n");
      assertThat(text(one, "b.txt")).isEqualTo("first");
    }
  }

  @Test
  void ofFilesForSeveralReleasesTheNewestThatThisJavaTakesCounts() throws Exception {
    first.put("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\nMulti-Release: true\r\n\r\n".getBytes(UTF_8));
    first.put("v.txt", "8".getBytes(UTF_8));
    first.put("META-INF/versions/11/v.txt", "11".getBytes(UTF_8));
    first.put("META-INF/versions/17/v.txt", "17".getBytes(UTF_8));
    first.put("META-INF/versions/999/v.txt", "999".getBytes(UTF_8));
    try (JarFile one = made()) {
      assertThat(text(one, "v.txt")).isEqualTo("17");
      assertThat(one.stream().map(ZipEntry::getName)).noneMatch(name -> name.startsWith("META-INF/versions/"));
      assertThat(one.getManifest().getMainAttributes().getValue("Multi-Release")).isNull();
    }
  }

  @Test
  void signaturesAreLeftOutAndNativeLibrariesLieInTheirFolder() throws Exception {
    first.put("META-INF/KEY.SF", "x".getBytes(UTF_8));
    first.put("META-INF/KEY.EC", "x".getBytes(UTF_8));
    first.put("META-INF/native/libx.so", "elf".getBytes(UTF_8));
    try (JarFile one = made()) {
      assertThat(one.stream().map(ZipEntry::getName)).containsExactly("META-INF/MANIFEST.MF");
    }
    assertThat(folder.resolve("native/libx.so")).hasContent("elf");
  }

  @Test
  void anOldClassGetsStackMapsAndDoesTheSame() throws Exception {
    first.put("Old.class", oldClass());
    try (JarFile one = made(); URLClassLoader loader = new URLClassLoader(new URL[] {folder.resolve("made/one.jar").toUri().toURL()}, null)) {
      assertThat(ClassFile.of().parse(one.getInputStream(one.getEntry("Old.class")).readAllBytes()).majorVersion()).isEqualTo(50);
      assertThat(loader.loadClass("Old").getMethod("greater", int.class, int.class).invoke(null, 3, 7)).isEqualTo(7);
    }
  }

  /** A class in the format of Java 5, with a branch and without stack maps: the greater of two numbers. */
  private static byte[] oldClass() {
    return ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS)
        .build(
            ClassDesc.of("Old"),
            built ->
                built
                    .withVersion(49, 0)
                    .withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_SUPER)
                    .withMethodBody(
                        "greater",
                        MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_int),
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                        code -> code.iload(0).iload(1).ifThenElse(java.lang.classfile.Opcode.IF_ICMPGT, yes -> yes.iload(0).ireturn(), no -> no.iload(1).ireturn())));
  }
}
