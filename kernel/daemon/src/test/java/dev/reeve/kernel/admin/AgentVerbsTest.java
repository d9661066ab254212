package dev.reeve.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quota;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Making, changing and ending principals. */
@Timeout(60)
class AgentVerbsTest {

  @TempDir Path folder;

  private static AgentChanges.Modification modification(List<String> add, List<String> remove) {
    return new AgentChanges.Modification(add, remove, List.of(), List.of(), List.of(), List.of());
  }

  @Test
  void aNewPrincipalIsAnEnabledMemberOfAgentAndNothingElse() throws Exception {
    try (Desk desk = Desk.with(folder)) {
      Changed changed = desk.create(desk.by("root"), "bob", List.of());
      assertThat(changed.changed()).isTrue();
      assertThat(changed.delta()).containsExactly(new Delta("bob", "self:*", true));
      Profile bob = desk.profile("bob");
      assertThat(bob.enabled()).isTrue();
      assertThat(bob.groups()).containsExactly("agent");
      assertThat(bob.grants()).isEmpty();
      assertThat(bob.canLogIn()).isFalse();
      assertThat(bob.createdAt()).isEqualTo(desk.clock.instant());
      assertThat(desk.now().generationOf(bob)).isEqualTo(changed.generation());
      desk.agreesWithFiles(folder);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "ä", "../x", "a.b", "-rf", "__host__", "anonymous", "SYSTEM", "self", "a/b",
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
  void aNameThatIsNoneIsRefused(String name) throws Exception {
    try (Desk desk = Desk.with(folder)) {
      assertThat(desk.refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> desk.create(desk.by("root"), name, List.of()))).startsWith("name: ");
    }
  }

  @Test
  void aNameOf64CharactersIsFine() throws Exception {
    try (Desk desk = Desk.with(folder)) {
      String name = "a".repeat(64);
      desk.create(desk.by("root"), name, List.of());
      desk.grant(desk.by("root"), name, null, "run:start");
      assertThat(desk.can(name, "run:start")).isTrue();
      desk.agreesWithFiles(folder);
    }
  }

  @Test
  void aNameThatDiffersInCaseOnlyIsTaken() throws Exception {
    try (Desk desk = Desk.with(folder)) {
      desk.create(desk.by("root"), "Bob", List.of());
      assertThat(desk.refused(ErrorCode.ERROR_CODE_ALREADY_EXISTS, () -> desk.create(desk.by("root"), "bOB", List.of()))).contains("'bOB'");
    }
  }

  @Test
  void aDeletedNameStaysReservedWhateverItsCaseAndAlsoAfterARestart() throws Exception {
    try (Desk desk = Desk.with(folder)) {
      desk.create(desk.by("root"), "bob", List.of());
      Profile bob = desk.profile("bob");
      assertThat(desk.agents.delete(desk.by("root"), "BOB").changed()).isTrue();
      assertThat(desk.ended).containsExactly(bob.id());
      assertThat(Files.exists(desk.file("bob"))).isFalse();
      assertThat(desk.refused(ErrorCode.ERROR_CODE_ALREADY_EXISTS, () -> desk.create(desk.by("root"), "bob", List.of()))).contains("once");
      try (Desk again = desk.reopened()) {
        assertThat(again.now().profile("bob")).isNull();
        again.refused(ErrorCode.ERROR_CODE_ALREADY_EXISTS, () -> again.create(again.by("root"), "Bob", List.of()));
      }
    }
  }

  @Test
  void aRefusedDeletionReservesNothingAndEndsNobody() throws Exception {
    try (Desk desk = Desk.with(folder)) {
      desk.refused(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, () -> desk.agents.delete(desk.by("root"), "root"));
      assertThat(desk.files.retired("root")).isFalse();
      assertThat(desk.ended).isEmpty();
    }
  }

  @Test
  void deletingAnUnknownPrincipalChangesNothing() throws Exception {
    try (Desk desk = Desk.with(folder)) {
      Map<String, String> bytes = desk.bytes();
      Changed changed = desk.agents.delete(desk.by("root"), "nobody");
      assertThat(changed.changed()).isFalse();
      assertThat(changed.generation()).isEqualTo(desk.now().generation());
      assertThat(desk.bytes()).isEqualTo(bytes);
      assertThat(desk.files.retired("nobody")).isFalse();
    }
  }

  @Test
  void disablingAndEnablingTellWhetherTheyChangedSomething() throws Exception {
    try (Desk desk = Desk.with(folder, Desk.person("bob", List.of(), "run:start"))) {
      Changed disabled = desk.agents.enable(desk.by("root"), "bob", false);
      assertThat(disabled.delta()).containsExactly(new Delta("bob", "run:start", false));
      assertThat(desk.can("bob", "run:start")).isFalse();
      assertThat(desk.agents.enable(desk.by("root"), "bob", false).changed()).isFalse();
      assertThat(desk.agents.enable(desk.by("root"), "bob", true).delta()).containsExactly(new Delta("bob", "run:start", true));
      assertThat(desk.agents.enable(desk.by("root"), "bob", true).changed()).isFalse();
      assertThat(desk.can("bob", "run:start")).isTrue();
    }
  }

  @Test
  void verbsOnUnknownPrincipalsSayThatThereIsNone() throws Exception {
    try (Desk desk = Desk.with(folder)) {
      desk.refused(ErrorCode.ERROR_CODE_NOT_FOUND, () -> desk.agents.enable(desk.by("root"), "nobody", true));
      desk.refused(ErrorCode.ERROR_CODE_NOT_FOUND, () -> desk.join(desk.by("root"), "nobody", "agent"));
      desk.refused(ErrorCode.ERROR_CODE_NOT_FOUND, () -> desk.grant(desk.by("root"), "nobody", null, "run:start"));
      desk.refused(ErrorCode.ERROR_CODE_NOT_FOUND, () -> desk.agents.create(desk.by("root"), Desk.clone("bob", "nobody")));
      desk.refused(ErrorCode.ERROR_CODE_NOT_FOUND, () -> desk.quotas.set(desk.by("root"), "nobody", Map.of(Quota.MAX_CONCURRENT_RUNS, 1L), List.of()));
    }
  }

  @Test
  void anUnknownGroupIsRefusedEverywhere() throws Exception {
    try (Desk desk = Desk.with(folder, Desk.person("bob", List.of()))) {
      desk.refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> desk.create(desk.by("root"), "eve", List.of("agnet")));
      desk.refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> desk.join(desk.by("root"), "bob", "agnet"));
    }
  }

  @Test
  void modifyingRemovesFirstAndThenAdds() throws Exception {
    try (Desk desk = Desk.with(folder, Desk.person("bob", List.of("agent", "viewer")))) {
      Changed same = desk.agents.modify(desk.by("root"), "bob", modification(List.of("agent"), List.of("agent")));
      assertThat(same.changed()).isFalse();
      Changed moved = desk.agents.modify(desk.by("root"), "bob", modification(List.of("developer"), List.of("VIEWER", "ghost")));
      assertThat(moved.changed()).isTrue();
      assertThat(desk.profile("bob").groups()).containsExactly("agent", "developer");
      desk.agents.modify(desk.by("root"), "bob", modification(List.of(), List.of("agent", "developer")));
      assertThat(desk.profile("bob").groups()).isEmpty();
      desk.refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> desk.agents.modify(desk.by("root"), "bob", modification(List.of(), List.of())));
    }
  }

  @Test
  void joiningAGroupInAnotherSpellingChangesNothing() throws Exception {
    try (Desk desk = Desk.with(folder, Desk.person("bob", List.of("Viewer")))) {
      assertThat(desk.join(desk.by("root"), "bob", "VIEWER").changed()).isFalse();
      assertThat(desk.profile("bob").groups()).containsExactly("Viewer");
    }
  }

  @Test
  void usersOfTheHostComeAndGo() throws Exception {
    try (Desk desk = Desk.with(folder, Desk.person("bob", List.of()))) {
      assertThat(desk.users(desk.by("root"), "bob", List.of(1000L), List.of()).changed()).isFalse();
      desk.users(desk.by("root"), "bob", List.of(7L, 7L), List.of());
      assertThat(desk.profile("bob").uids()).containsExactly(1000L, 7L);
      assertThat(desk.users(desk.by("root"), "bob", List.of(1000L), List.of(1000L)).changed()).isFalse();
      desk.users(desk.by("root"), "bob", List.of(), List.of(1000L));
      assertThat(desk.now().byUid(7)).extracting(Profile::name).containsExactly("bob");
      desk.agreesWithFiles(folder);
    }
  }

  @Test
  void aUserNumberNoHostHasIsRefusedRatherThanWrittenIntoAFileNobodyCanRead() throws Exception {
    try (Desk desk = Desk.with(folder, Desk.person("bob", List.of()))) {
      desk.refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> desk.users(desk.by("root"), "bob", List.of(0xffff_ffffL), List.of()));
      desk.refused(
          ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
          () -> desk.agents.create(
              desk.by("root"), new AgentChanges.Creation("eve", List.of(), List.of(), "", List.of(), List.of(0xffff_ffffL), List.of())));
    }
  }

  @Test
  void aCloneHasTheRightsAndLimitsButNeitherKeysNorUsersNorTheOff() throws Exception {
    try (Desk desk = Desk.with(folder, Desk.person("bob", List.of("viewer"), "run:start@ci"))) {
      desk.caps.revoke(desk.by("root"), "bob", List.of("run:read"));
      desk.quotas.set(desk.by("root"), "bob", Map.of(Quota.MAX_CONCURRENT_RUNS, 2L), List.of());
      desk.agents.enable(desk.by("root"), "bob", false);
      desk.agents.create(desk.by("root"), Desk.clone("eve", "BOB"));
      Profile bob = desk.profile("bob");
      Profile eve = desk.profile("eve");
      assertThat(eve.id()).isNotEqualTo(bob.id());
      assertThat(eve.enabled()).isTrue();
      assertThat(eve.canLogIn()).isFalse();
      assertThat(List.of(eve.groups(), eve.grants(), eve.revokes(), eve.quotas()))
          .isEqualTo(List.of(bob.groups(), bob.grants(), bob.revokes(), bob.quotas()));
      AgentChanges.Creation both = new AgentChanges.Creation("max", List.of("agent"), List.of(), "bob", List.of(), List.of(), List.of());
      desk.refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> desk.agents.create(desk.by("root"), both));
    }
  }

  @Test
  void aCreationWithOneWrongPartMakesNothing() throws Exception {
    try (Desk desk = Desk.with(folder)) {
      desk.refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> desk.create(desk.by("root"), "bob", List.of(), "run:start", "a::b"));
      desk.refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> desk.create(desk.by("root"), "bob", List.of("agent", "ghost"), "run:start"));
      desk.denied(() -> desk.create(desk.by("root"), "bob", List.of("agent"), "run:start", "*"));
      assertThat(desk.now().profile("bob")).isNull();
      assertThat(desk.create(desk.by("root"), "bob", List.of()).changed()).isTrue();
    }
  }
}
