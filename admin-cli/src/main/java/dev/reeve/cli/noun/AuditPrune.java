package dev.reeve.cli.noun;

import dev.reeve.cli.call.Confirmation;
import dev.reeve.cli.call.ContractTime;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.Words;
import dev.reeve.cli.progress.Amounts;
import dev.reeve.cli.progress.Progress;
import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.HeadAuditRequest;
import dev.reeve.v1.PruneAuditRequest;
import dev.reeve.v1.PruneAuditResponse;
import dev.reeve.v1.StatsAuditRequest;
import dev.reeve.v1.StatsAuditResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Takes the oldest records of the chain away: asks what would go, asks the user, and does it. */
final class AuditPrune {

  private final Invocation call;
  private final PruneAuditRequest reach;

  /** @throws ReeveException when not exactly one is given, or a record's number is none */
  AuditPrune(Invocation call, @Nullable Long before, @Nullable Duration olderThan) {
    this.call = call;
    PruneAuditRequest.Builder request = PruneAuditRequest.newBuilder();
    if (before != null && olderThan == null) {
      if (before < 1) {
        throw ReeveException.usage("--before: " + before + " is less than 1", "give the number of a record");
      }
      request.setBefore(before);
    } else if (olderThan != null && before == null) {
      request.setOlderThan(ContractTime.of(olderThan));
    } else {
      throw ReeveException.usage("one of --before and --older-than is needed", "give '--before SEQ' or '--older-than 90d'");
    }
    reach = request.build();
  }

  /** Prunes, or only tells what would go. */
  void run(KernelClient client, boolean dryRun) {
    PruneAuditResponse would = client.audit().prune(reach.toBuilder().setDryRun(true).build());
    boolean all = reach.hasBefore() && reach.getBefore() > client.audit().head(HeadAuditRequest.getDefaultInstance()).getSequence();
    if (would.getSegments() == 0 && !all) {
      call.tell("nothing goes: records go by whole segments, and no segment holds only records that may go");
    } else {
      StatsAuditResponse stats = all ? client.audit().stats(StatsAuditRequest.getDefaultInstance()) : null;
      call.tell(
          stats == null
              ? words(dryRun, "the records before " + would.getFirst(), would.getSegments(), would.getBytes())
              : words(dryRun, "all records up to now, the last being about " + stats.getLast() + ",", stats.getSegments(), stats.getBytes()));
    }
    if (dryRun || (would.getSegments() == 0 && !all)) {
      call.output().one(would, AuditViews.PRUNED);
      return;
    }
    Confirmation.require("Remove them for good?", "nothing was removed", call);
    PruneAuditResponse answer;
    try (Progress _ = call.progress("pruning", Amounts.STEPS)) {
      answer = client.audit().prune(reach);
    }
    call.output().one(answer, AuditViews.PRUNED);
    if (answer.getChanged()) {
      call.tell("the receipt var/audit/" + answer.getReceipt() + " stands for what went; 'reeve audit verify' takes it into account");
    }
  }

  private static String words(boolean dryRun, String what, int segments, long bytes) {
    return what + (dryRun ? " would go: " : " go: ") + segments + (segments == 1 ? " segment, " : " segments, ") + Words.size(bytes);
  }
}
