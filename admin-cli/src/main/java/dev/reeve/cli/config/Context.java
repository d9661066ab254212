package dev.reeve.cli.config;

import org.jspecify.annotations.Nullable;

/**
 * A kernel by name, and who to be there.
 *
 * @param principal to act as; null: as without a context
 * @param key to prove; null: as without a context
 * @param description for people; may be empty
 */
public record Context(String name, KernelAddress kernel, @Nullable String principal, @Nullable String key, String description) {

  /** What is wrong with the name of one; null: nothing. */
  public static @Nullable String problem(String name) {
    return NameRule.problem(name);
  }

  /** What it says of a setting; null: nothing. */
  @Nullable String value(Setting setting) {
    return switch (setting) {
      case SOCKET -> kernel instanceof KernelAddress.Socket socket ? socket.toString() : null;
      case HOME -> kernel instanceof KernelAddress.Home home ? home.toString() : null;
      case PRINCIPAL -> principal;
      case KEY -> key;
      case CONTEXT, PASSPHRASE_FILE, OUTPUT, COLOR, PAGER, TIMEOUT, NO_INPUT, SSH_PROGRAM -> null;
    };
  }
}
