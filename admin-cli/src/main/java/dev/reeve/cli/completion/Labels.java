package dev.reeve.cli.completion;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What labels of the tree mean: each has one meaning, apart from NAME and ID, which are those of the noun they stand under, and KEY,
 * which is a setting's under {@code config}. A label may
 * have several, with {@code |} or a blank between them; one in lower case is a word to be typed as it is.
 *
 * @param kinds of what may stand there
 * @param words that may stand there as they are
 * @param unknown labels without a meaning
 */
record Labels(Set<Kind> kinds, List<String> words, List<String> unknown) {

  private static final Pattern WORD = Pattern.compile("-|[a-z][a-z0-9-]*");

  /** Verbs whose NAME is that of something new. */
  private static final Set<String> MAKING = Set.of("create", "redeem", "add");

  private static final Map<String, Kind> OWN =
      Map.ofEntries(
          Map.entry("agent", Kind.PRINCIPAL),
          Map.entry("group", Kind.GROUP),
          Map.entry("capsule", Kind.CAPSULE),
          Map.entry("trust", Kind.FREE),
          Map.entry("tool", Kind.TOOL),
          Map.entry("x", Kind.COMMAND),
          Map.entry("session", Kind.SESSION),
          Map.entry("invite", Kind.INVITE),
          Map.entry("device", Kind.DEVICE),
          Map.entry("approval", Kind.APPROVAL),
          Map.entry("rule", Kind.RULE),
          Map.entry("context", Kind.CONTEXT));

  private static final Map<String, Kind> OPTIONS =
      Map.of(
          "--agent", Kind.AGENT,
          "--approval", Kind.APPROVAL,
          "--run", Kind.RUN,
          "--capability", Kind.CAPABILITY,
          "--context", Kind.CONTEXT,
          "--version", Kind.VERSION);

  private static final Map<String, Kind> MEANINGS = meanings();

  private static Map<String, Kind> meanings() {
    Map<String, Kind> all = new HashMap<>();
    put(all, Kind.PRINCIPAL, "PRINCIPAL", "P");
    put(all, Kind.AGENT, "AGENT", "A");
    put(all, Kind.GROUP, "G");
    put(all, Kind.RUN, "RUN");
    put(all, Kind.KEY, "KEY");
    put(all, Kind.VERSION, "VERSION", "FROM", "TO");
    put(all, Kind.CAPABILITY, "CAP");
    put(all, Kind.FILE, "FILE", "@FILE", "FILE.pub", "FILE.p7s", "publishers.toml", "PEM", "PUB");
    put(all, Kind.FOLDER, "DIR");
    put(all, Kind.LINE, "WORDS");
    put(all, Kind.TOPIC, "TOPIC");
    put(all, Kind.PAGE, "PAGE");
    put(all, Kind.FREE, "ARGS", "C1,C2", "D", "FINGERPRINT", "FORMAT", "HEX", "JSON", "K", "M", "N", "PATTERN", "R", "C", "S", "SEQ", "SIZE", "T", "TEXT", "TIME",
        "USER", "V", "WHEN", "agent:ID", "ssh://USER@HOST:PORT/PATH", "K=V", "KEY=VALUE", "KEY=JSON", "NAME=VALUE", "NAME=UID", "SEQ:HASH", "ARG=PATH", "ARG=HOST,…", "ARG=JSON",
        "ARG=PATTERN");
    return all;
  }

  private static void put(Map<String, Kind> all, Kind kind, String... labels) {
    for (String label : labels) {
      all.put(label, kind);
    }
  }

  static Labels of(Grammar.Slot word, Grammar command) {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    List<String> words = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (String label : word.label().replaceAll("[\\[\\]]", "").split("[| ]", -1)) {
      Optional<Kind> kind = kind(label, word, command);
      if (kind.isPresent()) {
        kinds.add(kind.get());
      } else if (WORD.matcher(label).matches()) {
        words.add(label);
      } else {
        unknown.add(label);
      }
    }
    return new Labels(kinds, word.choices().isEmpty() ? List.copyOf(words) : word.choices(), List.copyOf(unknown));
  }

  private static Optional<Kind> kind(String label, Grammar.Slot word, Grammar command) {
    boolean name = label.equals("NAME") || label.equals("ID");
    if (word instanceof Grammar.Option option) {
      Kind byOption = OPTIONS.get(option.word());
      if (byOption != null || name) {
        return Optional.of(byOption == null ? Kind.FREE : byOption);
      }
      return Optional.ofNullable(label.equals("PATH") ? Kind.FILE : MEANINGS.get(label));
    }
    if (name) {
      return MAKING.contains(command.word()) ? Optional.of(Kind.FREE) : Optional.ofNullable(OWN.get(command.noun()));
    }
    if (label.equals("KEY") && command.noun().equals("config")) {
      return Optional.of(Kind.SETTING);
    }
    return Optional.ofNullable(label.equals("PATH") ? Kind.FREE : MEANINGS.get(label));
  }
}
