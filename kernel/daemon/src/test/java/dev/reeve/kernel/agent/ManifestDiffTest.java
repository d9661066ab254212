package dev.reeve.kernel.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.agent.ManifestDiff.Change;
import dev.reeve.kernel.json.JsonText;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ManifestDiffTest {

  private static List<Change> between(String before, String after) throws Exception {
    return ManifestDiff.between(JsonText.parseObject(before), JsonText.parseObject(after));
  }

  @Test
  void mappingsAreWalkedIntoAndEverythingElseIsComparedWhole() throws Exception {
    assertThat(between("{\"a\":{\"b\":1,\"c\":[1,2]},\"d\":null}", "{\"a\":{\"b\":2,\"c\":[1,3]},\"e\":null}"))
        .containsExactly(
            new Change("a.b", "1", "2"), new Change("a.c", "[1,2]", "[1,3]"), new Change("d", "null", ""), new Change("e", "", "null"));
  }

  @Test
  void nothingAndNullAreNotTheSame() throws Exception {
    assertThat(between("{\"a\":null}", "{}")).containsExactly(new Change("a", "null", ""));
    assertThat(between("{}", "{\"a\":null}")).containsExactly(new Change("a", "", "null"));
  }

  @Test
  void aMappingThatBecomesAnotherThingIsOneChange() throws Exception {
    assertThat(between("{\"a\":{\"b\":1}}", "{\"a\":[]}")).containsExactly(new Change("a", "{\"b\":1}", "[]"));
    assertThat(between("{\"a\":{\"b\":1}}", "{\"a\":{}}")).containsExactly(new Change("a.b", "1", ""));
  }

  @Test
  void keysThatAreNoPlainWordsStandInQuotes() throws Exception {
    assertThat(between("{\"a\":{\"b.c\":1,\"\":2,\"d e\":3}}", "{\"a\":{}}")).extracting(Change::key).containsExactly("a.\"b.c\"", "a.\"\"", "a.\"d e\"");
  }

  @Test
  void theOrderOfKeysIsNoDifference() throws Exception {
    assertThat(between("{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}")).isEmpty();
  }

  /** Applied to the first document, the changes give the second. */
  @Test
  void theChangesLeadFromOneDocumentToTheOther() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      Map<String, @Nullable Object> before = tree(random, 3);
      Map<String, @Nullable Object> after = tree(random, 3);
      Map<String, @Nullable Object> changed = JsonText.parseObject(JsonText.write(before));
      for (Change change : ManifestDiff.between(before, after)) {
        apply(changed, List.of(change.key().split("\\.", -1)), change.after());
      }
      assertThat(changed).as("%s to %s", before, after).isEqualTo(JsonText.parseObject(JsonText.write(after)));
      assertThat(ManifestDiff.between(before, before)).isEmpty();
    }
  }

  @SuppressWarnings("unchecked")
  private static void apply(Map<String, @Nullable Object> into, List<String> path, String after) throws Exception {
    if (path.size() > 1) {
      apply((Map<String, @Nullable Object>) java.util.Objects.requireNonNull(into.get(path.getFirst())), path.subList(1, path.size()), after);
    } else if (after.isEmpty()) {
      into.remove(path.getFirst());
    } else {
      into.put(path.getFirst(), JsonText.parse(after));
    }
  }

  private static Map<String, @Nullable Object> tree(Random random, int depth) {
    Map<String, @Nullable Object> tree = new java.util.LinkedHashMap<>();
    for (String key : List.of("a", "b", "c")) {
      switch (random.nextInt(depth == 0 ? 4 : 6)) {
        case 0 -> tree.put(key, null);
        case 1 -> tree.put(key, (long) random.nextInt(2));
        case 2 -> tree.put(key, List.of("x", (long) random.nextInt(2)));
        case 3 -> {}
        default -> tree.put(key, tree(random, depth - 1));
      }
    }
    return tree;
  }
}
