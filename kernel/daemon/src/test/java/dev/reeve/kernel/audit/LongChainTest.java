package dev.reeve.kernel.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.kernel.Eventually;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.DiskReserve;
import dev.reeve.kernel.store.KernelClock;
import dev.reeve.kernel.store.Store;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A chain that is too long to be verified before the kernel serves. */
@Timeout(180)
class LongChainTest {

  private static final int WRITERS = 64;
  private static final int EACH = 1_600;

  @TempDir Path folder;

  private AuditLog open(Store store) throws Exception {
    return AuditLog.open(
        new AuditLog.Files(Files.createDirectories(folder.resolve("audit")), folder.resolve("audit.key"), folder.resolve("audit.pub")),
        AuditLog.Settings.DEFAULT, store, new KernelClock(Clock.systemUTC()), DiskReserve.none());
  }

  private static AuditDraft event() {
    return AuditDraft.event("system", "test.event", "t", Map.of(), "OK", "");
  }

  @Test
  void itIsVerifiedMeanwhileAndTakesNothingOnceItTurnsOutToBeBroken() throws Exception {
    try (Store store = Store.open(folder.resolve("reeve.db")); AuditLog log = open(store)) {
      List<Thread> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        writers.add(
            Thread.startVirtualThread(
                () -> {
                  for (int n = 0; n < EACH; n++) {
                    log.record(event());
                  }
                }));
      }
      for (Thread writer : writers) {
        writer.join();
      }
      assertThat(log.lastSequence()).isGreaterThan(100_000);
      store.write(transaction -> transaction.update("INSERT INTO kernel(name, value) VALUES ('id', 'k')"));
    }
    aRowOfWhichTheDatabaseDoesNotKnowThatItWasDeliveredIsAppendedOnce();
    flip();
    try (Store store = Store.open(folder.resolve("reeve.db")); AuditLog log = open(store)) {
      Eventually.isTrue("it is found", () -> log.failure() != null);
      assertThat(log.failure()).contains("the chain is broken", "record 1");
      assertThatThrownBy(() -> log.record(event())).isInstanceOf(KernelException.class).hasMessageContaining("the chain is broken");
    }
  }

  /** The kernel dies after the database noted where the chain ends, and before it took out a row that stands before there. */
  private void aRowOfWhichTheDatabaseDoesNotKnowThatItWasDeliveredIsAppendedOnce() throws Exception {
    String payload = AuditPayload.text(AuditDraft.event("system", "test.delivered", "t", Map.of(), "OK", ""));
    String id;
    try (Store store = Store.open(folder.resolve("reeve.db")); AuditLog log = open(store)) {
      store.write(
          transaction -> {
            transaction.audit(payload);
            return null;
          });
      id = Objects.requireNonNull(log.list(new AuditFilter("", "test.delivered", "", "", null, null, null, "", ""), 0, 1).getFirst().outbox());
      log.record(event());
      store.write(transaction -> null);
      assertThat(log.failure()).isNull();
    }
    try (Store store = Store.open(folder.resolve("reeve.db"))) {
      store.write(transaction -> transaction.update("INSERT INTO audit_outbox(id, payload) VALUES (?, ?)", id, payload));
    }
    try (Store store = Store.open(folder.resolve("reeve.db")); AuditLog log = open(store)) {
      assertThat(log.list(new AuditFilter("", "test.delivered", "", "", null, null, null, "", ""), 0, 5)).hasSize(1);
      assertThat(store.undelivered()).isEmpty();
    }
  }

  /** One bit of the first record. */
  private void flip() throws Exception {
    try (Stream<Path> all = Files.list(folder.resolve("audit"))) {
      Path first = all.sorted().findFirst().orElseThrow();
      try (FileChannel channel = FileChannel.open(first, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        ByteBuffer one = ByteBuffer.allocate(1);
        channel.read(one, 100);
        one.put(0, (byte) (one.get(0) ^ 1));
        channel.write(one.rewind(), 100);
      }
    }
  }
}
