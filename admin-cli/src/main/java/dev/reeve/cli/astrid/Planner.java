package dev.reeve.cli.astrid;

import dev.reeve.v1.GroupCreateRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Turns a home of Astrid into a plan, telling everything that becomes of it. What has no equal here is left out, never widened. */
final class Planner {

  private static final int MOST_CAPABILITIES = 256;
  private static final int LONGEST_DESCRIPTION = 256;

  private final AstridHome home;
  private final Plan.Choices choices;
  private final Notes notes;
  private final Set<String> refusedGroups = new HashSet<>();
  private final Set<String> usableGroups = new HashSet<>();

  private Planner(AstridHome home, Plan.Choices choices, Notes notes) {
    this.home = home;
    this.choices = choices;
    this.notes = notes;
  }

  static Plan plan(AstridHome home, Plan.Choices choices, Notes notes) {
    return new Planner(home, choices, notes).plan();
  }

  private Plan plan() {
    List<GroupCreateRequest> groups = groups();
    List<Plan.Principal> principals = new ArrayList<>();
    Map<String, List<String>> names = sameNames(home.profiles().stream().map(AstridHome.Profile::name).toList());
    for (AstridHome.Profile profile : home.profiles()) {
      String about = "profile " + profile.name();
      String wrong = wrongName(profile.name(), names, PrincipalPlanner.first(profile));
      if (!wrong.isEmpty()) {
        notes.refused(about, wrong);
      } else {
        if (PrincipalPlanner.first(profile)) {
          notes.dropped(about, "is taken over only where there is no 'default': a node has its own from its first start");
        }
        principals.add(new PrincipalPlanner(profile, choices, usableGroups, refusedGroups, notes).principal());
      }
    }
    Set<String> planned = new HashSet<>(principals.stream().map(Plan.Principal::name).toList());
    new TreeSet<>(choices.users().keySet()).stream()
        .filter(name -> !planned.contains(name))
        .forEach(name -> notes.refused("profile " + name, "--user names it, but there is no such profile to import"));
    return new Plan(groups, principals);
  }

  private List<GroupCreateRequest> groups() {
    List<GroupCreateRequest> planned = new ArrayList<>();
    Map<String, List<String>> names = sameNames(home.groups().stream().map(AstridHome.Group::name).toList());
    for (AstridHome.Group group : home.groups()) {
      String wrong = wrong(group, names);
      if (wrong.isEmpty()) {
        usableGroups.add(group.name());
        planned.add(group(group));
      } else {
        refusedGroups.add(group.name());
        notes.refused("group " + group.name(), wrong);
      }
    }
    return planned;
  }

  private String wrong(AstridHome.Group group, Map<String, List<String>> names) {
    if (Grammar.builtInHere(group.name())) {
      return "a group of this name is built in here, with other rights; rename it";
    }
    String wrongName = Grammar.wrongNameThere(group.name()).map(wrong -> "the name " + wrong).orElse(wrongName(group.name(), names, false));
    if (!wrongName.isEmpty()) {
      return wrongName;
    }
    if (!choices.unsafeAdmin() && group.capabilities().stream().anyMatch(Grammar::universal)) {
      return "holds a pattern that covers everything; that needs --unsafe-admin";
    }
    return group.capabilities().size() > MOST_CAPABILITIES ? "holds more than " + MOST_CAPABILITIES + " capabilities; split it" : "";
  }

  private GroupCreateRequest group(AstridHome.Group group) {
    String about = "group " + group.name();
    List<String> capabilities = group.capabilities().stream().distinct().toList();
    capabilities.forEach(capability -> keptCapability(about, "capability", capability, notes));
    boolean universal = capabilities.stream().anyMatch(Grammar::universal);
    if (universal != group.unsafeAdmin()) {
      notes.changed(about, universal ? "unsafe_admin is set: a pattern covers everything" : "unsafe_admin goes: no pattern needs it");
    }
    String description = printable(group.description(), LONGEST_DESCRIPTION);
    if (!description.equals(group.description())) {
      notes.changed(about, "the description is put on one line of at most " + LONGEST_DESCRIPTION + " characters");
    }
    return GroupCreateRequest.newBuilder()
        .setName(group.name())
        .addAllCapabilities(capabilities)
        .setDescription(description)
        .setUnsafeAdmin(universal)
        .build();
  }

  /** Tells that a pattern is taken over as it is. */
  static void keptCapability(String about, String kind, String pattern, Notes notes) {
    notes.kept(about, kind + " '" + pattern + "'" + (pattern.equals("delegate:self:*") ? ", which confers nothing here" : ""));
  }

  /** The text on one line, with at most so many characters. */
  static String printable(String text, int longest) {
    StringBuilder clean = new StringBuilder();
    text.codePoints().limit(longest).map(c -> Character.isISOControl(c) ? ' ' : c).forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static Map<String, List<String>> sameNames(List<String> names) {
    Map<String, List<String>> same = new HashMap<>();
    names.forEach(name -> same.computeIfAbsent(Grammar.key(name), _ -> new ArrayList<>()).add(name));
    return same;
  }

  /** What is wrong with a name here; empty when nothing is. One that {@code stands} keeps it against others. */
  private static String wrongName(String name, Map<String, List<String>> names, boolean stands) {
    List<String> others = names.getOrDefault(Grammar.key(name), List.of()).stream().filter(other -> !other.equals(name)).toList();
    if (!others.isEmpty() && !stands) {
      return "the name is also '" + String.join("', '", others) + "'; names are unique here ignoring case";
    }
    return Grammar.wrongNameHere(name).map(wrong -> "the name " + wrong).orElse("");
  }
}
