package dev.reeve.kernel.boot;

import dev.reeve.kernel.approval.ApprovalPolicyFile;
import dev.reeve.kernel.authority.BuiltinGroups;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.ProfileFile;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.capsule.FirstPartyTrust;
import dev.reeve.kernel.store.Ids;
import dev.reeve.kernel.store.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** What a home gets at its first start: a configuration, the distribution's own publisher as trusted, and {@code default}, its operator. */
final class NewHome {

  private static final String DEFAULT = "default";

  private NewHome() {}

  /** Makes what is missing of a home that no kernel has started on; one that has is left as it is. */
  static void prepare(KernelHome home, Kernel.Settings settings) throws IOException {
    Optional<FirstPartyTrust> firstParty = FirstPartyTrust.of(settings.distribution());
    if (!Files.exists(home.configuration())) {
      boolean development = firstParty.map(FirstPartyTrust::development).orElse(false);
      String text = KernelConfig.initialText(development ? KernelConfig.Mode.DEVELOPMENT : KernelConfig.Mode.PRODUCTION);
      WholeFile.write(home.configuration(), text.getBytes(StandardCharsets.UTF_8), "rw-r-----");
    }
    if (Files.exists(home.database())) {
      return;
    }
    if (!Files.exists(home.approvals())) {
      String text = ApprovalPolicyFile.initialText(home.personal());
      WholeFile.write(home.approvals(), text.getBytes(StandardCharsets.UTF_8), "rw-r-----");
    }
    if (firstParty.isPresent()) {
      firstParty.get().install(home.publishers());
    }
    if (empty(home.principals())) {
      Profile operator =
          new Profile(
              Ids.next(), DEFAULT, true, List.of(BuiltinGroups.ADMIN), List.of(), List.of(), List.of(settings.owner()), List.of(), Quotas.DEFAULTS,
              Instant.now().truncatedTo(ChronoUnit.SECONDS));
      WholeFile.write(
          home.principals().resolve(DEFAULT + ".toml"), ProfileFile.write(operator).getBytes(StandardCharsets.UTF_8), "rw-r-----");
    }
  }

  /** Whether nobody's profile is there; a hidden file is one whose writing was cut. */
  private static boolean empty(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "[!.]*")) {
      return !files.iterator().hasNext();
    }
  }
}
