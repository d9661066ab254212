package dev.reeve.cli.backup;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.JsonObject;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.output.Words;
import dev.reeve.evidence.BackupManifest;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A home that was restored.
 *
 * @param kept the former state folder; null where there was none
 * @param homes whether that has files of agents, which no backup has
 */
record Restored(Path home, BackupManifest manifest, @Nullable Path kept, FormerChain former, boolean homes) {

  private static final TableView<Restored> VIEW =
      new TableView<Restored>(
              restored -> restored.home().toString(),
              (style, restored) ->
                  BackupVerdict.about(new JsonObject(style).text("home", restored.home().toString()), restored.manifest())
                      .text("kept", restored.keptText())
                      .whole("newerRecords", restored.former().newer())
                      .toString(),
              List.of())
          .with("HOME", restored -> restored.home().toString())
          .with("KERNEL", restored -> restored.manifest().kernel())
          .with("AS OF", restored -> BackupVerdict.time(restored.manifest()))
          .with("HEAD", restored -> restored.manifest().head().toString())
          .with("FILES", restored -> Integer.toString(restored.manifest().files().size()))
          .with("SIZE", restored -> Words.size(BackupVerdict.bytes(restored.manifest())))
          .with("NEWER RECORDS", restored -> Long.toString(restored.former().newer()))
          .with("KEPT", Restored::keptText);

  private String keptText() {
    return kept == null ? "" : kept.toString();
  }

  void tell(Invocation call) {
    call.output().one(this, VIEW);
    call.tell("the chain ends with record " + manifest.head().seq() + " now: a head that was noted later does not fit it");
    if (kept == null) {
      return;
    }
    call.tell("what was there is kept in " + kept + ", and its etc beside it");
    if (!former.words().isEmpty()) {
      call.tell(former.words() + "; they are kept in " + kept.resolve("audit"));
    }
    if (homes) {
      call.tell("files that agents keep are in no backup; those that were there are in " + kept.resolve("homes"));
    }
  }
}
