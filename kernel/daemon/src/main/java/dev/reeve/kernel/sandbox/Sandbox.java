package dev.reeve.kernel.sandbox;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.Confinement;
import dev.reeve.capsule.ProcessCommand;
import dev.reeve.capsule.ProcessOutcome;
import dev.reeve.capsule.ProcessSpec;
import dev.reeve.capsule.RunSink;
import dev.reeve.capsule.RuntimeDescription.Enforcement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What confines programs on this host, and the programs that run in it. */
public final class Sandbox implements AutoCloseable {

  private static final Duration LONGEST_GRACE = Duration.ofSeconds(60);
  private static final String BY_NAME =
      "this bubblewrap mounts by name: a run that may write a folder could exchange what another, at its start, is being given in it";
  private static final String STORAGE = "storage";
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Path workRoot;
  private final SandboxOptions options;
  private final SystemFolders system;
  private final AccessRules rules;
  private final Spawner spawner;
  private final Reaper reaper = new Reaper(Reaper.Patience.USUAL);
  private final Readiness readiness;
  private final ControlGroups groups;
  private final List<Confiner> confiners = new ArrayList<>();
  private final List<Confinement> found = new ArrayList<>();
  private final ConcurrentMap<String, Slot> runs = new ConcurrentHashMap<>();
  private final AtomicLong sockets = new AtomicLong();
  private volatile Enforcement storage = Enforcement.APPROXIMATE;
  private volatile boolean closed;

  /** An id in use; the run once it has started. */
  private static final class Slot {
    private @Nullable LiveRun run;
    private @Nullable Duration stopped;

    synchronized void fill(LiveRun started) {
      run = started;
      if (stopped != null) {
        started.stop(stopped);
      }
    }

    synchronized void stop(Duration grace) {
      stopped = stopped == null || grace.compareTo(stopped) < 0 ? grace : stopped;
      if (run != null) {
        run.stop(grace);
      }
    }

    synchronized Optional<LiveRun> run() {
      return Optional.ofNullable(run);
    }
  }

  private Sandbox(Path workRoot, List<Path> masked, SandboxOptions options, boolean grouped) throws IOException {
    this.workRoot = WorkRoot.prepare(workRoot, options.runAs());
    this.options = options;
    system = SystemFolders.find();
    List<Path> never = new ArrayList<>(masked);
    never.add(this.workRoot);
    rules = new AccessRules(never, system);
    readiness = new Readiness();
    spawner = new Spawner(this.workRoot, options.spawnDeadline());
    groups = grouped ? ControlGroups.probe("reeve-" + Integer.toHexString(this.workRoot.hashCode())) : ControlGroups.none();
    reaper.endNow(left());
  }

  /** What a former kernel left on this work root: processes first, then what they may live in. */
  private List<Leftover> left() throws IOException {
    List<Leftover> left = new ArrayList<>(GateOrphans.find(workRoot, options.runAs()));
    left.addAll(StrayProcesses.find(workRoot, options.runAs()));
    Map<String, Path> folders = new TreeMap<>();
    for (Path entry : WorkRoot.left(workRoot)) {
      folders.put(String.valueOf(entry.getFileName()), entry);
    }
    groups.left().forEach((id, ofRun) -> left.add(new LeftRun(id, ofRun, folders.remove(id))));
    folders.forEach((id, folder) -> left.add(new LeftRun(id, List.of(), folder)));
    return left;
  }

  /**
   * Tries every tier and every limit by doing.
   *
   * @param workRoot for private work folders; made, for the kernel's user only, where it is not there
   * @param masked folders and files no run may ever see: the kernel's home, policy and sockets
   * @throws IOException when the work root, or what the host needs for any run at all, is not to be had
   */
  public static Sandbox probe(Path workRoot, List<Path> masked, SandboxOptions options) throws IOException {
    return probe(workRoot, masked, options, true);
  }

  /** The same, with or without looking for control groups. */
  static Sandbox probe(Path workRoot, List<Path> masked, SandboxOptions options, boolean grouped) throws IOException {
    if (options.runAs() != null && Linux.call(SystemCall.GETUID) != 0) {
      throw new IOException("sandbox.runAs: only a kernel that runs as root can run programs as another user");
    }
    Sandbox sandbox = new Sandbox(workRoot, masked, options, grouped);
    Optional<Architecture> architecture = Architecture.current();
    Path secret = Files.createTempFile(sandbox.workRoot, ".trial", "");
    try {
      Files.writeString(secret, "secret");
      sandbox.tryTier(Tier.NAMESPACES, secret, () -> sandbox.namespaces(architecture, true), () -> sandbox.namespaces(architecture, false));
      sandbox.tryTier(Tier.LANDLOCK, secret, () -> sandbox.landlock(architecture));
      sandbox.tryStorage();
      return sandbox;
    } finally {
      Files.deleteIfExists(secret);
    }
  }

