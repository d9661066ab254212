package dev.reeve.bench.durable;

import dev.reeve.bench.figure.Latencies;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the disk takes to make the appending of one audit record durable, alone: the floor of everything durable. */
public final class DiskFloor {

  /** About the length of an audit record. */
  public static final int BYTES = 700;
  private static final int TIMES = 2_000;

  private DiskFloor() {}

  /** Appends to a file in the folder and forces its data, over and over; the file is removed. */
  public static Latencies measure(Path folder) throws IOException {
    Path file = folder.resolve("floor");
    ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      return Latencies.of(
          TIMES,
          () -> {
            bytes.rewind();
            channel.write(bytes);
            channel.force(false);
          });
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
