package dev.reeve.cli.noun;

import dev.reeve.cli.call.Confirmation;
import dev.reeve.cli.call.DryRunOption;
import dev.reeve.cli.call.DurationWord;
import dev.reeve.cli.call.Filters;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Pages;
import dev.reeve.cli.call.Rehearsal;
import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.AuditFilter;
import dev.reeve.v1.AuditRecord;
import dev.reeve.v1.AuditServiceGrpc;
import dev.reeve.v1.ExportAuditRequest;
import dev.reeve.v1.HeadAuditRequest;
import dev.reeve.v1.ListAuditRequest;
import dev.reeve.v1.ListAuditResponse;
import dev.reeve.v1.RotateAuditKeyRequest;
import dev.reeve.v1.RotateAuditKeyResponse;
import dev.reeve.v1.StatsAuditRequest;
import dev.reeve.v1.TailAuditRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve audit}: what happened, and whether the record of it is whole. */
@Command(name = "audit", addMethodSubcommands = false, description = "What happened, and whether the record of it is whole.")
public final class AuditNoun {

  /** Longest wait for what reads the chain as a whole. */
  private static final Duration READING_ALL = Duration.ofMinutes(10);

  /** Records of a page, which may be long. */
  private static final int PAGE = 500;

  private final Invocation call;

  public AuditNoun(Invocation call) {
    this.call = call;
  }

  private KernelClient connect() {
    return call.connect(call.globals().timeoutOr(READING_ALL));
  }

