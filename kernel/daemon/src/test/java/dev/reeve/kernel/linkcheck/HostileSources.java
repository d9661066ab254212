package dev.reeve.kernel.linkcheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** The table of hostile sources and their harmless twins, compiled at once, each in a package of its own. */
final class HostileSources {

  private static final Pattern DECLARES = Pattern.compile("^(abstract |sealed )?(class|enum|record|interface|@Mark)\\b.*");
  private static final String IMPORTS =
      "import java.io.*; import java.nio.file.*; import java.util.*; import java.util.concurrent.*; import java.util.function.*; import java.util.stream.*; ";

  /**
   * A row of the table.
   *
   * @param member what is reached for, without the package of the source itself
   * @param permission what is missing; "-" where nothing helps
   */
  record Row(int number, String source, String member, String permission, String harmless) {

    @Override
    public String toString() {
      return number + ": " + source;
    }
  }

  final List<Row> rows = new ArrayList<>();

  /** Compiled classes by entry name, by package. */
  final Map<String, Map<String, byte[]>> classes = new TreeMap<>();

  HostileSources() throws IOException {
    try (InputStream in = HostileSources.class.getResourceAsStream("/linkcheck/hostile.txt")) {
      assertThat(in).isNotNull();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] cells = line.split(" ## ", -1);
          rows.add(new Row(rows.size() + 1, cells[0], cells[1], cells[2], cells[3]));
        }
      }
    }
    Map<String, String> sources = new LinkedHashMap<>();
    for (Row row : rows) {
      sources.put("h" + row.number(), row.source());
      sources.put("t" + row.number(), row.harmless());
    }
    compile(sources);
  }

  private void compile(Map<String, String> sources) throws IOException {
    List<JavaFileObject> units = new ArrayList<>();
    sources.forEach((name, source) -> units.add(unit(name, source)));
    Map<String, ByteArrayOutputStream> made = new TreeMap<>();
    var compiler = ToolProvider.getSystemJavaCompiler();
    List<String> said = new ArrayList<>();
    try (JavaFileManager files = keeping(compiler.getStandardFileManager(null, null, null), made)) {
      boolean sound =
          compiler.getTask(null, files, problem -> said.add(problem.toString()), List.of("-proc:none", "-XDrawDiagnostics", "-nowarn"), null, units).call();
      assertThat(sound).as(String.join("\n", said)).isTrue();
    }
    made.forEach(
        (name, bytes) ->
            classes
                .computeIfAbsent(name.substring(0, name.indexOf('.')), other -> new LinkedHashMap<>())
                .put(name.replace('.', '/') + ".class", bytes.toByteArray()));
  }

  private static JavaFileObject unit(String name, String source) {
    String type = DECLARES.matcher(source).matches() ? source : "class Evil { static Object run(Object o) throws Throwable { " + source + " return null; } }";
    return new SimpleJavaFileObject(URI.create("string:///" + name + "/Evil.java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return "package " + name + "; " + IMPORTS + type;
      }
    };
  }

  private static JavaFileManager keeping(JavaFileManager under, Map<String, ByteArrayOutputStream> made) {
    return new ForwardingJavaFileManager<>(under) {
      @Override
      public JavaFileObject getJavaFileForOutput(Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
        return new SimpleJavaFileObject(URI.create("mem:///" + name.replace('.', '/') + ".class"), kind) {
          @Override
          public OutputStream openOutputStream() {
            return made.computeIfAbsent(name, other -> new ByteArrayOutputStream());
          }
        };
      }
    };
  }
}
