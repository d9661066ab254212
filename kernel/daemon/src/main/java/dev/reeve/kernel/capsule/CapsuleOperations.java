package dev.reeve.kernel.capsule;

import dev.reeve.capsule.AgentRuntime;
import dev.reeve.kernel.audit.FilePlan;
import dev.reeve.kernel.capsule.InstalledCapsule.State;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.figures.Figures;
import dev.reeve.kernel.host.Host;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Installed capsules and what they bring. Changes are made one at a time; readers see whole states. */
public final class CapsuleOperations implements AutoCloseable {

  private final CapsuleRegistry registry;
  private final Departures departures;
  private final CapsuleInstaller installer;
  private final CapsuleLife life;
  private final Map<String, CurrentRuntime> runtimes = new ConcurrentHashMap<>();

  /**
   * Makes the operations; {@link #load} brings up what is installed.
   *
   * @param development whether keys made by a build are taken
   */
  public CapsuleOperations(Files files, boolean development, Host host) {
    this.registry = new CapsuleRegistry(files, development, new CapsuleStarter(host), host.clock());
    this.departures = new Departures(registry);
    this.installer = new CapsuleInstaller(registry, departures, host.gate());
    this.life = new CapsuleLife(registry, departures);
  }

  /**
   * Where its files are.
   *
   * @param revocations folder of revocation lists; need not be there
   * @param planned told of the lock file before it is written; where it throws, nothing is installed
   */
  public record Files(Path lock, Path publishers, Path revocations, Path blobs, Consumer<FilePlan> planned) {}

  /**
   * Starts what is installed, each after those it needs and from its checked copy; what no longer passes is FAILED with its reason and holds
   * nothing else up.
   */
  public void load() throws IOException {
    life.load();
  }

  /**
   * Checks, stores, starts and pins a capsule, in place of the installed version where that is asked for; on any failure everything is as
   * before.
   *
   * @param progress told each step that went well
   * @throws KernelException CAPSULE_REFUSED naming the check; APPROVAL_REQUIRED; FAILED_PRECONDITION; NOT_FOUND
   */
  public InstallResult install(InstallRequest request, Consumer<InstallStep> progress) {
    InstallResult result = installer.install(request, progress);
    if (result.installed() != null) {
      life.look(true);
    }
    return result;
  }

  /**
   * Removes a capsule.
   *
   * @param force also while others need it or runs live on it
   * @throws KernelException NOT_FOUND; FAILED_PRECONDITION
   */
  public void remove(String name, boolean force, Consumer<String> progress) {
    installer.remove(name, force, progress);
  }

  /** Stops a capsule until it is loaded again; like {@link #remove} but that it stays installed. */
  public InstalledCapsule unload(String name, boolean force, String by, Consumer<String> progress) {
    return installer.unload(name, force, "unloaded by " + by, progress);
  }

  /**
   * Has a fresh instance of an installed capsule serve, checked once more.
   *
   * @throws KernelException NOT_FOUND; CAPSULE_REFUSED, when what served goes on serving
   */
  public InstalledCapsule reload(String name, Consumer<String> progress) {
    InstalledCapsule loaded = life.reload(name, progress);
    life.look(true);
    return loaded;
  }

  /** Whether a capsule is loaded again together with all others: not one that was unloaded. */
  public boolean reloadable(String name) {
    State state = registry.find(name).state();
    return state != State.STOPPED && state != State.DRAINING;
  }

  /** Names of all capsules, each after those it needs. */
  public List<String> names() {
    return life.names();
  }

  /** Looks after every capsule: health, next attempts. */
  public void tend() {
    life.tend();
  }

  /**
   * Has what the operator's files and the clock say now hold: what is no longer trusted stops.
   *
   * @param again whether what was only refused is tried again
   */
  public void look(boolean again) {
    life.look(again);
  }

  Instant nextLook(Duration healthPace) {
    return life.nextLook(healthPace);
  }

  Instant now() {
    return registry.now();
  }

  /** Every installed capsule by name. */
  public List<InstalledCapsule> list() {
    return List.copyOf(registry.table().all());
  }

  /** The installed capsule of a name; NOT_FOUND when there is none. */
  public InstalledCapsule find(String name) {
    return registry.find(name);
  }

  /** How a contribution of a capsule is called. */
  public Figures figures(String capsule, String kind, String contribution) {
    return registry.figures(capsule).of(kind, contribution);
  }

  /** Versions of a capsule that no longer serve and have something in flight. */
  public List<String> leaving(String capsule) {
    return departures.going().stream().map(RunningCapsule::manifest).filter(one -> one.name().equals(capsule)).map(CapsuleManifest::version).toList();
  }

  /** Whether this very jar is installed, or was the highest version of its name and is removed. */
  boolean wasInstalled(String digest) throws IOException {
    LockedCapsules locked = registry.lock.read();
    return Stream.concat(locked.pins().stream().map(LockedCapsules.Pin::digest), locked.seen().stream().map(LockedCapsules.Seen::digest))
        .anyMatch(digest::equals);
  }

  /** What is wrong with files of the operator's that are about capsules, in words. */
  public List<String> problems() {
    return registry.problems();
  }

  CapsuleTable table() {
    return registry.table();
  }

  /** A runtime by name, whichever version of whichever capsule brings it when it is used; null when none does now. */
  public @Nullable AgentRuntime runtime(String name) {
    return registry.table().runtimes().containsKey(name)
        ? runtimes.computeIfAbsent(name, one -> new CurrentRuntime(one, () -> registry.table().runtimes().get(one)))
        : null;
  }

  /** Names of every runtime. */
  public List<String> runtimes() {
    return List.copyOf(registry.table().runtimes().keySet());
  }

  /** Stops every capsule, one by one. */
  @Override
  public void close() {
    List<RunningCapsule> stopping = new ArrayList<>();
    registry.changing.lock();
    try {
      if (!registry.close()) {
        return;
      }
      for (InstalledCapsule capsule : list()) {
        if (capsule.serving() != null) {
          stopping.add(capsule.serving());
        }
      }
      registry.publish(table -> table.each(capsule -> capsule.entering(State.STOPPED, "the kernel is stopping", registry.now())));
    } finally {
      registry.changing.unlock();
    }
    stopping.forEach(running -> running.guest().gate().close());
    stopping.forEach(registry.starter::stop);
    departures.close();
  }
}