  /** Removes a work root that a closed sandbox left empty; one that holds something stays. */
  public static void forget(Path workRoot) throws IOException {
    WorkRoot.forget(workRoot);
  }

  /** A tier's confiner, or why there can be none. */
  private record Candidate(@Nullable Confiner confiner, String detail) {}

  private Candidate namespaces(Optional<Architecture> architecture, boolean byDescriptor) {
    Optional<Path> bubblewrap = NamespaceConfiner.find();
    if (bubblewrap.isEmpty()) {
      return new Candidate(null, "bubblewrap is not installed");
    }
    return architecture
        .map(
            known ->
                new Candidate(
                    new NamespaceConfiner(bubblewrap.get(), spawner, system, options.runAs(), known, byDescriptor),
                    byDescriptor ? asRoot() : Stream.of(BY_NAME, asRoot()).filter(words -> !words.isEmpty()).collect(Collectors.joining("; "))))
        .orElse(new Candidate(null, "the system calls of this architecture are not known"));
  }

  private Candidate landlock(Optional<Architecture> architecture) {
    int abi = Landlock.abi();
    if (abi < Landlock.OLDEST_ABI) {
      return new Candidate(null, "Landlock version " + Landlock.OLDEST_ABI + " is needed; this kernel has " + abi);
    }
    String lacks =
        "no namespaces: no /proc and no shared /tmp, but it can learn which process numbers and paths exist; file modes, owners and times"
            + " cannot be changed; no sockets but stream pairs"
            + (groups.any() ? "" : "; without control groups, a process that leaves its session survives a stop");
    String detail = asRoot().isEmpty() ? lacks : lacks + "; " + asRoot();
    return architecture
        .map(known -> new Candidate(new LandlockConfiner(spawner, system, options.runAs(), known), detail))
        .orElse(new Candidate(null, "the system calls of this architecture are not known"));
  }

  private String asRoot() {
    return spawner.root() && options.runAs() == null
        ? "the kernel runs as root and programs with it: to the modes of granted files they are root, without capabilities"
        : "";
  }

  /** Tries ways of one tier until one works. */
  @SafeVarargs
  private void tryTier(Tier tier, Path secret, Supplier<Candidate>... candidates) {
    if (!options.tiers().contains(tier)) {
      found.add(new Confinement(tier.label(), false, "not allowed by the operator"));
      return;
    }
    Confinement last = new Confinement(tier.label(), false, "");
    for (Supplier<Candidate> way : candidates) {
      last = tried(tier, secret, way.get());
      if (last.usable()) {
        break;
      }
    }
    found.add(last);
  }

  private Confinement tried(Tier tier, Path secret, Candidate candidate) {
    Confiner confiner = candidate.confiner;
    if (confiner == null) {
      return new Confinement(tier.label(), false, candidate.detail);
    }
    String failure =
        TierTrial.failure((spec, sink) -> start(spec, sink, confiner, null, (id, folder) -> {}), secret, options.spawnDeadline().toNanos());
    if (failure.isEmpty()) {
      confiners.add(confiner);
    }
    return new Confinement(tier.label(), failure.isEmpty(), failure.isEmpty() ? candidate.detail : failure);
  }

  /** A program that writes more than it may is held to it, or nothing is said to be. */
  private void tryStorage() {
    boolean kept = !confiners.isEmpty() && StorageTrial.kept((spec, sink) -> start(spec, sink, confiners.getFirst(), null, (id, folder) -> {}));
    storage = kept ? Enforcement.APPROXIMATE : Enforcement.NONE;
  }

  /** Strongest first; those that do not work here are listed with why. */
  public List<Confinement> confinement() {
    return List.copyOf(found);
  }

  /** What is left of former kernels or of runs that have ended and could not be ended so far, each in words for an operator. */
  public List<String> leftovers() {
    return reaper.left();
  }

  /** How well each limit is kept here, as tried: {@code memory}, {@code processes}, {@code cpuPercent}, {@code storage}. */
  public Map<String, Enforcement> limits() {
    Map<String, Enforcement> limits = new TreeMap<>();
    for (Controller controller : Controller.values()) {
      limits.put(controller.limit(), groups.kept().contains(controller) ? Enforcement.EXACT : Enforcement.NONE);
    }
    limits.put(STORAGE, storage);
    return limits;
  }

