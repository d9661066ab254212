package dev.reeve.kernel.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.HostKeyValues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Key values against {@code max_storage_bytes}. */
@Timeout(60)
class HostKeyValueQuotaTest {

  private static final int ROW = KeyValueStore.ROW_COST;

  @TempDir Path folder;
  private KeyValueBench bench;
  private HostKeyValues ada;

  @BeforeEach
  void open() throws Exception {
    bench = new KeyValueBench(folder);
    ada = bench.of("notes", "ada");
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private static void exhausted(HostKeyValues values, String key, int bytes) {
    CapsuleException refused = catchThrowableOfType(CapsuleException.class, () -> values.put(key, new byte[bytes]));
    assertThat(refused).isNotNull();
    assertThat(refused.kind()).as(refused.getMessage()).isEqualTo(Kind.EXHAUSTED);
    assertThat(refused).hasMessageContaining("max_storage_bytes");
  }

  @Test
  void eachRowCountsItsKeyItsValueAndAFixedCost() throws Exception {
    ada.put("k", new byte[100]);
    assertThat(bench.used("ada")).isEqualTo(ROW + 1 + 100);
    ada.put("ü\ud83d\ude00", new byte[0]);
    assertThat(bench.used("ada")).isEqualTo(2 * ROW + 1 + 100 + 6);
    bench.of("other", "ada").put("k", new byte[10]);
    assertThat(bench.used("ada")).isEqualTo(3 * ROW + 1 + 100 + 6 + 11);
    assertThat(bench.used("bob")).isZero();
    ada.put("k", new byte[7]);
    assertThat(bench.used("ada")).isEqualTo(3 * ROW + 1 + 7 + 6 + 11);
    ada.put("k", new byte[70]);
    assertThat(bench.used("ada")).isEqualTo(3 * ROW + 1 + 70 + 6 + 11);
    ada.delete("k");
    ada.delete("k");
    assertThat(bench.used("ada")).isEqualTo(2 * ROW + 6 + 11);
    assertThat(bench.weighed(Principals.id("ada"))).isEqualTo(2 * ROW + 6 + 11);
  }

  @Test
  void aPutThatJustFitsIsKeptAndOneByteMoreChangesNothing() throws Exception {
    bench.limit("ada", ROW + 1 + 100);
    exhausted(ada, "k", 101);
    assertThat(ada.get("k")).isEmpty();
    assertThat(ada.put("k", new byte[100])).isTrue();
    exhausted(ada, "k", 101);
    exhausted(bench.of("other", "ada"), "k", 0);
    assertThat(ada.get("k")).contains(new byte[100]);
    assertThat(bench.used("ada")).isEqualTo(ROW + 1 + 100);
  }

  @Test
  void aSmallerOrEqualValueAlwaysReplacesALarger() throws Exception {
    ada.put("k", new byte[100]);
    bench.limit("ada", 1);
    exhausted(ada, "k", 101);
    assertThat(ada.put("k", new byte[100])).isFalse();
    assertThat(ada.put("k", new byte[3])).isFalse();
    assertThat(ada.get("k")).contains(new byte[3]);
    assertThat(ada.delete("k")).isTrue();
    exhausted(ada, "k", 0);
  }

  @Test
  void whatElseIsStoredLeavesLessForKeyValues() throws Exception {
    Path home = Files.createDirectories(folder.resolve("homes").resolve(Principals.id("ada").toString()));
    Files.write(home.resolve("file"), new byte[1_000]);
    bench.limit("ada", 1_000 + ROW + 1 + 10);
    exhausted(ada, "k", 11);
    assertThat(ada.put("k", new byte[10])).isTrue();
    assertThat(bench.used("ada")).isEqualTo(1_000 + ROW + 1 + 10);
    Files.delete(home.resolve("file"));
    bench.nanos.addAndGet(TimeUnit.SECONDS.toNanos(6));
    assertThat(ada.put("k", new byte[1_000])).as("its home was counted anew").isFalse();
  }

  @Test
  void ofThirtyTwoWhoWriteAtOnceExactlyAsManyAreKeptAsFit() throws Exception {
    int writers = 32;
    int each = 20;
    int fit = 100;
    int weight = ROW + 6 + 10;
    bench.limit("ada", (long) fit * weight + weight - 1);
    CountDownLatch begin = new CountDownLatch(1);
    List<Future<Integer>> kept = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
      for (int writer = 0; writer < writers; writer++) {
        int number = writer;
        kept.add(
            threads.submit(
                () -> {
                  begin.await();
                  return written(bench.of(number % 2 == 0 ? "notes" : "other", "ada"), number, each);
                }));
      }
      begin.countDown();
    }
    int all = 0;
    for (Future<Integer> one : kept) {
      all += one.get();
    }
    assertThat(all).isEqualTo(fit);
    assertThat(bench.rows(Principals.id("ada"))).isEqualTo(fit);
    assertThat(bench.used("ada")).isEqualTo((long) fit * weight).isEqualTo(bench.weighed(Principals.id("ada")));
  }

  private static int written(HostKeyValues values, int writer, int each) throws CapsuleException {
    int kept = 0;
    for (int i = 0; i < each; i++) {
      try {
        assertThat(values.put("k%02d.%02d".formatted(writer, i), new byte[10])).isTrue();
        kept++;
      } catch (CapsuleException full) {
        assertThat(full.kind()).isEqualTo(Kind.EXHAUSTED);
      }
    }
    return kept;
  }

  @Test
  void whoReplaceAndDeleteTheSameKeysAtOnceLeaveACountThatIsRight() throws Exception {
    CountDownLatch begin = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(32)) {
      List<Future<?>> all = new ArrayList<>();
      for (int writer = 0; writer < 32; writer++) {
        int number = writer;
        all.add(
            threads.submit(
                () -> {
                  begin.await();
                  for (int i = 0; i < 15; i++) {
                    String key = "k" + (number + i) % 4;
                    if ((number + i) % 3 == 0) {
                      ada.delete(key);
                    } else {
                      ada.put(key, new byte[(number * 31 + i * 17) % 300]);
                    }
                  }
                  return null;
                }));
      }
      begin.countDown();
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(bench.store.list("SELECT bytes FROM key_value_use", row -> row.getLong("bytes"))).containsExactly(bench.weighed(Principals.id("ada")));
    assertThat(bench.used("ada")).isEqualTo(bench.weighed(Principals.id("ada")));
  }
}
