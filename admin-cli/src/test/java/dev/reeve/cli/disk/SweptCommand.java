package dev.reeve.cli.disk;

import dev.reeve.cli.testkernel.Typed;
import java.io.IOException;
import java.util.List;

/** A command that is typed again and again, each time with another call of the disk failing. */
interface SweptCommand {

  /** In a few words. */
  String name();

  /** Puts everything where it is before the command is typed. */
  void prepare() throws IOException;

  /** Types it. */
  Typed type();

  /**
   * What is wrong with what it left, in words; the disk fails no more.
   *
   * @param removing whether what failed may have been the removal of what it had begun to write
   */
  List<String> wrong(Typed typed, boolean removing) throws IOException;
}
