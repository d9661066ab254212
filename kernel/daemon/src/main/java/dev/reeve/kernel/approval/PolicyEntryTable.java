package dev.reeve.kernel.approval;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Names;
import dev.reeve.kernel.document.Table;
import dev.reeve.v1.Danger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An {@code [[ask]]} table. */
final class PolicyEntryTable {

  private static final int MAX_NAME = 128;
  private static final int MAX_ITEMS = 64;
  private static final List<String> DANGERS = List.of("SAFE", "NORMAL", "ELEVATED", "EXTREME");
  private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
  private static final Pattern BETWEEN = Pattern.compile("((?:[01][0-9]|2[0-3]):[0-5][0-9])-((?:[01][0-9]|2[0-3]):[0-5][0-9])");

  /** From one time of the day to another. */
  private record Span(LocalTime from, LocalTime to) {}

  private PolicyEntryTable() {}

  static PolicyEntry read(Table table, Duration expiry) {
    String name = table.string("name");
    if (table.has("name") && (name.isBlank() || name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl))) {
      table.problem("name", "must have 1 to " + MAX_NAME + " characters on one line");
    }
    List<CapabilityPattern> capabilities = AnsweringTable.bounded(table, "capability", MAX_ITEMS, PolicyEntryTable::capability);
    String word = table.optionalChoice("danger", DANGERS);
    if (!table.has("capability") && !table.has("danger")) {
      table.problem("capability", "missing; an entry has 'capability', 'danger' or both");
    }
    named(table, "capability", capabilities);
    List<String> principals = names(table, "principals", false);
    List<String> groups = names(table, "groups", true);
    return new PolicyEntry(
        name, capabilities, word == null ? null : Danger.valueOf("DANGER_" + word), principals, groups, window(table),
        AnsweringTable.read(table, expiry));
  }

  private static CapabilityPattern capability(String text) {
    CapabilityPattern pattern = CapabilityPattern.parse(text);
    if (pattern.selfOnly()) {
      throw new IllegalArgumentException("must name the capability itself, not its self form: what is done to one's own is asked about by the same pattern");
    }
    return pattern;
  }

  private static List<String> names(Table table, String key, boolean groups) {
    List<String> names = AnsweringTable.bounded(table, key, MAX_ITEMS, name -> {
      String wrong = groups ? Names.checkGroup(name) : Names.checkPrincipal(name);
      if (wrong != null) {
        throw new IllegalArgumentException(wrong);
      }
      return name;
    });
    named(table, key, names);
    return names;
  }

  private static @Nullable TimeWindow window(Table table) {
    Span span = table.optional("between", PolicyEntryTable::span);
    List<DayOfWeek> listed = table.list("days", PolicyEntryTable::day);
    named(table, "days", listed);
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    days.addAll(listed);
    if (span != null) {
      return new TimeWindow(span.from, span.to, days);
    }
    return days.isEmpty() ? null : new TimeWindow(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, days);
  }

  private static Span span(String text) {
    Matcher times = BETWEEN.matcher(text);
    if (!times.matches() || times.group(1).equals(times.group(2))) {
      throw new IllegalArgumentException("must be two times of the day such as \"18:00-08:00\"");
    }
    return new Span(LocalTime.parse(times.group(1)), LocalTime.parse(times.group(2)));
  }

  private static DayOfWeek day(String text) {
    if (!DAYS.contains(text)) {
      throw new IllegalArgumentException("must be one of '" + String.join("', '", DAYS) + "'");
    }
    return DayOfWeek.of(DAYS.indexOf(text) + 1);
  }

  /** A list that is there has something in it: without, it would mean all. */
  private static void named(Table table, String key, List<?> values) {
    if (values.isEmpty() && table.raw(key) instanceof List<?> list && list.isEmpty()) {
      table.problem(key, "is empty; leave it out where it does not matter");
    }
  }
}
