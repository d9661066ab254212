package dev.reeve.kernel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskReserveTest {

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("reserve");
  }

  @Test
  void itHoldsItsSpaceAndGivesItBackBitByBitUntilNothingIsLeft() throws Exception {
    DiskReserve reserve = DiskReserve.at(file());
    assertThat(reserve.held()).isEqualTo(16 << 20);
    assertThat(Files.size(file())).isEqualTo(16 << 20);
    assertThat(Files.getPosixFilePermissions(file())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    for (int left = 15; left >= 0; left--) {
      assertThat(reserve.release()).isTrue();
      assertThat(Files.size(file())).isEqualTo((long) left << 20);
    }
    assertThat(reserve.release()).isFalse();
    assertThat(reserve.words()).contains("0 MiB are left");
    assertThat(DiskReserve.at(file()).held()).as("the next start fills it").isEqualTo(16 << 20);
  }

  @Test
  void onceAWriteFoundNoSpaceOnlyUrgentWorkIsTakenUntilThereIsRoom() throws Exception {
    DiskReserve reserve = DiskReserve.at(file());
    assertThatCode(reserve::require).doesNotThrowAnyException();
    assertThat(reserve.noticed(new IOException("Input/output error"))).isFalse();
    assertThat(reserve.full()).isFalse();
    assertThat(reserve.noticed(new ExecutionException(new IOException("No space left on device")))).isTrue();
    assertThat(catchThrowableOfType(KernelException.class, reserve::require).code()).isEqualTo(ErrorCode.ERROR_CODE_DISK_FULL);
    ScopedValue.where(DiskReserve.URGENT, true).run(reserve::require);
    assertThat(reserve.whole()).isFalse();
    reserve.makeRoom();
    assertThat(reserve.held()).isEqualTo(15 << 20);
    dev.reeve.kernel.Eventually.isTrue(
        "there is room on this disk",
        () -> {
          try {
            reserve.require();
            return true;
          } catch (KernelException full) {
            return false;
          }
        });
    assertThat(reserve.whole()).isTrue();
    assertThat(reserve.words()).isEmpty();
  }

  @Test
  void wantOfSpaceIsKnownInEveryDress() {
    assertThat(DiskReserve.wantOfSpace(new IOException("No space left on device"))).isTrue();
    assertThat(DiskReserve.wantOfSpace(new IOException("Disk quota exceeded"))).isTrue();
    assertThat(DiskReserve.wantOfSpace(new java.sql.SQLException("[SQLITE_FULL] Insertion failed because database is full"))).isTrue();
    assertThat(DiskReserve.wantOfSpace(new IOException("Read-only file system"))).isFalse();
    assertThat(DiskReserve.wantOfSpace(null)).isFalse();
  }

  @Test
  void nothingIsHeldWhereNothingIsWanted() {
    DiskReserve none = DiskReserve.none();
    assertThat(none.held()).isZero();
    assertThat(none.whole()).isTrue();
    none.makeRoom();
    assertThat(none.release()).isFalse();
  }
}
