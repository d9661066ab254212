package dev.reeve.kernel.agent;

import static dev.reeve.kernel.agent.AgentDesk.ADA;
import static dev.reeve.kernel.agent.AgentDesk.ALICE;
import static dev.reeve.kernel.agent.AgentDesk.BERT;
import static dev.reeve.kernel.agent.AgentDesk.OPERATOR;
import static dev.reeve.kernel.agent.AgentDesk.id;
import static dev.reeve.kernel.agent.AgentDesk.manifest;
import static dev.reeve.kernel.agent.AgentDesk.profile;
import static dev.reeve.kernel.agent.AgentDesk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.agent.AgentOperations.ListRequest;
import dev.reeve.kernel.agent.AgentOperations.Listed;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AgentListTest {

  @TempDir Path folder;
  private AgentDesk desk;
  private AgentOperations agents;

  @BeforeEach
  void open() throws Exception {
    desk = new AgentDesk(folder);
    agents = desk.agents;
  }

  @AfterEach
  void close() {
    desk.close();
  }

  private static String labelled(String name, String labels) {
    return manifest(name, "1.0.0").replace("version: 1.0.0}", "version: 1.0.0, labels: {" + labels + "}}");
  }

  private List<String> list(Caller caller, boolean all, @Nullable AgentScope scope, List<String> labels, boolean own) {
    return agents.list(caller, new ListRequest(all, scope, null, labels, own, "", 100)).stream().map(listed -> listed.agent().name()).toList();
  }

  private List<String> labelled(String... labels) {
    return list(ALICE, true, null, List.of(labels), false);
  }

  @Test
  void agentsAreListedByNameAndPaged() {
    for (String name : List.of("eve", "bob", "ada")) {
      desk.deploy(manifest(name, "1.0.0"));
    }
    List<String> paged = new ArrayList<>();
    String after = "";
    for (int page = 0; page < 4; page++) {
      List<Listed> found = agents.list(ALICE, new ListRequest(true, null, null, List.of(), false, after, 1));
      found.forEach(listed -> paged.add(listed.agent().name()));
      after = found.isEmpty() ? after : found.getLast().key();
    }
    assertThat(paged).containsExactly("ada", "bob", "eve");
    assertThat(list(ADA, false, null, List.of(), false)).as("who sees only its own").containsExactly("ada");
  }

  @Test
  void everyAgentSaysHowManyRunsItHas() {
    Agent ada = desk.deploy(manifest("ada", "1.0.0")).agent();
    desk.deploy(manifest("bob", "1.0.0"));
    for (String run : List.of("r1", "r2", "r3")) {
      desk.run(ada, run, run.equals("r1"));
    }
    assertThat(agents.list(ALICE, new ListRequest(true, null, null, List.of(), false, "", 10)))
        .extracting(Listed::runs)
        .containsExactly(3L, 0L);
    var published = agents.changeScope(OPERATOR, "ada", AgentScope.GLOBAL, false);
    assertThat(agents.list(ALICE, new ListRequest(true, AgentScope.GLOBAL, null, List.of(), false, "", 10)))
        .extracting(listed -> listed.agent().generation(), Listed::runs)
        .containsExactly(org.assertj.core.api.Assertions.tuple(published.agent().generation(), 3L));
  }

  @Test
  void scopesAndOwnersAreAskedFor() {
    desk.deploy(ALICE, manifest("ada", "1.0.0"), AgentScope.USER);
    desk.deploy(BERT, manifest("bob", "1.0.0"), AgentScope.ORG);
    desk.deploy(OPERATOR, manifest("eve", "1.0.0"), AgentScope.GLOBAL);
    assertThat(list(ALICE, true, null, List.of(), false)).containsExactly("ada", "bob", "eve");
    assertThat(list(BERT, true, null, List.of(), false)).containsExactly("bob", "eve");
    assertThat(list(OPERATOR, true, null, List.of(), false)).containsExactly("ada", "bob", "eve");
    assertThat(list(OPERATOR, true, AgentScope.USER, List.of(), false)).containsExactly("ada");
    assertThat(list(BERT, true, AgentScope.USER, List.of(), false)).isEmpty();
    assertThat(list(BERT, true, AgentScope.ORG, List.of(), false)).containsExactly("bob");
    assertThat(list(BERT, true, AgentScope.GLOBAL, List.of(), false)).containsExactly("eve");
    assertThat(list(BERT, true, null, List.of(), true)).containsExactly("bob");
    assertThat(list(ALICE, true, AgentScope.ORG, List.of(), true)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "team=a | ada,bob", "team=b | eve", "team | ada,bob,eve", "team!=a | eve,fay", "team!=c | ada,bob,eve,fay", "tier | ada", "tier!=1 | bob,eve,fay",
        "team=a;tier=1 | ada", "team=a;tier!=1 | bob", "team=a;team=b |", "team=a;nothing |", "empty= | bob", "empty | bob", "a/b.c=x:y@z | fay"
      })
  void conditionsOnLabelsHoldTogether(String conditions, @Nullable String names) {
    desk.profiles.put("fay", profile("fay"));
    desk.deploy(labelled("ada", "team: a, tier: \"1\""));
    desk.deploy(labelled("bob", "team: a, empty: \"\""));
    desk.deploy(labelled("eve", "team: b"));
    desk.deploy(labelled("fay", "a/b.c: \"x:y@z\""));
    assertThat(labelled(conditions.split(";", -1))).containsExactlyElementsOf(names == null ? List.of() : List.of(names.split(",", -1)));
  }

  @Test
  void pagesStayWholeUnderAConditionOnLabels() {
    for (int i = 0; i < 30; i++) {
      String name = "n" + (10 + i);
      desk.profiles.put(name, profile(name));
      desk.deploy(labelled(name, "odd: \"" + i % 2 + "\""));
    }
    List<Listed> first = agents.list(ALICE, new ListRequest(true, null, null, List.of("odd=1"), false, "", 10));
    List<Listed> rest = agents.list(ALICE, new ListRequest(true, null, null, List.of("odd=1"), false, first.getLast().key(), 10));
    assertThat(first).hasSize(10);
    assertThat(rest).hasSize(5);
    assertThat(Collections.disjoint(first, rest)).isTrue();
  }

  @Test
  void labelsAreThoseOfWhatIsDeployed() {
    desk.deploy(labelled("ada", "team: a"));
    desk.deploy(labelled("ada", "team: b").replace("version: 1.0.0", "version: 2.0.0"));
    assertThat(labelled("team=a")).isEmpty();
    assertThat(labelled("team=b")).containsExactly("ada");
    var back = agents.rollback(ALICE, "ada", "1.0.0", 0, false);
    assertThat(back.changed()).isTrue();
    assertThat(labelled("team=a")).containsExactly("ada");
    agents.forget(id("ada"));
    assertThat(desk.store.list("SELECT key FROM agent_labels", row -> row.getString("key"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "=a", "!=a", "te am=a", "team=a=b", "-team", "team=a\n", "team='a'", "team!", "a!=b!"})
  void whatIsNoConditionIsRefused(String condition) {
    assertThat(refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> labelled(condition)))
        .hasMessageStartingWith("labels: wanted: key=value, key!=value or key; the ");
  }

  @Test
  void tooManyConditionsAreRefused() {
    assertThat(labelled(Collections.nCopies(16, "team").toArray(String[]::new))).isEmpty();
    assertThat(refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> labelled(Collections.nCopies(17, "team").toArray(String[]::new))))
        .hasMessage("labels: has 17 conditions; at most 16 are allowed");
  }
}
