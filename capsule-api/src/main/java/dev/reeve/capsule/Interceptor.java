package dev.reeve.capsule;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sees calls of tools and commands before they are made and decides about them. Interceptors are asked in order of priority, highest first,
 * each with what the one before left; the kernel's own administration is never shown. One that fails, answers nothing or is late denies the
 * call.
 */
public interface Interceptor {

  /**
   * A call that is about to be made.
   *
   * @param event {@code tool.invoke.FAMILY/NAME} or {@code command.run.NAME}
   * @param principal name of whom it is made for
   * @param run id of the run that makes it; null for a call from outside of a run
   * @param input of a tool: its input; of a command: {@code args}, a list of strings
   */
  record Call(String event, String principal, @Nullable String run, Map<String, @Nullable Object> input) {}

  /** What is to happen. */
  sealed interface Verdict permits Continue, Replace, Deny {}

  /** The call is made as it is. */
  record Continue() implements Verdict {}

  /** The call is made with another input, which is checked like the caller's own. */
  record Replace(Map<String, @Nullable Object> input) implements Verdict {}

  /**
   * The call is not made.
   *
   * @param reason for the caller, at most 2,000 characters
   */
  record Deny(String reason) implements Verdict {}

  /**
   * Decides, on a thread that may block, within 2 s.
   *
   * @throws CapsuleException denies too, with its message
   */
  Verdict intercept(Call call) throws CapsuleException;
}
