package dev.reeve.kernel.run;

import dev.reeve.kernel.authority.Caller;
import org.jspecify.annotations.Nullable;

/** The way from a run to tools: through the same chain as every other call, as the run. */
@FunctionalInterface
public interface RunTools {

  /**
   * Calls a tool.
   *
   * @param caller the run
   * @param input JSON text
   * @return the answer; a refusal or failure is an answer too
   */
  Answer call(Caller caller, String name, String input);

  /**
   * What became of a call.
   *
   * @param output the tool's answer as plain values; null on failure
   * @param code {@code OK}, or the error's name
   * @param message for people; empty when it went well
   * @param effectId of the call; empty when it was refused
   */
  record Answer(boolean ok, @Nullable Object output, String code, String message, String effectId) {}
}
