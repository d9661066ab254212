package dev.reeve.bench.crash;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A kernel that is ready after a kill, examined: its state against the clients' logs, what was not answered asked again, its chain read. */
final class Aftermath {

  /** How the kernel begins to say that a request was done whose answer it can no longer give. */
  private static final String DONE = "this was done";

  private final Kernel kernel;
  private final ChainWatch chain;
  private long acknowledged;
  private int open;
  private int held;

  /** A client with its log, as that was after the kill. */
  private record Account(LoadClient client, ClientLog log, ClientLog.Entries entries) {

    Facts counted() {
      return entries.after(client.own());
    }

    /** What holds if what was not answered took place; an invite's id is what the kernel says it is. */
    Facts perhaps(Facts kernel) {
      Facts perhaps = counted();
      for (ClientLog.Asked asked : entries.open()) {
        perhaps = perhaps.after(asked.change(), inviteId(asked.change(), kernel));
      }
      return perhaps;
    }
  }

  Aftermath(Kernel kernel, ChainWatch chain) {
    this.kernel = kernel;
    this.chain = chain;
  }

  /** Changes acknowledged in this cycle, before the kill and after. */
  long acknowledged() {
    return acknowledged;
  }

  /** Changes that were not answered before the kill. */
  int open() {
    return open;
  }

  /** Of those, how many had taken place. */
  int held() {
    return held;
  }

  /**
   * Compares everything, and has each client take over what was found where all of it is right.
   *
   * @param whole whether the chain is verified from its first record on
   */
  Findings examine(Map<LoadClient, ClientLog> written, boolean whole) throws IOException {
    List<Account> accounts = new ArrayList<>();
    for (var entry : written.entrySet()) {
      accounts.add(new Account(entry.getKey(), entry.getValue(), ClientLog.read(entry.getValue().file())));
    }
    Facts facts = kernel.facts();
    Findings found = refused(accounts).and(compared(accounts, facts));
    if (found.none()) {
      found = askedAgain(accounts);
    }
    return found.and(recorded(accounts, whole));
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
    List<Comparison.Expected> expected = new ArrayList<>();
    for (Account account : accounts) {
      Facts counted = account.counted();
      Facts perhaps = account.perhaps(facts);
      expected.add(new Comparison.Expected(account.client().owner(), counted, perhaps));
      open += account.entries().open().size();
      held += !counted.equals(perhaps) && facts.of(account.client().owner()).equals(perhaps) ? 1 : 0;
    }
    return Comparison.of(expected, facts);
  }

  private static String inviteId(Change change, Facts kernel) {
    if (!(change instanceof Change.InviteIssue(String label))) {
      return "";
    }
    String begin = Facts.inviteId(label, "");
    return kernel.all().tailSet(begin).stream().findFirst().filter(fact -> fact.startsWith(begin)).map(fact -> fact.substring(begin.length())).orElse("");
  }

  /** Sends what was not answered once more, the same bytes under the same id: it must be answered, or be told that it was done, and have happened once. */
  private Findings askedAgain(List<Account> accounts) throws IOException {
    Findings found = Findings.NONE;
    for (Account account : accounts) {
      for (ClientLog.Asked asked : account.entries().open()) {
        found = found.and(askedAgain(asked, account.log()));
      }
    }
    Facts facts = kernel.facts();
    List<Comparison.Expected> expected = new ArrayList<>();
    for (Account account : accounts) {
      Facts now = account.perhaps(facts);
      expected.add(new Comparison.Expected(account.client().owner(), now, now));
    }
    accounts.forEach(account -> account.client().found(facts.of(account.client().owner())));
    return found.and(Comparison.of(expected, facts));
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
  private Findings recorded(List<Account> accounts, boolean whole) throws IOException {
    ChainWatch.Grown grown = chain.look();
    List<String> lost = new ArrayList<>();
    List<String> invented = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    Set<String> asked = new HashSet<>();
    for (Account account : accounts) {
      asked.addAll(account.entries().requestIds());
      for (ClientLog.Acknowledged one : ClientLog.read(account.log().file()).acknowledged()) {
        acknowledged++;
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
