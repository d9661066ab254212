package dev.reeve.cli.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody who listens at a port of the loopback interface and counts who comes. */
final class Listener implements AutoCloseable {

  private final ServerSocket socket;
  private final AtomicInteger visitors = new AtomicInteger();
  private final Thread listening = Thread.ofVirtual().name("demo-listener").unstarted(this::listen);

  private Listener(ServerSocket socket) {
    this.socket = socket;
  }

  static Listener open() throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
    Listener listener = new Listener(socket);
    listener.listening.start();
    return listener;
  }

  int port() {
    return socket.getLocalPort();
  }

  int visitors() {
    return visitors.get();
  }

  /** Whether this process can connect to it. */
  boolean reachable() {
    try (Socket visit = new Socket()) {
      visit.connect(socket.getLocalSocketAddress(), 3_000);
      return visit.getInputStream().read() < 0;
    } catch (IOException unreachable) {
      return false;
    }
  }

  private void listen() {
    while (!socket.isClosed()) {
      try (Socket _ = socket.accept()) {
        visitors.incrementAndGet();
      } catch (IOException closed) {
        return;
      }
    }
  }

  /** Returns when nobody listens any more: the port is let go only after the last accept has returned. */
  @Override
  public void close() throws IOException {
    socket.close();
    try {
      listening.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
