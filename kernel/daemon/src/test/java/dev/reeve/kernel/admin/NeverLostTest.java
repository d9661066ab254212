package dev.reeve.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Grant;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.ProfileFile;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** No edit of a person is lost to a write of the kernel, whenever it comes. */
@Timeout(180)
class NeverLostTest {

  @TempDir Path folder;

  private static Profile granting(Profile profile, String text) {
    List<Grant> grants = new ArrayList<>(profile.grants());
    grants.add(Grant.of(CapabilityPattern.parse(text)));
    return profile.withGrants(grants);
  }

  @Test
  void anEditBetweenReadingAndWritingIsPlannedOnAgain() throws Exception {
    try (Desk desk = Desk.with(folder, Desk.person("bob", List.of(), "run:start"))) {
      AtomicInteger plans = new AtomicInteger();
      Changed changed =
          desk.changes.change(
              desk.by("root"),
              policy -> {
                Profile bob = Plans.principal(policy, "bob");
                if (plans.incrementAndGet() == 1) {
                  edit(desk, granting(bob, "run:read"));
                }
                return Edit.profile(granting(bob, "run:logs"));
              });
      assertThat(plans).hasValue(2);
      assertThat(changed.delta()).containsExactly(new Delta("bob", "run:logs", true));
      assertThat(Stream.of("run:start", "run:read", "run:logs")).allMatch(text -> desk.can("bob", text));
      assertThat(desk.reloads).hasSize(1);
      assertThat(desk.conflicts()).isEmpty();
      desk.agreesWithFiles(folder);
    }
  }

