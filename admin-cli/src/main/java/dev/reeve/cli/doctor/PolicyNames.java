package dev.reeve.cli.doctor;

import dev.reeve.cli.call.Pages;
import dev.reeve.cli.toml.TomlDocument;
import dev.reeve.v1.AgentListRequest;
import dev.reeve.v1.AgentListResponse;
import dev.reeve.v1.GroupListRequest;
import dev.reeve.v1.GroupListResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tomlj.TomlTable;

/**
 * Principals and groups that there are.
 *
 * @param groups in lower case
 */
record PolicyNames(List<Person> people, Set<String> groups) {

  /** Those that stand in no file. */
  private static final Set<String> BUILTIN = Set.of("admin", "operator", "developer", "viewer", "agent", "restricted");

  private static final String GROUP = "group:";
  private static final int MOST = 100_000;

  /**
   * A principal.
   *
   * @param keys how many are registered
   */
  record Person(String name, boolean enabled, List<String> groups, List<Long> uids, int keys) {}

  /** As the kernel has them; at most 100,000 of each. */
  static PolicyNames of(Examination.Kernel kernel) {
    List<Person> people =
        Pages.first(
            MOST,
            page -> {
              AgentListResponse answer = kernel.client().admin().agentList(AgentListRequest.newBuilder().setPage(page).build());
              return new Pages.Page<>(
                  answer.getPrincipalsList().stream()
                      .map(
                          each ->
                              new Person(
                                  each.getName(), each.getEnabled(), each.getGroupsList(),
                                  each.getUidsList().stream().map(Integer::toUnsignedLong).toList(), each.getKeysCount()))
                      .toList(),
                  answer.getPage());
            });
    List<String> groups =
        Pages.first(
            MOST,
            page -> {
              GroupListResponse answer = kernel.client().admin().groupList(GroupListRequest.newBuilder().setPage(page).build());
              return new Pages.Page<>(answer.getGroupsList().stream().map(group -> key(group.getName())).toList(), answer.getPage());
            });
    return new PolicyNames(people, Set.copyOf(groups));
  }

  /** As the files have them; one that is no TOML says nothing, and one that cannot be read is told. */
  static PolicyNames of(Path etc, Report to) throws IOException {
    List<Person> people = new ArrayList<>();
    for (Path file : PolicyText.profiles(etc)) {
      TomlTable root = root(file, to);
      TomlTable auth = PolicyText.table(root, "auth");
      people.add(
          new Person(
              PolicyText.name(file), !Boolean.FALSE.equals(root.get(List.of("enabled"))), PolicyText.strings(root, "groups"),
              PolicyText.numbers(auth, "uids"), PolicyText.tables(auth, "public_keys").size()));
    }
    Set<String> groups = new HashSet<>(BUILTIN);
    TomlTable custom = PolicyText.table(root(etc.resolve("groups.toml"), to), "groups");
    if (custom != null) {
      custom.keySet().forEach(name -> groups.add(key(name)));
    }
    return new PolicyNames(people, groups);
  }

  /** What stands in a file; nothing where it is not there, or is no TOML, or cannot be read, which is told. */
  static TomlTable root(Path file, Report to) {
    Optional<TomlDocument> document;
    try {
      document = PolicyText.read(file);
    } catch (IOException unreadable) {
      to.unreadable(file.toString());
      document = Optional.empty();
    }
    return document.orElseGet(() -> TomlDocument.parse("")).root();
  }

  boolean group(String name) {
    return groups.contains(key(name));
  }

  boolean person(String name) {
    return people.stream().anyMatch(person -> key(person.name()).equals(key(name)));
  }

  /** Whether there is somebody or some group of that name, as answerers are written: {@code NAME} or {@code group:NAME}. */
  boolean answerer(String name) {
    return name.startsWith(GROUP) ? group(name.substring(GROUP.length())) : person(name);
  }

  /** Whether answerers written so include this principal; nobody in particular includes everybody. */
  static boolean includes(List<String> answerers, Person person) {
    return answerers.isEmpty()
        || answerers.stream()
            .anyMatch(
                name ->
                    name.startsWith(GROUP)
                        ? person.groups().stream().anyMatch(group -> key(group).equals(key(name.substring(GROUP.length()))))
                        : key(name).equals(key(person.name())));
  }

  /** What two spellings of a name have in common. */
  static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
