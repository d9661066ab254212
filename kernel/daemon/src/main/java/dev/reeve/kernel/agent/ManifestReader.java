package dev.reeve.kernel.agent;

import dev.reeve.kernel.authority.Names;
import dev.reeve.kernel.document.Table;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the outermost table of a manifest and its metadata. */
final class ManifestReader {

  static final int LONGEST_VERSION = 128;
  static final int LONGEST_DESCRIPTION = 1024;

  private static final String API_VERSION = "reeve.dev/v1";
  private static final String NUMBER = "(0|[1-9]\\d*)";
  private static final String BEFORE = "(0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)";
  private static final Pattern SEMVER =
      Pattern.compile(
          NUMBER + "\\." + NUMBER + "\\." + NUMBER + "(-" + BEFORE + "(\\." + BEFORE + ")*)?(\\+[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?");

  private ManifestReader() {}

  static Manifest read(Table root) {
    expect(root, "apiVersion", API_VERSION);
    expect(root, "kind", "Agent");
    Table metadata = root.table("metadata");
    String name = metadata.string("name");
    String wrong = Names.checkPrincipal(name);
    if (wrong != null) {
      metadata.problem("name", wrong);
    }
    String version = metadata.string("version");
    if (version.length() > LONGEST_VERSION || !SEMVER.matcher(version).matches()) {
      metadata.problem("version", "is no semantic version such as 1.2.0");
    }
    String description = metadata.optionalString("description");
    if (description != null && description.length() > LONGEST_DESCRIPTION) {
      metadata.problem("description", "has " + description.length() + " characters; at most " + LONGEST_DESCRIPTION + " are allowed");
    }
    Map<String, String> labels = labels(metadata);
    Map<String, String> annotations = annotations(metadata);
    return SpecReader.read(
        root.table("spec"), new SpecReader.Head(name, version, description == null ? "" : description, labels, annotations));
  }

  private static void expect(Table table, String key, String value) {
    if (!table.string(key).equals(value)) {
      table.problem(key, "must be '" + value + "'");
    }
  }

  private static Map<String, String> labels(Table metadata) {
    Map<String, String> labels = texts(metadata, "labels");
    labels.forEach(
        (key, value) -> {
          tell(metadata, "labels", Labels.wrongKey(key));
          tell(metadata, "labels", Labels.wrongValue(value));
        });
    return labels;
  }

  private static Map<String, String> annotations(Table metadata) {
    Map<String, String> annotations = texts(metadata, "annotations");
    annotations.forEach(
        (key, value) -> {
          tell(metadata, "annotations", Labels.wrongKey(key));
          if (value.length() > Labels.LONGEST_ANNOTATION) {
            metadata.problem(
                "annotations", "the value of '" + key + "' has " + value.length() + " characters; at most " + Labels.LONGEST_ANNOTATION + " are allowed");
          }
        });
    return annotations;
  }

  private static void tell(Table table, String key, @Nullable String wrong) {
    if (wrong != null) {
      table.problem(key, wrong);
    }
  }

  private static Map<String, String> texts(Table table, String key) {
    Table section = table.optionalTable(key);
    Map<String, String> texts = section == null ? Map.of() : section.texts();
    if (texts.size() > Labels.MOST) {
      table.problem(key, "has " + texts.size() + " entries; at most " + Labels.MOST + " are allowed");
    }
    return texts;
  }
}
