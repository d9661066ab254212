package dev.reeve.cli.noun;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.TableView;
import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.GetFiguresRequest;
import dev.reeve.v1.QuotaUsage;
import dev.reeve.v1.UsageGetRequest;
import dev.reeve.v1.WhoAmIRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve usage}: what principals use of their quotas. */
@Command(name = "usage", description = "What is used of each quota, and how much that is of what may be.")
public final class UsageCommand implements Callable<Integer> {

  /** What a principal uses of one of its quotas. */
  private record Used(String principal, QuotaUsage quota) {

    /** In percent of the limit; empty where there is none. */
    String share() {
      return quota.getUnlimited() || quota.getLimit() <= 0 ? "" : Math.round(100.0 * quota.getUsed() / quota.getLimit()) + "%";
    }

    String json(Json style) {
      Map<String, String> members = new LinkedHashMap<>();
      members.put("principal", Json.text(principal));
      members.put("quota", style.of(quota));
      return style.object(members);
    }
  }

  private static final TableView<Used> USED =
      new TableView<Used>(used -> used.principal() + " " + used.quota().getName(), (style, used) -> used.json(style), List.of())
          .with("PRINCIPAL", Used::principal)
          .with("NAME", used -> used.quota().getName())
          .with("USED", used -> QuotaNoun.amount(used.quota().getUsed(), used.quota().getUnit()))
          .with("LIMIT", used -> used.quota().getUnlimited() ? "unlimited" : QuotaNoun.amount(used.quota().getLimit(), used.quota().getUnit()))
          .with("SHARE", Used::share)
          .with("PEAK", used -> QuotaNoun.amount(used.quota().getPeak(), used.quota().getUnit()));

  private final Invocation call;

  @Parameters(arity = "0..1", paramLabel = "PRINCIPAL", description = "Default: oneself.")
  private @Nullable String principal;

  @Option(
      names = "--all",
      description = "Of everybody who used something since the kernel started; what is stored is as it was counted last. Needs system:status and quota:get.")
  private boolean all;

  public UsageCommand(Invocation call) {
    this.call = call;
  }

  @Override
  public Integer call() {
    if (all && principal != null) {
      throw ReeveException.usage("--all and a principal exclude each other", "leave one of them out");
    }
    KernelClient client = call.connect();
    call.output().list(all ? everybody(client) : one(client), USED);
    return 0;
  }

  private List<Used> one(KernelClient client) {
    String named = principal == null ? client.session().whoAmI(WhoAmIRequest.getDefaultInstance()).getPrincipal() : principal;
    return client.admin().usageGet(UsageGetRequest.newBuilder().setPrincipal(named).build()).getUsageList().stream()
        .map(quota -> new Used(named, quota))
        .toList();
  }

  private List<Used> everybody(KernelClient client) {
    List<Used> used =
        client.kernel().getFigures(GetFiguresRequest.getDefaultInstance()).getPrincipalsList().stream()
            .flatMap(each -> each.getUsageList().stream().map(quota -> new Used(each.getPrincipal(), quota)))
            .toList();
    if (used.isEmpty()) {
      call.tell("the kernel tells quotas of others to holders of quota:get only");
    }
    return used;
  }
}
