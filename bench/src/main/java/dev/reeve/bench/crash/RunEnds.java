package dev.reeve.bench.crash;

import dev.reeve.v1.Run;
import dev.reeve.v1.RunEvent;
import dev.reeve.v1.RunEventKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * How the runs of one home ended, from kill to kill. After a restart every run of the kernel's last life that had begun has ended, as it was told before the
 * kill where it was told, as its program can end, with one end among its events and the same in the audit chain; and so it stays.
 */
final class RunEnds {

  private static final Set<String> LIVE = Set.of("QUEUED", "STARTING", "RUNNING");

  /** A run that has ended, as it was seen first. */
  private record End(String state, String reason, long lastSequence, long generation) {

    static End of(Run run) {
      return new End(Kernel.state(run), run.getReason(), run.getLastSequence(), run.getGeneration());
    }
  }

  /** How runs can have come to their ends, as they are counted. */
  enum Way {
    BY_THEMSELVES,
    STOPPED,
    CUT_OFF
  }

  /**
   * What the clients wrote down in one cycle.
   *
   * @param programs of runs whose start was acknowledged
   * @param told states of runs that ended before their eyes
   * @param cancelled runs whose cancel was asked for
   */
  record Written(Map<String, Program> programs, Map<String, String> told, Set<String> cancelled) {}

  private final Map<String, End> ends = new HashMap<>();
  private final Map<String, List<String>> recorded = new HashMap<>();
  private final Map<Way, Integer> ways = new EnumMap<>(Way.class);

  /** Whether this is the name of a state that nothing follows. */
  static boolean ended(String state) {
    return !state.isEmpty() && !LIVE.contains(state);
  }

  /** The chain has these states of runs too, in their order. */
  void recorded(Map<String, List<String>> more) {
    more.forEach((run, states) -> recorded.computeIfAbsent(run, unused -> new ArrayList<>()).addAll(states));
  }

  /** Whether the chain, with more states of runs, has the end of each of these runs that has ended. */
  boolean tells(List<Run> runs, Map<String, List<String>> more) {
    return runs.stream()
        .filter(run -> ended(Kernel.state(run)))
        .allMatch(
            run ->
                Stream.of(recorded, more).anyMatch(states -> states.getOrDefault(run.getId(), List.of()).contains(Kernel.state(run))));
  }

  /** How many of the runs came to their end in which way. */
  Map<Way, Integer> ways() {
    return ways;
  }

  /**
   * Looks at all runs of the lives before this one. One that waited at the kill and is begun in this life is looked at when it has ended.
   *
   * @param restarted a moment between the kill and the start of this life
   * @param events of a run that has ended, by its id
   */
  Findings examine(List<Run> runs, Written written, Instant restarted, Function<String, List<RunEvent>> events) {
    Findings found = Findings.NONE;
    for (Run run : runs) {
      if (waited(run, restarted)) {
        continue;
      }
      End known = ends.get(run.getId());
      if (known == null) {
        found = found.and(first(run, written, events));
        ends.put(run.getId(), End.of(run));
      } else if (!known.equals(End.of(run))) {
        found = found.and(lost("the end of " + name(run) + ": it was " + known + " and is " + End.of(run)));
      }
    }
    return found;
  }

  private static boolean waited(Run run, Instant restarted) {
    return switch (Kernel.state(run)) {
      case "QUEUED", "STARTING" -> true;
      case "RUNNING" -> Instant.ofEpochSecond(run.getStartedAt().getSeconds(), run.getStartedAt().getNanos()).isAfter(restarted);
      default -> false;
    };
  }

  private Findings first(Run run, Written written, Function<String, List<RunEvent>> events) {
    End end = End.of(run);
    if (LIVE.contains(end.state())) {
      return Findings.wrong(name(run) + " is " + end.state() + " after the restart, and nothing runs it");
    }
    ways.merge(end.reason().startsWith(Program.CUT_OFF) ? Way.CUT_OFF : end.state().equals("CANCELLED") ? Way.STOPPED : Way.BY_THEMSELVES, 1, Integer::sum);
    String told = written.told().get(run.getId());
    if (told != null && !told.equals(end.state())) {
      return lost("the end of " + name(run) + ": it was told to be " + told + " and is " + end.state() + " (" + end.reason() + ")");
    }
    Program program = written.programs().get(run.getId());
    if (program != null && !program.mayEnd(end.state(), end.reason())) {
      return invented("an end of " + name(run) + ", a run of " + program.word() + ": " + end.state() + " (" + end.reason() + ")");
    }
    if (end.reason().startsWith("cancelled by ") && !written.cancelled().contains(run.getId())) {
      return invented("a cancel of " + name(run) + ": " + end.reason());
    }
    return events(run, end, events.apply(run.getId()));
  }

  private Findings events(Run run, End end, List<RunEvent> events) {
    List<String> states = events.stream().filter(event -> event.getKind() == RunEventKind.RUN_EVENT_KIND_STATE).map(RunEvent::getData).toList();
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i).getSequence() != i + 1) {
        return lost("event " + (i + 1) + " of " + name(run));
      }
    }
    if (events.size() != end.lastSequence()) {
      return lost("the last of " + end.lastSequence() + " events of " + name(run) + ": there are " + events.size());
    }
    boolean onceEnded = states.stream().filter(state -> !LIVE.contains(state)).count() == 1;
    if (!onceEnded || !states.getLast().equals(end.state()) || !events.getLast().getData().equals(end.state())) {
      return Findings.wrong(name(run) + " is " + end.state() + ", and its events say " + states);
    }
    List<String> chain = recorded.getOrDefault(run.getId(), List.of());
    return chain.equals(states) ? Findings.NONE : Findings.wrong(name(run) + " was " + states + ", and the audit chain says " + chain);
  }

  private static String name(Run run) {
    return "run " + run.getAgent() + " " + run.getId();
  }

  private static Findings lost(String sentence) {
    return new Findings(List.of(sentence), List.of(), List.of());
  }

  private static Findings invented(String sentence) {
    return new Findings(List.of(), List.of(sentence), List.of());
  }
}
