package dev.reeve.kernel.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.approval.Notice.Event;
import dev.reeve.v1.Danger;
import dev.reeve.v1.QuestionKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoticeTest {

  @Test
  void aNoticeHoldsActionsOnlyEachOnceAndNotWithoutEnd() {
    List<String> capabilities = new ArrayList<>(List.of("fs:read@/a", "fs:read@/b", "fs:read", "net:connect@a@b"));
    for (int i = 0; i < 100; i++) {
      capabilities.add("a:b" + i + "@x");
    }
    Notice notice = new Notice(Event.PENDING, "0197", QuestionKind.QUESTION_KIND_CALL, "bot", Danger.DANGER_SAFE, capabilities, Instant.EPOCH);
    assertThat(notice.capabilities()).hasSize(64).startsWith("fs:read", "net:connect", "a:b0").noneMatch(action -> action.contains("@"));
    assertThat(notice.line()).doesNotContain("\n");
  }
}
