package dev.reeve.kernel.run;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.ProcessExit;
import dev.reeve.capsule.RunSink;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.json.JsonText;
import dev.reeve.kernel.run.RunEvent.Draft;
import dev.reeve.kernel.run.RunEvent.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A run while its program lives: takes what it prints, answers its tool calls, and says once how it ended. Output is durable before more
 * is taken, which is what slows a flooding program down.
 */
final class LiveRun implements RunSink {

  static final int MAX_LINE = 1024 * 1024;
  static final long MAX_OUTPUT = 16L * 1024 * 1024;
  private static final int MAX_RESULT = 1024 * 1024;

  /** What an event weighs beside its data, so that empty lines have a bound too. */
  private static final int EVENT_COST = 64;
  private static final int CALLS_AT_ONCE = 8;

  /** Why the program is being ended. */
  record Stop(RunState state, String reason) {}

  /** How the program ended; becomes the run's last transition. */
  interface Ending {
    void ended(LiveRun run, RunStore.Change change, List<Draft> last);
  }

  /** Writes a line to the program. */
  interface Input {
    void send(String line) throws CapsuleException;
  }

  /** Told of what was recorded. */
  interface Recorded {
    void added(List<Draft> drafts);
  }

  private final Run run;
  private final Caller caller;
  private final RunStore store;
  private final RunStreams streams;
  private final RunTools tools;
  private final Input input;
  private final Recorded recorded;
  private final Ending ending;
  private final Lines out = new Lines(MAX_LINE);
  private final Lines err = new Lines(MAX_LINE);
  private final Semaphore calls = new Semaphore(CALLS_AT_ONCE);
  private final AtomicReference<@Nullable Stop> stop = new AtomicReference<>();
  private final StringBuilder printed = new StringBuilder();
  private volatile @Nullable String output;
  private long kept;
  private boolean truncated;

  LiveRun(Run run, Caller caller, RunStore store, RunStreams streams, RunTools tools, Input input, Recorded recorded, Ending ending) {
    this.run = run;
    this.caller = caller;
    this.store = store;
    this.streams = streams;
    this.tools = tools;
    this.input = input;
    this.recorded = recorded;
    this.ending = ending;
  }

  Run run() {
    return run;
  }

  /** Says why it is to end; the first reason wins. Answers whether this one did. */
  boolean stopFor(Stop why) {
    return stop.compareAndSet(null, why);
  }

  @Nullable Stop stopping() {
    return stop.get();
  }

  @Override
  public void stdout(byte[] bytes) {
    keep(out.add(bytes).stream().flatMap(line -> fromStdout(line).stream()).toList());
  }

  @Override
  public void stderr(byte[] bytes) {
    keep(err.add(bytes).stream().map(line -> new Draft(Kind.STDERR, line)).toList());
  }

  @Override
  public void ended(ProcessExit exit) {
    List<Draft> last = new ArrayList<>();
    out.end().forEach(line -> last.addAll(fromStdout(line)));
    err.end().forEach(line -> last.add(new Draft(Kind.STDERR, line)));
    ending.ended(this, outcome(exit), bounded(last));
  }

  private RunStore.Change outcome(ProcessExit exit) {
    Stop why = stop.get();
    if (why != null) {
      return new RunStore.Change(why.state(), why.reason(), null, exit.code(), exit.confinement());
    }
    if (exit.code() == 0) {
      String result = output;
      return new RunStore.Change(RunState.SUCCEEDED, "", result == null ? JsonText.write(text()) : result, 0, exit.confinement());
    }
    String reason = exit.memoryExceeded() ? "its memory limit was reached" : "exit code " + exit.code();
    return new RunStore.Change(RunState.FAILED, reason, null, exit.code(), exit.confinement());
  }

