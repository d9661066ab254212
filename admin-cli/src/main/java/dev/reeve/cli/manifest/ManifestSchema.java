package dev.reeve.cli.manifest;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import dev.reeve.cli.manifest.ManifestText.Place;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.ManifestProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The published JSON Schema of manifests, as this version of the contract has it. Nothing is fetched. */
final class ManifestSchema {

  private static final String RESOURCE = "dev/reeve/v1/agent-manifest.schema.json";
  private static final int MAX_REPORTED = 100;

  private final Schema schema;

  private ManifestSchema(Schema schema) {
    this.schema = schema;
  }

  /** @throws ReeveException when this program was built without it */
  static ManifestSchema published() {
    try (InputStream in = ManifestSchema.class.getClassLoader().getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw ReeveException.local(
            LocalError.DEFECT, "this program has no schema of manifests: " + RESOURCE + " is missing", "install it again");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new ManifestSchema(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(text, InputFormat.JSON));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** What is wrong with a text: what its reader met, and where it can be read as a whole what breaks the schema; by line. */
  List<ManifestProblem> problems(ManifestText text) {
    Set<ManifestProblem> problems = new LinkedHashSet<>(text.problems());
    JsonNode root = text.root();
    if (root != null && root.isObject()) {
      schema.validate(root, context -> context.executionConfig(config -> config.locale(Locale.ROOT))).stream()
          .limit(MAX_REPORTED)
          .map(error -> problem(error, text))
          .forEach(problems::add);
    }
    List<ManifestProblem> sorted = new ArrayList<>(problems);
    sorted.sort(Comparator.comparingInt(ManifestProblem::getLine).thenComparingInt(ManifestProblem::getColumn));
    return sorted;
  }

  private static ManifestProblem problem(Error error, ManifestText text) {
    String path = path(error.getInstanceLocation());
    boolean unknown = error.getProperty() != null && (is(error, "additionalProperties") || is(error, "unevaluatedProperties"));
    if (unknown) {
      String key = ManifestTree.member(path, error.getProperty());
      return ManifestText.problem(text.keys().getOrDefault(key, place(text.values(), path)), key, "unknown key");
    }
    if (error.getProperty() != null && is(error, "required")) {
      return ManifestText.problem(place(text.values(), path), ManifestTree.member(path, error.getProperty()), "is missing");
    }
    return ManifestText.problem(place(text.values(), path), path, error.getMessage());
  }

  private static boolean is(Error error, String keyword) {
    return keyword.equals(error.getKeyword());
  }

  private static Place place(Map<String, Place> places, String path) {
    return places.getOrDefault(path, Place.NONE);
  }

  private static String path(NodePath location) {
    String path = "";
    for (int at = 0; at < location.getNameCount(); at++) {
      path = location.getElement(at) instanceof Integer index ? ManifestTree.item(path, index) : ManifestTree.member(path, location.getName(at));
    }
    return path;
  }
}
