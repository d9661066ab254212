package dev.reeve.cli.noun;

import dev.reeve.cli.call.Globals;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.output.Words;
import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.AuditRecord;
import dev.reeve.v1.TailAuditRequest;
import dev.reeve.v1.VerifyAuditRequest;
import dev.reeve.v1.VerifyAuditResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve audit}: what happened, and whether the record of it is whole. */
@Command(name = "audit", description = "What happened, and whether the record of it is whole.")
public final class AuditNoun {

  private static final Duration READING_ALL = Duration.ofMinutes(10);

  private static final TableView<AuditRecord> ROW =
      TableView.of((AuditRecord r) -> Long.toString(r.getSequence()))
          .with("SEQUENCE", 8, r -> Long.toString(r.getSequence()))
          .with("TIME", 24, r -> Words.time(r.getTime()))
          .with("KIND", 9, AuditRecord::getKind)
          .with("PRINCIPAL", 12, AuditRecord::getPrincipal)
          .with("METHOD", 26, AuditRecord::getMethod)
          .with("ALLOWED", 7, AuditNoun::allowed)
          .with("CODE", 10, AuditRecord::getCode)
          .with("TARGET", 16, AuditRecord::getTarget)
          .with("SUMMARY", AuditRecord::getSummary);

  private final Invocation call;

  public AuditNoun(Invocation call) {
    this.call = call;
  }

  @Command(name = "tail", description = "The last records; with -f those to come as well.")
  int tail(
      @Option(names = {"-n", "--last"}, paramLabel = "N", defaultValue = "20", description = "The last N; default 20, at most 10000.")
          int last,
      @Option(names = {"-f", "--follow"}, description = "Go on until interrupted.") boolean follow) {
    if (last < 1 || last > 10_000) {
      throw ReeveException.usage("--last: " + last + " is not within 1 to 10000", "give a number within");
    }
    KernelClient client = call.connect(call.globals().timeoutOr(Globals.DEADLINE));
    TailAuditRequest request = TailAuditRequest.newBuilder().setLast(last).setFollow(follow).build();
    if (follow) {
      Consumer<AuditRecord> print = call.output().stream(ROW);
      client.auditStreams().tail(request).forEachRemaining(answer -> answer.getRecordsList().forEach(print));
    } else {
      List<AuditRecord> records = new ArrayList<>();
      client.audit().tail(request).forEachRemaining(answer -> records.addAll(answer.getRecordsList()));
      call.output().list(records, ROW);
    }
    return 0;
  }

  @Command(
      name = "verify",
      description = {
        "Read the whole chain and tell whether it is intact: the kernel's own, or the one in DIR, without a kernel.",
        "Exit code 0 intact, 1 broken, 2 unreadable."
      })
  int verify(
      @Parameters(paramLabel = "DIR", arity = "0..1", description = "Folder of audit segments, for instance a copy.") @Nullable Path folder,
      @Option(names = "--key", paramLabel = "PUB", description = "With DIR: public key in PEM that must have signed its checkpoints.")
          @Nullable Path key) {
    if (folder != null) {
      return new AuditFolder(call).verify(folder, key);
    }
    if (key != null) {
      throw ReeveException.usage("--key goes with DIR", "name the folder to verify");
    }
    VerifyAuditResponse answer =
        call.connect(call.globals().timeoutOr(READING_ALL)).audit().verify(VerifyAuditRequest.getDefaultInstance());
    call.output().one(answer, AuditFolder.VERDICT);
    return answer.getIntact() ? 0 : AuditFolder.BROKEN;
  }

  /** Empty where nothing was decided: a record of something that happened by itself names no capability. */
  private static String allowed(AuditRecord answer) {
    return answer.getCapability().isEmpty() ? "" : answer.getAllowed() ? "yes" : "no";
  }
}
