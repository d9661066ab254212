package dev.reeve.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeTest {

  static List<Change> oneOfEach() {
    return List.of(
        new Change.AgentCreate("c0-a1", "x:p0", "x:p1"), new Change.AgentDelete("c0-a1"), new Change.Grant("c0-a1", "x:p2"),
        new Change.Ungrant("c0-a1", "x:p2"), new Change.Revoke("c0-a1", "x:p3"), new Change.Unrevoke("c0-a1", "x:p3"),
        new Change.QuotaSet("c0-a1", 30, 4), new Change.GroupCreate("c0-g1", "c0-d1", "x:p0"), new Change.GroupModify("c0-g1", "c0-d2", "x:p1"),
        new Change.GroupDelete("c0-g1"), new Change.InviteIssue("c0-i1"), new Change.InviteRevoke("c0-i1", "01a2"),
        new Change.Deploy("c0-a1", "1.2.0", 3, "nap-c0-m1"), new Change.RunStart("c0-a1", "1.2.0", "nap-c0-m1", "c0-r1"), new Change.RunCancel("c0-a1", "01b3"),
        new Change.CapsuleInstall("c0-s1", "1.7.0"));
  }

  @ParameterizedTest
  @MethodSource("oneOfEach")
  void itsTextReadsBackAsTheSame(Change change) {
    assertThat(change.text()).doesNotContain("\n");
    assertThat(Change.parse(change.text())).isEqualTo(change);
  }

  @Test
  void thereIsOneOfEachKindHere() {
    assertThat(oneOfEach().stream().map(Object::getClass).distinct()).hasSize(Change.class.getPermittedSubclasses().length);
    assertThat(Stream.of(Change.class.getPermittedSubclasses())).allMatch(Class::isRecord);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "grant", "grant c0-a1", "quota-set c0-a1 many 4", "give c0-a1 x:p0", "deploy c0-a1 1.2.0 first nap-c0-m1"})
  void whatIsNoChangeIsRefused(String text) {
    assertThatThrownBy(() -> Change.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
