package dev.reeve.tui.screen;

import java.util.ArrayList;
import java.util.List;

/** The help of a place, made from the table of keys. */
final class Help {

  private static final int KEY = 8;

  private Help() {}

  static Content of(Place place, boolean readonly) {
    List<String> lines = new ArrayList<>();
    for (Command command : Command.at(place, readonly)) {
      if (command.topic().isEmpty()) {
        lines.add(line(command));
      }
    }
    lines.add("");
    for (Command command : Command.values()) {
      command.topic().ifPresent(topic -> lines.add(command.key().shown() + " ".repeat(KEY - 1) + topic.word() + ": " + topic.about()));
    }
    if (readonly) {
      lines.add("");
      lines.add("--readonly: no key changes anything");
    }
    return new Content.Lines(lines);
  }

  private static String line(Command command) {
    String key = command.key().shown();
    return key + " ".repeat(KEY - key.length()) + command.about();
  }
}
