package dev.reeve.cli.run;

import dev.reeve.cli.call.DryRunOption;
import dev.reeve.cli.call.InputText;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.noun.Verbs;
import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.ContinueRunRequest;
import dev.reeve.v1.ForkRunRequest;
import dev.reeve.v1.GetRunRequest;
import dev.reeve.v1.GetRunResponse;
import dev.reeve.v1.ResumeRunRequest;
import dev.reeve.v1.RetryRunRequest;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunEventKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve run}: work that agents do. */
@Command(name = "run", addMethodSubcommands = false, description = "Work that agents do.")
public final class RunNoun {

  /** Longest message to a run that ended, in bytes. */
  private static final int LONGEST_MESSAGE = 64 << 10;

  private final Invocation call;

  public RunNoun(Invocation call) {
    this.call = call;
  }

  /** With the verbs that have classes of their own. */
  public static CommandLine tree(Invocation call, Verbs verbs) {
    return verbs.of(
        new RunNoun(call),
        new Verbs.Own("start", () -> new StartCommand(call)),
        new Verbs.Own("list", () -> new ListCommand(call)),
        new Verbs.Own("logs", () -> new LogsCommand(call)),
        new Verbs.Own("cancel", () -> new CancelCommand(call)));
  }

  @Command(name = "show", description = "A run: its input, its result or why it has none, its former attempts and the runs it started.")
  int show(@Parameters(paramLabel = "RUN") String run) {
    GetRunResponse answer = call.connect().runs().get(GetRunRequest.newBuilder().setRun(run).build());
    call.output().one(answer, RunViews.WHOLE);
    if (call.output().table() && answer.getFormerAttemptsCount() > 0) {
      call.output().line("");
      call.output().list(answer.getFormerAttemptsList(), RunViews.ATTEMPT);
    }
    return 0;
  }

  @Command(
      name = "watch",
      description = {
        "Every event of a run on standard output: history, then live, until it ends. -v adds what the runtime says, and times.",
        "Exit code 0 when it has ended, however; with --exit-status as 'run start' has it. A connection that breaks is made again."
      })
  int watch(
      @Parameters(paramLabel = "RUN") String run,
      @Option(names = "--since", paramLabel = "N", defaultValue = "0", description = "Only events after this number.") long since,
      @Option(
              names = "--kind",
              split = ",",
              paramLabel = "K",
              converter = KindWord.class,
              completionCandidates = KindWord.class,
              description = {
                "Only these and states: stdout, stderr, progress, output, log, tool, truncated, iteration, runtime, artifact."
              })
          @Nullable List<RunEventKind> kinds,
      @Option(names = "--exit-status", description = "End with the exit code of the run's fate.") boolean exitStatus) {
    return new RunWatch(call, run, kinds == null ? List.of() : kinds).watch(since, exitStatus);
  }

  @Command(
      name = "retry",
      description = {
        "A new attempt of a run that failed, timed out or was cancelled, with the manifest and input it had. --timeout bounds the waiting.",
        Fate.CODES
      })
  int retry(@Parameters(paramLabel = "RUN") String run, @Mixin DryRunOption dry, @Mixin GenerationOption expected, @Mixin WaitOptions waiting) {
    waiting.check();
    if (dry.dryRun) {
      return RunRehearsal.retry(call, run);
    }
    KernelClient client = call.connect(call.globals().oneCall());
    RetryRunRequest request = RetryRunRequest.newBuilder().setRun(run).setExpectedGeneration(expected.generation).build();
    return again(client, client.runs().retry(request).getRun(), waiting);
  }

  @Command(
      name = "resume",
      description = {
        "Go on with a run that waits for an approval, or that a restart of the kernel interrupted. --timeout bounds the waiting.",
        Fate.CODES
      })
  int resume(@Parameters(paramLabel = "RUN") String run, @Mixin DryRunOption dry, @Mixin GenerationOption expected, @Mixin WaitOptions waiting) {
    waiting.check();
    if (dry.dryRun) {
      return RunRehearsal.resume(call, run);
    }
    KernelClient client = call.connect(call.globals().oneCall());
    ResumeRunRequest request = ResumeRunRequest.newBuilder().setRun(run).setExpectedGeneration(expected.generation).build();
    return again(client, client.runs().resume(request).getRun(), waiting);
  }

