package dev.reeve.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PolicyWorkloadTest {

  @Test
  void itGoesOnForEverWithFewThingsAndNamesThatAreNeverUsedTwice() {
    Workload workload = new PolicyWorkload("c3", new Random(7));
    Facts facts = Facts.NONE;
    Set<String> names = new HashSet<>();
    Set<Class<?>> kinds = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      Change change = workload.next(facts);
      kinds.add(change.getClass());
      switch (change) {
        case Change.AgentCreate create -> assertThat(names.add(create.agent())).isTrue();
        case Change.GroupCreate create -> assertThat(names.add(create.group())).isTrue();
        case Change.InviteIssue issue -> assertThat(names.add(issue.label())).isTrue();
        default -> {}
      }
      Facts after = facts.after(change, "id-" + i);
      boolean sameAgain = change instanceof Change.QuotaSet;
      assertThat(sameAgain || !after.equals(facts)).as("%s changes something", change).isTrue();
      assertThat(after.of("c3")).isEqualTo(after);
      facts = after;
    }
    assertThat(kinds).hasSize(13);
    assertThat(facts.all()).hasSizeLessThan(100);
  }

  @Test
  void anInviteIsRevokedByTheIdItWasTold() {
    Workload workload = new PolicyWorkload("c3", new Random(7));
    Facts facts = Facts.NONE;
    int revoked = 0;
    for (int i = 0; i < 2_000; i++) {
      Change change = workload.next(facts);
      if (change instanceof Change.InviteRevoke(String label, String id)) {
        assertThat(facts.all()).contains(Facts.inviteId(label, id));
        revoked++;
      }
      facts = facts.after(change, "id-" + i);
    }
    assertThat(revoked).isPositive();
  }
}
