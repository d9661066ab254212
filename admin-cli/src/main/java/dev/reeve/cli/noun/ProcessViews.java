package dev.reeve.cli.noun;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.output.Words;
import dev.reeve.v1.Capsule;
import dev.reeve.v1.Contribution;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunFigures;
import dev.reeve.v1.RunState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the kernel runs, as {@code ps} shows it: open runs, and what capsules serve. */
final class ProcessViews {

  /** One of them. */
  sealed interface Running {}

  /** A run that has not ended. */
  record OpenRun(RunFigures figures) implements Running {

    /** One of which only its record is told, not what it takes. */
    static OpenRun of(Run run) {
      return new OpenRun(
          RunFigures.newBuilder()
              .setRun(run.getId())
              .setAgent(run.getAgent())
              .setOwner(run.getOwner())
              .setState(run.getState())
              .setCreatedAt(run.getCreatedAt())
              .setStartedAt(run.getStartedAt())
              .build());
    }
  }

  /** A contribution beside its capsule; of a capsule that brings none, or is not known to, one with an empty contribution. */
  record Serving(Capsule capsule, Contribution contribution) implements Running {

    static Stream<Running> of(Capsule capsule) {
      return capsule.getContributionsCount() == 0
          ? Stream.of(new Serving(capsule, Contribution.getDefaultInstance()))
          : capsule.getContributionsList().stream().map(each -> new Serving(capsule, each));
    }

    /** The capsule, of whoever published it. */
    private String owner() {
      return bare() ? capsule.getPublisher() : capsule.getName();
    }

    private boolean bare() {
      return contribution.getKind().isEmpty();
    }
  }

  static final TableView<Running> RUNNING =
      new TableView<Running>(ProcessViews::name, ProcessViews::json, List.of())
          .with("KIND", ProcessViews::kind)
          .with("NAME", ProcessViews::name)
          .state("STATE", each -> of(each, run -> state(run.getState()), serving -> CapsuleViews.state(serving.capsule().getState())))
          .with("OWNER", each -> of(each, RunFigures::getOwner, Serving::owner))
          .with("PID", each -> of(each, run -> run.getPid() == 0 ? "" : Long.toString(run.getPid()), serving -> ""))
          .with("CPU", each -> of(each, run -> Words.duration(run.getCpuTime()), serving -> ""))
          .with("MEMORY", each -> of(each, run -> run.getMemoryBytes() == 0 ? "" : Words.size(run.getMemoryBytes()), serving -> ""))
          .with("CALLS", each -> count(each, Contribution::getCalls))
          .with("ERRORS", each -> count(each, Contribution::getErrors))
          .with("P50", each -> took(each, Contribution::hasP50, Contribution::getP50))
          .with("P99", each -> took(each, Contribution::hasP99, Contribution::getP99))
          .time("SINCE", each -> of(each, ProcessViews::since, serving -> serving.capsule().getSince()));

  private ProcessViews() {}

  private static <T> T of(Running process, Function<RunFigures, T> run, Function<Serving, T> serving) {
    return switch (process) {
      case OpenRun open -> run.apply(open.figures());
      case Serving served -> serving.apply(served);
    };
  }

  private static String kind(Running process) {
    return of(process, run -> "run", serving -> serving.bare() ? "capsule" : serving.contribution().getKind());
  }

  private static String name(Running process) {
    return of(process, RunFigures::getRun, serving -> serving.bare() ? serving.capsule().getName() : serving.contribution().getName());
  }

  private static String state(RunState state) {
    return state == RunState.UNRECOGNIZED ? "UNKNOWN" : state.name().substring("RUN_STATE_".length());
  }

  private static Timestamp since(RunFigures run) {
    return run.hasStartedAt() ? run.getStartedAt() : run.getCreatedAt();
  }

  private static String count(Running process, Function<Contribution, Long> count) {
    return of(process, run -> "", serving -> serving.bare() ? "" : count.apply(serving.contribution()).toString());
  }

  private static String took(Running process, Function<Contribution, Boolean> has, Function<Contribution, Duration> took) {
    return of(process, run -> "", serving -> has.apply(serving.contribution()) ? Words.latency(took.apply(serving.contribution())) : "");
  }

  private static String json(Json style, Running process) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("kind", Json.text(kind(process)));
    switch (process) {
      case OpenRun run -> members.put("run", style.of(run.figures()));
      case Serving serving -> {
        members.put("capsule", style.of(serving.capsule().toBuilder().clearContributions().build()));
        members.put("serves", style.of(serving.contribution()));
      }
    }
    return style.object(members);
  }
}
