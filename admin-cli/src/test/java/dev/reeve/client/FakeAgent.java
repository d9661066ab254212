package dev.reeve.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Something at a real socket that answers questions to an ssh-agent as it likes, byte for byte. */
final class FakeAgent implements AutoCloseable {

  private final ServerSocketChannel server;
  private final Path socket;
  private final Function<byte[], byte @Nullable []> answers;
  private final Thread thread;

  /**
   * @param answers all bytes to send for a request's content; null: none, and the connection stays open until the client leaves
   */
  FakeAgent(Path socket, Function<byte[], byte @Nullable []> answers) throws IOException {
    this.socket = socket;
    this.answers = answers;
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    thread = Thread.ofVirtual().start(this::serve);
  }

  SshAgent agent(Duration bound) {
    return new SshAgent(socket.toString(), bound);
  }

  /** A whole message: its length and content. */
  static byte[] message(byte[]... parts) {
    return SshWire.string(SshWire.joined(parts));
  }

  private void serve() {
    while (true) {
      try (SocketChannel client = server.accept()) {
        talk(client);
      } catch (ClosedChannelException over) {
        return;
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }
  }

  /** Whoever asks may leave at any time: some of the tests are of that. */
  private void talk(SocketChannel client) {
    try {
      int length = fill(client, ByteBuffer.allocate(Integer.BYTES)).getInt();
      byte[] answer = answers.apply(fill(client, ByteBuffer.allocate(length)).array());
      ByteBuffer left = ByteBuffer.wrap(answer == null ? new byte[0] : answer);
      while (left.hasRemaining()) {
        client.write(left);
      }
      if (answer == null) {
        client.read(ByteBuffer.allocate(1));
      }
    } catch (IOException gone) {
      // The next one is served.
    }
  }

  private static ByteBuffer fill(SocketChannel client, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (client.read(buffer) < 0) {
        throw new IOException("the request ends too early");
      }
    }
    return buffer.flip();
  }

  @Override
  public void close() throws IOException {
    server.close();
    try {
      thread.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