  /**
   * Starts a program in the strongest usable tier; returns once it is started. The sink's {@code ended} comes exactly once unless this
   * throws.
   *
   * @throws CapsuleException INVALID, NOT_FOUND or DENIED for what the spec names, STATE for an id in use, UNAVAILABLE for a
   *     confinement or limit this host does not give; nothing is left behind then
   */
  public void start(ProcessSpec spec, RunSink sink) throws CapsuleException {
    start(spec, sink, null);
  }

  /**
   * The same, with a socket of its own for the program where it is put into namespaces: {@code REEVE_SOCKET} names it. Programs beside the
   * run have it too.
   *
   * @param socket makes it; null: there is none
   */
  public void start(ProcessSpec spec, RunSink sink, RunSocket.@Nullable Maker socket) throws CapsuleException {
    if (confiners.isEmpty()) {
      throw new CapsuleException(Kind.UNAVAILABLE, "nothing confines a program on this host: " + reasons());
    }
    Confiner strongest = confiners.getFirst();
    if (spec.requireNamespaces() && strongest.tier() != Tier.NAMESPACES) {
      throw new CapsuleException(Kind.UNAVAILABLE, "the run requires namespaces, which do not work on this host: " + reasons());
    }
    start(spec, sink, strongest, strongest.tier() == Tier.NAMESPACES ? socket : null, options.keptFiles());
  }

  private String reasons() {
    return String.join("; ", found.stream().filter(tier -> !tier.usable()).map(tier -> tier.name() + ": " + tier.detail()).toList());
  }

  private void start(
      ProcessSpec spec, RunSink sink, Confiner confiner, RunSocket.@Nullable Maker socket, SandboxOptions.KeptFiles keptFiles)
      throws CapsuleException {
    SpecRules.check(spec);
    for (Controller controller : Controller.values()) {
      if (controller.asked(spec.limits()) != null && !groups.kept().contains(controller)) {
        throw new CapsuleException(Kind.UNAVAILABLE, "limits." + controller.limit() + ": cannot be enforced on this host");
      }
    }
    if (spec.limits().storageBytes() != null && storage == Enforcement.NONE) {
      throw new CapsuleException(Kind.UNAVAILABLE, "limits.storage: cannot be enforced on this host");
    }
    Access access = rules.check(spec, confiner.tier());
    SpecRules.program(spec, access, system, confiner.tier());
    Slot slot = new Slot();
    if (runs.putIfAbsent(spec.id(), slot) != null) {
      throw new CapsuleException(Kind.STATE, "id: " + spec.id() + " is in use by a live run");
    }
    try {
      if (closed) {
        throw new CapsuleException(Kind.UNAVAILABLE, "the sandbox is closed");
      }
      Provision provision = new Provision(rules, system, spawner, readiness, options.runAs(), keptFiles, reaper);
      slot.fill(launch(spec, sink, confiner, access, socket, provision, () -> runs.remove(spec.id(), slot)));
    } catch (CapsuleException | RuntimeException failure) {
      runs.remove(spec.id(), slot);
      throw failure;
    }
  }

  private LiveRun launch(
      ProcessSpec spec, RunSink sink, Confiner confiner, Access access, RunSocket.@Nullable Maker maker, Provision provision, Runnable gone)
      throws CapsuleException {
    RunGroup group = groups.group(spec.id(), spec.limits(), confiner.ownProcesses()).orElse(null);
    WorkFolder folder = null;
    MountedSocket socket = null;
    Gate gate = null;
    Pipes pipes;
    try {
      folder = WorkFolder.create(workRoot.resolve(spec.id()), spec.files(), SpecRules.ownProgram(spec), options.runAs());
      socket = maker == null ? null : MountedSocket.make(workRoot.resolve(".s" + sockets.incrementAndGet()), maker, options.runAs());
      gate = Gate.next(spawner, options.runAs());
      pipes = Pipes.open(readiness, options.inputDeadline(), options.runAs());
    } catch (IOException failure) {
      discard(folder, socket, group, gate);
      throw new CapsuleException(Kind.UNAVAILABLE, "the run's folder, socket or pipes could not be made: " + failure.getMessage(), failure);
    }
    Placement placement = Placement.own(spec, access, folder.path(), socket == null ? null : socket.path());
    try (Gate held = gate) {
      return LiveRun.start(placement, sink, confiner, folder, socket, group, held, pipes, provision, gone);
    }
  }

