package dev.reeve.bench.crash;

import dev.reeve.bench.daemon.Connections;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** One client: it owns what begins with its name, asks for one change after the other on a connection of its own, and writes all of it down. */
final class LoadClient {

  private final String owner;
  private final Workload workload;
  private final int later;
  private int warmth;
  private long sequence;
  private Facts own = Facts.NONE;

  /** @param warmth after how many answers it counts as warm; in its first load four times as many, since it is as cold as the kernel */
  LoadClient(String owner, Workload workload, int warmth) {
    this.owner = owner;
    this.workload = workload;
    this.warmth = 4 * warmth;
    this.later = warmth;
  }

  String owner() {
    return owner;
  }

  /** What holds of its things, as of the last comparison. */
  Facts own() {
    return own;
  }

  /** The comparison found this, and it was right. */
  void found(Facts facts) {
    own = facts;
  }

  /**
   * Asks until a call is not answered because the kernel is gone. Whatever else ends it is in the log as a refusal.
   *
   * @param warm counted down when it is warm, or ends before
   * @param acknowledged counts each acknowledged change
   */
  void load(Connections connections, Path socket, CapsuleAuthor author, ClientLog log, CountDownLatch warm, LongAdder acknowledged)
      throws IOException, InterruptedException {
    ManagedChannel channel = connections.open(socket);
    int answers = 0;
    try {
      Kernel kernel = new Kernel(channel, author);
      workload.begins();
      Facts facts = own;
      while (true) {
        Change change = workload.next(facts);
        String id = owner + "-" + ++sequence;
        log.asked(id, change);
        String answer;
        try {
          answer = kernel.send(id, change);
        } catch (StatusRuntimeException e) {
          if (!isGone(e)) {
            log.refused(id, e.getStatus().toString());
          }
          return;
        }
        log.acknowledged(id, answer);
        facts = facts.after(change, answer);
        acknowledged.increment();
        if (++answers == warmth) {
          warm.countDown();
        }
        try {
          workload.acknowledged(kernel, log, change, answer);
        } catch (StatusRuntimeException e) {
          if (!isGone(e)) {
            throw new IOException(owner + " was refused a look: " + e.getStatus(), e);
          }
          return;
        }
      }
    } finally {
      if (answers < warmth) {
        warm.countDown();
      }
      warmth = later;
      channel.shutdownNow();
      channel.awaitTermination(10, TimeUnit.SECONDS);
    }
  }

  /**
   * Whether the connection broke: what the kernel itself answers has the request id in its trailers. A connection that breaks while a request is
   * being written ends as UNKNOWN, with what broke as the cause.
   */
  static boolean isGone(StatusRuntimeException e) {
    Metadata trailers = e.getTrailers();
    boolean answered = trailers != null && trailers.containsKey(Connections.REQUEST_ID_HEADER);
    return !answered && (e.getStatus().getCode() == Status.Code.UNAVAILABLE || e.getStatus().getCause() instanceof IOException);
  }
}
