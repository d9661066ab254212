package dev.reeve.kernel.capsule;

import dev.reeve.kernel.capsule.CapsuleManifest.InterceptorAnnouncement;
import dev.reeve.kernel.capsule.Contributions.BroughtCommand;
import dev.reeve.kernel.capsule.Contributions.BroughtInterceptor;
import dev.reeve.kernel.capsule.Contributions.BroughtTool;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Every installed capsule and what those that serve bring, as one value: readers see all of a change or nothing of it.
 *
 * @param interceptors in the order they are asked
 * @param absent those of capsules that should serve and do not: what they would be asked about is denied
 */
record CapsuleTable(
    Map<String, InstalledCapsule> capsules, Map<String, BroughtTool> tools, Map<String, BroughtCommand> commands, Map<String, GuestRuntime> runtimes,
    List<BroughtInterceptor> interceptors, List<Absent> absent) {

  /**
   * An interceptor that cannot be asked.
   *
   * @param event its event pattern
   * @param why in words
   */
  record Absent(String capsule, InterceptorAnnouncement event, String why) {}

  static final CapsuleTable EMPTY = of(Map.of());

  private static CapsuleTable of(Map<String, InstalledCapsule> capsules) {
    Map<String, BroughtTool> tools = new TreeMap<>();
    Map<String, BroughtCommand> commands = new TreeMap<>();
    Map<String, GuestRuntime> runtimes = new TreeMap<>();
    List<BroughtInterceptor> interceptors = new ArrayList<>();
    List<Absent> absent = new ArrayList<>();
    for (InstalledCapsule capsule : capsules.values()) {
      RunningCapsule running = capsule.serving();
      if (running != null) {
        tools.putAll(running.contributions().tools());
        commands.putAll(running.contributions().commands());
        runtimes.putAll(running.contributions().runtimes());
        interceptors.addAll(running.contributions().interceptors());
      } else if (capsule.state() != InstalledCapsule.State.STOPPED && capsule.state() != InstalledCapsule.State.DRAINING) {
        String why = "it is " + capsule.state();
        capsule.pin().interceptors().forEach(event -> absent.add(new Absent(capsule.name(), new InterceptorAnnouncement(event, 0), why)));
      }
    }
    interceptors.sort(
        Comparator.<BroughtInterceptor>comparingInt(one -> -one.announcement().priority())
            .thenComparing(one -> one.guest().name())
            .thenComparing(one -> one.announcement().event()));
    return new CapsuleTable(capsules, tools, commands, runtimes, List.copyOf(interceptors), List.copyOf(absent));
  }

  CapsuleTable with(InstalledCapsule capsule) {
    Map<String, InstalledCapsule> next = new TreeMap<>(capsules);
    next.put(capsule.name(), capsule);
    return of(next);
  }

  CapsuleTable without(String name) {
    Map<String, InstalledCapsule> next = new TreeMap<>(capsules);
    next.remove(name);
    return of(next);
  }

  /** With every capsule changed in one way. */
  CapsuleTable each(UnaryOperator<InstalledCapsule> change) {
    Map<String, InstalledCapsule> next = new TreeMap<>(capsules);
    next.replaceAll((name, capsule) -> change.apply(capsule));
    return of(next);
  }

  @Nullable InstalledCapsule find(String name) {
    return capsules.get(name);
  }

  Collection<InstalledCapsule> all() {
    return capsules.values();
  }

  /** Manifests of those that serve, but for one. */
  List<CapsuleManifest> serving(String except) {
    List<CapsuleManifest> manifests = new ArrayList<>();
    for (InstalledCapsule capsule : capsules.values()) {
      if (capsule.serving() != null && !capsule.name().equals(except)) {
        manifests.add(capsule.serving().manifest());
      }
    }
    return manifests;
  }

  /**
   * Refuses what brings something that another brings already.
   *
   * @throws dev.reeve.kernel.fault.KernelException CAPSULE_REFUSED
   */
  void refuseConflicts(CapsuleManifest manifest) {
    for (InstalledCapsule other : capsules.values()) {
      CapsuleManifest theirs = other.manifest();
      if (theirs == null || other.name().equals(manifest.name())) {
        continue;
      }
      for (String claim : manifest.claims()) {
        if (theirs.claims().contains(claim)) {
          throw Refusal.CONFLICT.because("the " + claim + " is brought by " + other.name() + " already");
        }
      }
    }
  }
}
