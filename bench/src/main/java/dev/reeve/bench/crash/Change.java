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

  /**
   * A manifest for a principal.
   *
   * @param revision that its version gets by this
   * @param says its description, which begins with the word of the {@link Program} its runs are
   */
  record Deploy(String agent, String version, int revision, String says) implements Change {}

  /**
   * The start of a run, known by its key until its id is told.
   *
   * @param version that it is pinned to
   * @param says as the manifest that is deployed says
   */
  record RunStart(String agent, String version, String says, String key) implements Change {}

  /** The end of a run, whether or not it has ended by itself. */
  record RunCancel(String agent, String id) implements Change {}

  /** A small capsule; one that is there already stays as it is. */
  record CapsuleInstall(String capsule, String version) implements Change {}

  /** What it is counted as. */
  default Kind kind() {
    return switch (this) {
      case AgentCreate _, AgentDelete _, Grant _, Ungrant _, Revoke _, Unrevoke _, QuotaSet _ -> Kind.PRINCIPALS;
      case GroupCreate _, GroupModify _, GroupDelete _ -> Kind.GROUPS;
      case InviteIssue _, InviteRevoke _ -> Kind.INVITES;
      case Deploy _ -> Kind.DEPLOYS;
      case RunStart _, RunCancel _ -> Kind.RUNS;
      case CapsuleInstall _ -> Kind.CAPSULES;
    };
  }

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
      case Deploy(String agent, String version, int revision, String says) -> List.of("deploy", agent, version, Integer.toString(revision), says);
      case RunStart(String agent, String version, String says, String key) -> List.of("run-start", agent, version, says, key);
      case RunCancel(String agent, String id) -> List.of("run-cancel", agent, id);
      case CapsuleInstall(String capsule, String version) -> List.of("capsule-install", capsule, version);
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
        case "deploy" -> new Deploy(words.get(1), words.get(2), Integer.parseInt(words.get(3)), words.get(4));
        case "run-start" -> new RunStart(words.get(1), words.get(2), words.get(3), words.get(4));
        case "run-cancel" -> new RunCancel(words.get(1), words.get(2));
        case "capsule-install" -> new CapsuleInstall(words.get(1), words.get(2));
        default -> throw new IllegalArgumentException("no change is called '" + words.getFirst() + "'");
      };
    } catch (IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("a change lacks a word: '" + text + "'", e);
    }
  }
}
