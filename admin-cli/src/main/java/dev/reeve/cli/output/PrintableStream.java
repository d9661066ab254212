package dev.reeve.cli.output;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Takes the bytes of a UTF-8 text in any pieces and prints it as {@link Printable} has it; what is no UTF-8 becomes U+FFFD. */
public final class PrintableStream extends OutputStream {

  /** Longest encoding of a character. */
  private static final int LONGEST = 4;

  private final PrintStream out;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPLACE).onUnmappableCharacter(CodingErrorAction.REPLACE);
  private final CharBuffer characters = CharBuffer.allocate(8192);
  private final Escaping escaping = new Escaping(true);
  private byte[] begun = new byte[0];

  public PrintableStream(PrintStream out) {
    this.out = out;
  }

  @Override
  public void write(int one) {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) {
    ByteBuffer input = ByteBuffer.allocate(begun.length + count).put(begun).put(bytes, from, count).flip();
    decode(input, false);
    begun = new byte[Math.min(input.remaining(), LONGEST)];
    input.get(begun);
  }

  /** The text has ended: prints what is left of it. */
  public void finish() {
    decode(ByteBuffer.wrap(begun), true);
    begun = new byte[0];
    CoderResult unused = decoder.flush(characters);
    print();
    out.flush();
  }

  private void decode(ByteBuffer input, boolean last) {
    CoderResult result;
    do {
      result = decoder.decode(input, characters, last);
      print();
    } while (result.isOverflow());
  }

  private void print() {
    out.print(escaping.next(characters.flip().toString()));
    characters.clear();
  }
}
