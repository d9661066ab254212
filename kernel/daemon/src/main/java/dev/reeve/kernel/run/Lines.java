package dev.reeve.kernel.run;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Cuts a byte stream into lines of text: UTF-8 with replacement, a line over the bound in pieces. */
final class Lines {

  private final int maxBytes;
  private final ByteArrayOutputStream open = new ByteArrayOutputStream();

  Lines(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The lines that these bytes complete. */
  List<String> add(byte[] bytes) {
    List<String> complete = new ArrayList<>();
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
  List<String> end() {
    return open.size() == 0 ? List.of() : List.of(take());
  }

  private String take() {
    String line = open.toString(StandardCharsets.UTF_8);
    open.reset();
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }
}
