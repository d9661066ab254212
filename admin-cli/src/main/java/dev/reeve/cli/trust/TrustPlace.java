package dev.reeve.cli.trust;

import dev.reeve.cli.call.Invocation;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which {@code publishers.toml} is meant. */
final class TrustPlace {

  @Option(
      names = "--file",
      paramLabel = "PATH",
      description = "The file; default etc/trust/publishers.toml of --home, else REEVE_HOME, else ~/.reeve.")
  private @Nullable Path file;

  TrustFile of(Invocation call) {
    return TrustFile.at(file != null ? file : call.homeToStart().resolve("etc/trust/publishers.toml"));
  }

  /**
   * The file, to be made where it is missing.
   *
   * @throws ReeveException when it is missing in a home that no kernel has started on: one that finds it does not write its own
   */
  TrustFile toChange(Invocation call) {
    TrustFile trust = of(call);
    Path home = call.homeToStart();
    if (file == null && !trust.exists() && !Files.exists(home.resolve("var/reeve.db"), LinkOption.NOFOLLOW_LINKS)) {
      throw ReeveException.local(
          LocalError.NOT_FOUND,
          "no kernel has started on " + home + " yet: its first start writes " + trust.path() + ", with the publisher of Reeve's own capsules",
          "start it once with 'reeve daemon start', or name another home with --home or the file with --file");
    }
    return trust;
  }
}
