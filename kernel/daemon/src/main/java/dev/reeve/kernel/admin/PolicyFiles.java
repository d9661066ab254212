package dev.reeve.kernel.admin;

import dev.reeve.kernel.audit.FilePlan;
import dev.reeve.kernel.authority.Group;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.document.DocumentException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The policy as its files say: {@code groups.toml} and one file per principal. What is read from them is in force; a file with a problem is
 * ignored and what it said last without holds. One thread at a time changes or reads again; everybody else sees whole policies.
 */
public final class PolicyFiles {

  private final PolicyFolder folder;
  private final PolicyLedger ledger;
  private final PolicyWriter writer;
  private final Clock clock;
  private final Consumer<Reloaded> reloaded;
  private final ReentrantLock changing = new ReentrantLock();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Map<Path, Instant> wrongSince = new HashMap<>();
  private Standing standing;
  private volatile Policy current;
  private volatile List<FileProblem> problems = List.of();

  /** A change people made to files: what it means, and what of it is ignored. */
  public record Reloaded(List<String> files, Policy policy, List<Delta> delta, List<FileProblem> problems) {}

  private PolicyFiles(
      PolicyFolder folder, PolicyLedger ledger, Clock clock, Consumer<Reloaded> reloaded, Consumer<FilePlan> planned) throws IOException {
    this.folder = folder;
    this.ledger = ledger;
    this.clock = clock;
    this.reloaded = reloaded;
    this.writer = new PolicyWriter(folder, ledger, planned);
    writer.finishBegun();
    standing = first();
    current = standing.policy(ledger.first());
    note(standing);
  }

  /**
   * Reads the files.
   *
   * @param reloaded told of each change that people made while the kernel ran
   * @param planned told of the file that a change is about to write; where it throws, nothing is written
   * @throws DocumentException when the groups are wrong and no good version of them is known, with every problem and its place
   */
  public static PolicyFiles open(
      Path groups, Path principals, PolicyLedger ledger, Clock clock, Consumer<Reloaded> reloaded, Consumer<FilePlan> planned) throws IOException {
    return new PolicyFiles(new PolicyFolder(groups, principals), ledger, clock, reloaded, planned);
  }

  /** As above, where nobody needs to know of a write before it is made. */
  public static PolicyFiles open(Path groups, Path principals, PolicyLedger ledger, Clock clock, Consumer<Reloaded> reloaded) throws IOException {
    return open(groups, principals, ledger, clock, reloaded, planned -> {});
  }

  /**
   * What the files say at the start. A file that was ignored before the stop and is as it was then, is judged as it was then: beside what
   * it said last without a problem.
   */
  private Standing first() throws IOException {
    Map<Path, PolicyLedger.Ignored> ignored = ledger.ignored();
    ignored.values().forEach(one -> wrongSince.put(one.file(), one.since()));
    PolicyFile<List<Group>> groups = PolicyFile.<List<Group>>unseen(folder.groups()).look(Standing.GROUPS, true);
    List<Group> goodGroups = good(groups, ignored, Standing.GROUPS);
    if (groups.good() == null && goodGroups == null && !groups.problems().isEmpty()) {
      Standing.GROUPS.parse(folder.groups().toString(), FileText.read(folder.groups()).text());
      throw new IOException(String.join("; ", groups.problems()));
    }
    Map<String, PolicyFile<Profile>> now = new TreeMap<>();
    Map<String, PolicyFile<Profile>> before = new TreeMap<>();
    Set<String> edited = new TreeSet<>();
    Set<Path> paths = new LinkedHashSet<>(folder.profiles());
    paths.addAll(ignored.keySet());
    for (Path path : paths) {
      String name = folder.name(path);
      if (name == null) {
        continue;
      }
      PolicyFile<Profile> file = PolicyFile.<Profile>unseen(path).look(Standing.PROFILE, true);
      boolean same = isIgnored(file, ignored);
      Profile good = good(file, ignored, Standing.PROFILE);
      PolicyFile<Profile> held = same && !file.problems().isEmpty() ? file.holding(good) : file;
      if (file.stamp() != null) {
        now.put(name, held);
      }
      if (same) {
        edited.add(name);
      }
      if (same ? good != null : file.stamp() != null) {
        before.put(name, same ? held.holding(good).mended() : file);
      }
    }
    PolicyFile<List<Group>> heldGroups = groups.problems().isEmpty() ? groups : groups.holding(goodGroups);
    PolicyFile<List<Group>> groupsBefore = isIgnored(groups, ignored) ? groups.holding(goodGroups).mended() : heldGroups;
    return new Standing(heldGroups, now).settled(new Standing(groupsBefore, before), edited, clock.instant());
  }

