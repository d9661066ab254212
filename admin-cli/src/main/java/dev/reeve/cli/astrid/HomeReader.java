package dev.reeve.cli.astrid;

import dev.reeve.client.ReeveException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads a home of Astrid without changing it. Symbolic links in it are not followed. */
final class HomeReader {

  static final int MOST_FILES = 10_000;

  private static final String SUFFIX = ".toml";
  private static final String GROUPS = "groups.toml";
  private static final String PROFILES = "profiles";
  private static final String LAYOUT = "layout-version";
  private static final Map<String, String> LEFT =
      Map.ofEntries(
          Map.entry("etc/config.toml", "settings of its daemon"),
          Map.entry("etc/servers.toml", "its tool servers"),
          Map.entry("etc/gateway.toml", "settings of its gateway"),
          Map.entry("etc/gateway-http.toml", "settings of its gateway"),
          Map.entry("etc/gateway-revocations.json", "its gateway's tokens mean nothing here"),
          Map.entry("etc/hooks", "its hooks; programs are not taken over"),
          Map.entry("bin", "its code; programs are not taken over"),
          Map.entry("lib", "its code; programs are not taken over"),
          Map.entry("wit", "its code; programs are not taken over"),
          Map.entry("home", "its agents' files, settings and capsules"),
          Map.entry("keys", "private keys; whoever holds one goes on using it"),
          Map.entry("log", "its logs"),
          Map.entry("run", "its running state"),
          Map.entry("secrets", "secrets; give them to this system yourself"),
          Map.entry("trust", "publishers it trusts; decide on them anew"),
          Map.entry("var", "its store: audit records, tokens, allowances"));

  private final Path home;
  private final Notes notes;

  private HomeReader(Path home, Notes notes) {
    this.home = home;
    this.notes = notes;
  }

  /**
   * What can be read of the home; each file that cannot, and each that is left, is a note.
   *
   * @throws ReeveException when the folder is no home of Astrid, or of a version unknown here
   */
  static AstridHome read(Path folder, Notes notes) {
    return new HomeReader(folder, notes).home();
  }

  private AstridHome home() {
    Path etc = home.resolve("etc");
    if (!isFolder(etc)) {
      Path usual = home.resolve(".astrid");
      String hint = isFolder(usual.resolve("etc")) ? "give '" + usual + "'" : "give the folder with etc/";
      throw ReeveException.usage("'" + home + "' is no home of Astrid: it holds no folder etc", hint);
    }
    Set<String> inEtc = names(etc);
    AstridHome.Layout layout = layout(inEtc);
    List<AstridHome.Group> groups = inEtc.contains(GROUPS) ? groups() : List.of();
    List<AstridHome.Profile> profiles = inEtc.contains(PROFILES) ? profiles(layout) : List.of();
    inEtc.removeAll(Set.of(GROUPS, PROFILES, LAYOUT));
    inEtc.forEach(name -> left("etc/" + name));
    names(home).stream().filter(name -> !name.equals("etc")).forEach(this::left);
    return new AstridHome(layout, groups, profiles);
  }

  private AstridHome.Layout layout(Set<String> inEtc) {
    if (!inEtc.contains(LAYOUT)) {
      notes.changed("file etc/" + LAYOUT, "is not there: read strictly, with the keys of both versions");
      return AstridHome.Layout.UNSAID;
    }
    String version;
    try {
      version = SmallFile.read(home.resolve("etc").resolve(LAYOUT)).strip();
    } catch (IOException e) {
      throw ReeveException.usage("etc/" + LAYOUT + " " + words(e), "without it nobody knows how to read this home");
    }
    return switch (version) {
      case "1" -> AstridHome.Layout.V06;
      case "2" -> AstridHome.Layout.NEW;
      default -> throw ReeveException.usage(
          "etc/" + LAYOUT + " says '" + (version.length() > 40 ? version.substring(0, 40) : version) + "'; this reads 1 and 2",
          "use a version of reeve that knows this home");
    };
  }

  private List<AstridHome.Group> groups() {
    List<String> problems = new ArrayList<>();
    List<AstridHome.Group> groups = List.of();
    try {
      groups = GroupsReader.read(SmallFile.read(home.resolve("etc").resolve(GROUPS)), problems);
    } catch (IOException e) {
      problems.add(words(e));
    }
    problems.forEach(problem -> notes.refused("file etc/" + GROUPS, problem));
    return groups;
  }

  private List<AstridHome.Profile> profiles(AstridHome.Layout layout) {
    Path folder = home.resolve("etc").resolve(PROFILES);
    if (!isFolder(folder)) {
      notes.refused("file etc/" + PROFILES, "is no folder; links are not followed");
      return List.of();
    }
    List<AstridHome.Profile> profiles = new ArrayList<>();
    for (String file : names(folder)) {
      String about = "file etc/" + PROFILES + "/" + file;
      if (!file.endsWith(SUFFIX)) {
        notes.dropped(about, "is no profile: its name does not end in " + SUFFIX);
        continue;
      }
      String name = file.substring(0, file.length() - SUFFIX.length());
      List<String> problems = new ArrayList<>();
      List<String> passedOver = new ArrayList<>();
      Grammar.wrongNameThere(name).ifPresent(wrong -> problems.add("the name " + wrong));
      try {
        AstridHome.Profile profile = ProfileReader.read(name, SmallFile.read(folder.resolve(file)), layout, problems, passedOver);
        if (problems.isEmpty()) {
          profiles.add(profile);
          passedOver.forEach(key -> notes.dropped(about, "key " + key + " is unknown there too, and passed over"));
        }
      } catch (IOException e) {
        problems.add(words(e));
      }
      problems.forEach(problem -> notes.refused(about, problem));
    }
    return profiles;
  }

  private void left(String path) {
    String why = LEFT.get(path);
    if (why == null) {
      notes.dropped("file " + path, "is unknown here and was not read");
    } else {
      notes.dropped("file " + path, "stays where it is: " + why);
    }
  }

  private static boolean isFolder(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** What lies in a folder, in order. */
  private static Set<String> names(Path folder) {
    Set<String> names = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        names.add(String.valueOf(entry.getFileName()));
        if (names.size() > MOST_FILES) {
          throw ReeveException.usage("'" + folder + "' holds more than " + MOST_FILES + " files", "import it in parts");
        }
      }
    } catch (IOException e) {
      throw ReeveException.usage("'" + folder + "' cannot be read: " + words(e), "check its permissions");
    }
    return names;
  }

  private static String words(IOException e) {
    String message = e.getMessage();
    return message == null ? "cannot be read" : message;
  }
}
