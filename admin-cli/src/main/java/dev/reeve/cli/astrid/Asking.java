package dev.reeve.cli.astrid;

import dev.reeve.client.KernelClient;
import dev.reeve.client.StatusReport;
import dev.reeve.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** Requests to the kernel that may be refused; a connection that fails ends the import. */
final class Asking {

  /** How often a request is repeated that came too soon after others, a second apart. */
  private static final int PATIENCE = 70;

  private final KernelClient client;
  private final Notes notes;
  private int done;

  Asking(KernelClient client, Notes notes) {
    this.client = client;
    this.notes = notes;
  }

  /** How many requests changed something. */
  int done() {
    return done;
  }

  /** An answer to a question; throws StatusRuntimeException. */
  <A> A answer(Function<AdminServiceBlockingStub, A> question) {
    for (int tries = 1;; tries++) {
      try {
        return question.apply(client.admin());
      } catch (StatusRuntimeException e) {
        if (e.getStatus().getCode() != Status.Code.RESOURCE_EXHAUSTED || tries > PATIENCE) {
          throw e;
        }
        rest(e);
      }
    }
  }

  /** Asks for a change and tells what came of it. False when it was refused. */
  boolean change(String about, String words, Consumer<AdminServiceBlockingStub> request) {
    try {
      answer(admin -> {
        request.accept(admin);
        return true;
      });
      done++;
      notes.done(about, words);
      return true;
    } catch (StatusRuntimeException e) {
      if (lost(e)) {
        throw e;
      }
      notes.refused(about, words + ": " + StatusReport.of(e, client.socket(), client.lastRequestId()).message());
      return false;
    }
  }

  /** Asks for all at once and, where that is refused, for each by itself. Whether all were given. */
  boolean changes(String about, String words, List<String> items, Function<List<String>, Consumer<AdminServiceBlockingStub>> request) {
    if (items.isEmpty()) {
      return true;
    }
    if (items.size() > 1) {
      try {
        answer(admin -> {
          request.apply(items).accept(admin);
          return true;
        });
        done++;
        notes.done(about, words + " " + shown(items));
        return true;
      } catch (StatusRuntimeException e) {
        if (lost(e)) {
          throw e;
        }
      }
    }
    boolean all = true;
    for (String item : items) {
      all &= change(about, words + " " + shown(List.of(item)), request.apply(List.of(item)));
    }
    return all;
  }

  private static String shown(List<String> items) {
    return "'" + String.join("', '", items) + "'";
  }

  private static boolean lost(StatusRuntimeException e) {
    return switch (e.getStatus().getCode()) {
      case UNAVAILABLE, CANCELLED, DEADLINE_EXCEEDED, UNAUTHENTICATED, UNIMPLEMENTED -> true;
      default -> false;
    };
  }

  private static void rest(StatusRuntimeException busy) {
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      busy.addSuppressed(e);
      throw busy;
    }
  }
}
