package dev.reeve.kernel.edge;

import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream of answers that waits for its reader: one that is too slow is told so, one that is gone ends the work, and one whose caller
 * loses the right to it hears nothing more than that.
 */
final class BoundedStream<T> {

  private static final long PATIENCE_SECONDS = 30;

  private final ServerCallStreamObserver<T> observer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Admission admission;
  private final Consumer<Admission> rights;
  private volatile boolean over;
  private volatile @Nullable Thread worker;

  private BoundedStream(ServerCallStreamObserver<T> observer, Admission admission, Consumer<Admission> rights) {
    this.observer = observer;
    this.admission = admission;
    this.rights = rights;
  }

  /** Work that sends into a stream. */
  interface Work<T> {
    void into(BoundedStream<T> stream) throws InterruptedException;
  }

  /** Streams that are open. */
  static final class Open {

    private final Set<BoundedStream<?>> streams = ConcurrentHashMap.newKeySet();
    private final Consumer<Admission> rights;
    private volatile boolean ended;

    /**
     * Begins without streams.
     *
     * @param rights throws a {@link KernelException} when what was admitted no longer would be
     */
    Open(Consumer<Admission> rights) {
      this.rights = rights;
    }

    /** Runs the work on a virtual thread of its own and ends the call when it returns, is interrupted or throws. */
    <T> void serve(StreamObserver<T> observer, Work<T> work) {
      ServerCallStreamObserver<T> call = (ServerCallStreamObserver<T>) observer;
      Admission admission = Admission.CURRENT.get();
      BoundedStream<T> stream = new BoundedStream<>(call, admission, rights);
      call.setOnReadyHandler(stream::wake);
      call.setOnCancelHandler(stream::gone);
      Thread worker =
          Thread.ofVirtual()
              .name("reeve-stream")
              .unstarted(
                  () -> {
                    try {
                      ScopedValue.where(Admission.CURRENT, admission)
                          .where(Caller.CURRENT, admission.caller())
                          .run(() -> stream.run(work));
                    } finally {
                      streams.remove(stream);
                    }
                  });
      stream.worker = worker;
      streams.add(stream);
      worker.start();
      if (ended) {
        stream.gone();
      }
      stream.recheck();
    }

    /** Ends every stream with a word, also those that begin later. */
    void end() {
      ended = true;
      streams.forEach(BoundedStream::gone);
    }

    /** Ends the streams of a session. */
    void end(Session session, KernelException reason) {
      streams.stream().filter(stream -> stream.admission.session() == session).forEach(stream -> stream.end(reason));
    }

    /** Ends each stream whose caller no longer may have it. */
    void recheck() {
      streams.forEach(BoundedStream::recheck);
    }
  }

  private void run(Work<T> work) {
    try {
      work.into(this);
      finish(observer::onCompleted);
    } catch (InterruptedException e) {
      fail(new KernelException(ErrorCode.ERROR_CODE_UNAVAILABLE, "the stream was ended: the kernel is stopping"));
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void recheck() {
    try {
      rights.accept(admission);
    } catch (KernelException e) {
      end(e);
    }
  }

  /** Ends it from outside; nothing is sent after. */
  private void end(KernelException reason) {
    fail(reason);
    gone();
  }

  private void fail(RuntimeException e) {
    String requestId = admission.requestId();
    finish(() -> observer.onError(ErrorMapping.status(ErrorMapping.known(e, requestId), requestId)));
  }

  /** Says the last word, unless one was said or nobody hears it. */
  private void finish(Runnable lastWord) {
    lock.lock();
    try {
      if (!over && !observer.isCancelled()) {
        lastWord.run();
      }
      over = true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends when the reader is ready, if its caller still may have it.
   *
   * @throws KernelException RESOURCE_EXHAUSTED when it is not ready within 30 s; why its caller may have it no longer
   * @throws InterruptedException when it is gone, or the stream has ended
   */
  void send(T message) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!over && !observer.isReady()) {
        if (observer.isCancelled()) {
          throw new InterruptedException("the reader is gone");
        }
        if (left <= 0) {
          throw new KernelException(ErrorCode.ERROR_CODE_RESOURCE_EXHAUSTED, "this reader is too slow: it took nothing for " + PATIENCE_SECONDS + " s");
        }
        left = changed.awaitNanos(left);
      }
      if (over) {
        throw new InterruptedException("the stream has ended");
      }
      rights.accept(admission);
      observer.onNext(message);
    } finally {
      lock.unlock();
    }
  }

  /** Whether nobody reads any more. */
  boolean cancelled() {
    return over || observer.isCancelled();
  }

  private void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void gone() {
    wake();
    Thread running = worker;
    if (running != null) {
      running.interrupt();
    }
  }
}
