package dev.reeve.cli.backup;

import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.JsonObject;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.output.Words;
import dev.reeve.evidence.BackupManifest;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What checking a backup found.
 *
 * @param keys against which the signature was checked, in words
 * @param problem a clause; empty when the backup is intact
 */
record BackupVerdict(BackupManifest manifest, String keys, String problem) {

  static final TableView<BackupVerdict> VIEW =
      new TableView<BackupVerdict>(BackupVerdict::word, BackupVerdict::json, List.of())
          .with("BACKUP", BackupVerdict::word)
          .with("KERNEL", v -> v.manifest().kernel())
          .with("VERSION", v -> v.manifest().version())
          .with("TIME", v -> time(v.manifest()))
          .with("HEAD", v -> v.manifest().head().toString())
          .with("FILES", v -> Integer.toString(v.manifest().files().size()))
          .with("SIZE", v -> Words.size(bytes(v.manifest())))
          .with("SIGNED BY", v -> v.manifest().keyId())
          .with("KEYS", BackupVerdict::keys)
          .with("PROBLEM", BackupVerdict::problem);

  boolean intact() {
    return problem.isEmpty();
  }

  /** When it was made, to the millisecond, as times are shown. */
  static String time(BackupManifest manifest) {
    return manifest.time().truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /** Of all files, unpacked. */
  static long bytes(BackupManifest manifest) {
    return manifest.files().stream().mapToLong(BackupManifest.Entry::size).sum();
  }

  private String word() {
    return intact() ? "intact" : "broken";
  }

  private static String json(Json style, BackupVerdict verdict) {
    JsonObject object = new JsonObject(style).truth("intact", verdict.intact());
    return about(object, verdict.manifest()).text("keys", verdict.keys()).text("problem", verdict.problem()).toString();
  }

  /** What a manifest says, as members. */
  static JsonObject about(JsonObject object, BackupManifest manifest) {
    return object
        .text("kernel", manifest.kernel())
        .text("version", manifest.version())
        .whole("schema", manifest.schema())
        .text("time", manifest.time().toString())
        .text("head", manifest.head().toString())
        .small("files", manifest.files().size())
        .whole("bytes", bytes(manifest))
        .text("keyId", manifest.keyId());
  }
}
