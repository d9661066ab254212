package dev.reeve.cli.leaf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Screen;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.client.ExitCode;
import dev.reeve.client.LocalError;
import dev.reeve.v1.ErrorCode;
import dev.reeve.v1.Errors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the command line ends with. */
@Timeout(60)
class ExitCodeTest {

  @TempDir Path folder;

  private Typed type(TestKernel kernel, String line) {
    return new Typed.Desk(kernel.home(), ReeveCommand::execute).type(line.split(" "));
  }

  @Test
  void eachCodeIsWhatALineEndsWithAndIsInItsJson() throws Exception {
    Map<ExitCode, Typed> ends = new EnumMap<>(ExitCode.class);
    try (TestKernel kernel = TestKernel.at(folder.resolve("h"))) {
      ends.put(ExitCode.OK, type(kernel, "-o jsonl whoami"));
      ends.put(ExitCode.FAILED, type(kernel, "-o jsonl run start fails --wait -q"));
      ends.put(ExitCode.USAGE, type(kernel, "-o jsonl agent create bad/name"));
      ends.put(ExitCode.NOT_FOUND, type(kernel, "-o jsonl agent show nobody"));
      ends.put(ExitCode.CONFLICT, type(kernel, "-o jsonl agent create default"));
      ends.put(ExitCode.TIMED_OUT, type(kernel, "-o jsonl run watch " + type(kernel, "-o name run start waits --detach").out().strip() + " --timeout 200ms"));
      ends.put(ExitCode.EXHAUSTED, exhausted(kernel));
      kernel.gate().mark("ToolService/Call");
      ends.put(ExitCode.APPROVAL_PENDING, type(kernel, "-o jsonl tool call test/echo -q"));
      ends.put(ExitCode.INTERRUPTED, interrupted(kernel));
      kernel.gate().denyAll();
      ends.put(ExitCode.DENIED, type(kernel, "-o jsonl agent list"));
    }
    ends.put(ExitCode.UNREACHABLE, new Typed.Desk(folder.resolve("none"), ReeveCommand::execute).type("-o", "jsonl", "agent", "list"));
    assertThat(ends.keySet()).containsExactlyInAnyOrder(ExitCode.values());
    ends.forEach(
        (exit, typed) -> {
          assertThat(typed.exit()).as("%s: %s", exit, typed.err()).isEqualTo(exit.code());
          if (exit != ExitCode.OK) {
            assertThat(typed.err()).as(exit.name()).contains("\"exit\":" + exit.code() + ",");
          }
        });
  }

  private Typed exhausted(TestKernel kernel) {
    kernel.gate().exhaust("RunService/List");
    return type(kernel, "-o jsonl run list");
  }

  private Typed interrupted(TestKernel kernel) throws Exception {
    long before = kernel.calls().stream().filter(call -> call.method().endsWith("RunService/Watch")).count();
    Interrupts interrupts = new Interrupts();
    Typed.Desk desk = new Typed.Desk(kernel.home(), ReeveCommand::execute, interrupts, Screen.UNKNOWN);
    CompletableFuture<Typed> typed =
        CompletableFuture.supplyAsync(() -> desk.type("-o", "jsonl", "run", "start", "waits", "--wait", "-q"), Thread::startVirtualThread);
    while (kernel.calls().stream().filter(call -> call.method().endsWith("RunService/Watch")).count() == before) {
      Thread.onSpinWait();
    }
    while (!typed.isDone() && !interrupts.fire()) {
      Thread.onSpinWait();
    }
    return typed.get(30, TimeUnit.SECONDS);
  }

  @Test
  void everyErrorOfTheContractAndOfThisSideEndsWithOneOfThem() throws IOException {
    Set<Integer> codes = Arrays.stream(ExitCode.values()).map(ExitCode::code).collect(Collectors.toSet());
    assertThat(codes).hasSize(ExitCode.values().length);
    for (ErrorCode error : ErrorCode.values()) {
      if (error != ErrorCode.UNRECOGNIZED && error != ErrorCode.ERROR_CODE_UNSPECIFIED) {
        int exit = error.getValueDescriptor().getOptions().getExtension(Errors.error).getExit();
        assertThat(codes).as(error.name()).contains(exit);
        assertThat(exit).as(error.name()).isPositive();
      }
    }
    assertThat(Arrays.stream(LocalError.values()).map(LocalError::exit)).isSubsetOf(codes).doesNotContain(0);
  }
}
