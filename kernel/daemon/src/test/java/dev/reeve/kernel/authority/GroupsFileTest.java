package dev.reeve.kernel.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.document.DocumentException;
import dev.reeve.kernel.document.Problem;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupsFileTest {

  private static final String TWO = """
      [groups.ops]
      capabilities = ["run:*", "agent:list"]
      description = "keeps \\"it\\" going"

      [groups.root]
      capabilities = ["*"]
      unsafe_admin = true
      """;

  private static List<String> problems(String text) {
    DocumentException refused = catchThrowableOfType(DocumentException.class, () -> GroupsFile.parse("groups.toml", text));
    return refused == null ? List.of() : refused.problems().stream().map(Problem::toString).toList();
  }

  @Test
  void readsGroupsInTheOrderOfTheFile() {
    Map<String, Group> groups = GroupsFile.parse("groups.toml", TWO);
    assertThat(groups.keySet()).containsExactly("ops", "root");
    List<CapabilityPattern> ofOps = List.of(CapabilityPattern.parse("run:*"), CapabilityPattern.parse("agent:list"));
    assertThat(groups).containsEntry("ops", new Group("ops", ofOps, "keeps \"it\" going", false, false));
    assertThat(groups).containsEntry("root", new Group("root", List.of(CapabilityPattern.parse("*")), "", true, false));
  }

  @Test
  void anEmptyFileHoldsNoGroup() {
    assertThat(GroupsFile.parse("groups.toml", "")).isEmpty();
    assertThat(GroupsFile.parse("groups.toml", "groups_version = 1\n[groups]\n")).isEmpty();
    assertThat(GroupsFile.parse("groups.toml", "[groups.idle]\n").values()).containsExactly(new Group("idle", List.of(), "", false, false));
  }

  @Test
  void aGroupCapsItsMembersLimits() {
    String text = "[groups.small]\ncapabilities = []\n[groups.small.quotas]\nmax_memory_bytes = \"64MiB\"\nmax_concurrent_runs = 1\n";
    Map<String, Group> groups = GroupsFile.parse("groups.toml", text);
    Quotas caps = Quotas.DEFAULTS.with(Quota.MAX_MEMORY_BYTES, 64L << 20).with(Quota.MAX_CONCURRENT_RUNS, 1);
    assertThat(groups.values()).extracting(Group::quotas).containsExactly(caps);
    assertThat(GroupsFile.parse("groups.toml", GroupsFile.write(groups.values()))).isEqualTo(groups);
  }

  @Test
  void whatIsWrittenIsReadBack() {
    Map<String, Group> groups = GroupsFile.parse("groups.toml", TWO);
    String written = GroupsFile.write(Stream.concat(BuiltinGroups.all().stream(), groups.values().stream()).toList());
    assertThat(GroupsFile.parse("groups.toml", written)).isEqualTo(groups);
    assertThat(written).startsWith("groups_version = 1\n\n[groups.ops]\n").doesNotContain("admin]");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      [groups.admin] | 1:1: groups.admin: 'admin' is a built-in group and cannot be redefined
      [groups.Restricted] | 1:1: groups.Restricted: 'restricted' is a built-in group and cannot be redefined
      [groups."a b"] | 1:1: groups."a b": character 2 (' ') is not one of A-Z, a-z, 0-9, '_', '-'
      [groups.all] | 1:1: groups.all: 'all' is a reserved name
      groups.a.capability = [] | 1:1: groups.a.capability: unknown key; did you mean 'capabilities'?
      groups.a.capabilities = ["x", "a::"] | 1:31: groups.a.capabilities[1]: segment 2 of 'a::' is empty
      groups.a.capabilities = ["*"] | 1:1: groups.a.capabilities: holds a universal pattern; that needs unsafe_admin = true
      groups.a.capabilities = ["*:*"] | 1:1: groups.a.capabilities: holds a universal pattern; that needs unsafe_admin = true
      groups.a.quotas.max_timeout_secs = 0 | 1:1: groups.a.quotas.max_timeout_secs: is 0; wanted: an integer from 1 to 86400
      groups.a = 1 | 1:1: groups.a: expected a table, found an integer (1)
      group.a.capabilities = [] | 1:1: group: unknown key; did you mean 'groups'?
      groups_version = 2 | 1:1: groups_version: is 2: a newer version of Reeve wrote this file; this one reads up to 1
      """)
  void refuses(String text, String problem) {
    assertThat(problems(text)).containsExactly("groups.toml:" + problem);
  }

  @Test
  void namesAreUniqueIgnoringCase() {
    assertThat(problems("[groups.ops]\n[groups.Ops]\n"))
        .containsExactly("groups.toml:2:1: groups.Ops: is also 'ops'; names are unique ignoring case");
  }
}
