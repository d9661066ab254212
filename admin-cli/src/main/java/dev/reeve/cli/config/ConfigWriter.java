package dev.reeve.cli.config;

import dev.reeve.cli.file.Folders;
import dev.reeve.cli.file.PartialFile;
import dev.reeve.cli.file.TextDifference;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Changes of the user's file: each durable and as a whole, mode 0600, by one writer at a time. For a dry run nothing is written. */
public final class ConfigWriter {

  private static final String BY_HAND = "change it by hand";

  private final ConfigFile file;
  private final boolean dryRun;

  public ConfigWriter(ConfigFile file, boolean dryRun) {
    this.file = file;
    this.dryRun = dryRun;
  }

  /** What the file says now, and what an edit begins with. */
  public ConfigDocument before() {
    ConfigDocument now = file.exists() ? file.read() : file.parse(ConfigText.FRESH);
    if (!now.problems().isEmpty()) {
      throw ReeveException.usage(
          "nothing is changed where something is wrong:\n  " + now.problems().stream().map(Object::toString).collect(Collectors.joining("\n  ")),
          "mend it first; 'reeve config check' tells what is left");
    }
    return now;
  }

  /** Uses a context. */
  public ConfigChange use(String name) {
    return edit("use context " + name, edit -> edit.using(name));
  }

  /** Uses no context. */
  public ConfigChange useNone() {
    return edit("use no context", ConfigEdit::usingNone);
  }

  /** @throws ReeveException also when there is one of that name */
  public ConfigChange add(Context context) {
    if (before().contexts().containsKey(context.name())) {
      throw ReeveException.local(
          LocalError.FAILED,
          file.path() + " has a context '" + context.name() + "' already",
          "remove it first with 'reeve context remove " + context.name() + "'");
    }
    return edit("add context " + context.name(), edit -> edit.with(context));
  }

  /** @throws ReeveException also when there is none of that name */
  public ConfigChange remove(String name) {
    if (!before().contexts().containsKey(name)) {
      throw ReeveException.local(LocalError.NOT_FOUND, file.path() + " has no context '" + name + "'", "see 'reeve context list'");
    }
    return edit("remove context " + name, edit -> edit.without(name));
  }

  private ConfigChange edit(String what, Function<ConfigEdit, Optional<String>> edit) {
    ConfigDocument before = before();
    String after = edit.apply(new ConfigEdit(file, before)).orElse(null);
    if (after == null) {
      throw ReeveException.local(
          LocalError.FAILED,
          file.path() + " is sound, but not of a shape this command can change without touching the rest: one [contexts.NAME] each",
          BY_HAND);
    }
    return write(what, file.exists() ? before.text() : "", after, "");
  }

  /**
   * Brings a file of an older version to this one; what it was is kept beside it.
   *
   * @throws ReeveException also when it is not there, of a newer version, or would be wrong after it
   */
  public ConfigChange migrate() {
    if (!file.exists()) {
      throw ReeveException.local(LocalError.NOT_FOUND, "there is no file " + file.path(), "nothing has to be done; see 'reeve config default'");
    }
    ConfigDocument now = file.read();
    String what = "migrate to version " + ConfigDocument.VERSION;
    if (now.version() == ConfigDocument.VERSION && now.problems().isEmpty()) {
      return new ConfigChange(file.path(), what, "", "", dryRun);
    }
    ConfigDocument after = now.version() < ConfigDocument.VERSION ? file.parse(migrated(now.text())) : now;
    if (!after.problems().isEmpty()) {
      throw ReeveException.usage(
          "this cannot be migrated:\n  " + after.problems().stream().map(Object::toString).collect(Collectors.joining("\n  ")),
          "mend it first, or use the program it was written for");
    }
    Path backup = Path.of(file.path() + ".version-" + now.version());
    if (dryRun) {
      return write(what, now.text(), after.text(), backup.toString());
    }
    keep(now.text(), backup);
    boolean written = false;
    try {
      ConfigChange change = write(what, now.text(), after.text(), backup.toString());
      written = true;
      return change;
    } finally {
      if (!written) {
        discard(backup);
      }
    }
  }

  /** With the line of this version: in place of an older one, else above the first line that says something. */
  private static String migrated(String text) {
    List<String> lines = TextDifference.lines(text);
    String eol = !lines.isEmpty() && lines.getFirst().endsWith("\r\n") ? "\r\n" : "\n";
    StringBuilder after = new StringBuilder();
    boolean said = false;
    for (String line : lines) {
      String stripped = line.strip();
      boolean version = stripped.matches(ConfigReader.VERSION_KEY + "\\s*=\\s*[0-9]+\\s*(#.*)?");
      if (!said && !stripped.isEmpty() && !stripped.startsWith("#")) {
        after.append(ConfigText.versionLine()).append(eol);
        said = true;
      }
      after.append(version ? "" : line);
    }
    return said ? after.toString() : after + (text.isEmpty() || text.endsWith("\n") ? "" : eol) + ConfigText.versionLine() + eol;
  }

  private static void discard(Path backup) {
    try {
      Files.deleteIfExists(backup);
    } catch (IOException left) {
      // It holds what the file still says.
    }
  }

  private static void keep(String text, Path backup) {
    if (Files.exists(backup, LinkOption.NOFOLLOW_LINKS)) {
      throw ReeveException.usage(backup + " is there already, where the file as it is now would be kept", "move it away");
    }
    try (PartialFile partial = PartialFile.begin(backup, false)) {
      partial.stream().write(text.getBytes(StandardCharsets.UTF_8));
      partial.keep();
    } catch (IOException failed) {
      throw failed(backup, failed);
    }
  }

  private ConfigChange write(String what, String before, String after, String backup) {
    ConfigChange change = new ConfigChange(file.path(), what, TextDifference.of(file.path().toString(), before, after), backup, dryRun);
    if (dryRun || !change.changed()) {
      return change;
    }
    try {
      Path target = file.exists() ? file.path().toRealPath() : file.path();
      Folders.make(Objects.requireNonNull(target.getParent(), "an absolute path of a file has a parent"));
      try (PartialFile partial = PartialFile.replacement(target)) {
        partial.stream().write(after.getBytes(StandardCharsets.UTF_8));
        String now = Files.exists(target) ? Files.readString(target) : "";
        if (!now.equals(before)) {
          throw ReeveException.local(
              LocalError.FAILED, file.path() + " was changed by somebody else meanwhile, and is as they left it", "look at it, and try again");
        }
        partial.keep();
      }
    } catch (IOException failed) {
      throw failed(file.path(), failed);
    }
    return change;
  }

  private static ReeveException failed(Path path, IOException failed) {
    String why = failed instanceof AccessDeniedException denied ? "no access to " + denied.getFile() : String.valueOf(failed.getMessage());
    return ReeveException.local(LocalError.FAILED, path + " cannot be written: " + why, "check the folder and its permissions");
  }
}
