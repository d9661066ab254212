package dev.reeve.kernel.run;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts a byte stream into lines: text where they are UTF-8, with their exact bytes beside where not; a line over the bound in pieces. */
final class Lines {

  /**
   * A line without its end.
   *
   * @param text with replacement characters where it is no UTF-8
   * @param raw its bytes where it is no UTF-8; else null
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Line(String text, byte @Nullable [] raw) {}

  private final int maxBytes;
  private final ByteArrayOutputStream open = new ByteArrayOutputStream();

  Lines(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The lines that these bytes complete. */
  List<Line> add(byte[] bytes) {
    List<Line> complete = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        open.write(bytes, from, i - from);
        complete.add(take());
        from = i + 1;
      } else if (open.size() + i - from + 1 >= maxBytes) {
        open.write(bytes, from, i - from + 1);
        complete.add(take());
        from = i + 1;
      }
    }
    open.write(bytes, from, bytes.length - from);
    return complete;
  }

  /** What is left at the end of the stream. */
  List<Line> end() {
    return open.size() == 0 ? List.of() : List.of(take());
  }

  private Line take() {
    byte[] bytes = open.toByteArray();
    open.reset();
    if (bytes.length > 0 && bytes[bytes.length - 1] == '\r') {
      bytes = Arrays.copyOf(bytes, bytes.length - 1);
    }
    try {
      return new Line(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString(), null);
    } catch (CharacterCodingException e) {
      return new Line(new String(bytes, StandardCharsets.UTF_8), bytes);
    }
  }
}
