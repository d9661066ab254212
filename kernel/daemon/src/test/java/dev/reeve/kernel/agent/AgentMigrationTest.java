package dev.reeve.kernel.agent;

import static dev.reeve.kernel.agent.AgentDesk.ALICE;
import static dev.reeve.kernel.agent.AgentDesk.id;
import static dev.reeve.kernel.agent.AgentDesk.manifest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.reeve.kernel.store.Digest;
import dev.reeve.kernel.store.Store;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A database of schema 7, as the kernel before scopes and statuses left it, opened by this one. */
@Timeout(60)
class AgentMigrationTest {

  private static final List<String> SEVEN =
      List.of(
          "0001-spine.sql", "0002-idempotency.sql", "0003-tickets.sql", "0004-policy.sql", "0005-durability.sql", "0006-fewer-pages.sql",
          "0007-key-values.sql");

  @TempDir Path folder;

  private static void deployed(Connection connection, String agent, String version, int revision, String source, String by) throws Exception {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO manifests VALUES ('local', ?, ?, ?, ?, ?, ?, '2026-01-01T00:00:00.000000000Z', 'fs:read@/srv', '')")) {
      int column = 1;
      for (Object value : List.of(id(agent).toString(), version, revision, Digest.of(source), source, by)) {
        insert.setObject(column++, value);
      }
      insert.executeUpdate();
    }
  }

  private static void agent(Connection connection, String agent, String version, int revision, int generation) throws Exception {
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO agents VALUES ('local', ?, ?, ?, ?, ?)")) {
      int column = 1;
      for (Object value : List.of(id(agent).toString(), agent, version, revision, generation)) {
        insert.setObject(column++, value);
      }
      insert.executeUpdate();
    }
  }

  private void leaveSchemaSeven() throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("reeve.db"));
        Statement statement = connection.createStatement()) {
      for (String file : SEVEN) {
        try (InputStream in = Objects.requireNonNull(Store.class.getResourceAsStream("migrations/" + file))) {
          for (String sql : new String(in.readAllBytes(), StandardCharsets.UTF_8).split(";\\s*\\n", -1)) {
            if (!sql.isBlank()) {
              statement.executeUpdate(sql);
            }
          }
        }
      }
      deployed(connection, "ada", "2.0.0", 1, manifest("ada", "2.0.0"), "alice");
      deployed(connection, "ada", "1.0.0", 1, manifest("ada", "1.0.0"), "bert");
      deployed(connection, "ada", "1.0.0", 2, manifest("ada", "1.0.0", "  requires: [\"run:start@bob\"]\n").replace("1.0.0}", "1.0.0, labels: {a: b}}"), "bert");
      agent(connection, "ada", "1.0.0", 2, 3);
      deployed(connection, "bob", "1.0.0", 1, manifest("bob", "1.0.0", "  volumes: []\n"), "gone");
      agent(connection, "bob", "1.0.0", 1, 1);
      statement.executeUpdate("PRAGMA user_version = 7");
    }
  }

  @Test
  void agentsKeepTheirHistoriesAndGetOwnersLabelsAndStatuses() throws Exception {
    leaveSchemaSeven();
    for (int start = 0; start < 2; start++) {
      try (AgentDesk desk = new AgentDesk(folder)) {
        desk.agents.recover();
        assertThat(desk.store.check()).isEmpty();
        Agent ada = desk.agents.find("ada");
        assertThat(ada.deployed()).isEqualTo("1.0.0#2");
        assertThat(ada.generation()).isEqualTo(3);
        assertThat(ada.scope()).isEqualTo(AgentScope.ORG);
        assertThat(ada.status()).isEqualTo(AgentStatus.ACTIVE);
        assertThat(ada.owner()).as("who deployed it first").isEqualTo("alice");
        assertThat(ada.ownerId()).isEqualTo(id("alice"));
        assertThat(desk.agents.history().versions(ALICE, "ada", Long.MAX_VALUE, 10))
            .extracting(AgentHistory.Version::version, AgentHistory.Version::revision, AgentHistory.Version::position, AgentHistory.Version::current)
            .containsExactly(tuple("1.0.0", 2, 3L, true), tuple("1.0.0", 1, 2L, false), tuple("2.0.0", 1, 1L, false));
        assertThat(desk.agents.list(ALICE, new AgentOperations.ListRequest(true, null, null, List.of("a=b"), false, "", 10))).hasSize(1);
        assertThat(desk.store.list("SELECT name FROM agent_mentions", row -> row.getString("name"))).containsExactly("bob");
        Agent bob = desk.agents.find("bob");
        assertThat(bob.status()).as("its manifest says what is refused by now").isEqualTo(AgentStatus.FAILED);
        assertThat(bob.owner()).isEqualTo("gone");
        assertThat(bob.ownerId()).isNull();
      }
    }
  }
}
