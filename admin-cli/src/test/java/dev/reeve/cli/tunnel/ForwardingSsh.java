package dev.reeve.cli.tunnel;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What ssh does with {@code -L HERE:THERE}, where there is here: each connection to the one socket goes on to the other, until this ends. */
final class ForwardingSsh {

  private ForwardingSsh() {}

  public static void main(String[] args) throws IOException {
    List<String> words = Arrays.asList(args);
    String[] ends = words.get(words.indexOf("-L") + 1).split(":", 2);
    try (ServerSocketChannel here = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      here.bind(UnixDomainSocketAddress.of(Path.of(ends[0])));
      for (SocketChannel came = here.accept(); ; came = here.accept()) {
        goOn(came, Path.of(ends[1]));
      }
    }
  }

  private static void goOn(SocketChannel came, Path there) throws IOException {
    try {
      SocketChannel gone = SocketChannel.open(UnixDomainSocketAddress.of(there));
      Thread.ofPlatform().daemon().start(() -> copy(came, gone));
      Thread.ofPlatform().daemon().start(() -> copy(gone, came));
    } catch (IOException refused) {
      System.err.println("channel 2: open failed: connect failed: open failed");
      came.close();
    }
  }

  private static void copy(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    try (from;
        to) {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
    } catch (IOException ended) {
      // The other direction ended it.
    }
  }
}
