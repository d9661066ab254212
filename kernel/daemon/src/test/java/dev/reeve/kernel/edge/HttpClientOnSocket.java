package dev.reeve.kernel.edge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Bytes on a Unix socket, and answers of HTTP/1.1 read from it. */
final class HttpClientOnSocket implements AutoCloseable {

  static final String CALL = "/reeve.v1.ToolService/Call";
  static final String READ = "{\"name\":\"files/read\",\"input\":\"{}\"}";

  private final SocketChannel channel;

  /** An answer; header names are in small letters. */
  record Answer(int status, Map<String, String> headers, String body) {}

  HttpClientOnSocket(Path socket) throws IOException {
    channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
  }

  /** A request with a body, and more header lines. */
  static String post(String path, String body, String... more) {
    StringBuilder request = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: reeve\r\nContent-Type: application/json\r\n");
    for (String line : more) {
      request.append(line).append("\r\n");
    }
    return request + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
  }

  HttpClientOnSocket send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  HttpClientOnSocket send(byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      channel.write(left);
    }
    return this;
  }

  /** Says no more. */
  HttpClientOnSocket finish() throws IOException {
    channel.shutdownOutput();
    return this;
  }

  Answer call(String path, String body, String... more) throws IOException {
    return send(post(path, body, more)).answer();
  }

  /** The next answer. */
  Answer answer() throws IOException {
    String[] lines = headText().strip().lines().toArray(String[]::new);
    Map<String, String> headers = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      String[] parts = lines[i].split(": ", 2);
      headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    ByteBuffer body = ByteBuffer.allocate(length);
    while (body.hasRemaining()) {
      if (channel.read(body) < 0) {
        throw new IOException("the answer ended early");
      }
    }
    return new Answer(Integer.parseInt(lines[0].substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length())), headers, new String(body.array(), StandardCharsets.UTF_8));
  }

  private String headText() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      one.clear();
      if (channel.read(one) < 0) {
        throw new IOException("closed after '" + head.toString(StandardCharsets.ISO_8859_1) + "'");
      }
      head.write(one.get(0));
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  /** Bytes until the other end closes. */
  long rest() {
    long read = 0;
    ByteBuffer buffer = ByteBuffer.allocate(8192);
    try {
      for (int count = channel.read(buffer); count >= 0; count = channel.read(buffer)) {
        read += count;
        buffer.clear();
      }
    } catch (IOException reset) {
      // What was not read on the other side is told as a reset.
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
