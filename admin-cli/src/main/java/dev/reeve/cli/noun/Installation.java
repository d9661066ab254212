package dev.reeve.cli.noun;

import dev.reeve.cli.call.Confirmation;
import dev.reeve.cli.call.Invocation;
import dev.reeve.client.CapsuleUpload;
import dev.reeve.client.KernelClient;
import dev.reeve.client.StatusReport;
import dev.reeve.v1.CapsuleReview;
import dev.reeve.v1.InstallCapsuleHeader;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One installation: sends, shows what the capsule would be allowed, and asks whoever sits there where that has to be accepted. */
final class Installation {

  private static final Duration INSTALLING = Duration.ofMinutes(2);
  private static final String APPROVAL_REQUIRED = "APPROVAL_REQUIRED";

  private final Invocation call;
  private final InstallOptions options;

  Installation(Invocation call, InstallOptions options) {
    this.call = call;
    this.options = options;
  }

  int install(Path file, boolean upgrade) throws IOException, InterruptedException {
    CapsuleUpload upload = CapsuleUpload.of(file);
    InstallCapsuleHeader wish = options.wish(upgrade);
    Seen seen = new Seen();
    KernelClient client = call.connect(call.globals().timeoutOr(INSTALLING));
    try {
      return shown(upload.send(client, wish, seen));
    } catch (StatusRuntimeException refused) {
      CapsuleReview review = seen.last.get();
      String reason = StatusReport.of(refused, client.socket(), client.lastRequestId()).reason();
      boolean ask = wish.getAccept().isEmpty() && !call.globals().noInput() && reason.equals(APPROVAL_REQUIRED);
      if (review == null || !ask || !Confirmation.answered("Accept this?", call)) {
        throw refused;
      }
      return shown(upload.send(client, wish.toBuilder().setAccept(review.getDigest()).build(), new Seen()));
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

  /** Tells the steps, and keeps what has to be accepted. */
  private final class Seen implements CapsuleUpload.Watcher {

    private final AtomicReference<@Nullable CapsuleReview> last = new AtomicReference<>();

    @Override
    public void progress(String step) {
      call.tell("  " + step);
    }

    @Override
    public void review(CapsuleReview review) {
      last.set(review);
      if (!review.getNeedsAcceptance() || options.dryRun()) {
        return;
      }
      call.tell("  " + review.getName() + " " + review.getVersion() + " of " + review.getPublisher());
      review.getAddedList().forEach(each -> call.tell("    asks for    " + each));
      review.getExceptionsList().forEach(each -> call.tell("    exception   " + each));
      call.tell("    all together its publisher's capsules could then ask for " + String.join(", ", review.getUnionList()));
      call.tell("    to accept   " + review.getDigest());
    }
  }
}
