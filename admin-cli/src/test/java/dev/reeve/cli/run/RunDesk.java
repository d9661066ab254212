package dev.reeve.cli.run;

import com.google.protobuf.ByteString;
import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Screen;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** A kernel, and a place to type lines about its runs. */
final class RunDesk implements AutoCloseable {

  private static final String ID = "0199bbbb-0000-7000-8000-00000000000";

  final TestKernel kernel;
  final Interrupts interrupts = new Interrupts();
  private final Path home;

  RunDesk(Path home) throws IOException {
    this.home = home;
    this.kernel = TestKernel.at(home);
  }

  /** Id of the n-th run that was started. */
  static String id(int n) {
    return ID + n;
  }

  Typed type(String... words) {
    return on(Screen.UNKNOWN, words);
  }

  Typed on(Screen screen, String... words) {
    return new Typed.Desk(home, ReeveCommand::execute, interrupts, screen).type(words);
  }

  Typed withInput(String input, String... words) {
    return new Typed.Desk(home, ReeveCommand::execute, interrupts).typeWithInput(input, words);
  }

  /** What a pipe gets. */
  ByteString piped(String... words) {
    return on(new Screen(true, false), words).bytes();
  }

  CompletableFuture<Typed> typing(String... words) {
    return CompletableFuture.supplyAsync(() -> type(words));
  }

  /** How many calls of that RPC have arrived. */
  long calls(String rpc) {
    return List.copyOf(kernel.calls()).stream().filter(call -> call.method().endsWith("/" + rpc)).count();
  }

  /** Until it is so; the test's own bound ends it otherwise. */
  static void until(BooleanSupplier so) throws InterruptedException {
    while (!so.getAsBoolean()) {
      Thread.onSpinWait();
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