  private List<Draft> fromStdout(String line) {
    return switch (RunMessage.of(line)) {
      case RunMessage.Progress(String json) -> List.of(new Draft(Kind.PROGRESS, json));
      case RunMessage.Log(String json) -> List.of(new Draft(Kind.LOG, json));
      case RunMessage.Output(Object value) -> {
        String json = JsonText.write(value);
        output = json;
        yield List.of(new Draft(Kind.OUTPUT, json));
      }
      case RunMessage.ToolCall call -> {
        answer(call);
        yield List.of();
      }
      case RunMessage.Malformed(Object id, String why) -> {
        if (id != null) {
          reply(id, new RunTools.Answer(false, null, "INVALID_ARGUMENT", why, ""));
        }
        yield List.of(warning(why));
      }
      case RunMessage.Text(String text) -> {
        remember(text);
        yield List.of(new Draft(Kind.STDOUT, text));
      }
    };
  }

  private synchronized void remember(String line) {
    if (printed.length() < MAX_RESULT) {
      printed.append(line).append('\n');
    }
  }

  private synchronized String text() {
    return printed.toString();
  }

  private void answer(RunMessage.ToolCall call) {
    calls.acquireUninterruptibly();
    Thread.ofVirtual()
        .name("reeve-run-call")
        .start(
            () -> {
              try {
                RunTools.Answer answer = called(call);
                keep(List.of(new Draft(Kind.TOOL, record(call, answer))));
                reply(call.id(), answer);
              } finally {
                calls.release();
              }
            });
  }

  private RunTools.Answer called(RunMessage.ToolCall call) {
    try {
      return tools.call(caller, call.name(), JsonText.write(call.input()));
    } catch (RuntimeException e) {
      System.getLogger("reeve.run").log(System.Logger.Level.ERROR, "a tool call of run " + run.id() + " failed", e);
      return new RunTools.Answer(false, null, "INTERNAL", "the kernel failed on this call", "");
    }
  }

  private static String record(RunMessage.ToolCall call, RunTools.Answer answer) {
    return JsonText.write(new TreeMap<>(Map.of("name", call.name(), "effect_id", answer.effectId(), "code", answer.code())));
  }

  private void reply(Object id, RunTools.Answer answer) {
    Map<String, @Nullable Object> message = new LinkedHashMap<>();
    message.put("type", "tool_result");
    message.put("id", id);
    message.put("ok", answer.ok());
    if (answer.ok()) {
      message.put("output", answer.output());
    } else {
      message.put("error", new TreeMap<>(Map.of("code", answer.code(), "message", answer.message())));
    }
    try {
      input.send(JsonText.write(message));
    } catch (CapsuleException e) {
      keep(List.of(warning("an answer was not taken: " + e.getMessage())));
    }
  }

  private static Draft warning(String message) {
    return new Draft(Kind.LOG, JsonText.write(new TreeMap<>(Map.of("type", "log", "level", "warn", "message", message))));
  }

  private void keep(List<Draft> drafts) {
    List<Draft> bounded = bounded(drafts);
    if (bounded.isEmpty()) {
      return;
    }
    try {
      if (store.append(run.id(), bounded)) {
        streams.added(run.id());
        recorded.added(bounded);
      }
    } catch (KernelException e) {
      System.getLogger("reeve.run").log(System.Logger.Level.ERROR, "output of run " + run.id() + " was not kept: " + e.getMessage());
    }
  }

  /** What still fits; the first that does not is replaced by the word that nothing more is kept. The result itself is kept elsewhere. */
  private synchronized List<Draft> bounded(List<Draft> drafts) {
    List<Draft> fitting = new ArrayList<>(drafts.size());
    for (Draft draft : drafts) {
      kept += draft.data().length() + EVENT_COST;
      if (kept <= MAX_OUTPUT) {
        fitting.add(draft);
      } else if (!truncated) {
        truncated = true;
        fitting.add(new Draft(Kind.TRUNCATED, "output past " + MAX_OUTPUT + " characters is not kept"));
      }
    }
    return fitting;
  }
}
