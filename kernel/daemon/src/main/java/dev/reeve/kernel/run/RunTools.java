package dev.reeve.kernel.run;

import dev.reeve.kernel.authority.Caller;
import org.jspecify.annotations.Nullable;

/** The way from a run to tools and people: through the same chain as every other call, as the run. */
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
   * Asks a person whether the run may do something, and waits for the answer.
   *
   * @param caller the run
   * @param topic a name, or {@code family/name}
   * @param arguments JSON object as text
   * @return the approval; a no is an answer too
   */
  default Answer ask(Caller caller, String topic, String description, String arguments) {
    return new Answer(false, null, "UNIMPLEMENTED", "nobody can be asked here", "");
  }

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
