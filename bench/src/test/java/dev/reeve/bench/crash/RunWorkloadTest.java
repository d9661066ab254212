package dev.reeve.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is asked for next; what is looked at needs a kernel. */
class RunWorkloadTest {

  @Test
  void agentsAreDeployedBeforeTheyRunAndEveryManifestIsAnother() {
    Workload workload = new RunWorkload("r0", new Random(7));
    Facts facts = Facts.NONE;
    Map<Class<?>, Integer> kinds = new HashMap<>();
    Set<String> manifests = new HashSet<>();
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < 3_000; i++) {
      Change change = workload.next(facts);
      kinds.merge(change.getClass(), 1, Integer::sum);
      if (change instanceof Change.RunStart(String agent, String version, String says, String key)) {
        assertThat(facts.all()).contains(Facts.agent(agent) + " version " + version, Facts.agent(agent) + " deployed " + says);
        assertThat(keys.add(key)).isTrue();
        continue;
      }
      if (change instanceof Change.Deploy deploy) {
        assertThat(manifests.add(Program.manifest(deploy))).isTrue();
        assertThat(Program.manifest(deploy)).contains("name: " + deploy.agent(), "version: " + deploy.version());
      }
      facts = facts.after(change, "");
    }
    assertThat(kinds.keySet()).containsExactlyInAnyOrder(Change.AgentCreate.class, Change.AgentDelete.class, Change.Deploy.class, Change.RunStart.class);
    assertThat(kinds.get(Change.RunStart.class)).isGreaterThan(1_500);
    assertThat(facts.names("agent ")).hasSizeBetween(1, 3);
  }

  @Test
  void fewCapsulesAreNewInALoad() {
    Workload workload = new CapsuleWorkload("k0", new Random(7));
    Facts facts = Facts.NONE;
    for (int load = 1; load <= 3; load++) {
      workload.begins();
      for (int i = 0; i < 400; i++) {
        facts = facts.after(workload.next(facts), "");
      }
      assertThat(facts.names("capsule ")).hasSize(2 * load);
      assertThat(facts.all()).filteredOn(fact -> fact.startsWith("capsule ")).as("each in one version").hasSize(4 * load);
    }
  }
}
