package dev.reeve.kernel.agent;

import dev.reeve.kernel.audit.AuditDraft;
import java.util.Locale;

/** Who sees an agent. */
public enum AgentScope {
  /** Its owner. */
  USER,
  /** The members of its organisation. */
  ORG,
  /** Everyone; stored under the organisation {@code system}. */
  GLOBAL;

  /** The organisation that global agents belong to. */
  static final String SYSTEM = "system";

  /** In lower case, as the database and people write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The scope of a word.
   *
   * @throws IllegalStateException where it is none
   */
  static AgentScope of(String word) {
    for (AgentScope scope : values()) {
      if (scope.word().equals(word)) {
        return scope;
      }
    }
    throw new IllegalStateException("the database says scope '" + word + "', which this kernel does not know");
  }

  /** The organisation under which an agent of this scope is stored; a principal's own is the one of this node. */
  String org() {
    return switch (this) {
      case USER, ORG -> AuditDraft.ORG;
      case GLOBAL -> SYSTEM;
    };
  }

  /** What going from this scope to another one is. */
  ScopeChange to(AgentScope target) {
    return switch (this) {
      case USER ->
          switch (target) {
            case USER -> ScopeChange.NONE;
            case ORG -> ScopeChange.SHARE;
            case GLOBAL -> ScopeChange.JUMP;
          };
      case ORG ->
          switch (target) {
            case USER -> ScopeChange.HIDE;
            case ORG -> ScopeChange.NONE;
            case GLOBAL -> ScopeChange.PUBLISH;
          };
      case GLOBAL ->
          switch (target) {
            case USER -> ScopeChange.JUMP;
            case ORG -> ScopeChange.WITHDRAW;
            case GLOBAL -> ScopeChange.NONE;
          };
    };
  }
}
