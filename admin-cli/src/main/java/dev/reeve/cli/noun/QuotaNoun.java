package dev.reeve.cli.noun;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.output.Words;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.AdminRequest;
import dev.reeve.v1.EffectiveQuota;
import dev.reeve.v1.QuotaSetRequest;
import dev.reeve.v1.QuotaUsage;
import dev.reeve.v1.Quotas;
import dev.reeve.v1.UsageGetRequest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code reeve quota}: what a principal may use at most, and what it uses. */
@Command(name = "quota", addMethodSubcommands = false, description = "What a principal may use at most, and what it uses.")
public final class QuotaNoun {

  private static final String SET = "set";

  public static final TableView<QuotaUsage> USAGE =
      TableView.of(QuotaUsage::getName)
          .with("NAME", QuotaUsage::getName)
          .with("LIMIT", q -> q.getUnlimited() ? "unlimited" : amount(q.getLimit(), q.getUnit()))
          .with("USED", q -> amount(q.getUsed(), q.getUnit()))
          .with("PEAK", q -> amount(q.getPeak(), q.getUnit()))
          .with("SOURCE", QuotaUsage::getSource)
          .with("ENFORCEMENT", QuotaUsage::getEnforcement);

  private static final TableView<EffectiveQuota> EFFECTIVE =
      TableView.of(EffectiveQuota::getName)
          .with("NAME", EffectiveQuota::getName)
          .with("LIMIT", q -> q.getUnlimited() ? "unlimited" : amount(q.getLimit(), unit(q.getName())))
          .with("SOURCE", EffectiveQuota::getSource);

  private final Invocation call;

  @Spec private CommandSpec spec = CommandSpec.create();

  public QuotaNoun(Invocation call) {
    this.call = call;
  }

  @Command(
      name = SET,
      description = {
        "Set limits of a principal; those not named stay. Nobody raises a limit of their own.",
        "--timeout D, given after 'set', is the longest time of a run, such as 5m, at most 1d."
      })
  int set(
      @Parameters(paramLabel = "PRINCIPAL") String principal,
      @Mixin QuotaOptions options,
      @Option(names = "--clear", split = ",", paramLabel = "NAME", description = "Limits the profile shall no longer say.")
          @Nullable List<String> clear,
      @Mixin ChangeOptions change) {
    Quotas quotas = options.quotas(timeout());
    QuotaSetRequest request =
        QuotaSetRequest.newBuilder()
            .setPrincipal(principal)
            .setQuotas(quotas)
            .addAllClear(QuotaWord.fields(clear))
            .setExpectedGeneration(change.expectedGeneration)
            .setDryRun(change.dryRun)
            .build();
    if (quotas.equals(Quotas.getDefaultInstance()) && request.getClearCount() == 0) {
      throw ReeveException.usage("no limit is given", "see 'reeve quota set --help'");
    }
    return new Change(call, change, "set limits of", "set limits of", "principal " + principal)
        .make(
            AdminRequest.newBuilder().setQuotaSet(request),
            admin -> admin.quotaSet(request),
            answer -> call.output().list(answer.getEffectiveList(), EFFECTIVE));
  }

  @Command(
      name = "show",
      description = "Each limit of a principal: what holds, what is used, the most since the kernel started, and who says so.")
  int show(@Parameters(paramLabel = "PRINCIPAL") String principal) {
    UsageGetRequest request = UsageGetRequest.newBuilder().setPrincipal(principal).build();
    call.output().list(call.connect().admin().usageGet(request).getUsageList(), USAGE);
    return 0;
  }

  /** The global option is the limit only where it stands after the verb; a shell or script may set it for all its lines. */
  private @Nullable String timeout() {
    Duration given = call.globals().timeout();
    boolean here = Objects.requireNonNull(spec.subcommands().get(SET)).getParseResult().hasMatchedOption("--timeout");
    return given == null || !here ? null : given.toMillis() + "ms";
  }

  /** An amount in words of its unit. */
  public static String amount(long amount, String unit) {
    return switch (unit) {
      case "bytes" -> Words.size(amount);
      case "bytes/s" -> Words.size(amount) + "/s";
      case "seconds" -> amount == 0 ? "0s" : Words.duration(com.google.protobuf.Duration.newBuilder().setSeconds(amount).build());
      case "percent" -> amount + "%";
      default -> Long.toString(amount);
    };
  }

  private static String unit(String name) {
    return name.endsWith("throughput_bytes") ? "bytes/s" : name.endsWith("_bytes") ? "bytes" : name.endsWith("_secs") ? "seconds" : "";
  }

  /** Limits that are said, as {@code max_memory_bytes 512MiB}; those of a group or profile. */
  static String words(Quotas quotas) {
    return Words.join(
        quotas.getAllFields().entrySet().stream()
            .map(said -> said.getKey().getName() + " " + amount((long) said.getValue(), unit(said.getKey().getName())))
            .toList());
  }
}
