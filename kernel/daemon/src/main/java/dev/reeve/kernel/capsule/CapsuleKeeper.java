package dev.reeve.kernel.capsule;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Looks after the capsules while the kernel runs: health and next attempts in time, changes of the operator's files when they are made. */
public final class CapsuleKeeper implements AutoCloseable {

  private static final Duration HEALTH = Duration.ofSeconds(10);
  private static final long QUIET_MILLIS = 100;
  private static final long LONGEST_MILLIS = 1000;

  private final CapsuleOperations capsules;
  private final CapsuleFolder folder;
  private final BooleanSupplier held;
  private final List<Path> watched;
  private final Set<Path> registered = new HashSet<>();
  private final Map<String, InstalledCapsule.State> known = new HashMap<>();
  private final Journal journal;
  private final WatchService service;
  private final Thread thread;
  /** Takes capsules on a thread of its own: one that is slow to come up or to drain keeps nobody from being looked after. */
  private final Thread taker;
  private final Semaphore toTake = new Semaphore(0);
  private volatile boolean closing;

  /**
   * What an operator changes.
   *
   * @param trust folder of the trusted publishers
   * @param revocations folder of revocation lists; need not be there
   * @param capsules where capsules are laid to be installed; need not be there
   */
  public record Watched(Path trust, Path revocations, Path capsules) {}

  /** Told before a capsule that was laid into the folder is taken, and what came of it. */
  public interface Journal {

    /** What it throws keeps the capsule from being taken. */
    void taking(String file, String digest);

    void taken(String file, String outcome);

    /** A capsule came into another state by itself. */
    void changed(String capsule, String version, InstalledCapsule.State state, String reason);
  }

  private CapsuleKeeper(CapsuleOperations capsules, Watched files, Journal journal, BooleanSupplier held) throws IOException {
    this.capsules = capsules;
    this.folder = new CapsuleFolder(files.capsules(), capsules, journal);
    this.held = held;
    this.journal = journal;
    this.watched = List.of(files.trust(), files.revocations(), files.capsules());
    this.service = FileSystems.getDefault().newWatchService();
    this.thread = Thread.ofPlatform().name("capsule-keeper").daemon().unstarted(this::keep);
    this.taker = Thread.ofPlatform().name("capsule-taker").daemon().unstarted(this::take);
  }

  /**
   * Keeps until it is closed.
   *
   * @param held whether nothing may be installed now
   */
  public static CapsuleKeeper start(CapsuleOperations capsules, Watched files, Journal journal, BooleanSupplier held) throws IOException {
    CapsuleKeeper keeper = new CapsuleKeeper(capsules, files, journal, held);
    keeper.thread.start();
    keeper.taker.start();
    return keeper;
  }

  /** What is wrong with files of the operator's, in words. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>(capsules.problems());
    problems.addAll(folder.problems());
    if (!closing && !(thread.isAlive() && taker.isAlive())) {
      problems.add("capsules are looked after no more: restart the kernel");
    }
    return problems;
  }

  private void keep() {
    try {
      takeUp();
      while (true) {
        if (changed(Duration.between(capsules.now(), capsules.nextLook(HEALTH)))) {
          takeUp();
        } else {
          guarded(() -> capsules.look(false));
          toTake.release();
        }
        guarded(capsules::tend);
        guarded(this::tell);
      }
    } catch (InterruptedException | ClosedWatchServiceException closed) {
      System.getLogger("reeve.capsule").log(System.Logger.Level.DEBUG, "capsules are looked after no more");
    }
  }

  /** Tells of those that came into FAILED or QUARANTINED since the last look, or out of it. */
  private void tell() {
    for (InstalledCapsule capsule : capsules.list()) {
      InstalledCapsule.State before = known.put(capsule.name(), capsule.state());
      boolean told = capsule.state() == InstalledCapsule.State.FAILED || capsule.state() == InstalledCapsule.State.QUARANTINED;
      boolean back = before == InstalledCapsule.State.FAILED || before == InstalledCapsule.State.QUARANTINED;
      if (capsule.state() != before && (told || back)) {
        journal.changed(capsule.name(), capsule.pin().version(), capsule.state(), capsule.reason());
      }
    }
  }

  private void takeUp() {
    guarded(() -> capsules.look(true));
    toTake.release();
  }

  private void take() {
    try {
      while (true) {
        toTake.acquire();
        int unused = toTake.drainPermits();
        if (!held.getAsBoolean()) {
          guarded(folder::take);
        }
      }
    } catch (InterruptedException closed) {
      System.getLogger("reeve.capsule").log(System.Logger.Level.DEBUG, "no more capsules are taken from the folder");
    }
  }

  private static void guarded(Runnable work) {
    try {
      work.run();
    } catch (ClosedWatchServiceException closed) {
      throw closed;
    } catch (Throwable e) {
      System.getLogger("reeve.capsule").log(System.Logger.Level.ERROR, "capsules could not be looked after", e);
    }
  }

  /** Waits for a change and then for quiet; false when none came in that time. */
  private boolean changed(Duration wait) throws InterruptedException {
    boolean more = register();
    WatchKey key = more ? null : service.poll(Math.max(1, wait.toMillis()), TimeUnit.MILLISECONDS);
    long begun = System.nanoTime();
    boolean any = more || key != null;
    while (key != null) {
      var unused = key.pollEvents();
      if (!key.reset()) {
        registered.clear();
      }
      boolean late = System.nanoTime() - begun > TimeUnit.MILLISECONDS.toNanos(LONGEST_MILLIS);
      key = late ? null : service.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
    }
    return any;
  }

  /** Watches folders that are there and were not; true when there was one. */
  private boolean register() {
    boolean more = false;
    for (Path each : watched) {
      if (registered.contains(each) || !Files.isDirectory(each)) {
        continue;
      }
      try {
        var unused =
            each.register(service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE);
        more |= registered.add(each);
      } catch (IOException e) {
        System.getLogger("reeve.capsule").log(System.Logger.Level.WARNING, "{0} cannot be watched: {1}", each, e.getMessage());
      }
    }
    return more;
  }

  @Override
  public void close() throws IOException {
    closing = true;
    service.close();
    thread.interrupt();
    taker.interrupt();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
      taker.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