  private static void discard(@Nullable WorkFolder folder, @Nullable MountedSocket socket, @Nullable RunGroup group, @Nullable Gate gate) {
    if (gate != null) {
      gate.close();
    }
    if (group != null) {
      group.remove(System.nanoTime());
    }
    if (socket != null) {
      socket.close();
    }
    if (folder != null) {
      try {
        folder.remove();
      } catch (IOException left) {
        System.getLogger(Sandbox.class.getName()).log(System.Logger.Level.WARNING, "a work folder could not be removed", left);
      }
    }
  }

  /**
   * Runs another program to its end beside a live run's own: in the same tier, work folder, view of files, environment and control group,
   * as the same user, without a network. It ends with the run at the latest; what it leaves behind ends with it. At most 4 at once a run.
   *
   * @param id the run's
   * @throws CapsuleException INVALID for a command out of bounds; NOT_FOUND for a program that the run does not see; STATE when the run does
   *     not live, ends meanwhile, or may exchange a program that was granted to it; EXHAUSTED for a fifth at once; UNAVAILABLE when it
   *     could not be started or this thread was interrupted. Nothing of it is left behind then
   */
  public ProcessOutcome run(String id, ProcessCommand command) throws CapsuleException {
    ProcessCommand checked = CommandRules.checked(command);
    LiveRun run =
        Optional.ofNullable(runs.get(id))
            .flatMap(Slot::run)
            .orElseThrow(() -> new CapsuleException(Kind.STATE, "the run " + id + " has no program in a sandbox, or it has ended"));
    return run.beside().run(checked);
  }

  /**
   * Writes to a program's standard input.
   *
   * @throws CapsuleException NOT_FOUND for an id that does not live, STATE when its input is closed, EXHAUSTED when it did not take the
   *     bytes within the deadline; its input is closed then, as a part may have gone through
   */
  public void write(String id, byte[] bytes) throws CapsuleException {
    live(id).write(bytes);
  }

  /** The program reads the end of its input after what was written; NOT_FOUND for an id that does not live. */
  public void closeInput(String id) throws CapsuleException {
    live(id).closeInput();
  }

  private LiveRun live(String id) throws CapsuleException {
    return Optional.ofNullable(runs.get(id))
        .flatMap(Slot::run)
        .orElseThrow(() -> new CapsuleException(Kind.NOT_FOUND, "no live run has the id " + id));
  }

  /**
   * SIGTERM to every process of the tree now and SIGKILL to what is left after the grace; returns at once; unknown ids are ignored. Programs
   * beside the run are killed at once. The end of the run's own program ends the rest, also within the grace. A later call may bring the
   * kill forward, never put it off.
   *
   * @param grace zero or less: SIGKILL at once; at most 60 s count
   */
  public void stop(String id, Duration grace) {
    Slot slot = runs.get(id);
    if (slot != null) {
      slot.stop(grace.compareTo(LONGEST_GRACE) > 0 ? LONGEST_GRACE : grace);
    }
  }

  /** SIGKILL to the whole tree; returns at once; unknown ids are ignored. */
  public void stop(String id) {
    stop(id, Duration.ZERO);
  }

  /** The first process of a live run; empty for an id that does not live. */
  public Optional<Long> pid(String id) {
    return Optional.ofNullable(runs.get(id)).flatMap(Slot::run).map(run -> (long) run.pid());
  }

  /** What the processes of a live run take now; empty for an id that does not live. */
  public Optional<ProcessUse> use(String id) {
    return Optional.ofNullable(runs.get(id)).flatMap(Slot::run).map(LiveRun::use);
  }

  /**
   * Whether that process lies in a run's control group or descends from a live run's process. A process that is gone counts as inside
   * where there are control groups: it cannot be shown to have been outside.
   */
  public boolean contains(long pid) {
    return groups.contains(pid)
        || runs.values().stream().map(Slot::run).flatMap(Optional::stream).anyMatch(run -> run.isAncestorOf(pid));
  }

  /** Ends every run and waits until nothing of them is left, 30 s at most; no program starts any more. */
  @Override
  public void close() {
    closed = true;
    long until = System.nanoTime() + CLOSE_NANOS;
    for (Slot slot : runs.values()) {
      slot.stop(Duration.ZERO);
    }
    List<LiveRun> left = new ArrayList<>();
    for (Slot slot : runs.values()) {
      slot.run().ifPresent(left::add);
    }
    try {
      for (LiveRun run : left) {
        if (!run.awaitOver(until - System.nanoTime())) {
          run.abandon();
        }
      }
    } catch (InterruptedException interrupted) {
      left.forEach(LiveRun::abandon);
      Thread.currentThread().interrupt();
    }
    reaper.close();
    readiness.close();
    spawner.close();
    groups.close();
  }
}
