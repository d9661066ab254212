package dev.reeve.cli.noun;

import dev.reeve.cli.call.ContractTime;
import dev.reeve.cli.call.Filters;
import dev.reeve.cli.call.PastWord;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.AuditFilter;
import dev.reeve.v1.Choice;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which records of the audit chain are meant; all that is given must fit. */
final class AuditFilterOptions {

  @Option(names = "--principal", paramLabel = "P", defaultValue = "", description = "Only what P did.")
  String principal = "";

  @Option(
      names = "--method",
      paramLabel = "M",
      defaultValue = "",
      description = "Only this call: its full name, the end of it such as AgentCreate, or a beginning that ends in *.")
  String method = "";

  @Option(names = "--target", paramLabel = "T", defaultValue = "", description = "Only what was done to T.")
  String target = "";

  @Option(names = "--since", paramLabel = "TIME", converter = PastWord.class, description = "From this moment on, or from so long ago, such as 2h.")
  @Nullable Instant since;

  @Option(names = "--until", paramLabel = "TIME", converter = PastWord.class, description = "Before this moment, or so long ago.")
  @Nullable Instant until;

  @Option(names = "--allowed", description = "Only what was allowed.")
  boolean allowed;

  @Option(names = "--denied", description = "Only what was denied.")
  boolean denied;

  @Option(
      names = "--kind",
      paramLabel = "K",
      defaultValue = "",
      description = "Only intent, outcome, event, checkpoint or rotation.")
  String kind = "";

  @Option(names = "--code", paramLabel = "C", defaultValue = "", description = "Only what ended with this code, such as OK.")
  String code = "";

  @Option(names = "--request-id", paramLabel = "ID", defaultValue = "", description = "Only what belongs to this request.")
  String requestId = "";

  /** @throws ReeveException when nothing could fit */
  AuditFilter filter() {
    return filter(new Filters(Map.of()));
  }

  /**
   * With what {@code --filter} says beside.
   *
   * @throws ReeveException when nothing could fit, or both say something of the same
   */
  AuditFilter filter(Filters filters) {
    if ((allowed || denied) && !filters.text("allowed").isEmpty()) {
      throw ReeveException.usage("--filter: 'allowed' is given twice", "give it once");
    }
    if (allowed && denied) {
      throw ReeveException.usage("--allowed and --denied exclude each other", "give one of them");
    }
    if (since != null && until != null && !since.isBefore(until)) {
      throw ReeveException.usage("--since is not before --until", "--until is the later moment: records before it are meant");
    }
    AuditFilter.Builder filter =
        AuditFilter.newBuilder()
            .setPrincipal(filters.or("principal", principal))
            .setMethod(filters.or("method", method))
            .setTarget(filters.or("target", target))
            .setKind(filters.or("kind", kind))
            .setCode(filters.or("code", code))
            .setRequestId(filters.or("request-id", requestId))
            .setAllowed(allowed ? Choice.CHOICE_YES : denied ? Choice.CHOICE_NO : filters.choice("allowed"));
    if (since != null) {
      filter.setSince(ContractTime.of(since));
    }
    if (until != null) {
      filter.setUntil(ContractTime.of(until));
    }
    return filter.build();
  }
}
