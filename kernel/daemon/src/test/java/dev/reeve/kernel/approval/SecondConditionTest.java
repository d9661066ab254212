package dev.reeve.kernel.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.evidence.approval.Condition;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.json.JsonText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Conditions beside a second, naive reading of what they mean, on seeded random values. */
class SecondConditionTest {

  private static final String[] PARTS = {"a", "b", "ab", ".", "..", "", "...", "a*", "\0", "A", "**", "é"};
  private static final int ROUNDS = 200_000;

  @Test
  void aPathIsUnderAnotherAsAWalkFromTheRootSays() {
    Random random = new Random(20260304);
    int held = 0;
    int refused = 0;
    for (int i = 0; i < ROUNDS; i++) {
      String folder = path(random);
      String path = random.nextInt(3) == 0 ? folder + path(random) : path(random);
      Boolean naive = under(folder, path);
      Boolean real = real("under", folder, path);
      assertThat(real).as("'%s' under '%s'", path, folder).isEqualTo(naive);
      held += Boolean.TRUE.equals(real) ? 1 : 0;
      refused += real == null ? 1 : 0;
    }
    assertThat(held).isGreaterThan(ROUNDS / 100);
    assertThat(refused).isBetween(ROUNDS / 100, ROUNDS * 9 / 10);
  }

  private static String path(Random random) {
    StringBuilder path = new StringBuilder(random.nextInt(10) == 0 ? "" : "/");
    for (int n = random.nextInt(4); n > 0; n--) {
      path.append(PARTS[random.nextInt(random.nextInt(4) == 0 ? PARTS.length : 3)]).append(n > 1 || random.nextInt(12) == 0 ? "/" : "");
    }
    return path.toString();
  }

  /** Folder by folder; null where no rule can name the folder. */
  private static @Nullable Boolean under(String folder, String path) {
    List<String> above = walk(folder);
    if (above == null || folder.contains("*")) {
      return null;
    }
    List<String> all = walk(path);
    if (all == null || all.size() < above.size()) {
      return false;
    }
    for (int i = 0; i < above.size(); i++) {
      if (!above.get(i).equals(all.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** The folders on the way; null where the text is no absolute path or another text names the same place. */
  private static @Nullable List<String> walk(String path) {
    if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
      return null;
    }
    List<String> names = new ArrayList<>();
    String again = "";
    for (String name : List.of(path.split("/", -1))) {
      if (!name.isEmpty() && !name.equals(".") && !name.equals("..")) {
        names.add(name);
        again += "/" + name;
      }
    }
    return path.equals(again.isEmpty() ? "/" : again) ? names : null;
  }

  @Test
  void aValueEqualsAnotherAsTheirOnlySpellingSays() throws Exception {
    Random random = new Random(7);
    int held = 0;
    for (int i = 0; i < ROUNDS / 4; i++) {
      Object wanted = value(random, 3);
      Object value = random.nextInt(3) == 0 ? respelled(wanted, random) : value(random, 3);
      String term = JsonText.write(wanted);
      boolean naive = spelling(wanted).equals(spelling(value));
      assertThat(real("equals", term, value)).as("%s equals %s", value, term).isEqualTo(naive);
      held += naive ? 1 : 0;
    }
    assertThat(held).isBetween(ROUNDS / 20, ROUNDS / 5);
  }

  private static @Nullable Object value(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 6)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> (long) random.nextInt(3);
      case 3 -> random.nextInt(5) / 2.0;
      case 4 -> String.valueOf(random.nextInt(3));
      case 5 -> List.of("", "true", "null", "{}", "[]").get(random.nextInt(5));
      case 6 -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (int n = random.nextInt(3); n > 0; n--) {
          list.add(value(random, depth - 1));
        }
        yield list;
      }
      default -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int n = random.nextInt(3); n > 0; n--) {
          map.put(List.of("a", "b", "c").get(random.nextInt(3)), value(random, depth - 1));
        }
        yield map;
      }
    };
  }

  /** The same value: members in another order, whole numbers with a point or without. */
  private static @Nullable Object respelled(@Nullable Object value, Random random) {
    return switch (value) {
      case Long number when random.nextBoolean() -> number.doubleValue();
      case Double number when number == Math.rint(number) -> random.nextBoolean() ? (Object) number.longValue() : number.intValue();
      case Collection<?> list -> {
        List<@Nullable Object> copy = new ArrayList<>();
        list.forEach(item -> copy.add(respelled(item, random)));
        yield copy;
      }
      case Map<?, ?> map -> {
        List<Object> keys = new ArrayList<>(map.keySet());
        Collections.shuffle(keys, random);
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        keys.forEach(key -> copy.put((String) key, respelled(map.get(key), random)));
        yield copy;
      }
      case null, default -> value;
    };
  }

  /** Numbers here are all below 2⁵³. */
  private static String spelling(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String text -> "\"" + text + "\"";
      case Number number -> Double.toString(number.doubleValue());
      case Collection<?> list -> "[" + String.join(",", list.stream().map(SecondConditionTest::spelling).toList()) + "]";
      case Map<?, ?> map -> {
        Map<String, String> sorted = new TreeMap<>();
        map.forEach((key, member) -> sorted.put(String.valueOf(key), spelling(member)));
        yield sorted.toString();
      }
      default -> value.toString();
    };
  }

  /** Null where the condition is refused. */
  private static @Nullable Boolean real(String kind, String term, @Nullable Object value) {
    try {
      return ConditionCheck.of("c", new Condition("x", kind, List.of(term))).holds(Collections.singletonMap("x", value));
    } catch (KernelException refused) {
      return null;
    }
  }
}
