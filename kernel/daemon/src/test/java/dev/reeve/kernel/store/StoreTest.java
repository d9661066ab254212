package dev.reeve.kernel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.Eventually;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StoreTest {

  @TempDir Path folder;

  private Store open() throws SQLException {
    return Store.open(folder.resolve("reeve.db"));
  }

  private static String put(Transaction transaction, String name) throws SQLException {
    transaction.update("INSERT INTO kernel(name, value) VALUES (?, 'x')", name);
    return name;
  }

  private static List<String> names(Store store) {
    return store.list("SELECT name FROM kernel WHERE name NOT LIKE 'audit.%' ORDER BY name", row -> Rows.string(row, "name"));
  }

  /** Copies what is on disk at this moment, as after a crash. */
  private Path crashed() throws IOException {
    Path copy = Files.createTempDirectory(folder, "crashed");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy.resolve("reeve.db");
  }

  private static void awaitParked(List<Thread> threads) throws Exception {
    Eventually.isTrue("all threads wait", () -> threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
  }

  @Test
  void waitingChangesAreCommittedTogetherAndAFailingOneUndoesOnlyItself() throws Exception {
    int many = 20;
    try (Store store = open()) {
      CountDownLatch entered = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      Thread first =
          Thread.startVirtualThread(
              () ->
                  store.write(
                      transaction -> {
                        put(transaction, "first");
                        entered.countDown();
                        awaitUninterrupted(release);
                        return null;
                      }));
      assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
      AtomicInteger applied = new AtomicInteger();
      AtomicLong visibleToOthers = new AtomicLong(-1);
      AtomicInteger refused = new AtomicInteger();
      List<Thread> waiting = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        String name = "row-%02d".formatted(i);
        waiting.add(
            Thread.startVirtualThread(
                () -> {
                  try {
                    store.write(
                        transaction -> {
                          put(transaction, name);
                          if (applied.incrementAndGet() == many) {
                            visibleToOthers.set(names(store).size());
                          }
                          if (name.equals("row-07")) {
                            throw new IllegalStateException("this one fails");
                          }
                          return null;
                        });
                  } catch (IllegalStateException e) {
                    refused.incrementAndGet();
                  }
                }));
      }
      awaitParked(waiting);
      release.countDown();
      first.join();
      for (Thread thread : waiting) {
        thread.join();
      }
      assertThat(visibleToOthers).as("rows a reader saw while the last of %s changes was made", many).hasValue(1);
      assertThat(refused).hasValue(1);
      assertThat(names(store)).hasSize(many).contains("first", "row-06", "row-08").doesNotContain("row-07");
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anAnsweredChangeIsThereAfterACrashAndAfterAReopen() throws Exception {
    try (Store store = open()) {
      store.write(transaction -> put(transaction, "kept"));
      try (Store other = Store.open(crashed())) {
        assertThat(names(other)).containsExactly("kept");
      }
    }
    try (Store store = open()) {
      assertThat(names(store)).containsExactly("kept");
    }
  }

  @Test
  void anErrorOfTheDatabaseIsUnavailableAndTheNextChangeIsTaken() throws Exception {
    try (Store store = open()) {
      store.write(transaction -> put(transaction, "one"));
      KernelException refused = catchThrowableOfType(KernelException.class, () -> store.write(transaction -> put(transaction, "one")));
      assertThat(refused.code()).isEqualTo(ErrorCode.ERROR_CODE_UNAVAILABLE);
      store.write(transaction -> put(transaction, "two"));
      assertThat(names(store)).containsExactly("one", "two");
      assertThat(store.failure()).isNull();
    }
  }

  @Test
  void aKernelExceptionReachesTheCallerAsItIs() throws Exception {
    try (Store store = open()) {
      KernelException thrown = KernelException.state("not now");
      assertThatThrownBy(() -> store.write(transaction -> {
        throw thrown;
      })).isSameAs(thrown);
    }
  }

  @Test
  void aNewerSchemaIsRefused() throws Exception {
    open().close();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("reeve.db"));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA user_version = 99");
    }
    assertThatThrownBy(this::open)
        .isInstanceOf(SQLException.class)
        .hasMessageMatching("the database has schema 99, this kernel knows \\d+: start the newer kernel again");
  }

  @Test
  void aClosedStoreTakesNothing() throws Exception {
    Store store = open();
    store.close();
    KernelException refused = catchThrowableOfType(KernelException.class, () -> store.write(transaction -> put(transaction, "late")));
    assertThat(refused.code()).isEqualTo(ErrorCode.ERROR_CODE_UNAVAILABLE);
  }

  @Test
  void auditRecordsWithoutAChainAreRefusedWithTheirChange() throws Exception {
    try (Store store = open()) {
      KernelException refused =
          catchThrowableOfType(
              KernelException.class,
              () ->
                  store.write(
                      transaction -> {
                        transaction.audit("{}");
                        return put(transaction, "unaudited");
                      }));
      assertThat(refused.code()).isEqualTo(ErrorCode.ERROR_CODE_UNAVAILABLE);
      assertThat(names(store)).isEmpty();
      assertThat(store.undelivered()).isEmpty();
    }
  }

  @Test
  void aCrashBetweenCommitAndDeliveryKeepsTheRecordForTheNextOpening() throws Exception {
    try (Store store = open()) {
      CompletableFuture<List<Transaction.OutboxRow>> handed = new CompletableFuture<>();
      CompletableFuture<Void> never = new CompletableFuture<>();
      store.deliverTo((rows, urgent) -> {
            handed.complete(rows);
            return never;
          });
      Thread caller =
          Thread.startVirtualThread(
              () ->
                  assertThatThrownBy(
                          () ->
                              store.write(
                                  transaction -> {
                                    transaction.audit("{\"a\":1}");
                                    return put(transaction, "changed");
                                  }))
                      .isInstanceOf(IllegalStateException.class));
      List<Transaction.OutboxRow> rows = handed.get(30, TimeUnit.SECONDS);
      try (Store next = Store.open(crashed())) {
        assertThat(names(next)).containsExactly("changed");
        assertThat(next.undelivered()).isEqualTo(rows);
      }
      awaitParked(List.of(caller));
      never.completeExceptionally(new IllegalStateException("the kernel died"));
      caller.join();
    }
  }

  @Test
  void aCommitIsAnsweredOnceItIsDurableThoughTheChainHasItsRecordLater() throws Exception {
    try (Store store = open()) {
      CompletableFuture<Void> chain = new CompletableFuture<>();
      store.deliverTo((rows, urgent) -> chain);
      String value =
          store.commit(
              transaction -> {
                transaction.audit("{}");
                return put(transaction, "committed");
              });
      assertThat(value).isEqualTo("committed");
      assertThat(store.undelivered()).hasSize(1);
      Store.Submitted<String> next =
          store.submit(
              transaction -> {
                transaction.audit("{}");
                return put(transaction, "submitted");
              });
      assertThat(Store.await(next.stored())).isEqualTo("submitted");
      assertThat(next.audited()).isNotDone();
      chain.complete(null);
      assertThat(Store.await(next.audited())).isEqualTo("submitted");
    }
  }

  @Test
  void whatAChangeTouchesCountsOnceItIsCommittedAndNotWhereItFails() throws Exception {
    try (Store store = open()) {
      assertThat(store.touched("agents")).isZero();
      store.write(
          transaction -> {
            transaction.touch("agents");
            assertThat(store.touched("agents")).isZero();
            return put(transaction, "committed");
          });
      assertThat(store.touched("agents")).isEqualTo(1);
      assertThatThrownBy(
              () ->
                  store.write(
                      transaction -> {
                        transaction.touch("agents");
                        throw new IllegalStateException("no");
                      }))
          .isInstanceOf(IllegalStateException.class);
      assertThat(store.touched("agents")).isEqualTo(1);
    }
  }

  @Test
  void aDeliveredRecordLeavesTheOutboxWithTheNextCommit() throws Exception {
    try (Store store = open()) {
      store.deliverTo((rows, urgent) -> CompletableFuture.completedFuture(null));
      store.write(
          transaction -> {
            transaction.audit("{}");
            return null;
          });
      store.write(transaction -> put(transaction, "next"));
      assertThat(store.undelivered()).isEmpty();
    }
  }

  @Test
  void whatTheChainHasOfAFormerLifeLeavesTheOutbox() throws Exception {
    try (Store store = open()) {
      store.deliverTo((rows, urgent) -> CompletableFuture.failedFuture(new IllegalStateException("no chain")));
      assertThatThrownBy(() -> store.write(transaction -> {
        transaction.audit("{}");
        return null;
      })).isInstanceOf(IllegalStateException.class);
    }
    try (Store store = open()) {
      assertThat(store.undelivered()).hasSize(1);
      store.delivered(store.undelivered());
      assertThat(store.undelivered()).isEmpty();
    }
  }

  @Test
  void aDeliveryThatThrowsFailsItsChangeAndNotTheWriter() throws Exception {
    try (Store store = open()) {
      store.deliverTo((rows, urgent) -> {
            throw new IllegalStateException("the chain is closed");
          });
      assertThatThrownBy(() -> store.write(transaction -> {
        transaction.audit("{}");
        return null;
      })).isInstanceOf(IllegalStateException.class);
      store.write(transaction -> put(transaction, "still served"));
      assertThat(names(store)).containsExactly("still served");
    }
  }

  private static <T> CompletableFuture<T> under(CompletableFuture<?> intent, Store store, Store.Change<T> change) {
    return ScopedValue.where(Effect.CURRENT, new Effect("e", intent, transaction -> null)).call(() -> store.submit(change).audited());
  }

  @Test
  void aChangeIsCommittedOnceTheIntentOfItsRequestIsDurable() throws Exception {
    try (Store store = open()) {
      CompletableFuture<Long> intent = new CompletableFuture<>();
      CompletableFuture<Boolean> applied = new CompletableFuture<>();
      CompletableFuture<String> change =
          under(
              intent, store,
              transaction -> {
                applied.complete(true);
                return put(transaction, "asked for");
              });
      assertThat(applied.get(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
      assertThat(change).isNotDone();
      assertThat(names(store)).isEmpty();
      intent.complete(1L);
      assertThat(Store.await(change)).isEqualTo("asked for");
      assertThat(names(store)).containsExactly("asked for");
    }
  }

  @Test
  void aChangeWhoseIntentCannotBeRecordedIsUndoneAlone() throws Exception {
    try (Store store = open()) {
      KernelException refusal = KernelException.state("the chain takes nothing");
      CompletableFuture<Long> intent = new CompletableFuture<>();
      CompletableFuture<String> first = under(intent, store, transaction -> put(transaction, "not recorded"));
      CompletableFuture<String> second = store.submit(transaction -> put(transaction, "beside it")).stored();
      CompletableFuture<String> third = under(CompletableFuture.failedFuture(new IOException("no room")), store, transaction -> put(transaction, "nor this"));
      intent.completeExceptionally(refusal);
      assertThatThrownBy(() -> Store.await(first)).isSameAs(refusal);
      assertThatThrownBy(() -> Store.await(third)).isInstanceOf(KernelException.class).hasMessageContaining("cannot be audited");
      assertThat(Store.await(second)).isEqualTo("beside it");
      assertThat(names(store)).containsExactly("beside it");
    }
  }

  @Test
  void aCallerWithNobodyBeforeItMakesItsChangeItselfAndAfterOthersInTheirOrder() throws Exception {
    try (Store store = open()) {
      Thread here = Thread.currentThread();
      Thread maker = store.write(transaction -> Thread.currentThread());
      assertThat(maker).isSameAs(here);
      CountDownLatch release = new CountDownLatch(1);
      CompletableFuture<String> first =
          store.submit(
              transaction -> {
                awaitUninterrupted(release);
                return put(transaction, "b, though first");
              })
              .stored();
      CompletableFuture<List<String>> second = new CompletableFuture<>();
      Thread other =
          Thread.startVirtualThread(
              () ->
                  second.complete(
                      store.write(
                          transaction ->
                              transaction.list("SELECT name FROM kernel WHERE name LIKE '%first'", row -> Rows.string(row, "name")))));
      awaitParked(List.of(other));
      release.countDown();
      other.join();
      assertThat(first).isDone();
      assertThat(second).isCompletedWithValue(List.of("b, though first"));
    }
  }

  @Test
  void aChangeWithinAChangeIsAnErrorOfTheProgramAndUndoesTheOuterOne() throws Exception {
    try (Store store = open()) {
      assertThatThrownBy(
              () ->
                  store.write(
                      transaction -> {
                        put(transaction, "outer");
                        return store.write(inner -> put(inner, "inner"));
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("a change within a change");
      assertThat(names(store)).isEmpty();
    }
  }

  @Test
  void manyCallersAndAClosingLoseNothingThatWasAnswered() throws Exception {
    Store store = open();
    AtomicInteger answered = new AtomicInteger();
    CountDownLatch busy = new CountDownLatch(200);
    CountDownLatch ended = new CountDownLatch(16);
    for (int caller = 0; caller < 16; caller++) {
      String name = "caller-" + caller + "-";
      Thread.startVirtualThread(
          () -> {
            try {
              for (int i = 0; true; i++) {
                String row = name + i;
                store.write(transaction -> put(transaction, row));
                answered.incrementAndGet();
                busy.countDown();
              }
            } catch (KernelException | IllegalStateException closed) {
              ended.countDown();
            }
          });
    }
    assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();
    store.close();
    assertThat(ended.await(30, TimeUnit.SECONDS)).as("every caller is refused in the end").isTrue();
    try (Store again = open()) {
      assertThat(names(again)).hasSize(answered.get());
    }
  }

  private static long pages(Store store) {
    return store.list("SELECT page_count AS n FROM pragma_page_count", row -> row.getLong("n")).getFirst();
  }

  private static void limit(Store store, long pages) {
    store.write(transaction -> transaction.list("PRAGMA max_page_count = " + pages, row -> row.getLong(1)));
  }

  private static long fill(Store store, String name) {
    return store.write(transaction -> transaction.update("INSERT INTO kernel(name, value) VALUES (?, ?)", name, "x".repeat(200_000)));
  }

  @Test
  void afterADatabaseThatWasFullNothingIsCommittedOnItsOwn() throws Exception {
    try (Store store = open()) {
      limit(store, pages(store) + 4);
      assertThatThrownBy(() -> fill(store, "too much")).isInstanceOf(KernelException.class);
      CompletableFuture<Long> intent = new CompletableFuture<>();
      ScopedValue.where(DiskReserve.URGENT, true)
          .run(
              () -> {
                CompletableFuture<String> change = under(intent, store, transaction -> put(transaction, "not recorded"));
                intent.completeExceptionally(KernelException.state("the chain takes nothing"));
                assertThatThrownBy(() -> Store.await(change)).isInstanceOf(KernelException.class);
                assertThat(names(store)).isEmpty();
                limit(store, 1_000_000);
                assertThat(fill(store, "enough room")).isEqualTo(1);
              });
      assertThat(store.failure()).isNull();
      assertThat(names(store)).containsExactly("enough room");
    }
  }

  @Test
  void aRefusedChangeLeavesWhatWasDeliveredToBeClearedByTheNext() throws Exception {
    try (Store store = open()) {
      store.deliverTo((rows, urgent) -> CompletableFuture.completedFuture(null));
      store.write(
          transaction -> {
            transaction.audit("{}");
            return null;
          });
      assertThatThrownBy(
              () ->
                  store.write(
                      transaction -> {
                        throw KernelException.state("refused");
                      }))
          .isInstanceOf(KernelException.class);
      store.write(transaction -> put(transaction, "next"));
      assertThat(store.undelivered()).isEmpty();
    }
  }

  @Test
  void anErrorOfTheProgramFailsItsChangeAndTheNextIsTaken() throws Exception {
    try (Store store = open()) {
      store.deliverTo(
          new Store.Delivery() {
            private boolean failed;

            @Override
            public CompletableFuture<?> deliver(List<Transaction.OutboxRow> rows, boolean urgent) {
              return CompletableFuture.completedFuture(null);
            }

            @Override
            public String mark() {
              if (!failed) {
                failed = true;
                throw new StackOverflowError("while the end was told");
              }
              return "";
            }
          });
      assertThatThrownBy(() -> store.write(transaction -> put(transaction, "undone"))).isInstanceOf(KernelException.class);
      store.write(transaction -> put(transaction, "taken"));
      assertThat(names(store)).containsExactly("taken");
    }
  }
}
