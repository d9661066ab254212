package dev.reeve.kernel.authority;

import dev.reeve.kernel.document.Problems;
import dev.reeve.kernel.document.Table;
import dev.reeve.kernel.document.TomlEditor;
import dev.reeve.kernel.document.TomlSource;
import dev.reeve.kernel.document.TomlText;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The text of {@code groups.toml}: the custom groups. */
public final class GroupsFile {

  static final int VERSION = 1;
  private static final String ALL = "groups";

  private GroupsFile() {}

  /** The groups by name, in the order of the file; throws {@link dev.reeve.kernel.document.DocumentException} with every problem. */
  public static Map<String, Group> parse(String fileName, String text) {
    Problems problems = new Problems(fileName);
    Table root = Table.of(TomlSource.parse(fileName, text), problems);
    ProfileFile.refuseNewer(root, "groups_version", VERSION);
    Map<String, Group> groups = new LinkedHashMap<>();
    Table all = root.optionalTable(ALL);
    if (all != null) {
      Map<String, String> names = new LinkedHashMap<>();
      all.children().forEach((name, table) -> {
        checkName(all, name, names);
        groups.put(name, group(name, table));
      });
    }
    problems.throwIfAny();
    return Collections.unmodifiableMap(groups);
  }

  private static void checkName(Table all, String name, Map<String, String> names) {
    String wrong = Names.checkGroup(name);
    String earlier = names.putIfAbsent(Names.key(name), name);
    if (wrong != null) {
      all.problem(name, wrong);
    } else if (BuiltinGroups.isBuiltin(name)) {
      all.problem(name, "'" + Names.key(name) + "' is a built-in group and cannot be redefined");
    } else if (earlier != null) {
      all.problem(name, "is also '" + earlier + "'; names are unique ignoring case");
    }
  }

  private static Group group(String name, Table table) {
    List<CapabilityPattern> capabilities = table.list("capabilities", CapabilityPattern::parse);
    String description = table.optionalString("description");
    boolean unsafeAdmin = table.bool("unsafe_admin", false);
    Quotas quotas = QuotasTable.read(table.optionalTable("quotas"));
    boolean universal = capabilities.stream().anyMatch(CapabilityPattern::universal);
    if (universal && !unsafeAdmin) {
      table.problem("capabilities", "holds a universal pattern; that needs unsafe_admin = true");
    }
    return new Group(name, capabilities, description == null ? "" : description, unsafeAdmin || universal, false, quotas);
  }

  /** The custom groups as {@link #parse} reads them; built-in ones are left out. */
  public static String write(Collection<Group> groups) {
    TomlText text = new TomlText().put("groups_version", VERSION);
    for (Group group : groups) {
      if (!group.builtin()) {
        text.table(ALL, group.name()).put("capabilities", group.capabilities().stream().map(CapabilityPattern::text).toList());
        if (!group.description().isEmpty()) {
          text.put("description", group.description());
        }
        if (group.unsafeAdmin()) {
          text.put("unsafe_admin", true);
        }
        if (!group.quotas().said().isEmpty()) {
          QuotasTable.write(text.table(ALL, group.name(), "quotas"), group.quotas());
        }
      }
    }
    return text.toString();
  }

  /**
   * The text changed to say these groups, built-in ones left out: comments, order and spaces of what stays are kept, and {@link #parse} reads
   * it as {@code after}, but for the order of the groups, where that of the file wins. Where the text cannot be edited, it is written anew
   * below the comment it starts with.
   *
   * @throws dev.reeve.kernel.document.DocumentException when the text says no groups
   * @throws IllegalArgumentException when no text can say {@code after}
   */
  public static String rewrite(String fileName, String before, Collection<Group> after) {
    Map<String, Group> old = parse(fileName, before);
    Map<String, Group> wanted = new LinkedHashMap<>();
    after.stream().filter(group -> !group.builtin()).forEach(group -> wanted.put(group.name(), group));
    return Rewriting.rewrite(
        fileName, before, editor -> edit(editor, old, wanted), () -> write(wanted.values()), text -> parse(fileName, text).equals(wanted));
  }

  private static void edit(TomlEditor text, Map<String, Group> old, Map<String, Group> wanted) {
    old.keySet().stream().filter(name -> !wanted.containsKey(name)).forEach(name -> text.remove(List.of(ALL, name)));
    wanted.forEach((name, group) -> edit(text, old.get(name), group));
  }

  private static void edit(TomlEditor text, @Nullable Group old, Group wanted) {
    String name = wanted.name();
    if (old == null || !old.capabilities().equals(wanted.capabilities())) {
      text.set(List.of(ALL, name, "capabilities"), wanted.capabilities().stream().map(CapabilityPattern::text).toList());
    }
    if (wanted.description().isEmpty()) {
      text.remove(List.of(ALL, name, "description"));
    } else if (old == null || !old.description().equals(wanted.description())) {
      text.set(List.of(ALL, name, "description"), wanted.description());
    }
    boolean wasUnsafe = old != null && old.unsafeAdmin();
    if (wasUnsafe != wanted.unsafeAdmin()) {
      text.set(List.of(ALL, name, "unsafe_admin"), wanted.unsafeAdmin());
    }
    QuotasTable.edit(text, List.of(ALL, name, "quotas"), old == null ? Quotas.DEFAULTS : old.quotas(), wanted.quotas());
  }
}