  @Command(
      name = "fork",
      description = {
        "A new run of the version deployed now, with the input of another or a given one. --timeout bounds the waiting.",
        Fate.CODES
      })
  int fork(
      @Parameters(paramLabel = "RUN") String run,
      @Option(names = "--input", paramLabel = "@FILE|-|TEXT", defaultValue = "", description = "Instead of that run's input.") String input,
      @Option(
              names = "--idempotency-key",
              paramLabel = "K",
              defaultValue = "",
              description = "The same key answers the same run again, whatever became of it.")
          String key,
      @Mixin DryRunOption dry,
      @Mixin GenerationOption expected,
      @Mixin WaitOptions waiting) {
    waiting.check();
    if (dry.dryRun) {
      return RunRehearsal.fork(call, run);
    }
    ForkRunRequest request =
        ForkRunRequest.newBuilder()
            .setRun(run)
            .setInput(InputText.read(input, call))
            .setExpectedGeneration(expected.generation)
            .setIdempotencyKey(key)
            .build();
    KernelClient client = call.connect(call.globals().oneCall());
    return RunWait.depart(call, client, client.runs().fork(request).getRun(), waiting, 0, call.globals().timeout());
  }

  @Command(
      name = "continue",
      description = {
        "A new attempt of a run that succeeded, which gets its former result and a message. --timeout bounds the waiting.",
        Fate.CODES
      })
  int goOn(
      @Parameters(paramLabel = "RUN") String run,
      @Option(names = "--message", required = true, paramLabel = "@FILE|-|TEXT", description = "What to say to it; at most 64 KiB.")
          String message,
      @Mixin DryRunOption dry,
      @Mixin GenerationOption expected,
      @Mixin WaitOptions waiting) {
    waiting.check();
    if (dry.dryRun) {
      return RunRehearsal.goOn(call, run);
    }
    ContinueRunRequest request =
        ContinueRunRequest.newBuilder()
            .setRun(run)
            .setMessage(InputText.read(message, call, LONGEST_MESSAGE))
            .setExpectedGeneration(expected.generation)
            .build();
    KernelClient client = call.connect(call.globals().oneCall());
    return again(client, client.runs().continue_(request).getRun(), waiting);
  }

  @Command(
      name = "files",
      description = {
        "The files a run left in its work folder; with PATH one of them, byte for byte into a pipe or file.",
        "On a terminal it is shown so that it cannot drive it."
      })
  int files(
      @Parameters(paramLabel = "RUN") String run,
      @Parameters(paramLabel = "PATH", arity = "0..1", description = "As the list has it.") @Nullable String path,
      @Option(names = "--to", paramLabel = "FILE", description = "Write it there instead of standard output.") @Nullable Path to,
      @Option(names = "--force", description = "Replace FILE if it is there.") boolean force)
      throws IOException {
    RunFiles files = new RunFiles(call, run);
    if (path == null) {
      if (to != null || force) {
        throw ReeveException.usage("--to and --force go with PATH", "name one of the run's files");
      }
      return files.list();
    }
    return to == null ? files.print(path) : files.write(path, to, force);
  }

  @Command(name = "rm", aliases = "remove", description = "Remove the records, output and files of runs that have ended; the audit chain keeps what happened.")
  int remove(
      @Parameters(paramLabel = "RUN", arity = "1..*") List<String> runs,
      @Mixin GenerationOption expected,
      @Option(names = "--dry-run", description = "Only show what would go.") boolean dryRun) {
    if (runs.size() > 1 && expected.generation != 0) {
      throw ReeveException.usage("--generation goes with one RUN", "remove them one by one");
    }
    return new RunRemoval(call, dryRun, expected.generation).remove(runs);
  }

  /** What is told begins behind what is known of the attempts before. */
  private int again(KernelClient client, Run run, WaitOptions waiting) {
    return RunWait.depart(call, client, run, waiting, run.getLastSequence(), call.globals().timeout());
  }
}