  @Command(name = "list", aliases = "ls", description = "Records that fit, newest first.")
  int list(
      @Mixin AuditFilterOptions options,
      @Option(
              names = "--filter",
              paramLabel = "KEY=VALUE",
              description = "The same in another way: principal=P, method=M, target=T, kind=K, code=C, request-id=ID, allowed=yes|no; repeat for more.")
          @Nullable List<String> filter,
      @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "At most so many; default 100.") int limit) {
    Pages.requireLimit(limit);
    AuditFilter wanted = options.filter(Filters.of(filter, "principal", "method", "target", "kind", "code", "request-id", "allowed"));
    KernelClient client = connect();
    List<AuditRecord> records =
        Pages.first(
            limit,
            PAGE,
            page -> {
              ListAuditResponse answer = client.audit().list(ListAuditRequest.newBuilder().setFilter(wanted).setPage(page).build());
              return new Pages.Page<>(answer.getRecordsList(), answer.getPage());
            });
    call.output().list(records, AuditViews.ROW);
    return 0;
  }

  @Command(name = "tail", description = "The last records that fit, newest last; with -f those to come as well.")
  int tail(
      @Mixin AuditFilterOptions options,
      @Option(names = {"-n", "--last"}, paramLabel = "N", defaultValue = "20", description = "The last N; default 20, at most 10000.")
          int last,
      @Option(names = {"-f", "--follow"}, description = "Go on until interrupted.") boolean follow) {
    if (last < 1 || last > 10_000) {
      throw ReeveException.usage("--last: " + last + " is not within 1 to 10000", "give a number within");
    }
    TailAuditRequest request = TailAuditRequest.newBuilder().setFilter(options.filter()).setLast(last).setFollow(follow).build();
    KernelClient client = connect();
    if (follow) {
      Consumer<AuditRecord> print = call.output().stream(AuditViews.ROW);
      client.auditStreams().tail(request).forEachRemaining(answer -> answer.getRecordsList().forEach(print));
    } else {
      List<AuditRecord> records = new ArrayList<>();
      client.audit().tail(request).forEachRemaining(answer -> records.addAll(answer.getRecordsList()));
      call.output().list(records, AuditViews.ROW);
    }
    return 0;
  }

  @Command(
      name = "verify",
      description = {
        "Read a whole chain and tell whether it is intact: the kernel's own, or without a kernel a copied folder of it,",
        "or what 'reeve audit export' wrote.",
        "Exit code 0 intact, 1 broken, 2 unreadable."
      })
  int verify(
      @Parameters(paramLabel = "DIR|FILE", arity = "0..1", description = "Folder of audit segments, or an export; default: the kernel's chain.")
          @Nullable Path place,
      @Option(
              names = "--key",
              paramLabel = "PUB",
              description = "With DIR or FILE: a copy of the kernel's etc/trust/audit.pub, whose keys must have signed.")
          @Nullable Path key,
      @Option(
              names = "--head",
              paramLabel = "SEQ:HASH",
              description = "A record that must be there, as 'reeve audit head' told it; again for more. A chain cut off at its end shows by this.")
          @Nullable List<String> heads) {
    AuditVerify verify = new AuditVerify(call, heads);
    if (place != null) {
      return verify.place(place, key);
    }
    if (key != null) {
      throw ReeveException.usage("--key goes with DIR or FILE: the kernel has its own key", "name what to verify, such as a copy of var/audit");
    }
    return verify.own(call.globals().timeoutOr(READING_ALL));
  }

  @Command(
      name = "export",
      description = {
        "Write records that fit, each with the proof that it is in the chain; 'reeve audit verify FILE --key PUB' checks it anywhere.",
        "FILE comes to be as a whole. When more records fit than --limit nothing is written, and the exit code is 2."
      })
  int export(
      @Parameters(paramLabel = "FILE|-", description = "File to write, or '-' for standard output: the bytes as they are, for a pipe.")
          String file,
      @Mixin AuditFilterOptions options,
      @Option(names = "--limit", paramLabel = "N", defaultValue = "10000", description = "At most so many; default 10000, at most 100000.")
          int limit,
      @Option(names = "--force", description = "Replace FILE where it is there already.") boolean force)
      throws IOException {
    if (limit < 1 || limit > AuditExport.MOST) {
      throw ReeveException.usage("--limit: " + limit + " is not within 1 to " + AuditExport.MOST, "give a number within");
    }
    ExportAuditRequest request = ExportAuditRequest.newBuilder().setFilter(options.filter()).setLimit(limit).build();
    AuditExport export = new AuditExport(call, connect());
    if (file.equals("-")) {
      export.toStandardOutput(request);
    } else {
      export.toFile(Path.of(file), force, request);
    }
    return 0;
  }

  @Command(
      name = "head",
      description = {
        "Where the chain ends. Note it elsewhere: 'reeve audit verify --head SEQ:HASH' then finds a chain that was cut off later.",
        "-o name prints SEQ:HASH alone."
      })
  int head(@Option(names = "--checkpoint", description = "Sign first, so that a signature covers everything up to it.") boolean checkpoint) {
    HeadAuditRequest request = HeadAuditRequest.newBuilder().setCheckpoint(checkpoint).build();
    call.output().one(call.connect().audit().head(request), AuditViews.HEAD);
    return 0;
  }

  @Command(name = "stats", description = "The chain in figures.")
  int stats() {
    call.output().one(call.connect().audit().stats(StatsAuditRequest.getDefaultInstance()), AuditViews.STATS);
    return 0;
  }

  @Command(
      name = "prune",
      description = {
        "Take the oldest records away, by whole segments, and leave a signed receipt: the rest of the chain still verifies.",
        "What went cannot be shown any more: export or copy it before. Asks before it removes anything, unless -y is given."
      })
  int prune(
      @Option(names = "--before", paramLabel = "SEQ", description = "Records before this one may go.") @Nullable Long before,
      @Option(names = "--older-than", paramLabel = "D", converter = DurationWord.class, description = "Records older than this may go, such as 90d; at least 1h.")
          @Nullable Duration olderThan,
      @Option(names = "--dry-run", description = "Only tell what would go.") boolean dryRun) {
    AuditPrune prune = new AuditPrune(call, before, olderThan);
    prune.run(connect(), dryRun);
    return 0;
  }

  @Command(
      name = "rotate-key",
      description = {
        "Let a new audit key take over: the old one signs it and is erased.",
        "Note the pinned keys elsewhere afterwards, with --pinned: what the new key signs is checked against them."
      })
  int rotateKey(
      @Option(
              names = "--pinned",
              paramLabel = "FILE",
              description = "Write the pinned keys there as PEM. A file that is there is only added to: its keys must be the first ones.")
          @Nullable Path pinned,
      @Mixin DryRunOption dry)
      throws IOException {
    PinnedFile file = pinned == null ? null : PinnedFile.at(pinned);
    if (dry.dryRun) {
      KernelClient client = call.connect();
      String key = client.audit().head(HeadAuditRequest.getDefaultInstance()).getKeyId();
      return new Rehearsal(call, client).of(AuditServiceGrpc.getRotateKeyMethod(), "", "let a new audit key take over from key " + key).tell();
    }
    Confirmation.require("Rotate the audit key? The present private key is erased.", "nothing was changed", call);
    RotateAuditKeyResponse answer = call.connect().audit().rotateKey(RotateAuditKeyRequest.getDefaultInstance());
    call.output().one(answer, AuditViews.ROTATED);
    if (file == null) {
      call.tell("copy the kernel's etc/trust/audit.pub elsewhere: what is signed from now on is checked with it");
      return 0;
    }
    file.write(answer.getPinned());
    call.tell("the pinned keys are in " + pinned);
    return 0;
  }
}
