package dev.reeve.kernel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.ProcessCommand;
import dev.reeve.capsule.ProcessOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A command beside a run, being written by a test. */
final class Command {

  private final List<String> parts;
  private byte[] stdin = new byte[0];
  private Duration timeout = Duration.ofSeconds(40);
  private int maxOutput = 1024 * 1024;

  private Command(List<String> parts) {
    this.parts = parts;
  }

  static Command of(String... parts) {
    return new Command(List.of(parts));
  }

  /** A shell script; its arguments are {@code $1} and so on. */
  static Command script(String script, Object... arguments) {
    List<String> parts = new ArrayList<>(List.of("/bin/sh", "-c", script, "script"));
    for (Object argument : arguments) {
      parts.add(argument.toString());
    }
    return new Command(parts);
  }

  Command stdin(byte[] bytes) {
    stdin = bytes;
    return this;
  }

  Command timeout(Duration time) {
    timeout = time;
    return this;
  }

  Command maxOutput(int bytes) {
    maxOutput = bytes;
    return this;
  }

  ProcessCommand build() {
    return new ProcessCommand(parts, stdin, timeout, maxOutput);
  }

  /** Runs it to its end and expects that exit code. */
  ProcessOutcome run(int code, Host host, String run) throws CapsuleException {
    ProcessOutcome outcome = host.sandbox.run(run, build());
    assertThat(outcome.code()).as("out: %s%nerr: %s", out(outcome), err(outcome)).isEqualTo(code);
    return outcome;
  }

  /** Runs it on another thread. */
  CompletableFuture<ProcessOutcome> begin(Host host, String run) {
    CompletableFuture<ProcessOutcome> future = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                future.complete(host.sandbox.run(run, build()));
              } catch (CapsuleException | RuntimeException failure) {
                future.completeExceptionally(failure);
              }
            });
    return future;
  }

  /** What a command begun was refused with. */
  static CapsuleException refusal(CompletableFuture<ProcessOutcome> begun) throws Exception {
    Throwable cause = begun.handle((outcome, failure) -> failure).get(60, TimeUnit.SECONDS);
    assertThat(cause).isInstanceOf(CapsuleException.class);
    return (CapsuleException) cause;
  }

  static String out(ProcessOutcome outcome) {
    return new String(outcome.stdout(), StandardCharsets.UTF_8);
  }

  static String err(ProcessOutcome outcome) {
    return new String(outcome.stderr(), StandardCharsets.UTF_8);
  }
}
