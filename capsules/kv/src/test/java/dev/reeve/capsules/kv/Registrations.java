package dev.reeve.capsules.kv;

import dev.reeve.capsule.AgentRuntime;
import dev.reeve.capsule.CapsuleContext;
import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.HostFiles;
import dev.reeve.capsule.HostKeyValues;
import dev.reeve.capsule.HostProcesses;
import dev.reeve.capsule.SlashCommand;
import dev.reeve.capsule.Tool;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The capsule, started over key values in memory, with what it registered. */
final class Registrations implements CapsuleContext {

  final Map<String, Tool> tools = new HashMap<>();
  final Map<String, SlashCommand> commands = new HashMap<>();
  final TreeValues values = new TreeValues();

  static Registrations started() {
    Registrations context = new Registrations();
    new KvCapsule().start(context);
    return context;
  }

  Map<String, @Nullable Object> call(String tool, Map<String, @Nullable Object> input) throws CapsuleException {
    return Objects.requireNonNull(tools.get(tool), tool).call(input);
  }

  List<String> run(String... args) throws CapsuleException {
    return Objects.requireNonNull(commands.get("kv")).run(List.of(args));
  }

  @Override
  public String name() {
    return "kv";
  }

  @Override
  public void tool(String name, Tool tool) {
    tools.put(name, tool);
  }

  @Override
  public void command(String name, SlashCommand command) {
    commands.put(name, command);
  }

  @Override
  public void runtime(String name, AgentRuntime runtime) {
    throw new IllegalArgumentException("capsule.toml announces no runtime " + name);
  }

  @Override
  public HostFiles files() {
    throw new IllegalStateException("kv has no permission for files");
  }

  @Override
  public HostProcesses processes() {
    throw new IllegalStateException("kv has no permission for processes");
  }

  @Override
  public HostKeyValues keyValues() {
    return values;
  }

  @Override
  public Clock clock() {
    return Clock.systemUTC();
  }

  @Override
  public System.Logger log() {
    return System.getLogger("kv");
  }
}
