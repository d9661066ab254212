package dev.reeve.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.authority.Group;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Quota;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Making, changing and ending groups, and ending one with its memberships through a crash at every step. */
@Timeout(120)
class CascadeTest {

  @TempDir Path folder;

  private static GroupChanges.Modification describing(@org.jspecify.annotations.Nullable String words) {
    return new GroupChanges.Modification(null, List.of(), List.of(), words, null, Map.of(), List.of());
  }

  private Desk desk() throws Exception {
    Desk desk = Desk.with(folder, Desk.person("ann", List.of("viewer")), Desk.person("bob", List.of()), Desk.person("eve", List.of(), "run:start"));
    desk.group(desk.by("root"), "ops", "run:start", "run:logs");
    for (String member : List.of("ann", "bob", "eve")) {
      desk.join(desk.by("root"), member, "ops");
    }
    return desk;
  }

  @Test
  void aGroupKeepsClearsAndSetsItsDescription() throws Exception {
    try (Desk desk = desk()) {
      Asked root = desk.by("root");
      assertThat(desk.groups.modify(root, "OPS", describing("keeps it up")).changed()).isTrue();
      assertThat(desk.groups.modify(root, "ops", describing(null)).changed()).isFalse();
      assertThat(Objects.requireNonNull(desk.now().group("ops")).description()).isEqualTo("keeps it up");
      assertThat(desk.groups.modify(root, "ops", describing("")).changed()).isTrue();
      assertThat(Objects.requireNonNull(desk.now().group("ops")).description()).isEmpty();
      desk.refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> desk.groups.modify(root, "ops", describing("two\nlines")));
      desk.refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> desk.groups.modify(root, "ops", describing("x".repeat(257))));
    }
  }

  @Test
  void namesOfGroupsAreUniqueIgnoringCaseAndBuiltInOnesStay() throws Exception {
    try (Desk desk = desk()) {
      desk.refused(ErrorCode.ERROR_CODE_ALREADY_EXISTS, () -> desk.group(desk.by("root"), "Ops"));
      desk.refused(ErrorCode.ERROR_CODE_ALREADY_EXISTS, () -> desk.group(desk.by("root"), "Admin"));
      desk.refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> desk.group(desk.by("root"), "-x"));
      desk.refused(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, () -> desk.groups.modify(desk.by("root"), "VIEWER", describing("x")));
      desk.refused(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, () -> desk.groups.delete(desk.by("root"), "viewer", true));
      desk.refused(ErrorCode.ERROR_CODE_NOT_FOUND, () -> desk.groups.delete(desk.by("root"), "ghost", true));
    }
  }

  @Test
  void aReplacedListThenLosesAndGainsAndTheDeltaSaysWho() throws Exception {
    try (Desk desk = desk()) {
      Changed changed =
          desk.groups.modify(
              desk.by("root"), "ops",
              new GroupChanges.Modification(List.of("run:start", "run:read"), List.of("run:read", "audit:read"), List.of("run:read"), null, null,
                  Map.of(Quota.MAX_CONCURRENT_RUNS, 3L), List.of()));
      assertThat(Objects.requireNonNull(desk.now().group("ops")).capabilities()).extracting(Object::toString)
          .containsExactly("run:start", "run:read", "audit:read");
      assertThat(changed.delta()).contains(new Delta("bob", "audit:read", true), new Delta("bob", "run:logs", false))
          .doesNotContain(new Delta("ann", "run:read", true), new Delta("ann", "run:logs", false));
      desk.agreesWithFiles(folder);
    }
  }

  @Test
  void aGroupWithMembersIsEndedOnlyTogetherWithItsMemberships() throws Exception {
    try (Desk desk = desk()) {
      String words = desk.refused(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, () -> desk.groups.delete(desk.by("root"), "ops", false));
      assertThat(words).contains("'ops' still has members").contains("cascade");
      Changed gone = desk.groups.delete(desk.by("root"), "OPS", true);
      assertThat(gone.delta()).contains(new Delta("bob", "run:start", false), new Delta("eve", "run:logs", false))
          .doesNotContain(new Delta("eve", "run:start", false));
      assertThat(desk.now().profiles()).noneMatch(profile -> profile.groups().contains("ops"));
      assertThat(desk.profile("ann").groups()).containsExactly("viewer");
      desk.agreesWithFiles(folder);
      assertThat(desk.group(desk.by("root"), "ops", "run:start").changed()).as("names of groups are given again").isTrue();
    }
  }

  @Test
  @SuppressWarnings("try") // closing is what is shown
  void afterACrashAtAnyStepOfACascadeAllOfItIsDone() throws Exception {
    Path before = folder.resolve("before");
    List<Path> files = new ArrayList<>();
    Policy after;
    try (Desk desk = desk()) {
      desk.close();
      copy(folder, before);
    }
    List<PolicyLedger.Write> writes = new ArrayList<>();
    try (Desk desk = Desk.open(folder)) {
      desk.groups.delete(desk.by("root"), "ops", true);
      after = desk.now();
      for (Path file : List.of(desk.groupsFile, desk.file("ann"), desk.file("bob"), desk.file("eve"))) {
        files.add(folder.relativize(file));
        writes.add(
            new PolicyLedger.Write(
                file, Files.readString(file), dev.reeve.kernel.store.Digest.of(Files.readAllBytes(before.resolve(folder.relativize(file)))),
                after.generation()));
      }
    }
    for (int done = 0; done <= files.size(); done++) {
      for (String cut : List.of("clean", "temporary", "exchanged", "edited")) {
        Path crashed = folder.resolve("crashed-" + done + cut);
        copy(before, crashed);
        List<PolicyLedger.Write> begun = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
          PolicyLedger.Write write = writes.get(i);
          begun.add(new PolicyLedger.Write(crashed.resolve(files.get(i)), write.content(), write.base(), write.generation()));
        }
        try (var store = dev.reeve.kernel.store.Store.open(crashed.resolve("reeve.db"))) {
          new PolicyLedger(store).begin(begun);
        }
        for (PolicyLedger.Write write : begun.subList(0, done)) {
          Files.writeString(write.file(), Objects.requireNonNull(write.content()));
        }
        if (done < files.size()) {
          cut(begun.get(done), cut);
        }
        try (Desk desk = Desk.open(crashed)) {
          assertThat(desk.now().saysTheSame(after)).as("crash after %d files, %s: %s", done, cut, desk.now().profiles()).isTrue();
          assertThat(desk.conflicts()).hasSize(cut.equals("edited") && done < files.size() ? 1 : 0);
          desk.refresh();
          assertThat(desk.reloads).isEmpty();
          try (Desk again = desk.reopened()) {
            assertThat(again.now().saysTheSame(after)).isTrue();
          }
        }
      }
    }
  }

  private static void cut(PolicyLedger.Write write, String how) throws Exception {
    String content = Objects.requireNonNull(write.content());
    String fresh = dev.reeve.kernel.store.Digest.of(content).substring(0, 16);
    Path temporary =
        write.file().resolveSibling("." + write.file().getFileName() + ".new-" + write.generation() + "-" + write.base().substring(0, 16) + "-" + fresh);
    switch (how) {
      case "temporary" -> {
        Files.writeString(temporary, content);
        Files.writeString(temporary.resolveSibling("." + temporary.getFileName() + ".0.tmp"), content.substring(0, 5));
      }
      case "exchanged" -> {
        Files.move(write.file(), temporary);
        Files.writeString(write.file(), content);
      }
      case "edited" -> Files.writeString(write.file(), "# an edit of a person", java.nio.file.StandardOpenOption.APPEND);
      default -> assertThat(how).isEqualTo("clean");
    }
  }

  @Test
  void groupsAreWrittenAsTheyAreRead() throws Exception {
    try (Desk desk = desk()) {
      Group ops = Objects.requireNonNull(desk.now().group("ops"));
      try (Desk again = desk.reopened()) {
        assertThat(again.now().group("ops")).isEqualTo(ops);
      }
    }
  }

  private static void copy(Path from, Path to) throws Exception {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.filter(path -> !path.equals(to) && !path.startsWith(to) && !path.toString().contains("/crashed-")).sorted().toList()) {
        Path target = to.resolve(from.relativize(each));
        if (Files.isDirectory(each)) {
          Files.createDirectories(target);
        } else {
          Files.copy(each, target);
        }
      }
    }
  }
}
