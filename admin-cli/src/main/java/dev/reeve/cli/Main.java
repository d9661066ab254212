package dev.reeve.cli;

import dev.reeve.cli.call.Screen;
import dev.reeve.cli.call.Surroundings;
import dev.reeve.cli.call.TypedInput;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogManager;

/** The process {@code reeve}. An interrupt is told to whoever waits, who gets a while to end in order. */
public final class Main {

  /** Longest time from an interrupt to the end of the process. */
  private static final long ENDING_SECONDS = 40;

  private Main() {}

  public static void main(String[] args) {
    ClassesAhead.begin();
    PrintStream out = stream(FileDescriptor.out);
    PrintStream err = stream(FileDescriptor.err);
    Surroundings surroundings = Surroundings.ofProcess(out, err, System.in).on(Screen.ofProcess()).asking(TypedInput.ofProcess());
    if (!surroundings.debug()) {
      LogManager.getLogManager().reset();
    }
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook = new Thread(() -> interrupted(surroundings, ended), "interrupt");
    Runtime.getRuntime().addShutdownHook(hook);
    int exit;
    try {
      exit = ReeveCommand.execute(Arrays.asList(args), surroundings);
    } finally {
      out.flush();
      err.flush();
      ended.countDown();
    }
    System.exit(exit);
  }

  private static void interrupted(Surroundings surroundings, CountDownLatch ended) {
    if (ended.getCount() == 0) {
      return;
    }
    try {
      if (surroundings.interrupts().fire() && !ended.await(ENDING_SECONDS, TimeUnit.SECONDS)) {
        surroundings.err().println("reeve: what was running did not end in time");
        surroundings.err().flush();
      }
    } catch (InterruptedException none) {
      Thread.currentThread().interrupt();
    } finally {
      surroundings.kept().close();
    }
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new BufferedOutputStream(new FileOutputStream(descriptor), 8192), true, StandardCharsets.UTF_8);
  }
}
