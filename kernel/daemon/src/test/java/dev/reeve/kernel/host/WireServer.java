package dev.reeve.kernel.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that says on each connection exactly the bytes a test wants, and remembers what it was sent. */
final class WireServer implements AutoCloseable {

  /** What is done once a request is there. */
  interface Script {
    void serve(String request, InputStream in, OutputStream out) throws Exception;
  }

  private static final Pattern LENGTH = Pattern.compile("content-length: *([0-9]+)");

  private final ServerSocket socket;
  private final Script script;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  /** Requests with their bodies, in the order they came. */
  final List<String> requests = new CopyOnWriteArrayList<>();
  /** Opened when a script has ended, which one that writes for ever does when the other side is gone. */
  final CountDownLatch ended = new CountDownLatch(1);

  WireServer(ServerSocket socket, Script script) {
    this.socket = socket;
    this.script = script;
    Thread.ofPlatform().daemon().name("wire").start(this::accept);
  }

  WireServer(Script script) throws IOException {
    this(new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")), script);
  }

  /** Says the same to everybody. */
  static WireServer saying(String answer) throws IOException {
    return new WireServer((_, _, out) -> out.write(answer.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** {@code 200} with a body. */
  static String ok(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  static String redirect(int status, String location) {
    return "HTTP/1.1 " + status + " See\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n";
  }

  int port() {
    return socket.getLocalPort();
  }

  String url(String host) {
    return "http://" + host + ":" + port() + "/";
  }

  /** How often somebody connected. */
  int connections() {
    return open.size();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        open.add(connection);
        Thread.ofPlatform().daemon().name("wire-connection").start(() -> serve(connection));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection; InputStream in = connection.getInputStream(); OutputStream out = connection.getOutputStream()) {
      String request = request(in);
      requests.add(request);
      script.serve(request, in, out);
      out.flush();
    } catch (Exception e) {
      System.getLogger("wire").log(System.Logger.Level.DEBUG, "a connection ended", e);
    } finally {
      ended.countDown();
    }
  }

  private static String request(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no request came");
      }
      head.append((char) next);
    }
    Matcher length = LENGTH.matcher(head.toString().toLowerCase(Locale.ROOT));
    byte[] body = length.find() ? in.readNBytes(Integer.parseInt(length.group(1))) : new byte[0];
    return head + new String(body, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket connection : open) {
      connection.close();
    }
  }
}
