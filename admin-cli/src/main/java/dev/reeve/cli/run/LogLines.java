package dev.reeve.cli.run;

import dev.reeve.cli.call.Invocation;
import dev.reeve.v1.RunEvent;
import dev.reeve.v1.RunEventKind;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Prints what runs printed: for programs as JSON, into a pipe or file byte for byte, else line by line without what drives a terminal. */
final class LogLines {

  private final Invocation call;
  private final Consumer<RunEvent> print;

  LogLines(Invocation call) {
    this.call = call;
    if (call.output().json()) {
      print = call.output().stream(RunViews.EVENT);
    } else if (call.surroundings().screen().outPiped() && !call.globals().verbose()) {
      print = this::bytes;
    } else {
      print = event -> call.output().line(RunViews.logLine(event, call.globals().verbose()));
    }
  }

  /** @throws dev.reeve.client.ReeveException when nobody reads standard output any more */
  void print(RunEvent event) {
    boolean told = event.getKind() == RunEventKind.RUN_EVENT_KIND_TRUNCATED && !call.output().json() && !call.globals().verbose();
    if (told) {
      call.tell("output is missing here: " + event.getData());
      return;
    }
    print.accept(event);
    call.requireReader();
  }

  private void bytes(RunEvent event) {
    byte[] line = event.getRaw().isEmpty() ? event.getData().getBytes(StandardCharsets.UTF_8) : event.getRaw().toByteArray();
    PrintStream out = call.surroundings().out();
    out.write(line, 0, line.length);
    out.write('\n');
  }
}
