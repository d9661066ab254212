package dev.reeve.capsule;

import java.util.List;

/** A command that people run by name: {@code reeve x NAME ARGS…}, or {@code /NAME} in the shell. */
public interface SlashCommand {

  /**
   * Does the work for the principal of the call, on a thread that may block.
   *
   * @param args as typed, without the name
   * @return lines of text, at most 10,000
   * @throws CapsuleException for every failure the caller may read
   */
  List<String> run(List<String> args) throws CapsuleException;
}
