package dev.reeve.evidence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Seeded random values, each with one of its many spellings in JSON: any order, any space, any escapes. */
final class RandomJson {

  private static final int[] POINTS =
      {'a', 'b', '"', '\\', '/', 0, 7, 8, 9, 10, 12, 13, 31, 127, 128, 0xe9, 0x20ac, 0x2028, 0xfb33, 0x1f600};
  private final Random random;

  RandomJson(Random random) {
    this.random = random;
  }

  /** A value and a spelling of it. */
  record Sample(Json value, String loose) {}

  Sample object() {
    return members(3);
  }

  private Sample any(int depth) {
    return switch (random.nextInt(depth == 0 ? 3 : 5)) {
      case 0 -> text();
      case 1 -> whole();
      case 2 -> {
        boolean flag = random.nextBoolean();
        yield new Sample(Json.of(flag), String.valueOf(flag));
      }
      case 3 -> items(depth - 1);
      default -> members(depth - 1);
    };
  }

  private Sample whole() {
    long bound = 1L << (1 + random.nextInt(53));
    long value = Math.clamp(random.nextLong(-bound, bound + 1), -Json.MAX_WHOLE, Json.MAX_WHOLE);
    return new Sample(Json.of(value), String.valueOf(value));
  }

  private Sample text() {
    StringBuilder value = new StringBuilder();
    StringBuilder loose = new StringBuilder("\"");
    for (int i = random.nextInt(8); i > 0; i--) {
      int point = POINTS[random.nextInt(POINTS.length)];
      value.appendCodePoint(point);
      if (point < ' ' || point == '"' || point == '\\' || random.nextInt(4) == 0) {
        for (char unit : Character.toChars(point)) {
          loose.append(String.format(Locale.ROOT, random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) unit));
        }
      } else {
        loose.appendCodePoint(point);
      }
    }
    return new Sample(Json.of(value.toString()), loose.append('"').toString());
  }

  private Sample items(int depth) {
    List<Json> values = new ArrayList<>();
    List<String> loose = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      Sample item = any(depth);
      values.add(item.value());
      loose.add(space() + item.loose() + space());
    }
    return new Sample(new Json.Items(values), "[" + String.join(",", loose) + (loose.isEmpty() ? space() : "") + "]");
  }

  private Sample members(int depth) {
    Map<String, Json> values = new TreeMap<>();
    List<String> loose = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      Sample name = text();
      Sample value = any(depth);
      if (name.value() instanceof Json.Text text && values.putIfAbsent(text.value(), value.value()) == null) {
        loose.add(space() + name.loose() + space() + ":" + space() + value.loose() + space());
      }
    }
    Collections.shuffle(loose, random);
    return new Sample(new Json.Members(values), "{" + String.join(",", loose) + "}");
  }

  private String space() {
    return random.nextInt(3) == 0 ? " \t\n".substring(0, random.nextInt(4)) : "";
  }
}
