package dev.reeve.cli.trust;

import dev.reeve.cli.call.Filters;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Pages;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve capsule trust}: whose capsules a kernel takes. */
@Command(
    name = "trust",
    addMethodSubcommands = false,
    description = {
      "Whose capsules a kernel takes: its etc/trust/publishers.toml, read and edited where it lies. Needs no kernel.",
      "A kernel that runs takes a change up by itself."
    })
public final class TrustNoun {

  private static final String FRESH = "# Whose capsules this kernel takes.\ntrust_version = 1\n";
  private static final String LIST = "see 'reeve capsule trust list'";

  private final Invocation call;

  public TrustNoun(Invocation call) {
    this.call = call;
  }

  @Command(
      name = "add",
      description = {
        "Trust a publisher: let the kernel take capsules that its key signed. The entry comes to stand at the end of the file.",
        "A kernel that runs takes the change up by itself."
      })
  int add(@Mixin NewPublisher options, @Mixin TrustPlace place, @Mixin DryRun dry) {
    TrustedPublisher publisher = options.read();
    TrustFile file = place.toChange(call);
    return tell(file.change(FRESH, dry.run, before -> added(file, before, publisher)), "trust", "trusted");
  }

  private static TrustFile.Edit added(TrustFile file, TrustDocument before, TrustedPublisher publisher) {
    before.byKey(publisher.key()).ifPresent(there -> {
      throw ReeveException.local(
          LocalError.FAILED,
          file.path() + " has the key already: " + there + (there.revoked() ? ", revoked" : ""),
          "change the entry by hand, or remove it first with 'reeve capsule trust remove " + there.key() + "'");
    });
    return edit(file, publisher, new TrustEdit(before).with(publisher));
  }

  @Command(name = "list", aliases = "ls", description = "Publishers that a kernel trusts, in the order of the file.")
  int list(
      @Mixin TrustPlace place,
      @Option(names = "--filter", paramLabel = "KEY=VALUE", description = "Only with: name=PART, revoked=yes|no; repeat for more.")
          @Nullable List<String> filter,
      @Option(names = "--limit", paramLabel = "N", defaultValue = "1000", description = "At most so many; default 1000.") int limit) {
    Filters filters = Filters.of(filter, "name", "revoked");
    Pages.requireLimit(limit);
    TrustFile file = place.of(call);
    if (!file.exists() && Files.isDirectory(file.folder())) {
      call.tell("there is no file " + file.path() + ": nobody is trusted");
      call.output().list(List.of(), TrustViews.PUBLISHER);
    } else {
      call.output()
          .list(
              file.read().publishers().stream()
                  .filter(each -> filters.fits("name", each.name()) && filters.fits("revoked", each.revoked()))
                  .limit(limit)
                  .toList(),
              TrustViews.PUBLISHER);
    }
    return 0;
  }

  @Command(
      name = "remove", aliases = "rm",
      description = {
        "Trust a publisher no more, after asking: its entry is cut out of the file, with the comments that touch it.",
        "To have it on record that a key is not to be trusted, revoke it instead. A kernel that runs takes the change up by itself."
      })
  int remove(
      @Parameters(paramLabel = "FINGERPRINT|NAME", description = "Its key, or its name where it has one key only.") String word,
      @Mixin TrustPlace place,
      @Mixin DryRun dry) {
    TrustFile file = place.of(call);
    dry.confirm("Trust publisher " + word + " no more?", call);
    TrustChange change =
        file.change(FRESH, dry.run, before -> {
          TrustDocument.Entry entry = find(file, before, word);
          return edit(file, entry.publisher(), new TrustEdit(before).without(entry));
        });
    return tell(change, "remove", "removed");
  }

  @Command(
      name = "revoke",
      description = {
        "After asking, take nothing any more that a key signed, and keep the entry with revoked = true to say so.",
        "A kernel that runs takes the change up by itself."
      })
  int revoke(
      @Parameters(paramLabel = "FINGERPRINT", description = "The key.") String word, @Mixin TrustPlace place, @Mixin DryRun dry) {
    String key = Fingerprints.of("FINGERPRINT", word);
    TrustFile file = place.of(call);
    dry.confirm("Revoke key " + key + "?", call);
    TrustChange change =
        file.change(FRESH, dry.run, before -> {
          TrustDocument.Entry entry = find(file, before, key);
          return entry.publisher().revoked()
              ? new TrustFile.Edit(entry.publisher(), Optional.empty())
              : edit(file, entry.publisher().asRevoked(), new TrustEdit(before).revoked(entry));
        });
    return tell(change, "revoke", "revoked");
  }

  private static TrustDocument.Entry find(TrustFile file, TrustDocument document, String word) {
    boolean fingerprint = Fingerprints.typed(word);
    String key = word.toLowerCase(Locale.ROOT);
    List<TrustDocument.Entry> found =
        document.entries().stream()
            .filter(entry -> fingerprint ? entry.publisher().key().equals(key) : entry.publisher().name().equals(word))
            .toList();
    if (found.isEmpty()) {
      throw ReeveException.local(LocalError.NOT_FOUND, file.path() + " has no publisher '" + word + "'", LIST);
    }
    if (found.size() > 1) {
      String keys = String.join(", ", found.stream().map(entry -> entry.publisher().key()).toList());
      throw ReeveException.usage("'" + word + "' has " + found.size() + " keys: " + keys, "name the one that is meant");
    }
    return found.getFirst();
  }

  private static TrustFile.Edit edit(TrustFile file, TrustedPublisher publisher, Optional<TrustDocument> after) {
    if (after.isEmpty()) {
      throw ReeveException.local(
          LocalError.FAILED,
          file.path() + " is sound, but not of a shape this command can change without touching the rest: one [[publisher]] each",
          "change it by hand");
    }
    return new TrustFile.Edit(publisher, after);
  }

  private int tell(TrustChange change, String will, String did) {
    change.tell(call, will, did);
    return 0;
  }
}
