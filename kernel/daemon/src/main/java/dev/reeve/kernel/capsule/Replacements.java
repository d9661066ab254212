package dev.reeve.kernel.capsule;

import dev.reeve.kernel.authority.Caller;

/** Told of every input that an interceptor put in place of another, before the call is made; what it throws refuses the call. */
@FunctionalInterface
public interface Replacements {

  /**
   * One input in place of another.
   *
   * @param event of the call, e.g. {@code tool.invoke.files/read}
   * @param capsule whose interceptor it was
   * @param digest SHA-256 of the new input as JSON text, hexadecimal
   */
  void replaced(Caller caller, String event, String capsule, String digest);
}
