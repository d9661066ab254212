package dev.reeve.cli.noun;

import dev.reeve.cli.output.JsonObject;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.output.Words;
import dev.reeve.v1.Capsule;
import dev.reeve.v1.CapsuleReview;
import dev.reeve.v1.CapsuleState;
import dev.reeve.v1.Contribution;
import java.util.List;

/** Capsules as people see them. */
public final class CapsuleViews {

  public static final TableView<Capsule> ROW =
      TableView.of(Capsule::getName)
          .with("NAME", Capsule::getName)
          .with("VERSION", Capsule::getVersion)
          .with("PUBLISHER", Capsule::getPublisher)
          .state("STATE", capsule -> state(capsule.getState()))
          .with("BRINGS", capsule -> Words.join(capsule.getContributionsList().stream().map(CapsuleViews::name).toList()))
          .with("REASON", Capsule::getReason);

  public static final TableView<Capsule> WHOLE =
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

  /** A capsule that is gone, by its name. */
  static final TableView<String> REMOVED =
      new TableView<String>(name -> name, (style, name) -> new JsonObject(style).text("name", name).truth("changed", true).toString(), List.of())
          .with("CAPSULE", name -> name)
          .with("REMOVED", name -> "yes");

  private CapsuleViews() {}

  /** In what state it is, as its tables have it. */
  static String state(CapsuleState state) {
    return state == CapsuleState.UNRECOGNIZED ? "UNKNOWN" : state.name().substring("CAPSULE_STATE_".length());
  }

  static String name(Contribution contribution) {
    return contribution.getKind().isEmpty() ? "" : contribution.getKind() + " " + contribution.getName();
  }

  private static String figures(Contribution each) {
    if (each.getCalls() == 0) {
      return name(each);
    }
    return name(each) + " (" + each.getCalls() + " calls, " + each.getErrors() + " errors, p50 " + Words.latency(each.getP50()) + ", p99 "
        + Words.latency(each.getP99()) + ")";
  }
}
