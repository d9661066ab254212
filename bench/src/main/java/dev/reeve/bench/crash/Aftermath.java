package dev.reeve.bench.crash;

import dev.reeve.v1.Run;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** A kernel that is ready after a kill, examined: its state against the clients' logs, what was not answered asked again, its chain read. */
final class Aftermath {

  /** How the kernel begins to say that a request was done whose answer it can no longer give. */
  private static final String DONE = "this was done";

  /** What was there before any client asked for anything. */
  private static final Facts BEFORE = Facts.of(Facts.capsule(CapsuleAuthor.RUNTIME, CapsuleAuthor.RUNTIME_VERSION));

  /** How long the chain may take to tell what the kernel tells. */
  private static final Duration RECORDED_WITHIN = Duration.ofSeconds(10);

  private final Kernel kernel;
  private final KernelReader reader;
  private final ChainWatch chain;
  private final RunEnds ends;
  private final Instant restarted;
  private final Map<Kind, Long> acknowledged = new EnumMap<>(Kind.class);
  private int open;
  private int held;

  /** A client with its log, as that was after the kill. */
  private record Account(LoadClient client, ClientLog log, ClientLog.Entries entries) {

    Facts counted() {
      return entries.after(client.own());
    }

    /** What holds if what was not answered took place; an invite's id and a run's are what the kernel says they are. */
    Facts perhaps(Facts kernel) {
      Facts perhaps = counted();
      for (ClientLog.Asked asked : entries.open()) {
        perhaps = perhaps.after(asked.change(), id(asked.change(), kernel.without(perhaps)));
      }
      return perhaps;
    }
  }

  /** {@code restarted}: a moment between the kill and the start of the kernel that is looked at. */
  Aftermath(Kernel kernel, KernelReader reader, ChainWatch chain, RunEnds ends, Instant restarted) {
    this.restarted = restarted;
    this.kernel = kernel;
    this.reader = reader;
    this.chain = chain;
    this.ends = ends;
  }

  /**
   * How much was looked at.
   *
   * @param acknowledged changes of this cycle, before the kill and after
   * @param open changes that were not answered before the kill
   * @param held of those, how many had taken place
   */
  record Seen(Map<Kind, Long> acknowledged, int open, int held) {

    static final Seen NOTHING = new Seen(Map.of(), 0, 0);
  }

  Seen seen() {
    return new Seen(acknowledged, open, held);
  }

  /**
   * Compares everything, and has each client take over what was found where all of it is right.
   *
   * @param whole whether the chain is verified from its first record on
   */
  Findings examine(Map<LoadClient, ClientLog> written, boolean whole) throws IOException, InterruptedException {
    List<Account> accounts = new ArrayList<>();
    for (var entry : written.entrySet()) {
      accounts.add(new Account(entry.getKey(), entry.getValue(), ClientLog.read(entry.getValue().file())));
    }
    Facts facts = reader.facts();
    List<Run> runs = reader.runs();
    ChainWatch.Grown grown = telling(runs);
    Findings found = refused(accounts).and(compared(accounts, facts)).and(ended(accounts, runs, grown));
    if (found.none()) {
      found = askedAgain(accounts);
    }
    ChainWatch.Grown since = chain.look();
    ends.recorded(since.runs());
    return found.and(recorded(accounts, grown.and(since), whole));
  }

  /** What the chain has grown by, as soon as it tells the ends of these runs: a record comes a moment after what it records. */
  private ChainWatch.Grown telling(List<Run> runs) throws IOException {
    long until = System.nanoTime() + RECORDED_WITHIN.toNanos();
    ChainWatch.Grown grown = chain.look();
    while (grown.problem() == null && !ends.tells(runs, grown.runs()) && System.nanoTime() < until) {
      LockSupport.parkNanos(1_000_000);
      grown = grown.and(chain.look());
    }
    return grown;
  }

  /** Every run of the life before that had begun has ended as it should, and none of their programs lives. */
  private Findings ended(List<Account> accounts, List<Run> runs, ChainWatch.Grown grown) throws IOException {
    RunEnds.Written written = new RunEnds.Written(new HashMap<>(), new HashMap<>(), new HashSet<>());
    for (Account account : accounts) {
      written.told().putAll(account.entries().ended());
      for (ClientLog.Acknowledged one : account.entries().acknowledged()) {
        took(written, one.asked().change(), one.answer());
      }
      account.entries().open().forEach(asked -> took(written, asked.change(), ""));
    }
    ends.recorded(grown.runs());
    List<String> left = Leftovers.of(runs.stream().filter(run -> RunEnds.ended(Kernel.state(run))).map(Run::getId).collect(Collectors.toSet()));
    return ends.examine(runs, written, restarted, reader::events).and(new Findings(List.of(), List.of(), left));
  }

