package dev.reeve.evidence;

import java.io.IOException;

/** Takes the lines of an export, one after the other. */
@FunctionalInterface
public interface LineSink {

  /** @param line without its newline */
  void line(String line) throws IOException;
}
