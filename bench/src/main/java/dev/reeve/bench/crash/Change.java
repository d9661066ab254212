package dev.reeve.bench.crash;

import java.util.List;

/** A change a client asks for. Its words, joined by spaces, are how a log has it; {@link #parse} reads them. */
sealed interface Change {

  /** A principal with grants. */
  record AgentCreate(String agent, String one, String other) implements Change {}

  /** The end of a principal; its name is not given again. */
  record AgentDelete(String agent) implements Change {}

  record Grant(String agent, String pattern) implements Change {}

  record Ungrant(String agent, String pattern) implements Change {}

  record Revoke(String agent, String pattern) implements Change {}

  record Unrevoke(String agent, String pattern) implements Change {}

  /** Two limits at once. */
  record QuotaSet(String agent, long timeoutSeconds, long processes) implements Change {}

  record GroupCreate(String group, String description, String pattern) implements Change {}

  /** Another description and another pattern in place of those that stand, both at once. */
  record GroupModify(String group, String description, String pattern) implements Change {}

  record GroupDelete(String group) implements Change {}

  /** An invite, known by its label until its id is told. */
  record InviteIssue(String label) implements Change {}

  record InviteRevoke(String label, String id) implements Change {}

  /** One line, no word of it empty. */
  default String text() {
    return String.join(" ", words());
  }

  private List<String> words() {
    return switch (this) {
      case AgentCreate(String agent, String one, String other) -> List.of("agent-create", agent, one, other);
      case AgentDelete(String agent) -> List.of("agent-delete", agent);
      case Grant(String agent, String pattern) -> List.of("grant", agent, pattern);
      case Ungrant(String agent, String pattern) -> List.of("ungrant", agent, pattern);
      case Revoke(String agent, String pattern) -> List.of("revoke", agent, pattern);
      case Unrevoke(String agent, String pattern) -> List.of("unrevoke", agent, pattern);
      case QuotaSet(String agent, long timeout, long processes) -> List.of("quota-set", agent, Long.toString(timeout), Long.toString(processes));
      case GroupCreate(String group, String description, String pattern) -> List.of("group-create", group, description, pattern);
      case GroupModify(String group, String description, String pattern) -> List.of("group-modify", group, description, pattern);
      case GroupDelete(String group) -> List.of("group-delete", group);
      case InviteIssue(String label) -> List.of("invite-issue", label);
      case InviteRevoke(String label, String id) -> List.of("invite-revoke", label, id);
    };
  }

  /**
   * Reads {@link #text}.
   *
   * @throws IllegalArgumentException for anything else
   */
  static Change parse(String text) {
    List<String> words = List.of(text.split(" ", -1));
    try {
      return switch (words.getFirst()) {
        case "agent-create" -> new AgentCreate(words.get(1), words.get(2), words.get(3));
        case "agent-delete" -> new AgentDelete(words.get(1));
        case "grant" -> new Grant(words.get(1), words.get(2));
        case "ungrant" -> new Ungrant(words.get(1), words.get(2));
        case "revoke" -> new Revoke(words.get(1), words.get(2));
        case "unrevoke" -> new Unrevoke(words.get(1), words.get(2));
        case "quota-set" -> new QuotaSet(words.get(1), Long.parseLong(words.get(2)), Long.parseLong(words.get(3)));
        case "group-create" -> new GroupCreate(words.get(1), words.get(2), words.get(3));
        case "group-modify" -> new GroupModify(words.get(1), words.get(2), words.get(3));
        case "group-delete" -> new GroupDelete(words.get(1));
        case "invite-issue" -> new InviteIssue(words.get(1));
        case "invite-revoke" -> new InviteRevoke(words.get(1), words.get(2));
        default -> throw new IllegalArgumentException("no change is called '" + words.getFirst() + "'");
      };
    } catch (IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("a change lacks a word: '" + text + "'", e);
    }
  }
}
