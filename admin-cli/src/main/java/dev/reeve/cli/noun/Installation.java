package dev.reeve.cli.noun;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.progress.Amounts;
import dev.reeve.cli.progress.Progress;
import dev.reeve.client.CapsuleUpload;
import dev.reeve.client.KernelClient;
import dev.reeve.v1.CapsuleReview;
import dev.reeve.v1.InstallCapsuleHeader;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** One installation: sends, shows what the capsule would newly be allowed, and sends again once that is approved. */
final class Installation {

  private static final Duration INSTALLING = Duration.ofMinutes(2);

  private final Invocation call;
  private final InstallOptions options;

  Installation(Invocation call, InstallOptions options) {
    this.call = call;
    this.options = options;
  }

  int install(Path file, boolean upgrade) throws IOException, InterruptedException {
    CapsuleUpload upload = CapsuleUpload.of(file);
    InstallCapsuleHeader wish = options.wish(upgrade);
    KernelClient client = call.connect(call.globals().timeoutOr(INSTALLING));
    try {
      return shown(send(client, upload, wish, true));
    } catch (StatusRuntimeException refused) {
      Optional<String> approval = client.approvalFor(refused);
      if (approval.isEmpty()) {
        throw refused;
      }
      client.useApproval(approval.get());
      return shown(send(client, upload, wish, false));
    }
  }

  private CapsuleUpload.Outcome send(KernelClient client, CapsuleUpload upload, InstallCapsuleHeader wish, boolean first)
      throws IOException, InterruptedException {
    try (Progress progress = call.progress("sending the capsule", Amounts.BYTES)) {
      return upload.send(client, wish, new Seen(first, progress));
    }
  }

  private int shown(CapsuleUpload.Outcome outcome) {
    if (outcome.installed() != null) {
      call.output().one(outcome.installed(), CapsuleViews.WHOLE);
    } else if (outcome.review() != null) {
      call.output().one(outcome.review(), CapsuleViews.REVIEW);
    }
    return 0;
  }

  /** Tells the steps, and the review where it is news. */
  private final class Seen implements CapsuleUpload.Watcher {

    private final boolean first;
    private final Progress progress;

    Seen(boolean first, Progress progress) {
      this.first = first;
      this.progress = progress;
    }

    @Override
    public void sent(long bytes, long all) {
      progress.total(all);
      progress.done(bytes);
    }

    @Override
    public void progress(String step) {
      call.tell("  " + step);
    }

    @Override
    public void review(CapsuleReview review) {
      if (!first || !review.getNeedsApproval() || options.dryRun()) {
        return;
      }
      call.tell("  " + review.getName() + " " + review.getVersion() + " of " + review.getPublisher());
      review.getAddedList().forEach(each -> call.tell("    asks for    " + each));
      review.getExceptionsList().forEach(each -> call.tell("    exception   " + each));
      call.tell("    all together its publisher's capsules could then ask for " + String.join(", ", review.getUnionList()));
    }
  }
}
