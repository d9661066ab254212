import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The last gate of the build: reads every Surefire report below a folder and fails when a test was skipped that the list does not name,
 * when a test class has no report, or when no test ran at all. Usage: {@code java CheckSkips.java ROOT SKIPS}.
 */
public final class CheckSkips {

  private final Map<String, String> listed = new TreeMap<>();
  private final TreeSet<String> reported = new TreeSet<>();
  private final TreeSet<String> written = new TreeSet<>();
  private final List<String> problems = new ArrayList<>();
  private final Map<String, String> skipped = new TreeMap<>();
  private int tests;
  private int failed;

  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("usage: java CheckSkips.java ROOT SKIPS");
      System.exit(2);
    }
    CheckSkips check = new CheckSkips();
    check.list(Path.of(args[1]));
    check.walk(Path.of(args[0]));
    check.conclude();
    check.print();
    if (!check.problems.isEmpty()) {
      System.exit(1);
    }
  }

  private void list(Path file) throws IOException {
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] parts = line.split("\\|", 2);
      if (parts.length != 2 || parts[0].strip().indexOf('#') < 1 || parts[1].isBlank()) {
        problems.add(file + ":" + number + ": must be 'Class#method | missing ability of the host'");
      } else {
        listed.put(parts[0].strip(), parts[1].strip());
      }
    }
  }

  private void walk(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            Path inTarget = folder.getFileName();
            if (!folder.equals(root) && inTarget.toString().startsWith(".")) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            if (inTarget.toString().equals("target")) {
              reports(folder.resolve("surefire-reports"));
              return FileVisitResult.SKIP_SUBTREE;
            }
            if (folder.endsWith("src/test/java")) {
              sources(folder);
              return FileVisitResult.SKIP_SUBTREE;
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private void sources(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      files
          .map(file -> folder.relativize(file).toString())
          .filter(name -> name.endsWith("Test.java"))
          .forEach(name -> written.add(name.substring(0, name.length() - ".java".length()).replace('/', '.')));
    }
  }

  private void reports(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var files = Files.newDirectoryStream(folder, "TEST-*.xml")) {
      for (Path file : files) {
        try {
          report(file);
        } catch (XMLStreamException e) {
          problems.add(file + ": cannot be read as XML: " + e.getMessage());
        }
      }
    }
  }

  private void report(Path file) throws IOException, XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try (InputStream in = Files.newInputStream(file)) {
      XMLStreamReader xml = factory.createXMLStreamReader(in);
      // Some engines name a test's class without its package; the report's file never does.
      String suite = file.getFileName().toString().replaceAll("^TEST-|\\.xml$|\\$.*", "");
      String test = "";
      while (xml.hasNext()) {
        if (xml.next() != XMLStreamConstants.START_ELEMENT) {
          continue;
        }
        switch (xml.getLocalName()) {
          case "testcase" -> {
            tests++;
            String type = xml.getAttributeValue(null, "classname");
            reported.add(suite);
            test = type + "#" + xml.getAttributeValue(null, "name").replaceAll("[({\\[ ].*", "");
          }
          case "failure", "error" -> failed++;
          case "skipped" -> {
            String message = xml.getAttributeValue(null, "message");
            skipped.merge(test, message == null ? "" : message.lines().findFirst().orElse(""), (first, next) -> first);
          }
          default -> {}
        }
      }
    }
  }

  private void conclude() {
    for (Map.Entry<String, String> skip : skipped.entrySet()) {
      String test = skip.getKey();
      String reason = listed.getOrDefault(test, listed.get(test.replaceAll("#.*", "#*")));
      if (reason == null) {
        problems.add(test + " was skipped (" + skip.getValue() + ") and is not in packaging/build/skips.txt");
      } else {
        System.out.println("Skipped, because this host has no " + reason + ": " + test);
      }
    }
    for (String type : written) {
      if (!reported.contains(type)) {
        problems.add(type + " has no report: its tests did not run");
      }
    }
    if (failed > 0) {
      problems.add(failed + " tests failed");
    }
    if (tests == 0) {
      problems.add("no test ran");
    }
  }

  private void print() {
    System.out.printf(
        "All modules: %d tests in %d classes, %d failed, %d skipped%n", tests, reported.size(), failed, skipped.size());
    problems.forEach(problem -> System.err.println("CheckSkips: " + problem));
  }
}
