package dev.reeve.kernel.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A database of schema 6, as the kernel before key values left it, opened by this one. */
@Timeout(60)
class KeyValueMigrationTest {

  private static final List<String> SIX =
      List.of("0001-spine.sql", "0002-idempotency.sql", "0003-tickets.sql", "0004-policy.sql", "0005-durability.sql", "0006-fewer-pages.sql");

  @TempDir Path folder;

  private Path database() {
    return folder.resolve("reeve.db");
  }

  private void leaveSchemaSix() throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database()); Statement statement = connection.createStatement()) {
      for (String file : SIX) {
        try (InputStream in = Objects.requireNonNull(Migrations.class.getResourceAsStream("migrations/" + file))) {
          for (String sql : new String(in.readAllBytes(), StandardCharsets.UTF_8).split(";\\s*\\n", -1)) {
            if (!sql.isBlank()) {
              statement.executeUpdate(sql);
            }
          }
        }
      }
      statement.executeUpdate("INSERT INTO kernel(name, value) VALUES ('id', 'the-kernel')");
      statement.executeUpdate("INSERT INTO given_answers VALUES (1, 'p', 'r', 'm', 'd', x'0102', '', 't')");
      statement.executeUpdate("INSERT INTO retired_principals VALUES ('local', 'old', 'u', 't')");
      statement.executeUpdate("PRAGMA user_version = 6");
    }
  }

  @Test
  void keepsItsRowsAndGetsRoomForKeyValues() throws Exception {
    leaveSchemaSix();
    for (int start = 1; start <= 2; start++) {
      try (Store store = Store.open(database())) {
        assertThat(store.schema()).isEqualTo(10);
        assertThat(store.check()).isEmpty();
        assertThat(store.value("id")).contains("the-kernel");
        assertThat(store.list("SELECT answer FROM given_answers", row -> row.getBytes("answer"))).containsExactly(new byte[] {1, 2});
        assertThat(store.list("SELECT name_key FROM retired_principals", row -> Rows.string(row, "name_key"))).containsExactly("old");
        assertThat(store.list("SELECT 1 FROM key_values", row -> 1)).hasSize(start - 1);
        assertThat(store.list("SELECT 1 FROM key_value_use", row -> 1)).isEmpty();
        int key = start;
        store.write(transaction -> transaction.update("INSERT INTO key_values VALUES ('local', 'p', 'c', ?, ?)", new byte[] {(byte) key}, new byte[0]));
      }
    }
  }
}
