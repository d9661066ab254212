package dev.reeve.tui;

import dev.reeve.client.KernelClient;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.GetStatusResponse;
import dev.reeve.v1.ListRunsRequest;
import dev.reeve.v1.PageRequest;
import dev.reeve.v1.RunState;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Asks over one connection how the kernel is, every few seconds, until the connection breaks or it is told to end.
 *
 * @param closed ends it at 0
 */
record Looking(KernelClient client, StatusLine status, CountDownLatch closed) implements Runnable {

  private static final long EVERY_SECONDS = 5;

  /** Runs of one's own are counted up to this. */
  private static final int MOST_RUNS = 100;

  private static final List<RunState> LIVE =
      List.of(
          RunState.RUN_STATE_QUEUED, RunState.RUN_STATE_STARTING, RunState.RUN_STATE_RUNNING, RunState.RUN_STATE_WAITING_FOR_APPROVAL);

  @Override
  public void run() {
    try {
      do {
        GetStatusResponse told = client.kernel().getStatus(GetStatusRequest.getDefaultInstance());
        if (told.getPid() == 0) {
          status.runs(ownRuns());
        }
        status.kernel(Optional.of(told));
      } while (!closed.await(EVERY_SECONDS, TimeUnit.SECONDS));
    } catch (StatusRuntimeException | RejectedExecutionException broken) {
      if (closed.getCount() > 0) {
        status.kernel(Optional.empty());
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private int ownRuns() {
    try {
      PageRequest page = PageRequest.newBuilder().setSize(MOST_RUNS).build();
      return client.runs().list(ListRunsRequest.newBuilder().addAllStates(LIVE).setPage(page).build()).getRunsCount();
    } catch (StatusRuntimeException refused) {
      return StatusLine.UNTOLD;
    }
  }
}
