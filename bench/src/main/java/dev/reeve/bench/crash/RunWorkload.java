package dev.reeve.bench.crash;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Few agents that are deployed again and again, and runs of them: never many at once, waited for, cancelled, left to go on, or ended by their
 * agent's end.
 */
final class RunWorkload implements Workload {

  private static final int MOST_AGENTS = 3;
  private static final int MOST_LIVE = 4;

  private final Names names;
  private final Random random;
  private final Deque<Live> live = new ArrayDeque<>();

  /** @param ends whether it ends without being cancelled */
  private record Live(String agent, String id, boolean ends) {}

  RunWorkload(String owner, Random random) {
    this.names = new Names(owner);
    this.random = random;
  }

  @Override
  public void begins() {
    live.clear();
  }

  @Override
  public Change next(Facts own) {
    List<String> agents = own.names("agent ");
    if (agents.isEmpty()) {
      return create();
    }
    String agent = agents.get(random.nextInt(agents.size()));
    String version = own.rest(Facts.agent(agent) + " version ");
    String says = own.rest(Facts.agent(agent) + " deployed ");
    if (version == null || says == null) {
      return deploy(own, agent);
    }
    if (live.size() >= MOST_LIVE) {
      return cancel(live.getFirst());
    }
    int chance = random.nextInt(100);
    if (chance < 12 && !live.isEmpty()) {
      return cancel(List.copyOf(live).get(random.nextInt(live.size())));
    }
    if (chance < 27) {
      return deploy(own, agent);
    }
    if (chance < 32) {
      return agents.size() < 2 || (agents.size() < MOST_AGENTS && random.nextBoolean()) ? create() : new Change.AgentDelete(agent);
    }
    return new Change.RunStart(agent, version, says, names.fresh("r"));
  }

  private Change create() {
    return new Change.AgentCreate(names.fresh("a"), "x:p0", "x:p1");
  }

  private Change deploy(Facts own, String agent) {
    Program[] programs = Program.values();
    return names.deploy(own, agent, programs[random.nextInt(programs.length)], random.nextBoolean());
  }

  private static Change cancel(Live run) {
    return new Change.RunCancel(run.agent(), run.id());
  }

  @Override
  public void acknowledged(Kernel kernel, ClientLog log, Change change, String answer) throws IOException {
    switch (change) {
      case Change.RunStart start -> live.addLast(new Live(start.agent(), answer, Program.of(start.says()).ends()));
      case Change.RunCancel cancel -> live.removeIf(run -> run.id().equals(cancel.id()));
      case Change.AgentDelete delete -> {
        for (Live run : List.copyOf(live)) {
          if (run.agent().equals(delete.agent())) {
            await(run, kernel, log);
          }
        }
      }
      default -> {}
    }
    Live first = firstThatEnds();
    if (live.size() >= MOST_LIVE && first != null) {
      await(first, kernel, log);
    }
  }

  private @Nullable Live firstThatEnds() {
    return live.stream().filter(Live::ends).findFirst().orElse(null);
  }

  private void await(Live run, Kernel kernel, ClientLog log) throws IOException {
    log.ended(run.id(), kernel.awaitEnd(run.id()));
    live.remove(run);
  }
}
