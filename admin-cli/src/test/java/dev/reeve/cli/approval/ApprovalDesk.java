package dev.reeve.cli.approval;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Screen;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.client.LoginKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A kernel, a key, and a place to type lines about questions. */
final class ApprovalDesk implements AutoCloseable {

  final TestKernel kernel;
  final LoginKey key;
  final Interrupts interrupts = new Interrupts();
  private final Path home;
  private final String file;

  ApprovalDesk(Path home) throws IOException {
    this.home = home;
    this.kernel = TestKernel.at(home);
    this.file = home.resolve("ada.key").toString();
    this.key = LoginKey.generate(Path.of(file));
  }

  /** As whoever the process is. */
  Typed type(String... words) {
    return on(Screen.UNKNOWN, words);
  }

  Typed on(Screen screen, String... words) {
    return new Typed.Desk(home, ReeveCommand::execute, interrupts, screen).type(words);
  }

  CompletableFuture<Typed> typing(String... words) {
    return CompletableFuture.supplyAsync(() -> type(words), Thread::startVirtualThread);
  }

  /** As the holder of the key. */
  Typed answer(String... words) {
    return type(Stream.concat(Arrays.stream(words), Stream.of("--with-key", file)).toArray(String[]::new));
  }

  /** As the holder of the key, who types this when asked. */
  Typed answerWithInput(String input, String... words) {
    return new Typed.Desk(home, ReeveCommand::execute, interrupts)
        .typeWithInput(input, Stream.concat(Arrays.stream(words), Stream.of("--with-key", file)).toArray(String[]::new));
  }

  /** How many calls of that RPC have arrived. */
  long calls(String rpc) {
    return kernel.calls().stream().filter(call -> call.method().endsWith("/" + rpc)).count();
  }

  /** Until it is so; the test's own bound ends it otherwise. */
  static void until(BooleanSupplier so) throws InterruptedException {
    while (!so.getAsBoolean()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  @Override
  public void close() {
    kernel.close();
  }
}
