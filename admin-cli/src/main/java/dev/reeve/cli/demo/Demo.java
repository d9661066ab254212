package dev.reeve.cli.demo;

import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.daemon.ProcessEnd;
import dev.reeve.cli.output.JsonValue;
import dev.reeve.client.LocalError;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The demo from start to end: its parts in order, and the cleaning up after whichever came last. */
final class Demo {

  private static final Duration ENDING = Duration.ofSeconds(30);

  private final Invocation call;
  private final Example example;

  /** Where it is told: standard output, unless a program reads that. */
  private final PrintStream told;
  private final Transcript transcript;

  Demo(Invocation call, Path distribution) {
    this.call = call;
    this.example = new Example(distribution);
    this.told = call.output().table() ? call.surroundings().out() : call.surroundings().err();
    this.transcript = new Transcript(told);
  }

  /** Answers 0 when every check passed and nothing is left. */
  int run() throws IOException {
    long begin = System.nanoTime();
    Interrupts interrupts = call.surroundings().interrupts();
    Workspace workspace = Workspace.make();
    Typist typist = new Typist(call, workspace.home(), told);
    boolean interrupted = false;
    try (Interrupts.Registration _ = interrupts.register(() -> transcript.say("ending the demo"))) {
      try {
        transcript.say("A demonstration of Reeve. All it makes is in " + workspace.folder() + ", which is gone at the end.");
        transcript.say("$ export REEVE_HOME=" + workspace.home());
        parts(workspace, typist);
      } catch (Typist.Interrupted wish) {
        interrupted = true;
      } catch (Abandoned abandoned) {
        transcript.say("The demo cannot go on after this.");
      } finally {
        end(workspace, typist);
      }
    }
    long seconds = (System.nanoTime() - begin) / 1_000_000_000;
    transcript.say("");
    String end = interrupted ? " s; interrupted." : " s.";
    transcript.say(transcript.passed() + " checks passed, " + transcript.failed() + " failed, in " + seconds + end);
    if (!call.output().table()) {
      call.output().list(transcript.checks(), Transcript.CHECKS);
    }
    if (interrupted) {
      return LocalError.INTERRUPTED.exit();
    }
    return transcript.failed() == 0 ? 0 : 1;
  }

  /** A check failed without which the rest means nothing. */
  private static final class Abandoned extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;
  }

  private void parts(Workspace workspace, Typist typist) throws IOException {
    start(workspace, typist);
    install(workspace, typist);
    grant(workspace, typist);
    work(typist);
    new ProbePart(typist, transcript, example, workspace).run();
    new TamperPart(typist, transcript, example, workspace).run();
  }

  private void start(Workspace workspace, Typist typist) {
    transcript.heading("A kernel starts in a home of its own");
    Typist.Told started = typist.type("daemon", "start");
    must(started.ok(), "the kernel is ready", started.error());
    Typist.Told status = typist.type("status");
    must(status.ok() && Files.exists(workspace.home().resolve("run/kernel.sock")), "it answers at its socket", status.error());
  }

  private void install(Workspace workspace, Typist typist) throws IOException {
    transcript.heading("Signed capsules bring a runtime, tools and a command; a person's key signs that they may");
    String key = workspace.folder().resolve("person.key").toString();
    Typist.Told made = typist.type("key", "generate", key);
    must(made.ok(), "a person has a key", made.error());
    Typist.Told known = typist.type("key", "add", Example.PERSON, "--key", key + ".pub", "--full", "--unsafe-admin");
    must(known.ok(), "the kernel knows whose it is", known.error());
    List<Path> capsules = example.capsules();
    for (Path capsule : capsules) {
      Typist.Told installed = typist.type("capsule", "install", capsule.toString(), "--with-key", key, "--approve", "-y");
      must(installed.ok(), capsule.getFileName() + " is what its publisher signed, and is installed", installed.error());
    }
    Typist.Told list = typist.type("capsule", "list");
    long ready = list.out().lines().filter(line -> line.contains("READY")).count();
    must(ready == capsules.size(), "all " + capsules.size() + " are ready", list.error());
    Typist.Told command = typist.type("x", "hello", "Ada");
    transcript.check(command.ok() && command.out().contains("Ada"), "a capsule's command answers", command.error());
  }

  private void grant(Workspace workspace, Typist typist) throws IOException {
    transcript.heading("A principal gets a written grant: to read the example logs, and nothing else");
    String grant = "fs:read@" + example.logs() + "/**";
    Typist.Told made = typist.type("agent", "create", Example.AGENT, "--grant", grant);
    must(made.ok(), "there is a principal " + Example.AGENT, made.error());
    Typist.Told inside = typist.type("caps", "check", Example.AGENT, "fs:read", "--resource", example.log().toString());
    transcript.check(inside.exit() == 0, "it may read the log", inside.error());
    Typist.Told outside = typist.type("caps", "check", Example.AGENT, "fs:read", "--resource", workspace.secret().toString());
    transcript.check(outside.exit() == 4, "it may not read a file beside it", outside.error());
    Typist.Told deployed = typist.type("agent", "deploy", example.manifest().toString());
    must(deployed.ok(), "it has a manifest to run", deployed.error());
  }

  private void work(Typist typist) throws IOException {
    transcript.heading("It does its work on a real log of " + example.lines() + " lines");
    String input = "{\"mode\": \"triage\", \"file\": \"" + example.log() + "\"}";
    Typist.Told told = typist.type("run", "start", Example.AGENT, "--input", input, "--intent", "see where the build went wrong");
    must(told.ok(), "the run succeeded", told.error());
    JsonValue result = JsonValue.of(told.out());
    long lines = result.get("lines").number();
    long levels = result.get("levels").members().mapToLong(level -> level.getValue().number()).sum();
    long without = result.get("lines_without_level").number();
    transcript.check(lines == example.lines(), "it read every line of the log", lines + " of " + example.lines());
    String counts = levels + " with a level, " + without + " without";
    transcript.check(levels > 0 && levels + without == lines, "its counts by level add up", counts);
    int bursts = result.get("bursts").items().size();
    transcript.check(bursts > 0, "it found where trouble came in bursts", bursts + " bursts");
  }

  private void must(boolean holds, String claim, String seen) {
    if (!transcript.check(holds, claim, seen)) {
      throw new Abandoned();
    }
  }

  /** Stops the kernel, by force if need be, and deletes the folder. */
  private void end(Workspace workspace, Typist typist) throws IOException {
    transcript.heading("Nothing is left");
    long pid = JsonValue.of(typist.typeUnseen("daemon", "status", "-o", "json", "-q").out()).get("pid").number();
    if (pid > 0) {
      ProcessEnd process = ProcessEnd.of(pid);
      typist.typeUnseen("daemon", "stop", "--reason", "the demo is over", "--timeout", ENDING.toSeconds() + "s");
      boolean gone = process.gone();
      if (!gone) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      }
      transcript.check(gone, "the kernel ended when it was told to", "pid " + pid);
    }
    workspace.close();
    transcript.check(Files.notExists(workspace.folder()), "its folder is gone", workspace.folder().toString());
  }
}
