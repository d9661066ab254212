package dev.reeve.kernel.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.boot.KernelHome;
import dev.reeve.kernel.edge.LiveKernel;
import dev.reeve.kernel.store.Rows;
import dev.reeve.kernel.store.Store;
import dev.reeve.v1.AgentDeleteRequest;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Key values of principals that are deleted on a kernel that serves, and of those whose deletion a crash cut short. */
@Timeout(120)
class KeyValuesEndTest {

  @TempDir Path folder;

  private void keep(String... principals) throws SQLException {
    try (Store store = Store.open(KernelHome.inTree(folder).database())) {
      for (String principal : principals) {
        store.write(
            transaction -> {
              transaction.update("INSERT INTO key_value_use VALUES ('local', ?, 300)", principal);
              return transaction.update("INSERT INTO key_values VALUES ('local', ?, 'kv', ?, ?)", principal, new byte[] {'k'}, new byte[43]);
            });
      }
    }
  }

  private List<String> kept() throws SQLException {
    try (Store store = Store.open(KernelHome.inTree(folder).database())) {
      List<String> used = store.list("SELECT principal FROM key_value_use ORDER BY principal", row -> Rows.string(row, "principal"));
      assertThat(store.list("SELECT DISTINCT principal FROM key_values ORDER BY principal", row -> Rows.string(row, "principal"))).isEqualTo(used);
      return used;
    }
  }

  @Test
  void goWithTheirPrincipal() throws Exception {
    String gone;
    String stays;
    try (LiveKernel live = LiveKernel.startAsIs(folder); Operator operator = new Operator(live.socket())) {
      operator.create("gone");
      operator.create("stays");
      gone = operator.principal("gone").getId();
      stays = operator.principal("stays").getId();
    }
    keep(gone, stays);
    try (LiveKernel live = LiveKernel.startAsIs(folder); Operator operator = new Operator(live.socket())) {
      assertThat(operator.admin().agentDelete(AgentDeleteRequest.newBuilder().setPrincipal("gone").build()).getChanged()).isTrue();
      assertThat(operator.exists("stays")).isTrue();
    }
    assertThat(kept()).containsExactly(stays);
    keep(gone);
    try (LiveKernel live = LiveKernel.startAsIs(folder); Operator operator = new Operator(live.socket())) {
      assertThat(operator.exists("stays")).isTrue();
    }
    assertThat(kept()).as("what a crash left behind").containsExactly(stays);
  }
}
