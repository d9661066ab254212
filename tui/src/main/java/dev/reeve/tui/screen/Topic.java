package dev.reeve.tui.screen;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a screen lists; each is one key away from everywhere. */
public enum Topic {
  RUNS('r', "of the chosen principal, else all; newest first"),
  APPROVALS('a', "questions that wait for an answer"),
  AGENTS('g', "principals and what they have deployed"),
  GROUPS('G', "groups and what they give"),
  CAPS('c', "what may be allowed; Enter explains it for the chosen principal, else oneself"),
  QUOTAS('q', "limits and use of the chosen principal, else one's own"),
  CAPSULES('k', "what is installed"),
  AUDIT('u', "the newest records of the audit chain, when R is pressed"),
  EVENTS('e', "what the chain says happened by itself, such as states of runs; by R");

  private final char key;
  private final String about;

  Topic(char key, String about) {
    this.key = key;
    this.about = about;
  }

  public char key() {
    return key;
  }

  /** What it lists, for help. */
  public String about() {
    return about;
  }

  /** Its name on the line and in titles. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether what it lists is about the chosen principal. */
  boolean ofSubject() {
    return switch (this) {
      case RUNS, CAPS, QUOTAS -> true;
      case APPROVALS, AGENTS, GROUPS, CAPSULES, AUDIT, EVENTS -> false;
    };
  }

  /** Whether it is fetched anew by itself; reading the audit chain is itself a record of it. */
  boolean refreshes() {
    return this != AUDIT && this != EVENTS;
  }

  /** The one of exactly this name. */
  public static Optional<Topic> named(String word) {
    return Stream.of(values()).filter(topic -> topic.word().equals(word)).findFirst();
  }

  /** Those whose names begin so, in their order. */
  static List<Topic> beginning(String word) {
    return Stream.of(values()).filter(topic -> topic.word().startsWith(word.toLowerCase(Locale.ROOT))).toList();
  }
}
