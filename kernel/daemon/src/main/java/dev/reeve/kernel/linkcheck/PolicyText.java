package dev.reeve.kernel.linkcheck;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads the list: lines of a verdict ({@code allow} or a permission), a package, and what in it: {@code *} all its classes, {@code **} those
 * of the packages below too, {@code Name} a class by its binary name, {@code Name#member}, {@code Name#member(types)} without blanks,
 * {@code Name#*} and {@code Name#<extends>}.
 */
final class PolicyText {

  private static final Pattern VERDICT = Pattern.compile("allow|jdk:[a-z]+");

  private final Map<String, Verdict> classes = new HashMap<>();
  private final Map<String, Map<String, Verdict>> members = new HashMap<>();
  private final Map<String, Verdict> packages = new HashMap<>();
  private final Map<String, Verdict> trees = new HashMap<>();

  private PolicyText() {}

  /**
   * Reads the text.
   *
   * @throws IllegalArgumentException naming the line that is not sound or says again what another says
   */
  static LinkPolicy parse(String text) {
    PolicyText reading = new PolicyText();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      String clean = line.strip();
      if (!clean.isEmpty() && !clean.startsWith("#")) {
        reading.line(clean.split("\\s+"), number);
      }
    }
    return new LinkPolicy(reading.classes, reading.members, reading.packages, reading.trees);
  }

  private void line(String[] words, int number) {
    if (words.length < 3 || !VERDICT.matcher(words[0]).matches()) {
      throw new IllegalArgumentException("line " + number + " is not: verdict package items");
    }
    Verdict verdict = words[0].equals("allow") ? Verdict.ALLOWED : new Verdict.Needs(words[0]);
    String above = words[1].replace('.', '/');
    for (int i = 2; i < words.length; i++) {
      item(verdict, above, words[i], number);
    }
  }

  private void item(Verdict verdict, String above, String item, int number) {
    switch (item) {
      case "*" -> put(packages, above, verdict, number);
      case "**" -> put(trees, above, verdict, number);
      default -> {
        int hash = item.indexOf('#');
        if (hash < 0) {
          put(classes, above + "/" + item, verdict, number);
        } else {
          String type = above + "/" + item.substring(0, hash);
          put(members.computeIfAbsent(type, name -> new HashMap<>()), member(item.substring(hash + 1)), verdict, number);
        }
      }
    }
  }

  private static String member(String text) {
    int open = text.indexOf('(');
    if (open < 0) {
      return text;
    }
    StringBuilder key = new StringBuilder(text.substring(0, open + 1));
    String types = text.substring(open + 1, text.length() - 1);
    for (String type : types.isEmpty() ? new String[0] : types.split(",", -1)) {
      key.append(Descriptors.of(type));
    }
    return key.append(')').toString();
  }

  private static void put(Map<String, Verdict> map, String key, Verdict verdict, int number) {
    if (map.put(key, verdict) != null) {
      throw new IllegalArgumentException("line " + number + " names " + key + " a second time");
    }
  }
}
