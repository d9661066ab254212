package dev.reeve.cli.noun;

import dev.reeve.cli.call.Confirmation;
import dev.reeve.cli.call.DryRunOption;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Rehearsal;
import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.JsonObject;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.output.Words;
import dev.reeve.client.KernelClient;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.GetStatusResponse;
import dev.reeve.v1.KernelServiceGrpc;
import dev.reeve.v1.LockdownRequest;
import dev.reeve.v1.LockdownResponse;
import dev.reeve.v1.LockdownState;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code reeve lockdown}: nothing new, and nothing other, until it ends. */
@Command(
    name = "lockdown",
    addMethodSubcommands = false,
    description = {
      "While a lockdown is on, nothing is started or changed but by calls that stop something; it outlives a restart.",
      "Runs that are going on go on: 'reeve run cancel' ends them."
    })
public final class LockdownNoun {

  /** A lockdown, or that there is none: then the state is empty. */
  private record Said(boolean on, LockdownState state) {}

  private static final TableView<Said> VIEW =
      new TableView<Said>(LockdownNoun::word, LockdownNoun::json, List.of())
          .with("LOCKDOWN", LockdownNoun::word)
          .time("SINCE", said -> said.state().getSince())
          .with("BY", said -> said.state().getBy())
          .with("REASON", said -> said.state().getReason());

  private final Invocation call;

  public LockdownNoun(Invocation call) {
    this.call = call;
  }

  @Command(name = "on", description = "Begin a lockdown, after asking; -y where it must be quick.")
  int on(
      @Option(names = "--reason", paramLabel = "T", defaultValue = "", description = "Why, for whoever is refused; at most 256 characters.")
          String reason,
      @Mixin DryRunOption dry) {
    if (dry.dryRun) {
      return tried(true);
    }
    Confirmation.require("Begin a lockdown? Nothing is started or changed until it ends.", "no lockdown was begun", call);
    LockdownResponse answer = set(true, reason);
    call.tell(
        answer.getChanged()
            ? "nothing is started or changed from now on; runs go on. End it with 'reeve lockdown off'"
            : "a lockdown was on already, and stays as it was");
    print(answer);
    return 0;
  }

  @Command(name = "off", description = "End the lockdown.")
  int off(
      @Option(names = "--reason", paramLabel = "T", defaultValue = "", description = "Why, for the audit record; at most 256 characters.")
          String reason,
      @Mixin DryRunOption dry) {
    if (dry.dryRun) {
      return tried(false);
    }
    LockdownResponse answer = set(false, reason);
    call.tell(answer.getChanged() ? "the lockdown is over" : "no lockdown was on");
    print(answer);
    return 0;
  }

  private int tried(boolean on) {
    KernelClient client = call.connect();
    boolean is = known(client).hasLockdown();
    String would = is == on ? (on ? "change nothing: a lockdown is on" : "change nothing: no lockdown is on") : on ? "begin a lockdown" : "end the lockdown";
    return new Rehearsal(call, client).of(KernelServiceGrpc.getLockdownMethod(), "", would).tell();
  }

  @Command(name = "status", description = "Whether a lockdown is on.")
  int status() {
    GetStatusResponse status = known(call.connect());
    call.output().one(new Said(status.hasLockdown(), status.getLockdown()), VIEW);
    return 0;
  }

  private static GetStatusResponse known(KernelClient client) {
    GetStatusResponse status = client.kernel().getStatus(GetStatusRequest.getDefaultInstance());
    if (status.getPid() == 0) {
      throw ReeveException.local(
          LocalError.FAILED, "the kernel does not tell " + status.getPrincipal() + " whether a lockdown is on: that needs system:status",
          "run this as an administrator or operator");
    }
    return status;
  }

  private LockdownResponse set(boolean on, String reason) {
    return call.connect().kernel().lockdown(LockdownRequest.newBuilder().setOn(on).setReason(reason).build());
  }

  private void print(LockdownResponse answer) {
    call.output().one(new Said(answer.hasState(), answer.getState()), VIEW);
  }

  private static String word(Said said) {
    return said.on() ? "on" : "off";
  }

  private static String json(Json style, Said said) {
    return new JsonObject(style)
        .truth("on", said.on())
        .text("since", Words.time(said.state().getSince()))
        .text("by", said.state().getBy())
        .text("reason", said.state().getReason())
        .toString();
  }
}
