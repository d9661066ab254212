package dev.reeve.cli.call;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Version of this program. */
public final class OwnVersion {

  private OwnVersion() {}

  /** As the build wrote it; {@code unknown} without a build. */
  public static String text() {
    Properties properties = new Properties();
    try (InputStream in = OwnVersion.class.getResourceAsStream("/dev/reeve/cli/version.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return properties.getProperty("version", "unknown");
  }
}
