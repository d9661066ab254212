package dev.reeve.tui.top;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.reeve.v1.CallFigures;
import dev.reeve.v1.Contribution;
import dev.reeve.v1.GetFiguresResponse;
import dev.reeve.v1.MethodFigures;
import dev.reeve.v1.PrincipalFigures;
import dev.reeve.v1.RunFigures;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What happens a second, by two looks at a kernel; where there is only one, since it started. Time that the kernel counts in counts: its
 * clock may be set meanwhile. Nothing is below zero: what ends takes its figures along.
 */
final class Rates {

  private final GetFiguresResponse now;
  private final Instant at;
  private final double seconds;
  private final @Nullable GetFiguresResponse before;
  private final Map<String, Double> runs = new HashMap<>();
  private final Map<String, Long> methods = new HashMap<>();
  private final Map<String, Long> principals = new HashMap<>();
  private final Map<String, Long> contributions = new HashMap<>();

  /** {@code former} counts only where it is of the same kernel and older. */
  Rates(Optional<Shot> former, Shot latest) {
    now = latest.figures();
    at = latest.at();
    double up = seconds(now.getProcess().getUptime());
    GetFiguresResponse other = former.map(Shot::figures).orElse(null);
    boolean same =
        other != null && other.getProcess().getPid() == now.getProcess().getPid() && seconds(other.getProcess().getUptime()) < up;
    before = same ? other : null;
    seconds = before == null ? up : up - seconds(before.getProcess().getUptime());
    if (before != null) {
      before.getRunsList().forEach(run -> runs.put(run.getRun(), seconds(run.getCpuTime())));
      before.getMethodsList().forEach(method -> methods.put(method.getMethod(), method.getFigures().getCalls()));
      before.getPrincipalsList().forEach(each -> principals.put(each.getPrincipal(), each.getCalls()));
      before.getCapsulesList().forEach(
          capsule -> capsule.getContributionsList().forEach(each -> contributions.put(key(capsule.getName(), each), each.getCalls())));
    }
  }

  static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNanos() / 1e9;
  }

  /** Whether there is no former look. */
  boolean sinceStart() {
    return before == null;
  }

  /** Of the kernel's process, in percent of one core. */
  double cpu() {
    double used = seconds(now.getProcess().getCpuTime()) - (before == null ? 0 : seconds(before.getProcess().getCpuTime()));
    return percent(used, seconds);
  }

  /** Of a run, in percent of one core. */
  double cpu(RunFigures run) {
    double used = seconds(run.getCpuTime());
    Double former = runs.get(run.getRun());
    if (former == null) {
      return run.hasStartedAt() ? percent(used, since(run.getStartedAt())) : 0;
    }
    return percent(used - former, seconds);
  }

  /** Of the runs of a principal together, in percent of one core. */
  double cpu(PrincipalFigures principal) {
    return now.getRunsList().stream().filter(run -> run.getAgent().equals(principal.getPrincipal())).mapToDouble(this::cpu).sum();
  }

  double calls() {
    return rate(now.getCalls().getCalls(), before == null ? 0L : (Long) before.getCalls().getCalls());
  }

  double errors() {
    return rate(now.getCalls().getErrors(), before == null ? 0L : (Long) before.getCalls().getErrors());
  }

  double calls(MethodFigures method) {
    return rate(method.getFigures().getCalls(), methods.get(method.getMethod()));
  }

  double calls(PrincipalFigures principal) {
    return rate(principal.getCalls(), principals.get(principal.getPrincipal()));
  }

  double calls(String capsule, Contribution contribution) {
    return rate(contribution.getCalls(), contributions.get(key(capsule, contribution)));
  }

  /** How long a time is ago, in seconds. */
  double since(Timestamp time) {
    return Math.max(0, at.toEpochMilli() / 1e3 - time.getSeconds() - time.getNanos() / 1e9);
  }

  static long nanos(CallFigures figures) {
    return nanos(figures.getP99());
  }

  static long nanos(Duration duration) {
    return duration.getSeconds() * 1_000_000_000 + duration.getNanos();
  }

  private double rate(long count, @Nullable Long former) {
    return seconds <= 0 ? 0 : Math.max(0, count - (former == null ? 0 : former)) / seconds;
  }

  private static double percent(double used, double within) {
    return within <= 0 ? 0 : Math.max(0, 100 * used / within);
  }

  private static String key(String capsule, Contribution contribution) {
    return capsule + " " + contribution.getKind() + " " + contribution.getName();
  }
}
