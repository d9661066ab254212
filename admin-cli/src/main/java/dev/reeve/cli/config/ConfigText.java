package dev.reeve.cli.config;

import java.util.ArrayList;
import java.util.List;

/** Files as this program writes them. */
public final class ConfigText {

  /** What a file begins with that is made anew. */
  static final String FRESH = "# Settings of reeve; 'reeve config default' tells all of them.\n" + versionLine() + "\n";

  private ConfigText() {}

  static String versionLine() {
    return ConfigReader.VERSION_KEY + " = " + ConfigDocument.VERSION;
  }

  /** A file with every setting and its built-in value, commented out, and an example of a context. */
  public static String builtIn() {
    StringBuilder text = new StringBuilder("# Settings of reeve. Before them count options of the line and the environment.\n");
    text.append(versionLine()).append('\n');
    for (Setting setting : Setting.values()) {
      text.append("\n# ").append(setting.description()).append("\n# Before it: ");
      text.append(setting.flag().isEmpty() ? "" : setting.flag() + ", ").append(setting.variable()).append(".\n");
      String builtIn = setting.builtIn();
      text.append("# ").append(setting.key()).append(" = ");
      text.append(builtIn == null ? example(setting) : setting.kind() == Kind.TRUTH ? builtIn : quoted(builtIn)).append('\n');
    }
    return text.append(
            """

            # A kernel by name, for --context and context: its socket, its home or ssh, and who to be there.
            # [contexts.lab]
            # ssh = "ssh://ops@lab.example/run/reeve/kernel.sock"
            # principal = "ops"
            # key = "~/.reeve/ops.key"
            # description = "The kernel of the laboratory."
            """)
        .toString();
  }

  private static String example(Setting setting) {
    return switch (setting) {
      case CONTEXT -> quoted("lab");
      case SOCKET -> quoted("/run/reeve/kernel.sock");
      case HOME -> quoted("~/.reeve");
      case PRINCIPAL -> quoted("ops");
      case KEY -> quoted("agent");
      case PASSPHRASE_FILE -> quoted("~/.reeve/passphrase");
      case PAGER -> quoted("less -S");
      case OUTPUT, COLOR, TIMEOUT, NO_INPUT, SSH_PROGRAM -> quoted("");
    };
  }

  /** The table of a context, as lines without their ends. */
  static List<String> of(Context context) {
    List<String> lines = new ArrayList<>(List.of("[" + ConfigReader.CONTEXTS + "." + context.name() + "]"));
    lines.add(
        switch (context.kernel()) {
          case KernelAddress.Socket socket -> "socket = " + quoted(socket.toString());
          case KernelAddress.Home home -> "home = " + quoted(home.toString());
          case KernelAddress.Remote remote -> "ssh = " + quoted(remote.toString());
        });
    String principal = context.principal();
    if (principal != null) {
      lines.add("principal = " + quoted(principal));
    }
    String key = context.key();
    if (key != null) {
      lines.add("key = " + quoted(key));
    }
    if (!context.description().isEmpty()) {
      lines.add("description = " + quoted(context.description()));
    }
    return lines;
  }

  static String quoted(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
