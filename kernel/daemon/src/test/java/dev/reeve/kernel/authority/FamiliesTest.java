package dev.reeve.kernel.authority;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.v1.Family;
import dev.reeve.v1.ResourceKind;
import org.junit.jupiter.api.Test;

class FamiliesTest {

  @Test
  void areThoseOfTheContract() {
    assertThat(Families.all()).extracting(Family::getAction).containsExactly(
        "fs:read", "fs:write", "net:connect", "process:spawn", "tool:invoke", "model:use", "secret:use", "agent:publish",
        "agent:list-private");
    assertThat(Families.all()).allSatisfy(family -> {
      assertThat(family.getResource()).isNotEqualTo(ResourceKind.RESOURCE_KIND_UNSPECIFIED);
      assertThat(family.getDescription()).isNotEmpty();
      assertThat(new Capability(family.getAction(), null).action()).isEqualTo(family.getAction());
    });
  }

  @Test
  void whatIsNoFamilySpeaksOfNames() {
    assertThat(Families.kind("fs")).isEqualTo(ResourceKind.RESOURCE_KIND_PATH);
    assertThat(Families.kind("run")).isEqualTo(ResourceKind.RESOURCE_KIND_NAME);
  }

  @Test
  void builtInGroupsHoldWhatThePageSays() {
    assertThat(BuiltinGroups.all()).extracting(Group::name)
        .containsExactly("admin", "operator", "developer", "viewer", "agent", "restricted");
    assertThat(BuiltinGroups.all()).allMatch(Group::builtin).noneMatch(Group::unsafeAdmin);
    assertThat(BuiltinGroups.isBuiltin("Admin")).isTrue();
    assertThat(BuiltinGroups.isBuiltin("ops")).isFalse();
  }
}
