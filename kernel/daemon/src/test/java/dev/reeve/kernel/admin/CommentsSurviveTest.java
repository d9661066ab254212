package dev.reeve.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.authority.Quota;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What people wrote beside the rules stays there, whichever verb changes the file. */
@Timeout(60)
class CommentsSurviveTest {

  @TempDir Path folder;

  @Test
  void everyVerbKeepsThem() throws Exception {
    Map<String, Function<Desk, Changed>> verbs = new LinkedHashMap<>();
    verbs.put("disable", desk -> desk.agents.enable(desk.by("root"), "bob", false));
    verbs.put("enable", desk -> desk.agents.enable(desk.by("root"), "bob", true));
    verbs.put("join", desk -> desk.join(desk.by("root"), "bob", "ops"));
    verbs.put("users", desk -> desk.users(desk.by("root"), "bob", List.of(7L), List.of()));
    verbs.put("grant", desk -> desk.grant(desk.by("root"), "bob", null, "run:logs"));
    verbs.put("ungrant", desk -> desk.caps.ungrant(desk.by("root"), "bob", List.of("run:logs")));
    verbs.put("revoke", desk -> desk.caps.revoke(desk.by("root"), "bob", List.of("run:read")));
    verbs.put("unrevoke", desk -> desk.caps.unrevoke(desk.by("root"), "bob", List.of("run:read")));
    verbs.put("quota", desk -> desk.quotas.set(desk.by("root"), "bob", Map.of(Quota.MAX_CONCURRENT_RUNS, 2L), List.of()));
    verbs.put(
        "group modify",
        desk -> desk.groups.modify(
            desk.by("root"), "ops", new GroupChanges.Modification(null, List.of("run:read"), List.of(), "x", null, Map.of(), List.of())));
    verbs.put("group create", desk -> desk.group(desk.by("root"), "more", "run:start"));
    verbs.put("cascade", desk -> desk.groups.delete(desk.by("root"), "ops", true));
    try (Desk desk = Desk.with(folder, Desk.person("bob", List.of("agent"), "run:start"))) {
      desk.edit(desk.file("bob"), "# who bob is\n" + desk.text("bob").replace("groups =", "# why these\ngroups =") + "# the end\n");
      desk.edit(desk.groupsFile, "# our groups\ngroups_version = 1\n[groups.keep]\n# why\ncapabilities = []\n[groups.ops]\ncapabilities = [\"run:*\"]\n");
      desk.refresh();
      for (Map.Entry<String, Function<Desk, Changed>> verb : verbs.entrySet()) {
        assertThat(verb.getValue().apply(desk).changed()).as(verb.getKey()).isTrue();
        assertThat(desk.text("bob")).as(verb.getKey()).contains("# who bob is", "# why these", "# the end");
        assertThat(Files.readString(desk.groupsFile)).as(verb.getKey()).contains("# our groups", "# why\n");
      }
      desk.agreesWithFiles(folder);
    }
  }
}
