package dev.reeve.cli.daemon;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.tunnel.SshAddress;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.ShutdownRequest;
import java.time.Duration;
import java.util.Optional;

/** Ends a kernel and waits until its process is gone. */
public final class Stopping {

  private static final Duration LONGEST = Duration.ofSeconds(45);

  private Stopping() {}

  /**
   * Asks the kernel that answers to end; --timeout bounds the wait, which there is none of for one on another host.
   *
   * @return the process of the kernel
   * @throws ReeveException when its process is not gone in time
   */
  public static long stop(Invocation call, String reason) throws InterruptedException {
    Duration bound = call.globals().timeoutOr(LONGEST);
    long pid = call.connect(bound).kernel().shutdown(ShutdownRequest.newBuilder().setReason(reason).build()).getPid();
    Optional<SshAddress> remote = call.remote();
    if (remote.isPresent()) {
      call.tell("kernel " + pid + " at " + remote.get() + " is draining; its process is not seen from here");
      return pid;
    }
    ProcessEnd end = ProcessEnd.of(pid);
    call.tell("kernel " + pid + " is draining");
    call.close();
    if (!end.await(bound)) {
      throw ReeveException.local(
          LocalError.TIMED_OUT,
          "kernel " + pid + " was not gone within " + bound.toMillis() + " ms",
          "wait longer with --timeout, or see 'reeve daemon logs'");
    }
    call.tell("kernel " + pid + " is gone");
    return pid;
  }
}
