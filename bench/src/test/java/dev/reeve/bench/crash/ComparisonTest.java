package dev.reeve.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  private static final Facts COUNTED =
      Facts.NONE.after(new Change.AgentCreate("c0-a1", "x:p0", "x:p1"), "").after(new Change.InviteIssue("c0-i1"), "id-1");

  private static Findings compare(Facts perhaps, Facts kernel) {
    return Comparison.of(List.of(new Comparison.Expected("c0", COUNTED, perhaps)), kernel);
  }

  @Test
  void theSameIsNothingFound() {
    assertThat(compare(COUNTED, COUNTED).none()).isTrue();
  }

  @Test
  void anOpenChangeMayHoldOrNot() {
    Facts perhaps = COUNTED.after(new Change.AgentDelete("c0-a1"), "");
    assertThat(compare(perhaps, COUNTED).none()).isTrue();
    assertThat(compare(perhaps, perhaps).none()).isTrue();
  }

  @Test
  void halfAnOpenChangeIsInvented() {
    Facts perhaps = COUNTED.after(new Change.AgentDelete("c0-a1"), "");
    Findings found = compare(perhaps, COUNTED.after(new Change.Ungrant("c0-a1", "x:p1"), ""));
    assertThat(found.lost()).isEmpty();
    assertThat(found.invented()).singleElement().asString().startsWith("half a change of c0: there is [agent c0-a1, agent c0-a1 grant x:p0]");
  }

  @Test
  void whatWasAcknowledgedAndIsNotThereIsLost() {
    Findings found = compare(COUNTED.after(new Change.Grant("c0-a1", "x:p2"), ""), COUNTED.after(new Change.Ungrant("c0-a1", "x:p1"), ""));
    assertThat(found.lost()).containsExactly("agent c0-a1 grant x:p1");
    assertThat(found.invented()).isEmpty();
  }

  @Test
  void anInviteUnderAnotherIdIsLostAndInvented() {
    Findings found = compare(COUNTED, COUNTED.after(new Change.InviteRevoke("c0-i1", "id-1"), "").after(new Change.InviteIssue("c0-i1"), "id-2"));
    assertThat(found.lost()).containsExactly("invite c0-i1 is id-1");
    assertThat(found.invented()).containsExactly("invite c0-i1 is id-2");
  }

  @Test
  void whatNobodyAskedForIsInventedWhoeverItIsOf() {
    Facts more = Facts.of(List.of("agent c0-a7", "agent stranger", "invite c0-i1 a second time"));
    assertThat(compare(COUNTED, COUNTED.with(more)).invented()).containsExactlyInAnyOrder("agent c0-a7", "agent stranger", "invite c0-i1 a second time");
  }
}
