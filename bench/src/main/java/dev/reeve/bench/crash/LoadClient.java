package dev.reeve.bench.crash;

import dev.reeve.bench.daemon.Connections;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** One client: it owns what begins with its name, asks for one change after the other on a connection of its own, and writes all of it down. */
final class LoadClient {

  private static final int WARM = 10;

  private final String owner;
  private final Workload workload;
  private long sequence;
  private Facts own = Facts.NONE;

  LoadClient(String owner, Random random) {
    this.owner = owner;
    this.workload = new Workload(owner, random);
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
   * @param warm counted down when its tenth change is acknowledged, or it ends before
   * @param acknowledged counts each acknowledged change
   */
  void load(Connections connections, Path socket, ClientLog log, CountDownLatch warm, LongAdder acknowledged) throws IOException, InterruptedException {
    ManagedChannel channel = connections.open(socket);
    int answers = 0;
    try {
      Kernel kernel = new Kernel(channel);
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
        if (++answers == WARM) {
          warm.countDown();
        }
      }
    } finally {
      if (answers < WARM) {
        warm.countDown();
      }
      channel.shutdownNow();
      channel.awaitTermination(10, TimeUnit.SECONDS);
    }
  }

  /** Whether the connection broke: what the kernel itself answers has the request id in its trailers. */
  static boolean isGone(StatusRuntimeException e) {
    Metadata trailers = e.getTrailers();
    boolean answered = trailers != null && trailers.containsKey(Connections.REQUEST_ID_HEADER);
    return !answered && e.getStatus().getCode() == Status.Code.UNAVAILABLE;
  }
}
