package dev.reeve.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.document.DocumentException;
import dev.reeve.v1.ErrorCode;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People edit the files while the kernel runs, and while it does not. */
@Timeout(60)
class HandEditTest {

  @TempDir Path folder;

  private static final String BAD = "profile_version = 1\nid = \"x\"\nenabeld = false\ngroups = [\"agent\"]\ngrants = [\"a::b\"]\n";

  private Desk desk() throws Exception {
    return Desk.with(folder, Desk.person("bob", List.of(), "run:start"), Desk.person("eve", List.of(), "run:read"));
  }

  @Test
  void anEditIsTakenUpWithItsDelta() throws Exception {
    try (Desk desk = desk()) {
      long before = desk.now().generation();
      long ofEve = desk.now().generationOf(desk.profile("eve"));
      desk.edit(desk.profile("bob").withGrants(Desk.person("bob", List.of(), "run:logs").grants()));
      desk.refresh();
      assertThat(desk.can("bob", "run:logs")).isTrue();
      assertThat(desk.can("bob", "run:start")).isFalse();
      assertThat(desk.reloads).hasSize(1);
      PolicyFiles.Reloaded told = desk.reloads.getFirst();
      assertThat(told.delta()).containsExactly(new Delta("bob", "run:logs", true), new Delta("bob", "run:start", false));
      assertThat(told.files()).containsExactly(desk.file("bob").toString());
      assertThat(told.policy()).isSameAs(desk.now());
      assertThat(desk.now().generation()).isGreaterThan(before);
      assertThat(desk.now().generationOf(desk.profile("bob"))).isEqualTo(desk.now().generation());
      assertThat(desk.now().generationOf(desk.profile("eve"))).isEqualTo(ofEve);
    }
  }

  @Test
  void anEditOfACommentChangesNothingAndTellsNothing() throws Exception {
    try (Desk desk = desk()) {
      long before = desk.now().generation();
      desk.edit(desk.file("bob"), "# about bob\n" + desk.text("bob"));
      desk.refresh();
      assertThat(desk.now().generation()).isEqualTo(before);
      assertThat(desk.reloads).isEmpty();
      assertThat(desk.grant(desk.by("root"), "bob", null, "run:logs").changed()).isTrue();
      assertThat(desk.text("bob")).startsWith("# about bob\n");
    }
  }

  @Test
  void twoWritesOfOneSizeInOneTickAreBothSeen() throws Exception {
    try (Desk desk = desk()) {
      for (int i = 0; i < 200; i++) {
        boolean enabled = i % 2 == 0;
        Files.writeString(desk.file("bob"), desk.text("bob").replaceFirst("enabled = (true|false) *", enabled ? "enabled = true " : "enabled = false"));
        desk.files.refresh(java.util.Set.of(desk.file("bob")));
        assertThat(desk.profile("bob").enabled()).as("edit " + i).isEqualTo(enabled);
      }
    }
  }

  @Test
  void aBadEditIsIgnoredWithEveryProblemAndItsPlaceUntilItIsMended() throws Exception {
    try (Desk desk = desk()) {
      String good = desk.text("bob");
      desk.edit(desk.file("bob"), BAD);
      desk.refresh();
      assertThat(desk.can("bob", "run:start")).isTrue();
      assertThat(desk.files.problems()).hasSize(1);
      FileProblem problem = desk.files.problems().getFirst();
      assertThat(problem.file()).isEqualTo(desk.file("bob"));
      assertThat(problem.problems()).hasSize(3);
      assertThat(problem.problems().get(0)).startsWith("bob.toml:2:").contains("a UUID");
      assertThat(problem.problems().get(1)).startsWith("bob.toml:3:").contains("did you mean 'enabled'");
      assertThat(problem.problems().get(2)).startsWith("bob.toml:5:").contains("is empty");
      assertThat(problem.inForce()).contains("what it said before");
      assertThat(problem.since()).isEqualTo(desk.clock.instant());
      assertThat(desk.reloads).hasSize(1);
      desk.refresh();
      assertThat(desk.reloads).hasSize(1);
      String words = desk.refused(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, () -> desk.grant(desk.by("root"), "bob", null, "run:logs"));
      assertThat(words).contains("bob.toml has a problem");
      desk.edit(desk.file("bob"), good.replace("run:start", "run:cancel"));
      desk.refresh();
      assertThat(desk.files.problems()).isEmpty();
      assertThat(desk.can("bob", "run:cancel")).isTrue();
    }
  }

