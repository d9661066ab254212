package dev.reeve.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.authority.Limits;
import dev.reeve.kernel.authority.Quota;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nobody raises a limit of their own, by whatever call. */
@Timeout(60)
class OwnLimitsTest {

  private static final Quota RUNS = Quota.MAX_CONCURRENT_RUNS;

  @TempDir Path folder;

  private static GroupChanges.Modification caps(Map<Quota, Long> set, List<String> clear) {
    return new GroupChanges.Modification(null, List.of(), List.of(), null, null, set, clear);
  }

  private static Changed set(Desk desk, String by, String principal, Map<Quota, Long> set, String... clear) {
    return desk.quotas.set(desk.by(by), principal, set, List.of(clear));
  }

  private Desk desk() throws Exception {
    Desk desk = Desk.with(folder, Desk.administrator("second"));
    desk.groups.create(desk.by("second"), "capped", List.of(), "", Map.of(RUNS, 2L));
    return desk;
  }

  private static long runs(Desk desk, String name) {
    return Limits.of(desk.now(), desk.profile(name), Quotas.DEFAULTS).value(RUNS);
  }

  @Test
  void notByQuotaSet() throws Exception {
    try (Desk desk = desk()) {
      assertThat(desk.denied(() -> set(desk, "root", "root", Map.of(RUNS, 9L)))).contains("raise your own max_concurrent_runs");
      assertThat(set(desk, "root", "root", Map.of(RUNS, 3L)).changed()).isTrue();
      assertThat(set(desk, "root", "root", Map.of(RUNS, 3L)).changed()).isFalse();
      desk.denied(() -> set(desk, "root", "root", Map.of(RUNS, 4L)));
      desk.denied(() -> set(desk, "root", "root", Map.of(), "max_concurrent_runs"));
      assertThat(set(desk, "second", "root", Map.of(RUNS, 4096L)).changed()).isTrue();
      assertThat(runs(desk, "root")).isEqualTo(4096);
      assertThat(set(desk, "root", "root", Map.of(), "max_concurrent_runs").changed()).isTrue();
      assertThat(runs(desk, "root")).isEqualTo(8);
    }
  }

  @Test
  void notByRaisingACapOfAnOwnGroup() throws Exception {
    try (Desk desk = desk()) {
      desk.join(desk.by("root"), "root", "capped");
      assertThat(runs(desk, "root")).isEqualTo(2);
      desk.denied(() -> desk.groups.modify(desk.by("root"), "capped", caps(Map.of(RUNS, 3L), List.of())));
      desk.denied(() -> desk.groups.modify(desk.by("root"), "capped", caps(Map.of(), List.of("max_concurrent_runs"))));
      assertThat(desk.groups.modify(desk.by("root"), "capped", caps(Map.of(RUNS, 1L), List.of())).changed()).isTrue();
      assertThat(desk.groups.modify(desk.by("second"), "capped", caps(Map.of(RUNS, 5L), List.of())).changed()).isTrue();
      desk.agreesWithFiles(folder);
    }
  }

  @Test
  void notByLeavingACappingGroupOrByItsEnd() throws Exception {
    try (Desk desk = desk()) {
      desk.join(desk.by("root"), "root", "capped");
      desk.denied(() -> desk.leave(desk.by("root"), "root", "capped"));
      desk.denied(() -> desk.groups.delete(desk.by("root"), "capped", true));
      assertThat(desk.groups.delete(desk.by("second"), "capped", true).changed()).isTrue();
      assertThat(runs(desk, "root")).isEqualTo(8);
    }
  }

  @Test
  void leavingAGroupThatDoesNotCapIsFine() throws Exception {
    try (Desk desk = desk()) {
      set(desk, "root", "root", Map.of(RUNS, 2L));
      desk.join(desk.by("root"), "root", "capped");
      assertThat(desk.leave(desk.by("root"), "root", "capped").changed()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"MAX_TIMEOUT_SECS, 0, false", "MAX_TIMEOUT_SECS, 1, true", "MAX_TIMEOUT_SECS, 86400, true", "MAX_TIMEOUT_SECS, 86401, false",
      "MAX_BACKGROUND_PROCESSES, 0, true", "MAX_BACKGROUND_PROCESSES, 4096, true", "MAX_BACKGROUND_PROCESSES, 4097, false",
      "MAX_TOKENS_PER_DAY, 5, false", "MAX_MEMORY_BYTES, 0, false", "MAX_IN_FLIGHT_CALLS, 65, false"})
  void boundsHold(Quota quota, long value, boolean fine) throws Exception {
    try (Desk desk = desk()) {
      if (fine) {
        assertThat(set(desk, "root", "second", Map.of(quota, value)).changed()).isTrue();
        desk.agreesWithFiles(folder);
      } else {
        assertThat(desk.refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> set(desk, "root", "second", Map.of(quota, value))))
            .contains(quota.key());
      }
    }
  }

  @Test
  void aLimitThatIsNoneIsRefused() throws Exception {
    try (Desk desk = desk()) {
      desk.refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> set(desk, "root", "second", Map.of(), "max_runs"));
      desk.refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> set(desk, "root", "second", Map.of()));
    }
  }
}
