package dev.reeve.kernel.boot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXDatagramChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/**
 * Tells the service manager of the life cycle by the protocol of {@code sd_notify(3)}: datagrams to the Unix socket named by
 * {@code NOTIFY_SOCKET}, a path or an abstract name starting with {@code @}. Without that variable it says nothing.
 */
public final class ServiceNotifier {

  private final @Nullable String socket;

  public ServiceNotifier(Map<String, String> environment) {
    String named = environment.get("NOTIFY_SOCKET");
    this.socket = named == null || named.isEmpty() ? null : named;
  }

  /** The kernel serves. */
  public void ready(String status) throws IOException {
    send("READY=1\nSTATUS=" + status + "\n");
  }

  /** The kernel is going away. */
  public void stopping() throws IOException {
    send("STOPPING=1\n");
  }

  private void send(String message) throws IOException {
    if (socket == null) {
      return;
    }
    AFUNIXSocketAddress address =
        socket.startsWith("@")
            ? AFUNIXSocketAddress.inAbstractNamespace(socket.substring(1))
            : AFUNIXSocketAddress.of(Path.of(socket));
    try (AFUNIXDatagramChannel datagrams = AFUNIXDatagramChannel.open()) {
      datagrams.send(ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8)), address);
    }
  }
}
