package dev.reeve.cli.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The file a detached kernel writes its output to: {@code var/log/reeved.log} in its home, for its owner only. */
public final class DaemonLog {

  private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final int TAIL_BYTES = 16 << 10;

  private final Path file;
  private final long begin;

  private DaemonLog(Path file, long begin) {
    this.file = file;
    this.begin = begin;
  }

  /** Where it is for a home. */
  public static Path of(Path home) {
    return home.resolve("var").resolve("log").resolve("reeved.log");
  }

  /** Makes folders and file as needed; what is appended from now on belongs to this start. */
  public static DaemonLog open(Path home) throws IOException {
    Path file = of(home);
    Files.createDirectories(Objects.requireNonNull(file.getParent(), "it is in a folder"), OWNER_FOLDER);
    if (Files.notExists(file)) {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_FILE));
    }
    Files.setPosixFilePermissions(file, OWNER_FILE);
    return new DaemonLog(file, Files.size(file));
  }

  public Path file() {
    return file;
  }

  /** The last lines written since it was opened, at most {@code most}. */
  public List<String> tail(int most) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.READ)) {
      long from = Math.max(begin, channel.size() - TAIL_BYTES);
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.max(0, channel.size() - from));
      channel.position(from);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // read goes on until the buffer is full or the file ends
      }
      List<String> lines = StandardCharsets.UTF_8.decode(bytes.flip()).toString().lines().toList();
      return lines.subList(Math.max(0, lines.size() - most), lines.size());
    }
  }
}