  private static boolean isIgnored(PolicyFile<?> file, Map<Path, PolicyLedger.Ignored> ignored) {
    PolicyLedger.Ignored before = ignored.get(file.path());
    return before != null && before.digest().equals(file.digest());
  }

  /** What an ignored file said last without a problem; null where it is ignored no more, or never said anything. */
  private static <T> @Nullable T good(PolicyFile<T> file, Map<Path, PolicyLedger.Ignored> ignored, PolicyFile.Parser<T> parser) {
    PolicyLedger.Ignored before = ignored.get(file.path());
    if (before == null || !before.digest().equals(file.digest()) || before.good().isEmpty()) {
      return null;
    }
    try {
      return parser.parse(String.valueOf(file.path().getFileName()), before.good());
    } catch (DocumentException e) {
      System.getLogger("reeve.admin").log(System.Logger.Level.WARNING, "what {0} said last cannot be read", file.path());
      return null;
    }
  }

  /** The policy that is in force. */
  public Policy current() {
    return current;
  }

  /** Files that do not hold as they stand, and kept edits. */
  public List<FileProblem> problems() {
    return problems;
  }

  /** Has something run after each new policy, by the thread that made it; it reads {@link #current}. */
  public void listen(Runnable listener) {
    listeners.add(listener);
  }

  /** Tells everybody that what holds may have changed though the files did not: a term ended. */
  void tell() {
    listeners.forEach(Runnable::run);
  }

  /** The folders whose files are the policy. */
  List<Path> folders() {
    return folder.folders();
  }

  boolean retired(String name) {
    return ledger.retired(name);
  }

  PolicyLedger ledger() {
    return ledger;
  }

  /** Runs while nobody else changes the policy; then tells of a new one, also where the step itself failed. */
  public <T> T exclusively(Supplier<T> step) {
    changing.lock();
    Policy before = current;
    try {
      return step.get();
    } finally {
      boolean fresh = before != current;
      changing.unlock();
      if (fresh) {
        tell();
      }
    }
  }

  /**
   * Takes up what people changed.
   *
   * @param only the files that may have changed; null: any
   */
  public void refresh(@Nullable Set<Path> only) {
    exclusively(
        () -> {
          try {
            reread(only);
          } catch (IOException e) {
            System.getLogger("reeve.admin").log(System.Logger.Level.WARNING, "the policy''s files cannot be listed: {0}", e.getMessage());
          }
          return true;
        });
  }

  private void reread(@Nullable Set<Path> asked) throws IOException {
    Set<Path> only = writer.finishBegun().isEmpty() ? asked : null;
    writer.heed(only);
    Set<Path> paths = new LinkedHashSet<>(only == null ? folder.profiles() : only);
    standing.profiles().values().stream().filter(file -> only == null || !file.problems().isEmpty()).forEach(file -> paths.add(file.path()));
    Standing next = standing.with(standing.groups().look(Standing.GROUPS, closely(standing.groups(), only)));
    Set<String> edited = new TreeSet<>();
    for (Path path : paths) {
      String name = folder.name(path);
      if (name == null) {
        continue;
      }
      PolicyFile<Profile> before = standing.profiles().getOrDefault(name, PolicyFile.unseen(path));
      PolicyFile<Profile> looked = before.look(Standing.PROFILE, closely(before, only));
      if (!looked.equals(before) || !before.problems().isEmpty()) {
        edited.add(name);
        next = next.with(name, looked.stamp() == null ? null : looked);
      }
    }
    next = next.settled(standing, edited, clock.instant());
    if (next.equals(standing)) {
      tellOfProblems(List.of());
    } else {
      take(next, current.generation() + 1);
    }
  }