  @Test
  void theSameBadBytesAreIgnoredAfterARestartTooButOthersAreNot() throws Exception {
    try (Desk desk = desk()) {
      desk.edit(desk.file("bob"), BAD);
      desk.refresh();
      java.time.Instant since = desk.files.problems().getFirst().since();
      desk.clock.pass(java.time.Duration.ofHours(1));
      try (Desk again = desk.reopened()) {
        assertThat(again.can("bob", "run:start")).isTrue();
        assertThat(again.files.problems()).hasSize(1);
        assertThat(again.files.problems().getFirst().since()).isEqualTo(since);
        again.edit(again.file("bob"), BAD + "# other");
        try (Desk third = again.reopened()) {
          assertThat(third.can("bob", "run:start")).isFalse();
          assertThat(third.now().broken()).containsOnlyKeys("bob");
          assertThat(third.files.problems().getFirst().inForce()).contains("denied everything");
          assertThat(third.can("eve", "run:read")).isTrue();
        }
      }
    }
  }

  @Test
  @SuppressWarnings("try") // closing is what is shown
  void groupsThatAreBrokenWhileClosedStopTheStart() throws Exception {
    try (Desk desk = desk()) {
      desk.group(desk.by("root"), "ops", "run:*");
      desk.close();
      desk.edit(desk.groupsFile, "[groups.admin]\ncapabilities = []\n[groups.x]\ncapabilites = []\n");
      assertThatThrownBy(() -> Desk.open(folder))
          .isInstanceOf(DocumentException.class)
          .hasMessageContaining("built-in")
          .hasMessageContaining("did you mean 'capabilities'")
          .hasMessageContaining(desk.groupsFile.toString());
    }
  }

  @Test
  void groupsThatAreBrokenWhileOpenAreIgnoredAlsoAfterARestartAndAlsoWhereThereWereNone() throws Exception {
    try (Desk desk = desk()) {
      desk.edit(desk.groupsFile, "[groups.x]\ncapabilites = []\n");
      desk.refresh();
      assertThat(desk.now().group("x")).isNull();
      assertThat(desk.problem(desk.groupsFile)).contains("groups.toml:2:");
      try (Desk again = desk.reopened()) {
        assertThat(again.problem(again.groupsFile)).contains("groups.toml:2:");
        assertThat(again.can("bob", "run:start")).isTrue();
        again.edit(again.groupsFile, "[groups.x]\ncapabilities = []\n");
        again.refresh();
        assertThat(again.now().group("x")).isNotNull();
        assertThat(again.files.problems()).isEmpty();
      }
    }
  }

  @Test
  void groupsThatLeaveAMemberWithoutItsGroupAreIgnoredWithWordsUntilTheMemberLeft() throws Exception {
    try (Desk desk = desk()) {
      desk.group(desk.by("root"), "ops", "run:*");
      desk.join(desk.by("root"), "bob", "ops");
      desk.edit(desk.groupsFile, "groups_version = 1\n");
      desk.refresh();
      assertThat(desk.can("bob", "run:cancel")).isTrue();
      assertThat(desk.problem(desk.groupsFile)).contains("'bob' breaks").contains("'ops', which does not exist");
      try (Desk again = desk.reopened()) {
        assertThat(again.can("bob", "run:cancel")).as("after a restart").isTrue();
        assertThat(again.problem(again.groupsFile)).contains("'bob' breaks");
        again.leave(again.by("root"), "bob", "ops");
        again.refresh();
        assertThat(again.files.problems()).isEmpty();
        assertThat(again.now().group("ops")).isNull();
      }
    }
  }

