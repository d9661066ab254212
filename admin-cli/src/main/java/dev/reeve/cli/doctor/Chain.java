package dev.reeve.cli.doctor;

import dev.reeve.evidence.ChainVerifier;
import dev.reeve.evidence.CheckpointKey;
import dev.reeve.evidence.PinnedKeys;
import dev.reeve.evidence.UnreadableChainException;
import dev.reeve.evidence.Verification;
import dev.reeve.v1.HeadAuditRequest;
import dev.reeve.v1.HeadAuditResponse;
import dev.reeve.v1.VerifyAuditRequest;
import dev.reeve.v1.VerifyAuditResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The audit chain: by the kernel, or as its files are, by the keys that are pinned beside it. */
final class Chain {

  private static final String PUT_BACK = "run this as the kernel's user, or put a copy of etc/trust/audit.pub back";

  private Chain() {}

  static void intact(Examination subject, Report to) {
    Examination.Kernel kernel = subject.kernel();
    if (kernel != null) {
      VerifyAuditResponse answer = kernel.client().audit().verify(VerifyAuditRequest.getDefaultInstance());
      if (answer.getIntact()) {
        to.ok(intact(answer.getFirst(), answer.getRecords(), answer.getHead()));
      } else {
        to.fail("the chain is broken: " + answer.getProblem(), "keep a copy of var/audit and find out who changed it");
      }
    } else if (Files.isDirectory(subject.audit())) {
      files(subject, to);
    } else if (FileRights.hidden(subject.audit())) {
      to.unreadable(subject.audit().toString());
    } else {
      to.ok("there is none yet");
    }
  }

  private static void files(Examination subject, Report to) {
    PinnedKeys pinned = null;
    try {
      pinned = PinnedKeys.read(subject.pinnedKeys());
    } catch (IOException unusable) {
      to.warn("the chain's signatures are not checked, its keys cannot be used: " + unusable.getMessage(), PUT_BACK);
    }
    Verification found = verify(subject.audit(), pinned, to);
    if (found == null) {
      return;
    }
    if (found.intact()) {
      to.ok(intact(found.firstSeq(), found.records(), found.head()));
    } else {
      to.fail("the chain is broken: " + found.problem(), "keep a copy of " + subject.audit() + " and find out who changed it");
    }
    if (found.leftovers() > 0) {
      to.warn(found.leftovers() + " segments of pruned records are still in " + subject.audit(), "the kernel removes them when it starts");
    }
  }

  private static String intact(long first, long last, String head) {
    return "the chain is intact: records " + first + " to " + last + ", head " + head;
  }

  private static @Nullable Verification verify(Path folder, @Nullable PinnedKeys pinned, Report to) {
    try {
      return ChainVerifier.verify(folder, pinned, null);
    } catch (UnreadableChainException unreadable) {
      to.warn("the chain cannot be read: " + unreadable.getMessage(), Report.AS_ITS_USER);
      return null;
    }
  }

  static void head(Examination subject, Report to) {
    Examination.Kernel kernel = subject.kernel();
    if (kernel == null && FileRights.hidden(subject.audit())) {
      to.unreadable(subject.audit().toString());
      return;
    }
    if (kernel == null && !Files.isDirectory(subject.audit())) {
      to.ok("there is no chain yet");
      return;
    }
    PinnedKeys pinned;
    try {
      pinned = PinnedKeys.read(subject.pinnedKeys());
    } catch (IOException unusable) {
      to.warn("the pinned keys cannot be used: " + unusable.getMessage(), PUT_BACK);
      return;
    }
    if (kernel == null) {
      Verification found = verify(subject.audit(), pinned, to);
      if (found != null && found.intact()) {
        signed(found.records() + ":" + found.head(), found.afterCheckpoint(), found.epoch(), to);
      } else if (found != null) {
        to.fail("it is not reached: the chain is broken", "see " + Check.AUDIT_CHAIN.id());
      }
      return;
    }
    HeadAuditResponse head = kernel.client().audit().head(HeadAuditRequest.getDefaultInstance());
    String last = CheckpointKey.keyId(pinned.keys().getLast());
    if (head.getKeyId().isEmpty()) {
      to.ok("no head is signed yet; " + head.getSequence() + " records are there");
    } else if (head.getKeyId().equals(last)) {
      signed(head.getSequence() + ":" + head.getHash(), head.getSequence() - head.getLastCheckpoint(), head.getEpoch(), to);
    } else {
      to.fail(
          "the kernel signs with the audit key " + head.getKeyId() + ", but the last one pinned in " + subject.pinnedKeys() + " is " + last,
          "compare with the copy you keep elsewhere; if that fits neither, find out who changed the home");
    }
  }

  private static void signed(String head, long after, long epoch, Report to) {
    to.ok("head " + head + ", epoch " + epoch + ", by the last pinned key; " + after + " records are after the last signature");
  }
}
