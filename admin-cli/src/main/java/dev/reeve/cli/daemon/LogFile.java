package dev.reeve.cli.daemon;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/** A file of lines that grows, read from a place near its end on; a line of more than 64 KiB comes in pieces. */
final class LogFile implements AutoCloseable {

  private static final int BLOCK = 64 << 10;

  private final FileChannel channel;
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private long position;

  private LogFile(FileChannel channel) {
    this.channel = channel;
  }

  /** Opens it where its last lines begin. */
  static LogFile open(Path file, int lines) throws IOException {
    LogFile log = new LogFile(FileChannel.open(file, StandardOpenOption.READ));
    try {
      log.position = log.beginOfLast(lines);
      return log;
    } catch (IOException | RuntimeException failed) {
      log.close();
      throw failed;
    }
  }

  /** Reads backwards; an end of file without a line feed ends a line, too. */
  private long beginOfLast(int lines) throws IOException {
    long at = channel.size();
    if (lines == 0) {
      return at;
    }
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    long end = at;
    int left = lines;
    while (at > 0) {
      int length = (int) Math.min(BLOCK, at);
      at -= length;
      fill(block.clear().limit(length), at);
      for (int i = length - 1; i >= 0; i--) {
        boolean last = at + i == end - 1;
        if (block.get(i) == '\n' && !last && --left == 0) {
          return at + i + 1;
        }
      }
    }
    return 0;
  }

  private void fill(ByteBuffer block, long from) throws IOException {
    while (block.hasRemaining() && channel.read(block, from + block.position()) >= 0) {
      // until it is full, or the file ends
    }
  }

  /** Whether it is shorter than what was read: somebody cut it. */
  boolean cut() throws IOException {
    return channel.size() < position;
  }

  /** Reads what is there; a line that has not ended yet waits for its end. */
  void read(Consumer<String> lines) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    for (int read = channel.read(block, position); read > 0; read = channel.read(block.clear(), position)) {
      position += read;
      for (int i = 0; i < read; i++) {
        byte each = block.get(i);
        if (each == '\n') {
          end(lines);
        } else {
          if (begun.size() == BLOCK) {
            end(lines);
          }
          begun.write(each);
        }
      }
    }
  }

  /** A line that has not ended, as it is. */
  void rest(Consumer<String> lines) {
    if (begun.size() > 0) {
      end(lines);
    }
  }

  private void end(Consumer<String> lines) {
    lines.accept(begun.toString(StandardCharsets.UTF_8));
    begun.reset();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
