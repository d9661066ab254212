package dev.reeve.cli.talk;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.JsonValue;
import dev.reeve.cli.run.RunViews;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunEvent;
import dev.reeve.v1.RunState;

/**
 * What comes of one turn, told as it comes: what the program prints as it is, what it says otherwise with the kind before it, how far it is in
 * one line that is drawn over where that can be. Nothing of it can drive a terminal.
 */
final class TurnLines {

  private final Invocation call;
  private final Messages messages;
  private boolean gaveResult;

  TurnLines(Invocation call, Messages messages) {
    this.call = call;
    this.messages = messages;
  }

  void tell(RunEvent event) {
    boolean verbose = call.globals().verbose();
    switch (event.getKind()) {
      case RUN_EVENT_KIND_PROGRESS -> {
        if (messages.drawsOver() && !call.globals().quiet()) {
          call.notices().draw("  " + RunViews.words(event), call.surroundings().columns());
        } else {
          said("  progress  " + RunViews.words(event));
        }
      }
      case RUN_EVENT_KIND_OUTPUT -> gaveResult = true;
      case RUN_EVENT_KIND_STDOUT -> printed(event.getData());
      case RUN_EVENT_KIND_STATE -> {
        if (verbose) {
          said("  state     " + event.getData());
        }
      }
      default -> said(String.format("  %-9s %s", RunViews.kind(event), RunViews.words(event)));
    }
  }

  /** Makes place for another line. */
  void clear() {
    call.notices().clear();
  }

  private void said(String line) {
    clear();
    call.tell(line);
  }

  /** Whoever sits there reads the program's words; for whom nobody sits there, they are in the result. */
  private void printed(String line) {
    clear();
    if (messages.person() && !call.output().json()) {
      call.output().line(line);
    } else {
      call.tell(line);
    }
  }

  /** The end of the turn: its result, unless that is what was printed on the way, or why there is none. */
  void end(Run run) {
    clear();
    if (call.output().json()) {
      call.output().stream(RunViews.RUN).accept(run);
      return;
    }
    if (run.getState() != RunState.RUN_STATE_SUCCEEDED) {
      call.tell("the turn ended " + RunViews.state(run.getState()) + (run.getReason().isEmpty() ? "" : ": " + run.getReason()));
    } else if (gaveResult || !messages.person()) {
      call.output().line(words(run.getResult()));
    }
  }

  /** A JSON string as its text, anything else as it is. */
  private static String words(String json) {
    String text = JsonValue.of("{\"result\":" + json + "}").get("result").text();
    return text.isEmpty() ? json : text;
  }
}
