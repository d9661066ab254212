package dev.reeve.kernel.run;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.json.JsonText;
import dev.reeve.kernel.run.RunEvent.Draft;
import dev.reeve.kernel.run.RunEvent.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers the tool calls and questions of one iteration on its standard input, eight at once at most; a call more waits and slows its program down. */
final class ToolCalls {

  private static final int CALLS_AT_ONCE = 8;

  /** Writes a line to the program. */
  interface Input {
    void send(String line) throws CapsuleException;
  }

  private final Run run;
  private final Caller caller;
  private final RunTools tools;
  private final Recorder recorder;
  private final Input input;
  private final Semaphore calls = new Semaphore(CALLS_AT_ONCE);
  private volatile boolean over;

  ToolCalls(Run run, Caller caller, RunTools tools, Recorder recorder, Input input) {
    this.run = run;
    this.caller = caller;
    this.tools = tools;
    this.recorder = recorder;
    this.input = input;
  }

  /** Calls the tool beside; its answer goes to the program. */
  void answer(RunMessage.ToolCall call) {
    beside("tool_result", call.id(), call.name(), () -> tools.call(caller, call.name(), JsonText.write(call.input())));
  }

  /** Asks a person beside; the answer goes to the program. */
  void ask(RunMessage.Ask ask) {
    beside("ask_result", ask.id(), "ask " + ask.topic(), () -> tools.ask(caller, ask.topic(), ask.description(), ask.arguments()));
  }

  private void beside(String type, Object id, String name, Supplier<RunTools.Answer> work) {
    calls.acquireUninterruptibly();
    Thread.ofVirtual()
        .name("reeve-run-call")
        .start(
            () -> {
              try {
                RunTools.Answer answer = made(work);
                recorder.keep(List.of(new Draft(Kind.TOOL, record(name, answer))));
                reply(type, id, answer);
              } finally {
                calls.release();
              }
            });
  }

  /** Answers what breaks the protocol. */
  void refuse(Object id, String why) {
    reply("tool_result", id, new RunTools.Answer(false, null, "INVALID_ARGUMENT", why, ""));
  }

  /** The program is gone: answers that come now are for nobody. */
  void over() {
    over = true;
  }

  private RunTools.Answer made(Supplier<RunTools.Answer> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      System.getLogger("reeve.run").log(System.Logger.Level.ERROR, "a tool call of run " + run.id() + " failed", e);
      return new RunTools.Answer(false, null, "INTERNAL", "the kernel failed on this call", "");
    }
  }

  private static String record(String name, RunTools.Answer answer) {
    return JsonText.write(new TreeMap<>(Map.of("name", name, "effect_id", answer.effectId(), "code", answer.code())));
  }

  private void reply(String type, Object id, RunTools.Answer answer) {
    if (over) {
      return;
    }
    Map<String, @Nullable Object> message = new LinkedHashMap<>();
    message.put("type", type);
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
      recorder.keep(List.of(IterationSink.warning("an answer was not taken: " + e.getMessage())));
    }
  }
}
