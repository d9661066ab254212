package dev.reeve.kernel.agent;

import java.util.Locale;

/** Whether an agent may start runs. */
public enum AgentStatus {
  ACTIVE,
  PAUSED,
  /** As paused, and left out of lists that do not ask for it. */
  ARCHIVED,
  /** What is deployed cannot be read by this kernel; a deployment or a rollback makes it active. */
  FAILED;

  /** In lower case, as the database and people write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The status of a word.
   *
   * @throws IllegalStateException where it is none
   */
  static AgentStatus of(String word) {
    for (AgentStatus status : values()) {
      if (status.word().equals(word)) {
        return status;
      }
    }
    throw new IllegalStateException("the database says status '" + word + "', which this kernel does not know");
  }
}