  private static boolean closely(PolicyFile<?> file, @Nullable Set<Path> only) {
    return !file.problems().isEmpty() || (only != null && only.contains(file.path()));
  }

  private void tellOfProblems(List<String> edited) {
    List<FileProblem> before = problems;
    note(standing);
    if (!before.equals(problems)) {
      reloaded.accept(new Reloaded(edited, current, List.of(), problems));
    }
  }

  private void take(Standing next, long generation) {
    List<String> files = changedFiles(next);
    Policy fresh = next.policy(generation).since(current);
    standing = next;
    if (fresh.saysTheSame(current)) {
      tellOfProblems(files);
    } else {
      Edit all = new Edit(Map.of(), next.custom());
      Set<String> touched = Delta.touched(current, fresh, all);
      touched.addAll(current.broken().keySet());
      touched.addAll(fresh.broken().keySet());
      files.stream().map(Path::of).map(folder::name).forEach(name -> {
        if (name != null) {
          touched.add(name);
        }
      });
      List<Delta> delta = Delta.between(current, fresh, touched, clock.instant());
      ledger.reserve(fresh.generation());
      current = fresh;
      note(next);
      reloaded.accept(new Reloaded(files, current, delta, problems));
    }
  }

  private List<String> changedFiles(Standing next) {
    Set<String> files = new TreeSet<>();
    if (!next.groups().equals(standing.groups())) {
      files.add(folder.groups().toString());
    }
    Set<String> names = new TreeSet<>(next.profiles().keySet());
    names.addAll(standing.profiles().keySet());
    for (String name : names) {
      PolicyFile<Profile> now = next.profiles().get(name);
      if (now == null || !now.equals(standing.profiles().get(name))) {
        files.add(folder.profile(name).toString());
      }
    }
    return List.copyOf(files);
  }

  /** Writes down which files are ignored, here and in the database, where it outlives a stop. */
  private void note(Standing of) {
    List<FileProblem> found = new ArrayList<>();
    Map<Path, PolicyLedger.Ignored> known = ledger.ignored();
    Set<Path> wrong = new LinkedHashSet<>();
    for (PolicyFile<?> file : of.wrong()) {
      wrong.add(file.path());
      Instant since = wrongSince.computeIfAbsent(file.path(), _ -> clock.instant());
      String good = Standing.goodText(file);
      found.add(new FileProblem(file.path(), file.problems(), inForce(file, good, since), since));
      PolicyLedger.Ignored before = known.get(file.path());
      if (before == null || !before.digest().equals(file.digest()) || !before.good().equals(good)) {
        ledger.ignore(new PolicyLedger.Ignored(file.path(), file.digest(), good, since));
      }
    }
    known.keySet().stream().filter(path -> !wrong.contains(path)).forEach(ledger::forget);
    for (Path kept : folder.conflicts()) {
      wrong.add(kept);
      found.add(
          new FileProblem(
              kept, List.of(kept.getFileName() + ": an edit that a write of the kernel met; it is kept here"),
              "the file without it: merge it by hand, then remove this one",
              wrongSince.computeIfAbsent(kept, _ -> clock.instant())));
    }
    wrongSince.keySet().retainAll(wrong);
    problems = List.copyOf(found);
  }

  private static String inForce(PolicyFile<?> file, String good, Instant since) {
    if (!good.isEmpty()) {
      return "what it said before " + since;
    }
    return file.aside() ? "what stood without it" : "its principal is denied everything";
  }

  /**
   * Makes a planned change durable and puts it into force; the caller holds the policy exclusively.
   *
   * @return false where a file is not as the plan saw it: the policy was read again
   * @throws dev.reeve.kernel.fault.KernelException FAILED_PRECONDITION where a file to be written has a problem
   */
  boolean write(Edit edit, Policy after) throws IOException {
    Standing written;
    try {
      written = writer.write(standing, edit, after.generation(), clock.instant());
    } catch (PolicyWriter.MovedException moved) {
      reread(moved.paths());
      return false;
    }
    ledger.reserve(after.generation());
    standing = written;
    current = after;
    if (!after.broken().isEmpty()) {
      take(written, after.generation() + 1);
    } else if (!problems.isEmpty() || writer.kept()) {
      tellOfProblems(List.of());
    }
    return true;
  }
}
