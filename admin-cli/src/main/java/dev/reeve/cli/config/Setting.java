package dev.reeve.cli.config;

import org.jspecify.annotations.Nullable;

/** Everything that can be configured: its names, its kind, its built-in value, and what it is in one sentence. */
public enum Setting {
  CONTEXT("context", Kind.NAME, null, "REEVE_CONTEXT", "--context", "The kernel to speak to, by the name of a table [contexts.NAME]."),
  SOCKET("socket", Kind.PATH, null, "REEVE_SOCKET", "--socket", "Socket of the kernel."),
  HOME(
      "home",
      Kind.PATH,
      null,
      "REEVE_HOME",
      "--home",
      "Tree of the kernel, whose socket is run/kernel.sock in it; without it /run/reeve/kernel.sock where that is, else ~/.reeve."),
  PRINCIPAL("principal", Kind.NAME, null, "REEVE_PRINCIPAL", "--as", "Act as this principal, if entitled to."),
  KEY("key", Kind.KEY, null, "REEVE_KEY", "--with-key", "Prove this key first: a key file, agent, or agent:ID for one of ssh-agent."),
  PASSPHRASE_FILE(
      "passphrase_file",
      Kind.PATH,
      null,
      "REEVE_PASSPHRASE_FILE",
      "--passphrase-file",
      "File with the passphrase of the key alone; without it the passphrase is typed."),
  OUTPUT("output", Kind.FORMAT, "table", "REEVE_OUTPUT", "--output", "How answers are printed."),
  COLOR("color", Kind.COLOR, "auto", "REEVE_COLOR", "--color", "When to colour: on a terminal that knows colours, always, or never."),
  PAGER(
      "pager",
      Kind.COMMAND,
      null,
      "REEVE_PAGER",
      "",
      "Program, with its words, that shows what is longer than the terminal; cat for none; without it that of PAGER, else less."),
  TIMEOUT(
      "timeout",
      Kind.DURATION,
      "30s",
      "REEVE_TIMEOUT",
      "--timeout",
      "Longest wait for the answer of a call; --timeout also bounds what takes longer by nature, such as a run."),
  NO_INPUT("no_input", Kind.TRUTH, "false", "REEVE_NO_INPUT", "--no-input", "Never read from standard input."),
  SSH_PROGRAM("ssh_program", Kind.PROGRAM, "ssh", "REEVE_SSH", "", "The OpenSSH client that reaches contexts on other hosts.");

  private final String key;
  private final Kind kind;
  private final @Nullable String builtIn;
  private final String variable;
  private final String flag;
  private final String description;

  Setting(String key, Kind kind, @Nullable String builtIn, String variable, String flag, String description) {
    this.key = key;
    this.kind = kind;
    this.builtIn = builtIn;
    this.variable = variable;
    this.flag = flag;
    this.description = description;
  }

  /** The setting of that key in a file; null: there is none. */
  public static @Nullable Setting of(String key) {
    for (Setting setting : values()) {
      if (setting.key.equals(key)) {
        return setting;
      }
    }
    return null;
  }

  /** Its key in a file. */
  public String key() {
    return key;
  }

  public Kind kind() {
    return kind;
  }

  /** Its value where nobody says one; null: none. */
  public @Nullable String builtIn() {
    return builtIn;
  }

  /** Its variable in the environment. */
  public String variable() {
    return variable;
  }

  /** Its option on the line; empty: none. */
  public String flag() {
    return flag;
  }

  /** One sentence. */
  public String description() {
    return description;
  }
}
