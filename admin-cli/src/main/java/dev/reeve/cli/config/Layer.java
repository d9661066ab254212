package dev.reeve.cli.config;

/** Who can say the value of a setting, first who counts most. */
public enum Layer {
  FLAG("flag"),
  /** The context that the line names. */
  FLAG_CONTEXT("context"),
  ENVIRONMENT("environment"),
  /** The context that the environment or a file names. */
  CONTEXT("context"),
  USER("user"),
  SYSTEM("system"),
  BUILT_IN("built in");

  private final String word;

  Layer(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }
}
