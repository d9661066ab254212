package dev.reeve.tui;

import java.io.IOException;
import java.io.InputStream;

/** Standard input of typed lines, whose keys are the prompt's to read: it fails at once. */
final class NoInput extends InputStream {

  @Override
  public int read() throws IOException {
    throw new IOException("a line typed at the prompt has none");
  }

  @Override
  public int read(byte[] into, int from, int most) throws IOException {
    return read();
  }
}
