package dev.reeve.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** Against a socket that listens as a service manager's does. */
@Timeout(60)
class ServiceNotifierTest {

  @TempDir Path folder;

  private static void speaksTo(AFUNIXSocketAddress address, String variable) throws IOException {
    try (AFUNIXDatagramSocket manager = AFUNIXDatagramSocket.newInstance()) {
      manager.bind(address);
      ServiceNotifier notifier = new ServiceNotifier(Map.of("NOTIFY_SOCKET", variable));
      notifier.ready("serving");
      assertThat(heard(manager)).isEqualTo("READY=1\nSTATUS=serving\n");
      notifier.stopping();
      assertThat(heard(manager)).isEqualTo("STOPPING=1\n");
    }
  }

  private static String heard(AFUNIXDatagramSocket manager) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[1024], 1024);
    manager.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
  }

  @Test
  void itSpeaksToASocketWithAPath() throws Exception {
    Path socket = folder.resolve("notify");
    speaksTo(AFUNIXSocketAddress.of(socket), socket.toString());
  }

  @Test
  void itSpeaksToAnAbstractSocket() throws Exception {
    String name = "reeve-test-" + UUID.randomUUID();
    speaksTo(AFUNIXSocketAddress.inAbstractNamespace(name), "@" + name);
  }

  @Test
  void withoutASocketItSaysNothingAndASocketThatIsGoneIsAnError() throws Exception {
    new ServiceNotifier(Map.of()).ready("serving");
    new ServiceNotifier(Map.of("NOTIFY_SOCKET", "")).stopping();
    ServiceNotifier lost = new ServiceNotifier(Map.of("NOTIFY_SOCKET", folder.resolve("gone").toString()));
    assertThatThrownBy(lost::stopping).isInstanceOf(IOException.class);
  }
}
