package dev.reeve.cli.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The user's file and the system's. Each is read once, when it is needed first. */
public final class ConfigFiles {

  /** Names another file than the user's usual one. */
  public static final String USER_VARIABLE = "REEVE_CONFIG";

  /** Names another file than the system's usual one. */
  public static final String SYSTEM_VARIABLE = "REEVE_CONFIG_SYSTEM";

  private static final Path SYSTEM = Path.of("/etc/reeve/cli.toml");

  private final ConfigFile user;
  private final ConfigFile system;
  private volatile @Nullable ConfigDocument userSays;
  private volatile @Nullable ConfigDocument systemSays;

  private ConfigFiles(ConfigFile user, ConfigFile system) {
    this.user = user;
    this.system = system;
  }

  /** Those that an environment means: {@code reeve/config.toml} in XDG_CONFIG_HOME, else in ~/.config, and {@code /etc/reeve/cli.toml}. */
  public static ConfigFiles of(Map<String, String> environment, Path userHome) {
    Path user = named(environment, USER_VARIABLE);
    Path system = named(environment, SYSTEM_VARIABLE);
    return new ConfigFiles(
        ConfigFile.at(user == null ? folder(environment, userHome).resolve("reeve").resolve("config.toml") : user, userHome),
        ConfigFile.at(system == null ? SYSTEM : system, userHome));
  }

  /** A relative XDG_CONFIG_HOME does not count, says the XDG Base Directory Specification. */
  private static Path folder(Map<String, String> environment, Path userHome) {
    Path named = named(environment, "XDG_CONFIG_HOME");
    return named != null && named.isAbsolute() ? named : userHome.resolve(".config");
  }

  private static @Nullable Path named(Map<String, String> environment, String variable) {
    String value = environment.get(variable);
    try {
      return value == null || value.isEmpty() ? null : Path.of(value);
    } catch (InvalidPathException none) {
      return null;
    }
  }

  /** The same files, not read yet. */
  ConfigFiles again() {
    return new ConfigFiles(user, system);
  }

  public ConfigFile user() {
    return user;
  }

  public ConfigFile system() {
    return system;
  }

  /** What the user's file said when it was read. */
  public ConfigDocument userSays() {
    ConfigDocument known = userSays;
    if (known == null) {
      known = user.read();
      userSays = known;
    }
    return known;
  }

  /** What the system's file said when it was read. */
  public ConfigDocument systemSays() {
    ConfigDocument known = systemSays;
    if (known == null) {
      known = system.read();
      systemSays = known;
    }
    return known;
  }
}
