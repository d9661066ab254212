package dev.reeve.kernel.capsule;

import dev.reeve.capsule.AgentRuntime;
import dev.reeve.capsule.CapsuleContext;
import dev.reeve.capsule.HostFiles;
import dev.reeve.capsule.HostHttp;
import dev.reeve.capsule.HostKeyValues;
import dev.reeve.capsule.HostProcesses;
import dev.reeve.capsule.HostTimers;
import dev.reeve.capsule.Interceptor;
import dev.reeve.capsule.SlashCommand;
import dev.reeve.capsule.Tool;
import dev.reeve.kernel.capsule.CapsuleManifest.CommandAnnouncement;
import dev.reeve.kernel.capsule.CapsuleManifest.InterceptorAnnouncement;
import dev.reeve.kernel.capsule.CapsuleManifest.RuntimeAnnouncement;
import dev.reeve.kernel.capsule.CapsuleManifest.ToolAnnouncement;
import dev.reeve.kernel.capsule.Contributions.BroughtCommand;
import dev.reeve.kernel.capsule.Contributions.BroughtInterceptor;
import dev.reeve.kernel.capsule.Contributions.BroughtTool;
import dev.reeve.kernel.host.HostServices;
import dev.reeve.kernel.json.JsonSchema;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one capsule in this process sees of the kernel. It registers while it starts; what it announced and did not bring is found out. */
final class GuestContext implements CapsuleContext {

  private final CapsuleManifest manifest;
  private final Map<String, JsonSchema> schemas;
  private final HostServices host;
  private final Guest guest;
  private final Map<String, BroughtTool> tools = new TreeMap<>();
  private final Map<String, BroughtCommand> commands = new TreeMap<>();
  private final Map<String, GuestRuntime> runtimes = new TreeMap<>();
  private final Map<String, BroughtInterceptor> interceptors = new TreeMap<>();
  private final GuestLog log;
  private boolean sealed;

  /**
   * Makes a context.
   *
   * @param schemas input schema of each announced tool by the tool's name
   */
  GuestContext(CapsuleManifest manifest, Map<String, JsonSchema> schemas, HostServices host, Guest guest, GuestLog log) {
    this.manifest = manifest;
    this.schemas = schemas;
    this.host = host;
    this.guest = guest;
    this.log = log;
  }

  @Override
  public String name() {
    return manifest.name();
  }

  @Override
  public synchronized void tool(String name, Tool tool) {
    open();
    ToolAnnouncement announced =
        manifest.tools().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow(() -> unannounced("tool", name));
    JsonSchema schema = schemas.get(name);
    present("tool", name, tool);
    if (schema == null || tools.put(name, new BroughtTool(guest, announced, schema, tool)) != null) {
      throw new IllegalArgumentException("tool " + name + " is registered twice");
    }
  }

  @Override
  public synchronized void command(String name, SlashCommand command) {
    open();
    CommandAnnouncement announced =
        manifest.commands().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow(() -> unannounced("command", name));
    present("command", name, command);
    if (commands.put(name, new BroughtCommand(guest, announced, command)) != null) {
      throw new IllegalArgumentException("command " + name + " is registered twice");
    }
  }

  @Override
  public synchronized void runtime(String name, AgentRuntime runtime) {
    open();
    RuntimeAnnouncement announced =
        manifest.runtimes().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow(() -> unannounced("runtime", name));
    present("runtime", name, runtime);
    if (runtimes.put(announced.name(), new GuestRuntime(guest, name, runtime)) != null) {
      throw new IllegalArgumentException("runtime " + name + " is registered twice");
    }
  }

  @Override
  public synchronized void interceptor(String event, Interceptor interceptor) {
    open();
    InterceptorAnnouncement announced =
        manifest.interceptors().stream().filter(one -> one.event().equals(event)).findFirst().orElseThrow(() -> unannounced("interceptor", event));
    present("interceptor", event, interceptor);
    if (interceptors.put(event, new BroughtInterceptor(guest, announced, interceptor)) != null) {
      throw new IllegalArgumentException("interceptor " + event + " is registered twice");
    }
  }

  private void open() {
    if (sealed) {
      throw new IllegalStateException("a capsule registers while it starts");
    }
  }

  /** A capsule is not bound to what this build checks about null. */
  private static void present(String kind, String name, @Nullable Object brought) {
    if (brought == null) {
      throw new IllegalArgumentException(kind + " " + name + " is null");
    }
  }

  private static IllegalArgumentException unannounced(String kind, String name) {
    return new IllegalArgumentException(kind + " " + name + " is not announced in capsule.toml");
  }

  /** Takes no more registrations; everything announced must be there. */
  synchronized Contributions seal() {
    sealed = true;
    List<String> missing = new ArrayList<>();
    manifest.tools().stream().map(ToolAnnouncement::name).filter(name -> !tools.containsKey(name)).forEach(missing::add);
    manifest.commands().stream().map(CommandAnnouncement::name).filter(name -> !commands.containsKey(name)).forEach(missing::add);
    manifest.runtimes().stream().map(RuntimeAnnouncement::name).filter(name -> !runtimes.containsKey(name)).forEach(missing::add);
    manifest.interceptors().stream().map(InterceptorAnnouncement::event).filter(event -> !interceptors.containsKey(event)).forEach(missing::add);
    if (!missing.isEmpty()) {
      throw Refusal.START.because("it announced " + missing + " and did not register them");
    }
    return new Contributions(tools, commands, runtimes, List.copyOf(interceptors.values()));
  }

  @Override
  public HostFiles files() {
    return host.files();
  }

  @Override
  public HostProcesses processes() {
    return host.processes();
  }

  @Override
  public HostKeyValues keyValues() {
    return host.keyValues();
  }

  @Override
  public HostHttp http() {
    return host.http();
  }

  @Override
  public HostTimers timers() {
    return guest.timers();
  }

  @Override
  public Clock clock() {
    return host.clock();
  }

  @Override
  public System.Logger log() {
    return log;
  }
}
