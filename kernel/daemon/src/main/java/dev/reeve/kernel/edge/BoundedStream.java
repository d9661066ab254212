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
import org.jspecify.annotations.Nullable;

/** A stream of answers that waits for its reader: one that is too slow is told so, one that is gone ends the work. */
final class BoundedStream<T> {

  private static final long PATIENCE_SECONDS = 30;

  private final ServerCallStreamObserver<T> observer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile @Nullable Thread worker;

  private BoundedStream(ServerCallStreamObserver<T> observer) {
    this.observer = observer;
  }

  /** Work that sends into a stream. */
  interface Work<T> {
    void into(BoundedStream<T> stream) throws InterruptedException;
  }

  /** Streams that are open; {@link #end} ends them when the kernel stops. */
  static final class Open {

    private final Set<BoundedStream<?>> streams = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    /** Runs the work on a virtual thread of its own and ends the call when it returns, is interrupted or throws. */
    <T> void serve(StreamObserver<T> observer, Work<T> work) {
      ServerCallStreamObserver<T> call = (ServerCallStreamObserver<T>) observer;
      Admission admission = Admission.CURRENT.get();
      BoundedStream<T> stream = new BoundedStream<>(call);
      call.setOnReadyHandler(stream::wake);
      call.setOnCancelHandler(stream::gone);
      streams.add(stream);
      stream.worker =
          Thread.ofVirtual()
              .name("reeve-stream")
              .start(
                  () -> {
                    try {
                      ScopedValue.where(Admission.CURRENT, admission)
                          .where(Caller.CURRENT, admission.caller())
                          .run(() -> stream.run(work, admission.requestId()));
                    } finally {
                      streams.remove(stream);
                    }
                  });
      if (ended) {
        stream.gone();
      }
    }

    /** Ends every stream with a word, also those that begin later. */
    void end() {
      ended = true;
      streams.forEach(BoundedStream::gone);
    }
  }

  private void run(Work<T> work, String requestId) {
    try {
      work.into(this);
      if (!observer.isCancelled()) {
        observer.onCompleted();
      }
    } catch (InterruptedException e) {
      end(new KernelException(ErrorCode.ERROR_CODE_UNAVAILABLE, "the stream was ended: the kernel is stopping"), requestId);
    } catch (RuntimeException e) {
      end(e, requestId);
    }
  }

  private void end(RuntimeException e, String requestId) {
    if (!observer.isCancelled()) {
      observer.onError(ErrorMapping.status(ErrorMapping.known(e, requestId), requestId));
    }
  }

  /**
   * Sends when the reader is ready.
   *
   * @throws KernelException RESOURCE_EXHAUSTED when it is not within 30 s
   * @throws InterruptedException when it is gone
   */
  void send(T message) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!observer.isReady()) {
        if (observer.isCancelled()) {
          throw new InterruptedException("the reader is gone");
        }
        if (left <= 0) {
          throw new KernelException(ErrorCode.ERROR_CODE_RESOURCE_EXHAUSTED, "this reader is too slow: it took nothing for " + PATIENCE_SECONDS + " s");
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
    observer.onNext(message);
  }

  /** Whether nobody reads any more. */
  boolean cancelled() {
    return observer.isCancelled();
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
