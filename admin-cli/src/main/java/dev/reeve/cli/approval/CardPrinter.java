package dev.reeve.cli.approval;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.Colours;
import dev.reeve.v1.Approval;
import java.io.PrintStream;
import java.time.Instant;

/**
 * Prints cards.
 *
 * @param columns of what is printed on
 * @param coloured whether it is known to take colours
 */
record CardPrinter(PrintStream to, int columns, boolean coloured) {

  /** On standard output. */
  static CardPrinter result(Invocation call) {
    return of(call, call.surroundings().out(), !call.surroundings().screen().outPiped());
  }

  /** On standard error, whether or not only results are wanted: nobody agrees to anything unseen. */
  static CardPrinter before(Invocation call) {
    return of(call, call.surroundings().err(), true);
  }

  private static CardPrinter of(Invocation call, PrintStream to, boolean open) {
    boolean terminal = open && call.surroundings().screen().errTerminal();
    boolean coloured = Colours.of(call.surroundings()::variable, terminal, call.globals().color()).on();
    return new CardPrinter(to, call.surroundings().columns(), coloured);
  }

  void print(Approval approval) {
    Card.lines(approval, Instant.now(), columns, coloured).forEach(to::println);
    to.flush();
  }
}
