package dev.reeve.kernel.capsule;

import dev.reeve.capsule.AgentRuntime;
import dev.reeve.kernel.audit.FilePlan;
import dev.reeve.kernel.capsule.Contributions.BroughtCommand;
import dev.reeve.kernel.capsule.Contributions.BroughtTool;
import dev.reeve.kernel.capsule.InstalledCapsule.State;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.host.Host;
import dev.reeve.kernel.store.BlobStore;
import dev.reeve.v1.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Installing capsules and what the installed ones bring. Changes are made one at a time; readers see whole states. */
public final class CapsuleOperations implements AutoCloseable {

  private final ReentrantLock changing = new ReentrantLock();
  private final GuestCalls calls = new GuestCalls();
  private final CapsuleLock lock;
  private final BlobStore blobs;
  private final Path blobFolder;
  private final Supplier<List<Publisher>> publishers;
  private final boolean development;
  private final CapsuleStarter starter;
  private final Clock clock;
  private volatile Map<String, InstalledCapsule> capsules = Map.of();
  private boolean closed;

  /**
   * Makes the operations; {@link #load} brings up what is installed.
   *
   * @param development whether keys made by a build are taken
   */
  public CapsuleOperations(Files files, boolean development, Host host) {
    this.lock = new CapsuleLock(files.lock(), files.planned());
    this.blobFolder = files.blobs();
    this.blobs = new BlobStore(files.blobs());
    this.publishers = new TrustStore(files.publishers());
    this.development = development;
    this.starter = new CapsuleStarter(calls, host);
    this.clock = host.clock();
  }

  /**
   * Where its files are.
   *
   * @param planned told of the lock file before it is written; where it throws, nothing is installed
   */
  public record Files(Path lock, Path publishers, Path blobs, Consumer<FilePlan> planned) {

    /** Where nobody needs to know of a write before it is made. */
    public Files(Path lock, Path publishers, Path blobs) {
      this(lock, publishers, blobs, planned -> {});
    }
  }

  /** Starts what is installed, each from its checked copy; what no longer passes is FAILED with its reason and holds nothing else up. */
  public void load() throws IOException {
    changing.lock();
    try {
      Map<String, InstalledCapsule> loaded = new TreeMap<>();
      for (CapsuleLock.Pin pin : lock.read()) {
        loaded.put(pin.name(), load(pin, loaded.values()));
      }
      capsules = loaded;
    } finally {
      changing.unlock();
    }
  }

  private InstalledCapsule load(CapsuleLock.Pin pin, Collection<InstalledCapsule> others) {
    try {
      byte[] jar = blobs.get(pin.digest());
      byte[] signature = blobs.get(pin.signature());
      String fileName = pin.name() + "-" + pin.version() + ".capsule.jar";
      CapsuleCheck.Passed passed = check().check(fileName, jar, signature, List.of(), step -> {});
      return ready(pin, passed, others);
    } catch (IOException | RuntimeException e) {
      String why = e instanceof IOException || e instanceof KernelException ? String.valueOf(e.getMessage()) : e.toString();
      System.getLogger("reeve.capsule").log(System.Logger.Level.ERROR, "capsule {0} is not loaded: {1}", pin.name(), why);
      return InstalledCapsule.failed(pin, why);
    }
  }

  private CapsuleCheck check() {
    return new CapsuleCheck(publishers.get(), development, clock.instant());
  }

  /**
   * Checks, stores, starts and pins a capsule; on any failure everything is as before.
   *
   * @param fileName as its author named it
   * @param progress told each step that went well, in words
   * @throws KernelException CAPSULE_REFUSED naming the check
   */
  public InstalledCapsule install(String fileName, byte[] jar, byte[] signature, Consumer<String> progress) {
    changing.lock();
    try {
      if (closed) {
        throw new KernelException(ErrorCode.ERROR_CODE_UNAVAILABLE, "the kernel is stopping");
      }
      List<CapsuleLock.Pin> pins = new ArrayList<>(lock.read());
      CapsuleCheck.Passed passed = check().check(fileName, jar, signature, pins, progress);
      String name = passed.manifest().name();
      InstalledCapsule present = capsules.get(name);
      if (present != null && present.state() == State.READY) {
        if (!present.pin().digest().equals(passed.digest())) {
          throw Refusal.VERSION.because(name + " " + present.pin().version() + " is running with other content");
        }
        progress.accept("it is installed already");
        return present;
      }
      blobs.put(jar);
      CapsuleLock.Pin pin =
          new CapsuleLock.Pin(
              name, passed.manifest().version(), passed.digest(), blobs.put(signature), passed.publisher().name(), passed.publisher().key(),
              passed.manifest().permissions().stream().map(pattern -> pattern.text()).toList(), clock.instant());
      progress.accept("stored as " + passed.digest().substring(0, 16) + "…");
      List<InstalledCapsule> others = capsules.values().stream().filter(other -> !other.pin().name().equals(name)).toList();
      InstalledCapsule installed = ready(pin, passed, others);
      try {
        pins.removeIf(old -> old.name().equals(name));
        pins.add(pin);
        lock.write(pins);
      } catch (IOException | RuntimeException e) {
        stop(installed);
        throw e;
      }
      Map<String, InstalledCapsule> next = new TreeMap<>(capsules);
      next.put(name, installed);
      capsules = next;
      progress.accept("started");
      return installed;
    } catch (IOException e) {
      throw KernelException.unavailable("the capsule could not be stored: " + e.getMessage(), e);
    } finally {
      changing.unlock();
    }
  }

