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
import org.jspecify.annotations.Nullable;

/** What a run may do and what its program gets, from its agent and manifest. */
final class RunPreparation {

  /** What every run may ask about itself on its channel. */
  private static final List<String> OWN = List.of("self:session:read", "self:tool:list", "self:capsule:list");

  private static final String INPUT_FILE = "input.json";
  private static final String PROMPT_FILE = "prompt.txt";

  private RunPreparation() {}

  /** The run as a caller: its agent, within what its manifest needs and what its deployer held. */
  static Caller caller(Run run, Agent agent) {
    List<CapabilityPattern> needs = new ArrayList<>(agent.manifest().requires());
    agent.manifest().tools().forEach(tool -> needs.add(CapabilityPattern.parse("tool:invoke@" + tool)));
    OWN.forEach(own -> needs.add(CapabilityPattern.parse(own)));
    return new Caller(
        agent.id(),
        agent.name(),
        "run-channel",
        run.id(),
        List.of(new Scope("manifest", new Holdings(needs, List.of())), new Scope("deployer", agent.deployer())),
        List.of(agent.name()));
  }

  /**
   * What the runtime is asked to start.
   *
   * @param agentHoldings what the agent's principal holds now
   * @param work the folder the program will work in
   */
  static RunSpec spec(Run run, Agent agent, Holdings agentHoldings, Limits limits, Path work) {
    Manifest manifest = agent.manifest();
    Mounted mounted = mounted(agent, agentHoldings);
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(INPUT_FILE, run.input().getBytes(StandardCharsets.UTF_8));
    files.put(PROMPT_FILE, prompt(manifest, run).getBytes(StandardCharsets.UTF_8));
    Map<String, String> environment = new TreeMap<>(manifest.environment());
    environment.put("REEVE_RUN_ID", run.id());
    environment.put("REEVE_AGENT", agent.name());
    environment.put("REEVE_INPUT", work.resolve(INPUT_FILE).toString());
    environment.put("REEVE_PROMPT", work.resolve(PROMPT_FILE).toString());
    return new RunSpec(
        run.id(),
        agent.name(),
        manifest.runtime(),
        files,
        environment,
        there(mounted.read()),
        there(mounted.write()),
        there(mounted.spawn()),
        new ProcessLimits(limits.memoryBytes(), whole(limits.processes()), whole(limits.cpuPercent())),
        manifest.security().untrusted());
  }

  /** What the rights of a run let its program itself reach: paths to read, to write, to execute. */
  record Mounted(List<String> read, List<String> write, List<String> spawn) {

    /** Whether everything in the other is in this one. */
    boolean covers(Mounted other) {
      return read.containsAll(other.read) && write.containsAll(other.write) && spawn.containsAll(other.spawn);
    }
  }

  static Mounted mounted(Agent agent, Holdings agentHoldings) {
    List<Holdings> all = List.of(agentHoldings, new Holdings(agent.manifest().requires(), List.of()), agent.deployer());
    return new Mounted(Mounts.within("fs:read", all), Mounts.within("fs:write", all), Mounts.within("process:spawn", all));
  }

  /** Limits as they hold for one run; null where none is asked for. */
  record Limits(@Nullable Long memoryBytes, @Nullable Long processes, @Nullable Long cpuPercent) {}

  /** The first line on standard input. */
  static String inputLine(Run run) {
    return "{\"type\":\"input\",\"run\":" + JsonText.write(run.id()) + ",\"agent\":" + JsonText.write(run.agent()) + ",\"input\":" + run.input() + "}";
  }

  private static String prompt(Manifest manifest, Run run) {
    return run.intent().isEmpty() ? manifest.task().instruction() : manifest.task().instruction() + "\n\n" + run.intent();
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
