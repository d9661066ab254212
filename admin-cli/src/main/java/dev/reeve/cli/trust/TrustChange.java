package dev.reeve.cli.trust;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.file.TextDifference;
import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.TableView;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A change of a file of trusted publishers that was made, or would be.
 *
 * @param publisher whom it is about, as the entry says after the change, or said before it was cut out
 * @param difference as {@code diff -u} shows it; empty where nothing changes
 */
record TrustChange(Path file, TrustedPublisher publisher, String difference, boolean dryRun) {

  private static final TableView<TrustChange> WHOLE =
      new TableView<TrustChange>(change -> change.publisher().key(), (style, change) -> change.json(style), List.of());

  static TrustChange of(Path file, TrustDocument before, TrustFile.Edit edit, boolean dryRun) {
    String difference = edit.after().map(after -> TextDifference.of(file.toString(), before.text(), after.text())).orElse("");
    return new TrustChange(file, edit.publisher(), difference, dryRun);
  }

  /**
   * Tells people what was done, or shows them what would be; programs get the whole.
   *
   * @param will what it does, such as {@code trust}
   * @param did the same when done, such as {@code trusted}
   */
  void tell(Invocation call, String will, String did) {
    if (!call.output().table()) {
      call.output().one(this, WHOLE);
      return;
    }
    if (difference.isEmpty()) {
      call.tell("nothing changed in " + file);
    } else {
      call.tell((dryRun ? "would " + will + " " : did + " ") + publisher + " in " + file);
    }
    if (dryRun) {
      difference.lines().forEach(call.output()::line);
    } else {
      call.output().one(publisher, TrustViews.PUBLISHER);
    }
  }

  private String json(Json style) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("file", Json.text(file.toString()));
    members.put("changed", Boolean.toString(!difference.isEmpty()));
    members.put("dryRun", Boolean.toString(dryRun));
    members.put("publisher", style.object(TrustViews.members(style, publisher)));
    members.put("difference", Json.text(difference));
    return style.object(members);
  }
}