  private InstalledCapsule ready(CapsuleLock.Pin pin, CapsuleCheck.Passed passed, Collection<InstalledCapsule> others) {
    refuseConflicts(passed.manifest(), others);
    Path stored = blobFolder.resolve(passed.digest().substring(0, 2)).resolve(passed.digest());
    CapsuleStarter.Started started = starter.start(passed, stored);
    return new InstalledCapsule(
        InstalledCapsule.Pinned.of(pin), passed.manifest(), State.READY, "", started.entry(), started.contributions());
  }

  private static void refuseConflicts(CapsuleManifest manifest, Collection<InstalledCapsule> others) {
    for (InstalledCapsule other : others) {
      Contributions brought = other.contributions();
      manifest.tools().forEach(tool -> refuseTwice(brought.tools().containsKey(tool.name()), "tool", tool.name(), other));
      manifest.commands().forEach(command -> refuseTwice(brought.commands().containsKey(command.name()), "command", command.name(), other));
      manifest.runtimes().forEach(runtime -> refuseTwice(brought.runtimes().containsKey(runtime.name()), "runtime", runtime.name(), other));
    }
  }

  private static void refuseTwice(boolean there, String kind, String name, InstalledCapsule other) {
    if (there) {
      throw Refusal.CONFLICT.because("the " + kind + " " + name + " is brought by " + other.pin().name() + " already");
    }
  }

  /** Every installed capsule by name. */
  public List<InstalledCapsule> list() {
    return List.copyOf(capsules.values());
  }

  /** The installed capsule of a name; NOT_FOUND when there is none. */
  public InstalledCapsule find(String name) {
    InstalledCapsule capsule = capsules.get(name);
    if (capsule == null) {
      throw KernelException.notFound("capsule", name);
    }
    return capsule;
  }

  /** Every tool that can be called, by name. */
  public Map<String, BroughtTool> tools() {
    Map<String, BroughtTool> tools = new TreeMap<>();
    capsules.values().forEach(capsule -> tools.putAll(capsule.contributions().tools()));
    return tools;
  }

  /** Every slash command, by name. */
  public Map<String, BroughtCommand> commands() {
    Map<String, BroughtCommand> commands = new TreeMap<>();
    capsules.values().forEach(capsule -> commands.putAll(capsule.contributions().commands()));
    return commands;
  }

  /** A runtime by name; null when no capsule brings it. */
  public @Nullable AgentRuntime runtime(String name) {
    return capsules.values().stream().map(capsule -> capsule.contributions().runtimes().get(name)).filter(found -> found != null).findFirst().orElse(null);
  }

  /** Names of every runtime. */
  public List<String> runtimes() {
    return capsules.values().stream().flatMap(capsule -> capsule.contributions().runtimes().keySet().stream()).sorted().toList();
  }

  GuestCalls calls() {
    return calls;
  }

  private void stop(InstalledCapsule capsule) {
    if (capsule.entry() != null) {
      starter.stop(capsule.pin().name(), capsule.entry());
    }
  }

  /** Stops every capsule, one by one. */
  @Override
  public void close() {
    changing.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      Map<String, InstalledCapsule> stopped = new LinkedHashMap<>();
      for (InstalledCapsule capsule : capsules.values()) {
        stop(capsule);
        stopped.put(capsule.pin().name(), capsule.entering(State.STOPPED, "the kernel is stopping"));
      }
      capsules = stopped;
    } finally {
      changing.unlock();
    }
  }
}
