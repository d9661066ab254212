package dev.reeve.bench.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FactsTest {

  private static Facts after(Change... changes) {
    Facts facts = Facts.NONE;
    for (Change change : changes) {
      facts = facts.after(change, "id-1");
    }
    return facts;
  }

  @Test
  void rightsComeAndGoOneByOne() {
    Facts facts =
        after(
            new Change.AgentCreate("c1-a1", "x:p0", "x:p1"), new Change.Ungrant("c1-a1", "x:p0"), new Change.Grant("c1-a1", "x:p2"),
            new Change.Revoke("c1-a1", "x:p3"), new Change.Revoke("c1-a1", "x:p4"), new Change.Unrevoke("c1-a1", "x:p3"));
    assertThat(facts.all()).containsExactlyInAnyOrder("agent c1-a1", "agent c1-a1 grant x:p1", "agent c1-a1 grant x:p2", "agent c1-a1 revoke x:p4");
  }

  @Test
  void whatIsSetAnewReplacesWhatStood() {
    Facts facts =
        after(
            new Change.AgentCreate("c1-a1", "x:p0", "x:p1"), new Change.QuotaSet("c1-a1", 10, 1), new Change.QuotaSet("c1-a1", 20, 2),
            new Change.GroupCreate("c1-g1", "one", "x:p0"), new Change.GroupModify("c1-g1", "two", "x:p1"));
    assertThat(facts.all())
        .containsExactlyInAnyOrder(
            "agent c1-a1", "agent c1-a1 grant x:p0", "agent c1-a1 grant x:p1", "agent c1-a1 limit timeout 20", "agent c1-a1 limit processes 2",
            "group c1-g1", "group c1-g1 says two", "group c1-g1 holds x:p1");
  }

  @Test
  void anEndTakesAllOfItAndNothingOfALongerName() {
    Facts facts =
        after(
            new Change.AgentCreate("c1-a1", "x:p0", "x:p1"), new Change.AgentCreate("c1-a10", "x:p0", "x:p1"), new Change.QuotaSet("c1-a1", 10, 1),
            new Change.InviteIssue("c1-i1"), new Change.InviteIssue("c1-i11"), new Change.AgentDelete("c1-a1"), new Change.InviteRevoke("c1-i1", "id-1"));
    assertThat(facts.all())
        .containsExactlyInAnyOrder("agent c1-a10", "agent c1-a10 grant x:p0", "agent c1-a10 grant x:p1", "invite c1-i11", "invite c1-i11 is id-1");
  }

  @Test
  void aDeploymentTakesThePlaceOfTheOneBeforeAndGoesWithItsAgent() {
    Change.Deploy second = new Change.Deploy("c1-a1", "1.1.0", 1, "ill-c1-m2");
    Facts facts = after(new Change.AgentCreate("c1-a1", "x:p0", "x:p1"), new Change.Deploy("c1-a1", "1.0.0", 2, "well-c1-m1"), second);
    assertThat(facts.all())
        .containsExactlyInAnyOrder(
            "agent c1-a1", "agent c1-a1 grant x:p0", "agent c1-a1 grant x:p1", "agent c1-a1 version 1.1.0", "agent c1-a1 revision 1",
            "agent c1-a1 deployed ill-c1-m2", "agent c1-a1 manifest " + Sha.hex(Program.manifest(second).getBytes(UTF_8)));
    assertThat(facts.after(new Change.AgentDelete("c1-a1"), "").all()).isEmpty();
  }

  @Test
  void aRunStaysWhenItsAgentGoes() {
    Facts facts =
        after(
            new Change.AgentCreate("r0-a1", "x:p0", "x:p1"), new Change.RunStart("r0-a1", "1.0.0", "well-r0-m1", "r0-r1"),
            new Change.RunCancel("r0-a1", "id-1"), new Change.AgentDelete("r0-a1"), new Change.CapsuleInstall("k0-s1", "1.4.0"));
    assertThat(facts.all()).containsExactly("capsule k0-s1", "capsule k0-s1 version 1.4.0", "run r0-a1 id-1", "run r0-a1 id-1 version 1.0.0");
    assertThat(facts.names("capsule ")).containsExactly("k0-s1");
    assertThat(facts.rest("run r0-a1 ")).isEqualTo("id-1");
    assertThat(facts.rest("run r0-a2 ")).isNull();
    assertThat(facts.of("r0").all()).containsExactly("run r0-a1 id-1", "run r0-a1 id-1 version 1.0.0");
  }

  @Test
  void everyChangeChangesWhatItFindsToChange() {
    Facts before = after(new Change.AgentCreate("c0-a1", "x:p2", "x:p9"), new Change.Revoke("c0-a1", "x:p3"), new Change.GroupCreate("c0-g1", "d", "x:p0"),
        new Change.InviteIssue("c0-i1"));
    Facts without = before.without(Facts.of(List.of("agent c0-a1 grant x:p2", "agent c0-a1 revoke x:p3")));
    for (Change change : ChangeTest.oneOfEach()) {
      boolean adds = change instanceof Change.Grant || change instanceof Change.Revoke;
      boolean makes = change instanceof Change.AgentCreate || change instanceof Change.GroupCreate || change instanceof Change.InviteIssue;
      Facts from = makes ? Facts.NONE : adds ? without : before;
      boolean asBefore = change instanceof Change.RunCancel;
      assertThat(from.after(change, "id-2").equals(from)).as("%s", change).isEqualTo(asBefore);
    }
  }

  @Test
  void anOwnersFactsAreThoseOfItsNamesAlone() {
    Facts facts = Facts.of(List.of("agent c1-a1", "agent c10-a1", "agent c1", "group c1-g1 says x", "invite c1-i1 is y", "invite c2-i1", "agent stranger"));
    assertThat(facts.of("c1").all()).containsExactly("agent c1-a1", "group c1-g1 says x", "invite c1-i1 is y");
    assertThat(facts.without(facts.of("c1")).all()).containsExactly("agent c1", "agent c10-a1", "agent stranger", "invite c2-i1");
  }
}
