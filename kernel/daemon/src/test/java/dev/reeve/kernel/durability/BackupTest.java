package dev.reeve.kernel.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.kernel.disk.TakenBackup;
import dev.reeve.kernel.edge.LiveKernel;
import dev.reeve.v1.BackupRequest;
import dev.reeve.v1.BackupResponse;
import dev.reeve.v1.CheckStoreRequest;
import dev.reeve.v1.PruneAuditRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class BackupTest {

  @TempDir Path folder;

  @Test
  void whatIsTakenUnderLoadIsOneMomentAndAKernelGoesOnFromIt() throws Exception {
    Set<String> before = ConcurrentHashMap.newKeySet();
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    TakenBackup taken = new TakenBackup();
    try (LiveKernel live = LiveKernel.startAsIs(folder.resolve("home")); Operator operator = new Operator(live.socket())) {
      operator.create("first");
      AtomicBoolean over = new AtomicBoolean();
      CountDownLatch warm = new CountDownLatch(40);
      Thread load =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (Operator other = new Operator(live.socket())) {
                      for (int i = 0; !over.get(); i++) {
                        other.create("a" + i);
                        other.invite("a" + i);
                        acknowledged.add("a" + i);
                        warm.countDown();
                      }
                    }
                  });
      assertThat(warm.await(60, TimeUnit.SECONDS)).isTrue();
      before.addAll(acknowledged);
      taken.receive(operator.channel());
      over.set(true);
      load.join();
      assertThat(operator.intact()).isTrue();
      assertThat(folder.resolve("home/var/staging")).doesNotExist();
    }
    Path restored = folder.resolve("restored");
    assertThat(taken.problem(restored)).isEmpty();
    try (LiveKernel live = LiveKernel.startAsIs(restored); Operator operator = new Operator(live.socket())) {
      assertThat(operator.exists("first")).isTrue();
      before.forEach(name -> assertThat(operator.exists(name)).as(name).isTrue());
      assertThat(operator.invites()).containsAll(before);
      for (String name : operator.invites()) {
        assertThat(operator.exists(name)).as("an invite comes after its principal").isTrue();
      }
      assertThat(operator.store().check(CheckStoreRequest.getDefaultInstance()).getSound()).isTrue();
      assertThat(operator.create("further")).isTrue();
      assertThat(operator.intact()).isTrue();
    }
  }

  @Test
  void whileOneIsTakenTheChainIsNotPrunedAndAGoneReaderEndsIt() throws Exception {
    try (LiveKernel live = LiveKernel.startAsIs(folder.resolve("home"))) {
      Path blobs = live.home().blobs().resolve("aa");
      Files.createDirectories(blobs);
      Files.write(blobs.resolve("aa".repeat(32)), new byte[32 << 20]);
      try (Operator slow = new Operator(live.socket()); Operator operator = new Operator(live.socket())) {
        Iterator<BackupResponse> parts = slow.store().backup(BackupRequest.getDefaultInstance());
        assertThat(parts.next().hasFile()).isTrue();
        assertThatThrownBy(() -> operator.audit().prune(PruneAuditRequest.newBuilder().setBefore(2).build()))
            .hasMessageContaining("a backup, a pruning or a rotation of the audit chain is going on");
        assertThat(operator.create("meanwhile")).as("changes go on").isTrue();
        assertThat(operator.store().check(CheckStoreRequest.getDefaultInstance()).getDamagedBlobsList()).hasSize(1);
      }
      try (Operator operator = new Operator(live.socket())) {
        dev.reeve.kernel.Eventually.isTrue(
            "the backup whose reader went away is over",
            () -> {
              try {
                operator.audit().prune(PruneAuditRequest.newBuilder().setBefore(1).build());
                return !Files.exists(live.home().staging());
              } catch (io.grpc.StatusRuntimeException goingOn) {
                return false;
              }
            });
      }
    }
  }
}