  @Test
  void takingTheGroupsFileAwayIsAnEditLikeAnyOther() throws Exception {
    try (Desk desk = desk()) {
      desk.group(desk.by("root"), "ops", "run:*");
      desk.join(desk.by("root"), "bob", "ops");
      Files.delete(desk.groupsFile);
      desk.refresh();
      assertThat(desk.can("bob", "run:cancel")).isTrue();
      try (Desk again = desk.reopened()) {
        assertThat(again.can("bob", "run:cancel")).as("after a restart").isTrue();
        assertThat(again.problem(again.groupsFile)).contains("'bob' breaks");
      }
    }
  }

  @Test
  void aProfileThatNamesAGroupToComeHoldsOnceTheGroupIsThere() throws Exception {
    try (Desk desk = desk()) {
      desk.edit(desk.profile("bob").withGroups(List.of("ops")));
      desk.refresh();
      assertThat(desk.problem(desk.file("bob"))).contains("'ops', which does not exist");
      assertThat(desk.can("bob", "run:start")).isTrue();
      desk.edit(desk.groupsFile, "[groups.ops]\ncapabilities = [\"capsule:list\"]\n");
      desk.refresh();
      assertThat(desk.files.problems()).isEmpty();
      assertThat(desk.can("bob", "capsule:list")).isTrue();
    }
  }

  @Test
  void refusedGroupsTakeTheEditsThatNeedThemAlong() throws Exception {
    try (Desk desk = desk()) {
      desk.group(desk.by("root"), "ops", "run:*");
      desk.join(desk.by("root"), "bob", "ops");
      desk.edit(desk.groupsFile, "[groups.other]\ncapabilities = [\"capsule:list\"]\n");
      desk.edit(desk.profile("eve").withGroups(List.of("other")));
      desk.refresh();
      assertThat(desk.can("bob", "run:cancel")).isTrue();
      assertThat(desk.can("eve", "run:read")).isTrue();
      assertThat(desk.now().broken()).isEmpty();
      assertThat(desk.files.problems()).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"enabled = false", "revokes = [\"a:b\"]", "groups = [\"agent\"]", "[auth]\nuids = []"})
  void anEditThatLeavesNoAdministratorIsIgnoredAlsoAfterARestart(String line) throws Exception {
    try (Desk desk = desk()) {
      String key = line.lines().toList().getLast().split(" ", 2)[0];
      desk.edit(desk.file("root"), desk.text("root").replaceFirst("(?m)^" + key + " = .*$", line.lines().toList().getLast()));
      desk.edit(desk.profile("bob").withEnabled(false));
      desk.refresh();
      assertThat(desk.can("root", "system:shutdown")).isTrue();
      assertThat(desk.problem(desk.file("root"))).contains("nobody would hold '*'");
      assertThat(desk.profile("bob").enabled()).as("an edit beside it").isFalse();
      try (Desk again = desk.reopened()) {
        assertThat(again.can("root", "system:shutdown")).isTrue();
        assertThat(again.problem(again.file("root"))).contains("nobody would hold '*'");
        again.edit(Desk.administrator("second"));
        again.refresh();
        assertThat(again.files.problems()).isEmpty();
        assertThat(Invariants.administered(again.now(), again.clock.instant())).isTrue();
        again.agreesWithFiles(folder);
      }
    }
  }

  @Test
  void theLastAdministratorsFileMayNotJustGo() throws Exception {
    try (Desk desk = desk()) {
      Files.delete(desk.file("root"));
      desk.refresh();
      assertThat(desk.can("root", "system:shutdown")).isTrue();
      assertThat(desk.problem(desk.file("root"))).contains("nobody would hold '*'");
      try (Desk again = desk.reopened()) {
        assertThat(again.can("root", "system:shutdown")).isTrue();
      }
    }
  }

