package dev.reeve.kernel.agent;

import dev.reeve.kernel.document.DocumentException;
import dev.reeve.kernel.document.Node;
import dev.reeve.kernel.document.Problem;
import dev.reeve.kernel.document.Problems;
import dev.reeve.kernel.document.Table;
import dev.reeve.kernel.document.YamlSource;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.json.JsonText;
import dev.reeve.kernel.store.Digest;
import dev.reeve.v1.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a manifest from YAML or JSON, strictly: every key means something here or is an error, and all problems are told at once. */
public final class ManifestFile {

  /** Largest manifest taken, in bytes. */
  public static final int MAX_BYTES = 1024 * 1024;

  /** JSON Schema (draft 2020-12) of what is taken, as published. */
  public static final String SCHEMA = schema();

  /** Names the rules by which manifests are read: another kernel with the same reads what this one does. */
  static final String FORM = Digest.of(SCHEMA);

  private static final String RESOURCE = "/dev/reeve/v1/agent-manifest.schema.json";

  private ManifestFile() {}

  /**
   * What is wrong at a key.
   *
   * @param key its path, e.g. {@code spec.runtime.name}
   */
  public record Finding(String key, String message) {}

  /**
   * A manifest as far as it can be read.
   *
   * @param manifest null where there are problems
   * @param problems in the order of the file; empty where there are none
   * @param name empty where it cannot be read
   * @param version empty where it cannot be read
   */
  public record Checked(@Nullable Manifest manifest, List<Problem> problems, String name, String version) {}

  /**
   * Reads a manifest.
   *
   * @param file how to call it in messages
   * @throws DocumentException with every problem and its place
   */
  public static Manifest parse(String file, String text) {
    Checked checked = check(file, text, _ -> List.of());
    if (checked.manifest() == null) {
      throw new DocumentException(checked.problems());
    }
    return checked.manifest();
  }

  /**
   * Reads a manifest and looks further at what was read, also where that has problems: its values are then harmless ones.
   *
   * @param file how to call it in messages
   */
  public static Checked check(String file, String text, Function<Manifest, List<Finding>> further) {
    Node.Mapping tree;
    try {
      tree = mapping(file, text);
    } catch (DocumentException e) {
      return new Checked(null, e.problems(), "", "");
    }
    Problems problems = new Problems(file);
    Manifest manifest = ManifestReader.read(Table.of(tree, problems));
    for (Finding finding : further.apply(manifest)) {
      problems.add(place(tree, finding.key()), finding.key(), finding.message());
    }
    try {
      problems.throwIfAny();
    } catch (DocumentException e) {
      return new Checked(null, e.problems(), manifest.name(), manifest.version());
    }
    return new Checked(manifest, List.of(), manifest.name(), manifest.version());
  }

  /**
   * The document as JSON knows it, whatever it says.
   *
   * @throws DocumentException where it is no document
   */
  public static Map<String, @Nullable Object> tree(String file, String text) {
    @SuppressWarnings("unchecked")
    Map<String, @Nullable Object> plain = (Map<String, @Nullable Object>) Objects.requireNonNull(mapping(file, text).plain());
    return plain;
  }

  /** A deployed source as JSON text; empty where it is no document to this kernel. */
  public static String json(String source) {
    try {
      return JsonText.write(tree("manifest", source));
    } catch (DocumentException e) {
      return "";
    }
  }

  private static Node.Mapping mapping(String file, String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new DocumentException(List.of(new Problem(file, 1, 1, "", "a manifest has at most " + MAX_BYTES + " bytes")));
    }
    return YamlSource.parse(file, text);
  }

  /** Where the key stands, or the nearest above it that does. */
  private static Node place(Node.Mapping tree, String key) {
    Node at = tree;
    for (String part : key.split("\\.", -1)) {
      Node.Entry entry = at instanceof Node.Mapping mapping ? mapping.entries().get(part) : null;
      if (entry == null) {
        return at;
      }
      at = entry.value();
    }
    return at;
  }

  /** INVALID_ARGUMENT with every problem of a manifest, a line each. */
  static KernelException refusal(List<Problem> problems) {
    return refusal("manifest", problems);
  }

  static KernelException refusal(String field, List<Problem> problems) {
    String all = String.join("\n", problems.stream().map(Object::toString).toList());
    return new KernelException(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, all, Map.of("field", field, "rule", "see the message"));
  }

  private static String schema() {
    try (InputStream in = ManifestFile.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing from this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