  private static void took(RunEnds.Written written, Change change, String answer) {
    switch (change) {
      case Change.RunStart start when !answer.isEmpty() -> written.programs().put(answer, Program.of(start.says()));
      case Change.RunCancel cancel -> {
        written.cancelled().add(cancel.id());
        if (RunEnds.ended(answer)) {
          written.told().put(cancel.id(), answer);
        }
      }
      default -> {}
    }
  }

  private static Findings refused(List<Account> accounts) {
    List<String> wrong = new ArrayList<>();
    for (Account account : accounts) {
      for (ClientLog.Refused refusal : account.entries().refused()) {
        wrong.add(refusal.asked().requestId() + " (" + refusal.asked().change().text() + ") was refused: " + refusal.why());
      }
    }
    return new Findings(List.of(), List.of(), wrong);
  }

  private Findings compared(List<Account> accounts, Facts facts) {
    List<Comparison.Expected> expected = new ArrayList<>(List.of(new Comparison.Expected("runtime", BEFORE, BEFORE)));
    for (Account account : accounts) {
      Facts counted = account.counted();
      Facts perhaps = account.perhaps(facts);
      expected.add(new Comparison.Expected(account.client().owner(), counted, perhaps));
      open += account.entries().open().size();
      held += !counted.equals(perhaps) && facts.of(account.client().owner()).equals(perhaps) ? 1 : 0;
    }
    return Comparison.of(expected, facts);
  }

  /** Of something new whose id was not told, the id the kernel gave it; empty where there is none. */
  private static String id(Change change, Facts others) {
    String begin =
        switch (change) {
          case Change.InviteIssue(String label) -> Facts.inviteId(label, "");
          case Change.RunStart start -> Facts.run(start.agent(), "");
          default -> null;
        };
    String rest = begin == null ? null : others.rest(begin);
    return rest == null ? "" : rest;
  }

  /**
   * Sends what was not answered once more, each client its own at the same time, the same bytes under the same id: it must be answered, or be
   * told that it was done, and have happened once.
   */
  private Findings askedAgain(List<Account> accounts) throws IOException, InterruptedException {
    Findings found = Findings.NONE;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Findings>> answers = new ArrayList<>();
      accounts.forEach(account -> answers.add(threads.submit(() -> askedAgain(account))));
      for (Future<Findings> answer : answers) {
        found = found.and(answer.get());
      }
    } catch (ExecutionException e) {
      throw new IOException("a client failed when it asked again: " + e.getCause(), e.getCause());
    }
    Facts facts = reader.facts();
    List<Comparison.Expected> expected = new ArrayList<>(List.of(new Comparison.Expected("runtime", BEFORE, BEFORE)));
    for (Account account : accounts) {
      Facts now = account.perhaps(facts);
      expected.add(new Comparison.Expected(account.client().owner(), now, now));
    }
    accounts.forEach(account -> account.client().found(facts.of(account.client().owner())));
    return found.and(Comparison.of(expected, facts));
  }

  private Findings askedAgain(Account account) throws IOException {
    Findings found = Findings.NONE;
    for (ClientLog.Asked asked : account.entries().open()) {
      found = found.and(askedAgain(asked, account.log()));
    }
    return found;
  }

  private Findings askedAgain(ClientLog.Asked asked, ClientLog log) throws IOException {
    try {
      String answer = kernel.send(asked.requestId(), asked.change());
      log.acknowledged(asked.requestId(), answer);
      return Findings.NONE;
    } catch (StatusRuntimeException e) {
      log.refused(asked.requestId(), e.getStatus().toString());
      boolean doneBefore = e.getStatus().getCode() == Status.Code.FAILED_PRECONDITION && String.valueOf(e.getStatus().getDescription()).startsWith(DONE);
      return doneBefore
          ? Findings.NONE
          : Findings.wrong(asked.requestId() + " (" + asked.change().text() + ") sent again was not answered but refused: " + e.getStatus());
    }
  }

  /** The chain is as it should be and has an outcome of everything that was acknowledged, and an intent of nothing that nobody asked for. */
  private Findings recorded(List<Account> accounts, ChainWatch.Grown grown, boolean whole) throws IOException {
    List<String> lost = new ArrayList<>();
    List<String> invented = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    Set<String> asked = new HashSet<>();
    for (Account account : accounts) {
      asked.addAll(account.entries().requestIds());
      for (ClientLog.Acknowledged one : ClientLog.read(account.log().file()).acknowledged()) {
        acknowledged.merge(one.asked().change().kind(), 1L, Long::sum);
        if (!grown.done().contains(one.asked().requestId())) {
          lost.add("the outcome of " + one.asked().requestId() + " (" + one.asked().change().text() + ") in the audit chain");
        }
      }
    }
    grown.begun().stream().filter(id -> !asked.contains(id)).forEach(id -> invented.add("an intent of " + id + ", which nobody asked for"));
    String problem = grown.problem() != null ? grown.problem() : whole ? chain.verify() : null;
    if (problem != null) {
      wrong.add("the audit chain is broken: " + problem);
    }
    return new Findings(lost, invented, wrong);
  }
}
