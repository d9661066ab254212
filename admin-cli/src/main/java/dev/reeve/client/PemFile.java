package dev.reeve.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
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
    return content(SmallFile.read(file, MAX_BYTES), block);
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

  static byte[] text(String block, byte[] content) throws IOException {
    StringWriter text = new StringWriter();
    try (PemWriter writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(block, content));
    }
    return text.toString().replace("\r\n", "\n").getBytes(US_ASCII);
  }
}
