package dev.reeve.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/** A small file with one PEM block. */
public final class PemFile {

  static final int MAX_BYTES = 16 << 10;

  private PemFile() {}

  /**
   * The content of the block.
   *
   * @throws IOException saying what is there instead
   */
  public static byte[] read(Path file, String block) throws IOException {
    return content(bytes(file), block);
  }

  static byte[] content(byte[] text, String block) throws IOException {
    PemObject found = block(text);
    if (!found.getType().equals(block)) {
      throw new IOException("its PEM block is a " + found.getType() + ", not a " + block);
    }
    return found.getContent();
  }

  /** The block of a text, whatever its type. */
  static PemObject block(byte[] text) throws IOException {
    try (PemReader reader = new PemReader(new StringReader(new String(text, US_ASCII)))) {
      PemObject found = reader.readPemObject();
      if (found == null) {
        throw new IOException("it has no PEM block");
      }
      return found;
    }
  }

  /** Such a file's bytes. */
  static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] text = in.readNBytes(MAX_BYTES + 1);
      if (text.length > MAX_BYTES) {
        throw new IOException("it is longer than " + MAX_BYTES + " bytes");
      }
      return text;
    }
  }

  static byte[] text(String block, byte[] content) throws IOException {
    StringWriter text = new StringWriter();
    try (PemWriter writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(block, content));
    }
    return text.toString().replace("\r\n", "\n").getBytes(US_ASCII);
  }
}
