package dev.reeve.kernel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SandboxKeptFilesTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Tier.class)
  void theFolderIsHandedOverOnceBeforeItGoesAndNothingLivesThen(Tier tier) throws Exception {
    Host.of(folder, tier).close();
    Map<String, String> kept = new ConcurrentHashMap<>();
    List<String> order = new CopyOnWriteArrayList<>();
    SandboxOptions options =
        SandboxOptions.defaults()
            .withTiers(Set.of(tier))
            .withKeptFiles(
                (id, left) -> {
                  order.add(id);
                  kept.put(id, Files.readString(left.resolve("made")));
                });
    try (Sandbox sandbox = Sandbox.probe(folder.resolve("keeping"), List.of(), options)) {
      assertThat(order).as("trials leave nothing").isEmpty();
      Recorder run = new Recorder();
      sandbox.start(Spec.script("echo content > made; (sleep 1000 &); exit 4").id("one").build(), run);
      assertThat(run.exit().code()).isEqualTo(4);
      assertThat(kept).containsEntry("one", "content\n");
      assertThat(order).containsExactly("one");
      assertThat(folder.resolve("keeping/one")).doesNotExist();
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aFailureToKeepKeepsNoRunFromEnding(Tier tier) throws Exception {
    Host.of(folder, tier).close();
    SandboxOptions options =
        SandboxOptions.defaults()
            .withTiers(Set.of(tier))
            .withKeptFiles(
                (id, left) -> {
                  if (id.equals("one")) {
                    throw new IOException("full");
                  }
                  throw new IllegalStateException("a defect");
                });
    try (Sandbox sandbox = Sandbox.probe(folder.resolve("keeping"), List.of(), options)) {
      for (String id : List.of("one", "two")) {
        Recorder run = new Recorder();
        sandbox.start(Spec.script("exit 4").id(id).build(), run);
        assertThat(run.exit().code()).isEqualTo(4);
        assertThat(folder.resolve("keeping").resolve(id)).doesNotExist();
      }
    }
  }
}
