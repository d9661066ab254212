package dev.reeve.kernel.sandbox;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.ProcessCommand;
import dev.reeve.capsule.ProcessOutcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The programs beside one run's own. Once the run ends none is let in, and the run is not over before the last is out. */
final class SidePrograms {

  private static final int AT_ONCE = 4;

  private final Placement placement;
  private final Confiner confiner;
  private final @Nullable RunGroup group;
  private final Provision provision;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition left = lock.newCondition();
  private final List<SideProgram> living = new ArrayList<>();
  private long count;
  private boolean ended;

  SidePrograms(Placement placement, Confiner confiner, @Nullable RunGroup group, Provision provision) {
    this.placement = placement;
    this.confiner = confiner;
    this.group = group;
    this.provision = provision;
  }

  /** Runs one to its end; errors as {@link Sandbox#run} has them. */
  ProcessOutcome run(ProcessCommand command) throws CapsuleException {
    check(command);
    SideProgram program = enter(command);
    Thread.ofVirtual().name("reeve-beside-" + program.name()).start(program);
    return program.outcome();
  }

  private SideProgram enter(ProcessCommand command) throws CapsuleException {
    lock.lock();
    try {
      if (ended) {
        throw new CapsuleException(Kind.STATE, "the run " + placement.run().id() + " has ended");
      }
      if (living.size() >= AT_ONCE) {
        throw new CapsuleException(Kind.EXHAUSTED, AT_ONCE + " programs beside this run are running, as many as may at once");
      }
      SideProgram program =
          new SideProgram("beside-" + ++count, placement.with(command.command()), command, confiner, group, provision, this::leave);
      living.add(program);
      return program;
    } finally {
      lock.unlock();
    }
  }

  private void leave(SideProgram program) {
    lock.lock();
    try {
      living.remove(program);
      left.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** That the host still looks as it did when the run was put into it, and that the program is there to be seen. */
  private void check(ProcessCommand command) throws CapsuleException {
    Access access = placement.access();
    if (!provision.rules().check(placement.run(), confiner.tier()).equals(access)) {
      throw new CapsuleException(Kind.STATE, "what this run may see is no longer where it was when it started");
    }
    // Bubblewrap follows links on the way to what it mounts; in a folder the run writes, it could place one in that moment.
    for (Path program : confiner.tier() == Tier.NAMESPACES ? access.executables() : List.<Path>of()) {
      if (access.writable().stream().anyMatch(folder -> program.startsWith(folder) && !program.equals(folder))) {
        throw new CapsuleException(Kind.STATE, program + " lies in a folder that this run may write: no program is started beside it");
      }
    }
    SpecRules.hostProgram(command.command().getFirst(), access, provision.system(), confiner.tier());
  }

  /** Kills all and lets none in any more; returns at once. */
  void end() {
    List<SideProgram> now;
    lock.lock();
    try {
      ended = true;
      now = List.copyOf(living);
    } finally {
      lock.unlock();
    }
    now.forEach(program -> program.end(SideProgram.Ending.RUN));
  }

  /** Waits until nothing of them is left; false when something still was after that time. */
  boolean awaitOver(long nanos) {
    long until = System.nanoTime() + nanos;
    boolean interrupted = false;
    lock.lock();
    try {
      while (!living.isEmpty() && System.nanoTime() < until) {
        try {
          boolean _ = left.await(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException again) {
          interrupted = true;
        }
      }
      return living.isEmpty();
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Their processes now. */
  List<Integer> pids() {
    return trees().stream().flatMap(tree -> tree.pids().stream()).toList();
  }

  boolean isAncestorOf(long pid) {
    return trees().stream().anyMatch(tree -> tree.isAncestorOf(pid));
  }

  private List<ProcessTree> trees() {
    lock.lock();
    try {
      return living.stream().flatMap(program -> program.tree().stream()).toList();
    } finally {
      lock.unlock();
    }
  }
}
