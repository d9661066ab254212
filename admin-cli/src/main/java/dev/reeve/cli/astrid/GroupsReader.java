package dev.reeve.cli.astrid;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Astrid's {@code groups.toml}. As there, one wrong group makes the whole file worthless. */
final class GroupsReader {

  private GroupsReader() {}

  /** The groups in the order of the file; none where there are problems. */
  static List<AstridHome.Group> read(String text, List<String> problems) {
    Keys root = Keys.of(text, problems);
    List<AstridHome.Group> groups = new ArrayList<>();
    Optional<Keys> all = root.table("groups");
    all.ifPresent(tables -> tables.names().forEach(name -> tables.table(name).ifPresent(keys -> groups.add(group(name, keys, problems)))));
    root.unknown().forEach(key -> problems.add("unknown key " + key));
    return problems.isEmpty() ? groups : List.of();
  }

  private static AstridHome.Group group(String name, Keys keys, List<String> problems) {
    List<String> capabilities = keys.strings("capabilities", Grammar::wrongCapability);
    String description = keys.string("description");
    boolean unsafeAdmin = keys.bool("unsafe_admin", false);
    if (Grammar.builtInThere(name)) {
      problems.add("group '" + name + "' is built in and may not be redefined: that system does not start with this file either");
    }
    if (capabilities.contains("*") && !unsafeAdmin) {
      keys.problem("capabilities", "holds '*' without unsafe_admin: that system does not start with this file either");
    }
    keys.unknown().forEach(key -> problems.add("unknown key " + key));
    return new AstridHome.Group(name, capabilities, description, unsafeAdmin);
  }
}
