package dev.reeve.kernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.store.Ids;
import dev.reeve.kernel.store.Store;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose agents run together. */
class RunTreeTest {

  @TempDir private Path folder;

  private static String run(Store store, UUID agent, @Nullable String parent) {
    String id = Ids.nextText();
    int unused =
        store.write(
            transaction ->
                transaction.update(
                    "INSERT INTO runs(org, id, agent_id, agent_name, version, revision, manifest_digest, state, reason, owner_id, owner, started_by_id,"
                        + " started_by, input, intent, request_digest, timeout_seconds, timeout_source, created_at, sandbox, attempt,"
                        + " last_sequence, generation, parent)"
                        + " VALUES ('local', ?, ?, 'a', '1', 1, '', 'RUNNING', '', ?, 'a', ?, 'a', 'null', '', '', 1, '', ?, '', 1, 0, 1, ?)",
                    id, agent, agent, agent, Instant.EPOCH, parent));
    return id;
  }

  @Test
  void aTreeIsWholeFromEachOfItsRunsHoweverManyThereAre() throws Exception {
    try (Store store = Store.open(folder.resolve("reeve.db"))) {
      Set<UUID> agents = new HashSet<>();
      UUID first = Ids.next();
      agents.add(first);
      String root = run(store, first, null);
      String leaf = root;
      for (int child = 0; child < 150; child++) {
        UUID agent = Ids.next();
        agents.add(agent);
        leaf = run(store, agent, root);
      }
      UUID grandchild = Ids.next();
      agents.add(grandchild);
      String last = run(store, grandchild, leaf);
      UUID alone = Ids.next();
      String other = run(store, alone, null);
      RunQueries queries = new RunQueries(store);
      assertThat(queries.tree(last)).isEqualTo(agents);
      assertThat(queries.tree(root)).isEqualTo(agents);
      assertThat(queries.tree(other)).containsExactly(alone);
      assertThat(queries.tree(Ids.nextText())).isEmpty();
    }
  }

  @Test
  void aTreeIsWholeAlsoWhereItsBeginningIsForgotten() throws Exception {
    try (Store store = Store.open(folder.resolve("reeve.db"))) {
      UUID one = Ids.next();
      UUID two = Ids.next();
      String child = run(store, one, Ids.nextText());
      String grandchild = run(store, two, child);
      assertThat(new RunQueries(store).tree(grandchild)).containsExactlyInAnyOrder(one, two);
    }
  }
}
