package dev.reeve.kernel.approval;

import dev.reeve.kernel.authority.Names;
import dev.reeve.kernel.authority.Profile;
import java.util.List;

/**
 * Who may answer, besides holding the right to.
 *
 * @param names principals, or {@code group:NAME}; empty: whoever holds the right
 */
public record Answerers(List<String> names) {

  /** Whoever holds the right. */
  public static final Answerers ANYBODY = new Answerers(List.of());

  private static final String GROUP = "group:";

  public Answerers {
    names = List.copyOf(names);
  }

  /** Whether the principal is one of them, by its name or by a group that its profile names. */
  public boolean includes(Profile profile) {
    return names.isEmpty() || names.stream().anyMatch(name -> names(name, profile));
  }

  private static boolean names(String name, Profile profile) {
    if (!name.startsWith(GROUP)) {
      return Names.key(name).equals(Names.key(profile.name()));
    }
    String group = Names.key(name.substring(GROUP.length()));
    return profile.groups().stream().anyMatch(of -> Names.key(of).equals(group));
  }

  /** The name as it is; throws IllegalArgumentException where it can be nobody's. */
  static String checked(String name) {
    boolean group = name.startsWith(GROUP);
    String wrong = group ? Names.checkGroup(name.substring(GROUP.length())) : Names.checkPrincipal(name);
    if (wrong != null) {
      throw new IllegalArgumentException(wrong + (group ? "" : "; wanted: a principal or 'group:NAME'"));
    }
    return name;
  }
}