  private static void edit(Desk desk, Profile profile) {
    try {
      desk.edit(profile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aFileThatComesOrGoesBetweenIsPlannedOnAgainToo() throws Exception {
    try (Desk desk = Desk.with(folder, Desk.person("bob", List.of(), "run:start"))) {
      Profile eve = Desk.person("eve", List.of());
      List<Boolean> seen = new ArrayList<>();
      desk.changes.change(
          desk.by("root"),
          policy -> {
            seen.add(policy.profile("eve") != null);
            if (seen.size() == 1) {
              edit(desk, eve);
            }
            return policy.profile("eve") == null ? Edit.profile(eve.withEnabled(false)) : Edit.NOTHING;
          });
      assertThat(seen).containsExactly(false, true);
      assertThat(desk.profile("eve").enabled()).isTrue();
      seen.clear();
      Changed gone =
          desk.changes.change(
              desk.by("root"),
              policy -> {
                Profile bob = policy.profile("bob");
                seen.add(bob != null);
                if (seen.size() == 1) {
                  assertThat(desk.file("bob").toFile().delete()).isTrue();
                }
                return bob == null ? Edit.NOTHING : Edit.profile(bob.withEnabled(false));
              });
      assertThat(seen).containsExactly(true, false);
      assertThat(gone.changed()).isFalse();
      desk.agreesWithFiles(folder);
    }
  }

  @Test
  void whoKeepsEditingMakesTheChangeGiveUpAndLoseNothing() throws Exception {
    try (Desk desk = Desk.with(folder, Desk.person("bob", List.of()))) {
      AtomicInteger plans = new AtomicInteger();
      KernelException refusal = org.assertj.core.api.Assertions.catchThrowableOfType(
          KernelException.class,
          () -> desk.changes.change(
              desk.by("root"),
              policy -> {
                Profile bob = Plans.principal(policy, "bob");
                edit(desk, granting(bob, "edit:n" + plans.incrementAndGet()));
                return Edit.profile(granting(bob, "run:logs"));
              }));
      assertThat(refusal.code()).isEqualTo(ErrorCode.ERROR_CODE_ABORTED);
      assertThat(desk.can("bob", "edit:n" + plans.get())).isTrue();
      assertThat(desk.can("bob", "run:logs")).isFalse();
      desk.agreesWithFiles(folder);
    }
  }

  @Test
  void anEditorThatHoldsTheOldFileOpenIsMetAtTheNextWriteToo() throws Exception {
    try (Desk desk = Desk.with(folder, Desk.person("bob", List.of()))) {
      try (FileChannel editor = FileChannel.open(desk.file("bob"), StandardOpenOption.WRITE)) {
        desk.grant(desk.by("root"), "bob", null, "run:logs");
        editor.truncate(0);
        editor.write(StandardCharsets.UTF_8.encode("# mine"));
        desk.grant(desk.by("root"), "bob", null, "run:read");
      }
      assertThat(desk.conflicts()).hasSize(1);
      assertThat(desk.conflicts().getFirst()).hasContent("# mine");
      assertThat(desk.files.problems()).extracting(FileProblem::file).containsExactly(desk.conflicts().getFirst());
      assertThat(desk.can("bob", "run:read")).isTrue();
      try (Desk again = desk.reopened()) {
        assertThat(again.files.problems()).hasSize(1);
      }
    }
  }

  @Test
  void anEditorThatWritesToADeletedPrincipalsFileIsKeptToo() throws Exception {
    try (Desk desk = Desk.with(folder, Desk.person("bob", List.of()))) {
      try (FileChannel editor = FileChannel.open(desk.file("bob"), StandardOpenOption.WRITE)) {
        desk.agents.delete(desk.by("root"), "bob");
        desk.refresh();
        editor.truncate(0);
        editor.write(StandardCharsets.UTF_8.encode("# mine"));
      }
      desk.refresh();
      assertThat(desk.conflicts()).hasSize(1);
      assertThat(desk.conflicts().getFirst()).hasContent("# mine");
    }
  }

  @Test
  void editsThatComeAfterTheLastLookAreKeptAndEachUnderANameOfItsOwn() throws Exception {
    GuardedWrite write = new GuardedWrite();
    Path file = folder.resolve("a.toml");
    String base = dev.reeve.kernel.store.Digest.of("base");
    for (String edit : List.of("one", "two")) {
      Files.writeString(file, edit);
      write.replace(file, "kernel".getBytes(StandardCharsets.UTF_8), base, 7);
    }
    assertThat(folder.resolve("a.toml.conflict-7")).hasContent("one");
    assertThat(folder.resolve("a.toml.conflict-7-2")).hasContent("two");
    assertThat(file).hasContent("kernel");
    assertThat(write.kept()).isTrue();
    assertThat(write.kept()).isFalse();
  }

  @Test
  void whatACrashLeftOfAWriteIsKeptOnlyWhereItIsAnEdit() throws Exception {
    String base = dev.reeve.kernel.store.Digest.of("base").substring(0, 16);
    String fresh = dev.reeve.kernel.store.Digest.of("fresh").substring(0, 16);
    Path left = folder.resolve(".a.toml.new-7-" + base + "-" + fresh);
    for (String content : List.of("base", "fresh")) {
      Files.writeString(left, content);
      new GuardedWrite().find(folder);
      try (Stream<Path> all = Files.list(folder)) {
        assertThat(all).isEmpty();
      }
    }
    Files.writeString(left, "edit");
    new GuardedWrite().find(folder);
    assertThat(folder.resolve("a.toml.conflict-7")).hasContent("edit");
  }

  @Test
  void inAStormEveryEditIsInForceOrSupersededOrKept() throws Exception {
    int edits = 60;
    try (Desk desk = Desk.with(folder, Desk.person("bob", List.of()), Desk.person("eve", List.of()))) {
      Set<String> refused = ConcurrentHashMap.newKeySet();
      List<Throwable> failures = new java.util.concurrent.CopyOnWriteArrayList<>();
      try (PolicyWatch watch = PolicyWatch.start(desk.files)) {
        assertThat(watch).isNotNull();
        List<Thread> threads = new ArrayList<>();
        for (String name : List.of("bob", "eve")) {
          Profile first = desk.profile(name);
          threads.add(Thread.ofPlatform().start(() -> guarded(failures, () -> {
            for (int i = 1; i <= edits; i++) {
              desk.edit(desk.file(name), ProfileFile.write(granting(first, "edit:n" + i)));
            }
          })));
          for (int thread = 0; thread < 2; thread++) {
            int number = thread;
            threads.add(Thread.ofPlatform().start(() -> guarded(failures, () -> {
              for (int i = 1; i <= edits; i++) {
                String granted = "kernel:t" + number + "n" + i;
                try {
                  desk.grant(desk.by("root"), name, null, granted);
                } catch (KernelException busy) {
                  assertThat(busy.code()).isEqualTo(ErrorCode.ERROR_CODE_ABORTED);
                  refused.add(name + granted);
                }
              }
            })));
          }
        }
        for (Thread thread : threads) {
          thread.join();
        }
      }
      desk.refresh();
      assertThat(failures).isEmpty();
      for (String name : List.of("bob", "eve")) {
        StringBuilder kept = new StringBuilder();
        for (Path conflict : desk.conflicts()) {
          if (conflict.getFileName().toString().startsWith(name)) {
            kept.append(Files.readString(conflict));
          }
        }
        String last = "edit:n" + edits;
        assertThat(desk.can(name, last) || kept.toString().contains(last)).as("the last edit of " + name).isTrue();
        Profile profile = desk.profile(name);
        assertThat(profile.grants().stream().filter(grant -> grant.pattern().text().startsWith("edit:")).count()).isLessThanOrEqualTo(1);
        assertThat(profile.grants()).noneMatch(grant -> refused.contains(name + grant.pattern().text()));
      }
      assertThat(desk.files.problems()).hasSameSizeAs(desk.conflicts());
      desk.agreesWithFiles(folder);
    }
  }

  private interface Step {
    void run() throws Exception;
  }

  private static void guarded(List<Throwable> failures, Step step) {
    try {
      step.run();
    } catch (Exception | AssertionError e) {
      failures.add(e);
    }
  }
}
