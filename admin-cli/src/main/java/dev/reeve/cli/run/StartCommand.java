package dev.reeve.cli.run;

import dev.reeve.cli.call.ContractTime;
import dev.reeve.cli.call.DryRunOption;
import dev.reeve.cli.call.InputText;
import dev.reeve.cli.call.Invocation;
import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunPriority;
import dev.reeve.v1.StartRunRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve run start}, which is {@code reeve task execute} as well. */
@Command(
    name = "start",
    description = {
      "Start a run and, unless detached, wait for its end: the result goes to standard output, everything else to standard error.",
      "--timeout bounds the run. Ctrl-C ends the waiting, not the run, and a connection that breaks is made again.",
      Fate.CODES
    })
final class StartCommand implements Callable<Integer> {

  private final Invocation call;

  @Parameters(paramLabel = "AGENT", description = "Name of the agent.")
  private String agent = "";

  @Option(
      names = "--input",
      paramLabel = "@FILE|-|TEXT",
      defaultValue = "",
      description = "JSON; other text is taken as a string; at most 1 MiB. Default: what the manifest says.")
  private String input = "";

  @Option(names = "--intent", paramLabel = "T", defaultValue = "", description = "Why it is started.")
  private String intent = "";

  @Option(
      names = "--set",
      paramLabel = "KEY=JSON",
      description = "A further word of the prompt's template, JSON or any text; repeat for more.")
  private @Nullable List<String> set;

  @Option(names = "--version", paramLabel = "V", defaultValue = "", description = "Only if this version is deployed.")
  private String version = "";

  @Option(
      names = "--parent",
      paramLabel = "RUN",
      defaultValue = "",
      description = "Live run that this one belongs to and is cancelled with.")
  private String parent = "";

  @Option(
      names = "--priority",
      paramLabel = "low|normal|high",
      converter = PriorityWord.class,
      completionCandidates = PriorityWord.class,
      description = "Which of the agent's waiting runs starts first; default normal.")
  private @Nullable RunPriority priority;

  @Option(
      names = "--idempotency-key",
      paramLabel = "K",
      defaultValue = "",
      description = "The same key answers the same run again, whatever became of it.")
  private String idempotencyKey = "";

  @Mixin private DryRunOption dry = new DryRunOption();

  @Mixin private WaitOptions waiting = new WaitOptions();

  StartCommand(Invocation call) {
    this.call = call;
  }

  @Override
  public Integer call() {
    waiting.check();
    StartRunRequest.Builder request =
        StartRunRequest.newBuilder()
            .setAgent(agent)
            .setInput(InputText.read(input, call))
            .setIntent(intent)
            .putAllContextOverrides(words(set == null ? List.of() : set))
            .setVersion(version)
            .setParent(parent)
            .setPriority(priority == null ? RunPriority.RUN_PRIORITY_UNSPECIFIED : priority)
            .setIdempotencyKey(idempotencyKey);
    Duration bound = call.globals().timeout();
    if (bound != null) {
      request.setTimeout(ContractTime.of(bound));
    }
    KernelClient client = call.connect(call.globals().oneCall());
    if (dry.dryRun) {
      return RunRehearsal.start(call, client, request.build());
    }
    Run run = client.runs().start(request.build()).getRun();
    return RunWait.depart(call, client, run, waiting, 0, null);
  }

  private static Map<String, String> words(List<String> given) {
    Map<String, String> words = new LinkedHashMap<>();
    for (String word : given) {
      int at = word.indexOf('=');
      if (at < 1) {
        throw ReeveException.usage("--set: '" + word + "' is no KEY=JSON", "give a key, '=' and a value");
      }
      if (words.put(word.substring(0, at), word.substring(at + 1)) != null) {
        throw ReeveException.usage("--set: '" + word.substring(0, at) + "' is given twice", "give it once");
      }
    }
    return words;
  }
}
