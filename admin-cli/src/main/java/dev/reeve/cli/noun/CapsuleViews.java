package dev.reeve.cli.noun;

import com.google.protobuf.Duration;
import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.output.Words;
import dev.reeve.v1.Capsule;
import dev.reeve.v1.CapsuleReview;
import dev.reeve.v1.CapsuleState;
import dev.reeve.v1.Contribution;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Capsules as people see them. */
final class CapsuleViews {

  static final TableView<Capsule> ROW =
      TableView.of(Capsule::getName)
          .with("NAME", Capsule::getName)
          .with("VERSION", Capsule::getVersion)
          .with("PUBLISHER", Capsule::getPublisher)
          .state("STATE", capsule -> state(capsule.getState()))
          .with("BRINGS", capsule -> Words.join(capsule.getContributionsList().stream().map(CapsuleViews::name).toList()))
          .with("REASON", Capsule::getReason);

  static final TableView<Capsule> WHOLE =
      TableView.of(Capsule::getName)
          .with("NAME", Capsule::getName)
          .with("VERSION", Capsule::getVersion)
          .with("DESCRIPTION", Capsule::getDescription)
          .with("PUBLISHER", Capsule::getPublisher)
          .with("KEY", Capsule::getKeyFingerprint)
          .with("DIGEST", Capsule::getDigest)
          .state("STATE", capsule -> state(capsule.getState()))
          .time("SINCE", capsule -> capsule.getSince())
          .with("REASON", Capsule::getReason)
          .with("FAILURES", capsule -> Integer.toString(capsule.getFailures()))
          .time("NEXT", capsule -> capsule.getNextAttempt())
          .with("IN FLIGHT", capsule -> Integer.toString(capsule.getInFlight()))
          .with("LEAVING", capsule -> Words.join(capsule.getLeavingList()))
          .with("ISOLATION", Capsule::getIsolation)
          .with("BRINGS", capsule -> Words.join(capsule.getContributionsList().stream().map(CapsuleViews::figures).toList()))
          .with("MAY", capsule -> Words.join(capsule.getPermissionsList()))
          .with("REQUIRES", capsule -> Words.join(capsule.getRequiresList()))
          .with("EXPORTS", capsule -> Words.join(capsule.getExportsList()))
          .time("INSTALLED", capsule -> capsule.getInstalledAt());

  static final TableView<CapsuleReview> REVIEW =
      TableView.of(CapsuleReview::getDigest)
          .with("NAME", CapsuleReview::getName)
          .with("VERSION", CapsuleReview::getVersion)
          .with("PUBLISHER", CapsuleReview::getPublisher)
          .with("NEW", review -> Words.join(review.getAddedList()))
          .with("DROPPED", review -> Words.join(review.getDroppedList()))
          .with("ALL OF PUBLISHER", review -> Words.join(review.getUnionList()))
          .with("EXCEPTIONS", review -> Words.join(review.getExceptionsList()))
          .with("TO APPROVE", review -> review.getNeedsApproval() ? "yes" : "no")
          .with("DIGEST", CapsuleReview::getDigest);

  /** A contribution beside its capsule; of a capsule that brings none, or is not known to, one with an empty contribution. */
  record Serving(Capsule capsule, Contribution contribution) {

    static List<Serving> of(Capsule capsule) {
      return capsule.getContributionsCount() == 0
          ? List.of(new Serving(capsule, Contribution.getDefaultInstance()))
          : capsule.getContributionsList().stream().map(each -> new Serving(capsule, each)).toList();
    }

    private String json(Json style) {
      Capsule alone = capsule.toBuilder().clearContributions().build();
      return style.object(new TreeMap<>(Map.of("capsule", style.of(alone), "serves", style.of(contribution))));
    }
  }

  static final TableView<Serving> SERVING =
      new TableView<Serving>(process -> process.capsule().getName(), (style, process) -> process.json(style), List.of())
          .with("CAPSULE", process -> process.capsule().getName())
          .with("VERSION", process -> process.capsule().getVersion())
          .state("STATE", process -> state(process.capsule().getState()))
          .with("SERVES", process -> name(process.contribution()))
          .with("CALLS", process -> Long.toString(process.contribution().getCalls()))
          .with("ERRORS", process -> Long.toString(process.contribution().getErrors()))
          .with("P50", process -> process.contribution().hasP50() ? millis(process.contribution().getP50()) : "")
          .with("P99", process -> process.contribution().hasP99() ? millis(process.contribution().getP99()) : "")
          .with("IN FLIGHT", process -> Integer.toString(process.capsule().getInFlight()))
          .with("REASON", process -> process.capsule().getReason());

  private CapsuleViews() {}

  /** In what state it is, as its tables have it. */
  static String state(CapsuleState state) {
    return state == CapsuleState.UNRECOGNIZED ? "UNKNOWN" : state.name().substring("CAPSULE_STATE_".length());
  }

  private static String name(Contribution contribution) {
    return contribution.getKind().isEmpty() ? "" : contribution.getKind() + " " + contribution.getName();
  }

  private static String figures(Contribution each) {
    if (each.getCalls() == 0) {
      return name(each);
    }
    return name(each) + " (" + each.getCalls() + " calls, " + each.getErrors() + " errors, p50 " + millis(each.getP50()) + ", p99 "
        + millis(each.getP99()) + ")";
  }

  private static String millis(Duration duration) {
    double millis = duration.getSeconds() * 1e3 + duration.getNanos() / (double) TimeUnit.MILLISECONDS.toNanos(1);
    return String.format(Locale.ROOT, "%.3f ms", millis);
  }
}
