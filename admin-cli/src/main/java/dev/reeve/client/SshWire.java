package dev.reeve.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** The data types of SSH (RFC 4251, section 5) out of one message, read in order and never past its end; and the writing of them. */
final class SshWire {

  private final ByteBuffer bytes;

  SshWire(byte[] message) {
    this.bytes = ByteBuffer.wrap(message);
  }

  int octet() throws MalformedSshException {
    require(1);
    return Byte.toUnsignedInt(bytes.get());
  }

  /** From 0 to 2^31-1; what is larger fits no message taken here. */
  int count() throws MalformedSshException {
    require(Integer.BYTES);
    int count = bytes.getInt();
    if (count < 0) {
      throw new MalformedSshException("it has a length larger than itself");
    }
    return count;
  }

  byte[] bytes() throws MalformedSshException {
    int length = count();
    require(length);
    byte[] read = new byte[length];
    bytes.get(read);
    return read;
  }

  /** What is not UTF-8 of it is replaced. */
  String text() throws MalformedSshException {
    return new String(bytes(), UTF_8);
  }

  /** Nothing may follow. */
  void end() throws MalformedSshException {
    if (bytes.hasRemaining()) {
      throw new MalformedSshException("it goes on after its end");
    }
  }

  private void require(int length) throws MalformedSshException {
    if (bytes.remaining() < length) {
      throw new MalformedSshException("it ends too early");
    }
  }

  static byte[] string(String text) {
    return string(text.getBytes(UTF_8));
  }

  static byte[] string(byte[] content) {
    return ByteBuffer.allocate(Integer.BYTES + content.length).putInt(content.length).put(content).array();
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
