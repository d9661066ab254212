package dev.reeve.kernel.run;

import dev.reeve.capsule.ProcessExit;
import dev.reeve.capsule.RunSink;
import dev.reeve.kernel.json.JsonText;
import dev.reeve.kernel.run.RunEvent.Draft;
import dev.reeve.kernel.run.RunEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Takes what the program of one iteration prints, and how it ended. Nothing is taken before {@link #open}. */
final class IterationSink implements RunSink {

  static final int MAX_LINE = 1024 * 1024;
  private static final int MAX_RESULT = 1024 * 1024;
  private static final int MAX_ERRORS = 16 * 1024;

  private final Recorder recorder;
  private final ToolCalls calls;
  private final CountDownLatch opened = new CountDownLatch(1);
  private final CompletableFuture<ProcessExit> exit = new CompletableFuture<>();
  private final Lines out = new Lines(MAX_LINE);
  private final Lines err = new Lines(MAX_LINE);
  private final Redaction outSecrets = new Redaction();
  private final Redaction errSecrets = new Redaction();
  private final StringBuilder printed = new StringBuilder();
  private final StringBuilder errors = new StringBuilder();
  private final List<Draft> last = new ArrayList<>();
  private @Nullable String output;

  IterationSink(Recorder recorder, ToolCalls calls) {
    this.recorder = recorder;
    this.calls = calls;
  }

  /** Lets through what was held back; nothing of it is recorded before. */
  void open() {
    opened.countDown();
  }

  /** Completes when the program is over and all it printed was taken. */
  CompletableFuture<ProcessExit> exit() {
    return exit;
  }

  @Override
  public void stdout(byte[] bytes) {
    awaitOpen();
    recorder.keep(out.add(bytes).stream().flatMap(line -> fromStdout(line).stream()).toList());
  }

  @Override
  public void stderr(byte[] bytes) {
    awaitOpen();
    recorder.keep(err.add(bytes).stream().map(this::fromStderr).toList());
  }

  @Override
  public void ended(ProcessExit ended) {
    awaitOpen();
    out.end().forEach(line -> last.addAll(fromStdout(line)));
    err.end().forEach(line -> last.add(fromStderr(line)));
    calls.over();
    exit.complete(ended);
  }

  private void awaitOpen() {
    try {
      opened.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What it printed last and is not recorded yet; only after its end. */
  List<Draft> last() {
    return last;
  }

  /** What it did; only after its end. */
  synchronized Outcome outcome(ProcessExit ended, boolean late) {
    String text = printed.toString();
    return new Outcome(ended, output == null ? JsonText.write(text) : output, text, errors.toString(), late);
  }

  /**
   * What one iteration did.
   *
   * @param result JSON text: its last output, else all its console text as a string
   * @param stdout its console text, at most 1 MiB of characters, from the beginning
   * @param stderr at most its last 16 KiB of characters
   * @param late whether it was ended because its time was up
   */
  record Outcome(ProcessExit exit, String result, String stdout, String stderr, boolean late) {}

  private Draft fromStderr(Lines.Line line) {
    Draft draft = draft(Kind.STDERR, errSecrets, line);
    synchronized (this) {
      errors.append(draft.data()).append('\n');
      if (errors.length() > 2 * MAX_ERRORS) {
        errors.delete(0, errors.length() - MAX_ERRORS);
      }
    }
    return draft;
  }

  private static Draft draft(Kind kind, Redaction secrets, Lines.Line line) {
    String kept = secrets.line(line.text());
    return new Draft(kind, kept, kept.equals(line.text()) ? line.raw() : null);
  }

  private List<Draft> fromStdout(Lines.Line line) {
    return switch (RunMessage.of(line.text())) {
      case RunMessage.Progress(String json) -> List.of(new Draft(Kind.PROGRESS, Redaction.text(json)));
      case RunMessage.Log(String json) -> List.of(new Draft(Kind.LOG, Redaction.text(json)));
      case RunMessage.Artifact(String json) -> List.of(new Draft(Kind.ARTIFACT, json));
      case RunMessage.Output(Object value) -> {
        String json = Redaction.text(JsonText.write(value));
        result(json);
        yield List.of(new Draft(Kind.OUTPUT, json));
      }
      case RunMessage.ToolCall call -> {
        calls.answer(call);
        yield List.of();
      }
      case RunMessage.Ask ask -> {
        calls.ask(ask);
        yield List.of();
      }
      case RunMessage.Malformed(Object id, String why) -> {
        if (id != null) {
          calls.refuse(id, why);
        }
        yield List.of(warning(why));
      }
      case RunMessage.Text unused -> {
        Draft draft = draft(Kind.STDOUT, outSecrets, line);
        remember(draft.data());
        yield List.of(draft);
      }
    };
  }

  private synchronized void result(String json) {
    output = json;
  }

  private synchronized void remember(String line) {
    if (printed.length() < MAX_RESULT) {
      printed.append(line).append('\n');
    }
  }

  static Draft warning(String message) {
    return new Draft(Kind.LOG, JsonText.write(new TreeMap<>(Map.of("type", "log", "level", "warn", "message", message))));
  }
}
