package dev.reeve.cli.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file of settings where it lies. */
public final class ConfigFile {

  /** Largest file, in bytes. */
  static final int MAX_BYTES = 1 << 18;

  private final Path path;
  private final Path userHome;

  ConfigFile(Path path, Path userHome) {
    this.path = path;
    this.userHome = userHome;
  }

  /**
   * A file somewhere.
   *
   * @param userHome what {@code ~} stands for in it
   */
  public static ConfigFile at(Path path, Path userHome) {
    return new ConfigFile(path.toAbsolutePath().normalize(), userHome);
  }

  public Path path() {
    return path;
  }

  /** Whether anything is there, were it only a link to nothing. */
  public boolean exists() {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** What it says now; nothing where it is not there. Never throws: what is wrong is among its problems. */
  public ConfigDocument read() {
    return exists() ? readExisting() : ConfigDocument.NONE;
  }

  /** What it would say with that text. */
  ConfigDocument parse(String text) {
    return ConfigReader.read(text, path.toString(), userHome);
  }

  private ConfigDocument readExisting() {
    try {
      if (!Files.isRegularFile(path)) {
        return broken("it is no regular file");
      }
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path);
      if (mode.contains(PosixFilePermission.GROUP_WRITE) || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
        return broken(
            "it has mode " + PosixFilePermissions.toString(mode)
                + ": others than its owner may say there which kernel is spoken to; look whether what it says is yours, then: chmod go-w " + path);
      }
      byte[] bytes = bytes();
      if (bytes.length > MAX_BYTES) {
        return broken("it is larger than " + MAX_BYTES + " bytes");
      }
      return parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException binary) {
      return broken("it is not UTF-8 text");
    } catch (AccessDeniedException denied) {
      return broken("this user may not read it");
    } catch (IOException failed) {
      return broken("it cannot be read: " + failed.getMessage());
    }
  }

  private byte[] bytes() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(MAX_BYTES + 1);
    }
  }

  private ConfigDocument broken(String said) {
    return ConfigDocument.broken(ConfigProblem.whole(path.toString(), said));
  }
}
