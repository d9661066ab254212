package dev.reeve.kernel.run;

import dev.reeve.capsule.ProcessLimits;
import dev.reeve.capsule.RunSpec;
import dev.reeve.kernel.agent.Agent;
import dev.reeve.kernel.agent.Manifest;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Holdings;
import dev.reeve.kernel.authority.Scope;
import dev.reeve.kernel.json.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a run may do and what its program gets, from its agent and manifest. */
final class RunPreparation {

  /** What every run may ask about itself on its channel. */
  private static final List<String> OWN = List.of("self:session:read", "self:tool:list", "self:capsule:list", "self:approval:ask");

  private static final String INPUT_FILE = "input.json";
  private static final String PROMPT_FILE = "prompt.txt";

  private RunPreparation() {}

  /** The run as a caller: its agent, within what its manifest needs, what its deployer held, and what the agent held when the run was started. */
  static Caller caller(Run run, Agent agent) {
    List<CapabilityPattern> needs = new ArrayList<>(agent.manifest().requires());
    agent.manifest().tools().forEach(tool -> needs.add(CapabilityPattern.parse("tool:invoke@" + tool)));
    OWN.forEach(own -> needs.add(CapabilityPattern.parse(own)));
    return new Caller(
        agent.id(),
        agent.name(),
        "run-channel",
        run.id(),
        List.of(
            new Scope("manifest", new Holdings(needs, List.of())), new Scope("deployer", agent.deployer()), new Scope("start", run.authority())),
        List.of(agent.name()));
  }

  /**
   * An iteration of an attempt.
   *
   * @param number from 1
   * @param feedback why the one before did not pass; empty for the first
   * @param previous JSON text of the result before: of the iteration before, or of the attempt that is continued; null: none
   */
  record Turn(int number, String feedback, @Nullable String previous) {}

  /**
   * What the runtime is asked to start.
   *
   * @param agentHoldings what the agent's principal holds now
   * @param work the folder the program will work in
   * @throws PromptTemplate.UnusableException when the prompt cannot be made
   */
  static RunSpec spec(Run run, Agent agent, Holdings agentHoldings, Limits limits, Path work, Turn turn) throws PromptTemplate.UnusableException {
    Manifest manifest = agent.manifest();
    Mounted mounted = mounted(agent, run, agentHoldings);
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(INPUT_FILE, run.input().getBytes(StandardCharsets.UTF_8));
    files.put(PROMPT_FILE, prompt(manifest, run, turn).getBytes(StandardCharsets.UTF_8));
    Map<String, String> environment = new TreeMap<>(manifest.environment());
    environment.put("REEVE_RUN_ID", run.id());
    environment.put("REEVE_AGENT", agent.name());
    environment.put("REEVE_INPUT", work.resolve(INPUT_FILE).toString());
    environment.put("REEVE_PROMPT", work.resolve(PROMPT_FILE).toString());
    if (System.getLogger("reeve.run").isLoggable(System.Logger.Level.DEBUG)) {
      environment.put("REEVE_DEBUG", "1");
    }
    return new RunSpec(
        run.id(),
        agent.name(),
        manifest.runtime(),
        files,
        environment,
        there(mounted.read()),
        there(mounted.write()),
        there(mounted.spawn()),
        new ProcessLimits(limits.memoryBytes(), whole(limits.processes()), whole(limits.cpuPercent()), limits.storageBytes()),
        manifest.security().untrusted());
  }

  /** What the rights of a run let its program itself reach: paths to read, to write, to execute. */
  record Mounted(List<String> read, List<String> write, List<String> spawn) {

    /** Whether everything in the other is in this one. */
    boolean covers(Mounted other) {
      return read.containsAll(other.read) && write.containsAll(other.write) && spawn.containsAll(other.spawn);
    }
  }

  static Mounted mounted(Agent agent, Run run, Holdings agentHoldings) {
    List<Holdings> all = List.of(agentHoldings, new Holdings(agent.manifest().requires(), List.of()), agent.deployer(), run.authority());
    return new Mounted(Mounts.within("fs:read", all), Mounts.within("fs:write", all), Mounts.within("process:spawn", all));
  }

  /** Limits as they hold for one run; null where none is asked for. */
  record Limits(@Nullable Long memoryBytes, @Nullable Long processes, @Nullable Long cpuPercent, @Nullable Long storageBytes) {}

  /** The first line on standard input. */
  static String inputLine(Run run, Turn turn) {
    StringBuilder line = new StringBuilder("{\"type\":\"input\",\"run\":").append(JsonText.write(run.id()));
    line.append(",\"agent\":").append(JsonText.write(run.agent())).append(",\"input\":").append(run.input());
    if (run.attempt() > 1) {
      line.append(",\"attempt\":").append(run.attempt()).append(",\"reason\":").append(JsonText.write(run.attemptReason().word()));
    }
    if (run.message() != null) {
      line.append(",\"message\":").append(JsonText.write(run.message()));
    }
    if (turn.number() > 1) {
      line.append(",\"iteration\":").append(turn.number()).append(",\"feedback\":").append(JsonText.write(turn.feedback()));
    }
    if (turn.previous() != null) {
      line.append(",\"previous\":").append(turn.previous());
    }
    return line.append('}').toString();
  }

  /**
   * The prompt of a turn.
   *
   * @throws PromptTemplate.UnusableException when the manifest's template cannot be filled
   */
  static String prompt(Manifest manifest, Run run, Turn turn) throws PromptTemplate.UnusableException {
    String template = manifest.task().promptTemplate();
    if (template == null) {
      return Stream.of(manifest.task().instruction(), run.intent(), run.message(), turn.feedback())
          .filter(part -> part != null && !part.isEmpty())
          .collect(Collectors.joining("\n\n"));
    }
    Map<String, @Nullable Object> words = new TreeMap<>(values(run.context()));
    words.put("instruction", manifest.task().instruction());
    words.put("intent", run.intent());
    words.put("input", value(run.input()));
    words.put("iteration", turn.number());
    words.put("feedback", turn.feedback());
    words.put("previous", turn.previous() == null ? null : value(turn.previous()));
    words.put("message", run.message());
    words.put("agent", run.agent());
    words.put("run", run.id());
    return PromptTemplate.render(template, words);
  }

  private static @Nullable Object value(String json) {
    try {
      return JsonText.parse(json);
    } catch (JsonText.NotJsonException e) {
      throw new IllegalStateException("was written as JSON", e);
    }
  }

  private static Map<String, @Nullable Object> values(String json) {
    try {
      return JsonText.parseObject(json);
    } catch (JsonText.NotJsonException e) {
      throw new IllegalStateException("was written as JSON", e);
    }
  }

  private static @Nullable Integer whole(@Nullable Long number) {
    return number == null ? null : (Integer) Math.toIntExact(number);
  }

  /** Those that exist and lead over no symbolic link: what is mounted is what was authorized. */
  private static List<String> there(List<String> paths) {
    return paths.stream().filter(RunPreparation::isReal).toList();
  }

  private static boolean isReal(String path) {
    try {
      return Path.of(path).toRealPath().toString().equals(path);
    } catch (IOException e) {
      return false;
    }
  }
}