  @Test
  void anOrdinaryFileMayGo() throws Exception {
    try (Desk desk = desk()) {
      Files.delete(desk.file("bob"));
      desk.refresh();
      assertThat(desk.now().profile("bob")).isNull();
      assertThat(desk.reloads.getFirst().delta()).containsExactly(new Delta("bob", "run:start", false));
      assertThat(desk.files.problems()).isEmpty();
    }
  }

  @Test
  void aCopyOfTheAdministratorsFileBreaksItselfAndNobodyElse() throws Exception {
    try (Desk desk = desk()) {
      Files.copy(desk.file("root"), desk.file("copy"));
      desk.refresh();
      assertThat(desk.can("root", "system:shutdown")).isTrue();
      assertThat(desk.now().profile("copy")).isNull();
      assertThat(desk.problem(desk.file("copy"))).contains("also the id of 'root'");
      try (Desk again = desk.reopened()) {
        assertThat(again.can("root", "system:shutdown")).isTrue();
        again.edit(again.file("copy"), again.text("copy").replaceFirst("id = .*", "id = \"" + java.util.UUID.randomUUID() + "\""));
        again.refresh();
        assertThat(again.files.problems()).isEmpty();
        assertThat(again.can("copy", "system:shutdown")).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "profile_version = 9\n", "good"})
  void aFileWhoseNameDiffersInCaseOnlyIsLeftAside(String text) throws Exception {
    try (Desk desk = desk()) {
      Profile twin = Desk.person("ROOT", List.of());
      desk.edit(desk.file("ROOT"), text.equals("good") ? dev.reeve.kernel.authority.ProfileFile.write(twin) : text);
      desk.refresh();
      assertThat(desk.can("root", "system:shutdown")).isTrue();
      assertThat(desk.problem(desk.file("ROOT"))).contains("its name is also that of 'root'");
      try (Desk again = desk.reopened()) {
        assertThat(again.can("root", "system:shutdown")).isTrue();
        Files.delete(again.file("ROOT"));
        again.refresh();
        assertThat(again.files.problems()).isEmpty();
      }
    }
  }

  @Test
  void aRenamedFileIsAPrincipalOfAnotherName() throws Exception {
    try (Desk desk = desk()) {
      Files.move(desk.file("bob"), desk.file("BOB"));
      desk.refresh();
      assertThat(desk.profile("bob").name()).isEqualTo("BOB");
      assertThat(desk.files.problems()).isEmpty();
    }
  }

  @Test
  @SuppressWarnings("try") // closing is what is shown
  void deletingOneOfTwoThatBreakEachOtherHealsTheOther() throws Exception {
    try (Desk desk = desk()) {
      desk.close();
      desk.edit(desk.file("twin"), desk.text("bob"));
      try (Desk again = desk.reopened()) {
        assertThat(again.now().broken()).containsOnlyKeys("bob", "twin");
        assertThat(again.agents.delete(again.by("root"), "twin").changed()).isTrue();
        assertThat(again.can("bob", "run:start")).isTrue();
        assertThat(again.files.problems()).isEmpty();
        assertThat(again.reloads.getLast().delta()).containsExactly(new Delta("bob", "run:start", true));
        again.agreesWithFiles(folder);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"link", "folder", "fifo", "huge", "bytes", "empty", "dangling"})
  void aProfileThatIsNoTextFileIsIgnoredOrDeniedAndTheRestIsServed(String kind) throws Exception {
    try (Desk desk = desk()) {
      spoil(desk, "bob", kind);
      spoil(desk, "fresh", kind);
      desk.refresh();
      assertThat(desk.can("bob", "run:start")).isTrue();
      assertThat(desk.problem(desk.file("bob"))).startsWith("bob.toml");
      assertThat(desk.problem(desk.file("fresh"))).startsWith("fresh.toml");
      assertThat(desk.can("eve", "run:read")).isTrue();
      desk.refused(ErrorCode.ERROR_CODE_ALREADY_EXISTS, () -> desk.create(desk.by("root"), "fresh", List.of()));
      desk.clock.pass(java.time.Duration.ofHours(1));
      try (Desk again = desk.reopened()) {
        assertThat(again.can("bob", "run:start")).isTrue();
        assertThat(again.now().broken()).containsOnlyKeys("fresh");
        assertThat(again.agents.delete(again.by("root"), "fresh").changed()).isTrue();
        assertThat(again.now().broken()).isEmpty();
        assertThat(again.problem(again.file("fresh"))).isEmpty();
        try (Desk third = again.reopened()) {
          assertThat(third.conflicts()).allMatch(path -> kind.equals("folder"));
          assertThat(third.can("eve", "run:read")).isTrue();
        }
      }
    }
  }

  private void spoil(Desk desk, String name, String kind) throws Exception {
    Path file = desk.file(name);
    Files.deleteIfExists(file);
    switch (kind) {
      case "link" -> Files.createSymbolicLink(file, desk.file("eve"));
      case "dangling" -> Files.createSymbolicLink(file, folder.resolve("nowhere"));
      case "folder" -> Files.createDirectories(file.resolve("in"));
      case "fifo" -> {
        Process made = new ProcessBuilder("mkfifo", file.toString()).start();
        assertThat(made.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(made.exitValue()).isZero();
      }
      case "huge" -> {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
          sparse.setLength(100L << 20);
        }
      }
      case "bytes" -> Files.write(file, new byte[] {'a', (byte) 0xff, (byte) 0xfe});
      case "empty" -> Files.writeString(file, "");
      default -> throw new IllegalArgumentException(kind);
    }
  }

  @Test
  void hiddenFilesAndOtherSuffixesAreNoProfilesAndNamesNoPrincipalMayHaveAreTold() throws Exception {
    try (Desk desk = desk()) {
      for (String name : List.of(".bob.toml.swp", ".hidden.toml", "bob.toml~", "README", "-rf.toml", "a b.toml", "self.toml")) {
        Files.writeString(desk.principals.resolve(name), "x");
      }
      desk.refresh();
      assertThat(desk.files.problems()).extracting(problem -> problem.file().getFileName().toString())
          .containsExactlyInAnyOrder("-rf.toml", "a b.toml", "self.toml");
      assertThat(desk.problem(desk.principals.resolve("-rf.toml"))).contains("starts with '-'");
      assertThat(desk.can("bob", "run:start")).isTrue();
      try (Desk again = desk.reopened()) {
        assertThat(again.files.problems()).hasSize(3);
      }
    }
  }

  @Test
  void contentSeenInTheMiddleOfAWriteHealsWhenItIsWhole() throws Exception {
    try (Desk desk = desk()) {
      String whole = desk.text("bob");
      for (int cut = 0; cut <= whole.length(); cut += 3) {
        Files.writeString(desk.file("bob"), whole.substring(0, cut));
        desk.refresh();
        Files.writeString(desk.file("bob"), whole);
        desk.files.refresh(java.util.Set.of(desk.file("bob")));
        assertThat(desk.can("bob", "run:start")).as("cut at " + cut).isTrue();
        assertThat(desk.files.problems()).isEmpty();
      }
    }
  }

  @Test
  void listenersHearOfAnEditThatAFailingChangeMet() throws Exception {
    try (Desk desk = desk()) {
      java.util.concurrent.atomic.AtomicInteger heard = new java.util.concurrent.atomic.AtomicInteger();
      desk.files.listen(heard::incrementAndGet);
      desk.edit(desk.profile("bob").withEnabled(false));
      Asked asked = desk.by("root").expecting(Asked.Thing.PRINCIPAL, "bob", desk.now().generationOf(desk.profile("bob")));
      assertThatThrownBy(() -> desk.grant(asked, "bob", null, "run:logs")).hasMessageContaining("read it again");
      assertThat(desk.profile("bob").enabled()).isFalse();
      assertThat(heard).hasValue(1);
      assertThat(desk.now().profile("bob")).isNotNull();
      assertThat(Map.copyOf(desk.now().broken())).isEmpty();
    }
  }
}
