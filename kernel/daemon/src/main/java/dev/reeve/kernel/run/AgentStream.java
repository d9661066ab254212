package dev.reeve.kernel.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Reads what an agent's runs say: its newest runs from their beginning, and every later one. For one reader. */
public final class AgentStream {

  private static final int BATCH = 500;
  private static final int RUNS_AT_ONCE = 100;
  private static final int ENDED_KNOWN = 1000;

  /** Events of one run, in order. */
  public record Part(String run, List<RunEvent> events) {}

  private final RunQueries queries;
  private final RunStreams streams;
  private final UUID agent;

  /** Last sequence read of each run that may say more. */
  private final Map<String, Long> open = new LinkedHashMap<>();

  /** The same of runs whose end was read, the last of them: a further attempt may follow. */
  private final Map<String, Long> ended =
      new LinkedHashMap<>() {
        @java.io.Serial private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > ENDED_KNOWN;
        }
      };
  private String newest = "";

  AgentStream(RunQueries queries, RunStreams streams, UUID agent, int runs) {
    this.queries = queries;
    this.streams = streams;
    this.agent = agent;
    queries.newest(agent, runs).forEach(this::follow);
  }

  private void follow(Run run) {
    open.put(run.id(), 0L);
    newest = run.id();
  }

  /** What is there now and was not read yet, in parts; empty where there is nothing. */
  public List<Part> now() {
    queries.since(agent, newest, RUNS_AT_ONCE).forEach(this::follow);
    for (String live : queries.live(agent)) {
      Long read = ended.remove(live);
      if (read != null) {
        open.put(live, read);
      }
    }
    List<Part> parts = new ArrayList<>();
    for (Map.Entry<String, Long> cursor : List.copyOf(open.entrySet())) {
      List<RunEvent> events = queries.events(cursor.getKey(), cursor.getValue(), BATCH);
      if (!events.isEmpty()) {
        parts.add(new Part(cursor.getKey(), events));
        open.put(cursor.getKey(), events.getLast().sequence());
        if (events.getLast().terminal()) {
          ended.put(cursor.getKey(), Objects.requireNonNull(open.remove(cursor.getKey())));
        }
      }
      if (parts.size() == RUNS_AT_ONCE) {
        break;
      }
    }
    return parts;
  }

  /** The same; waits up to the given time when there is nothing yet. */
  public List<Part> next(Duration patience) throws InterruptedException {
    return streams.await(agent.toString(), this::now, patience);
  }
}
