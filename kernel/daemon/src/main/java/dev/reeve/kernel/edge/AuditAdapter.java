package dev.reeve.kernel.edge;

import dev.reeve.evidence.AuditRecord;
import dev.reeve.evidence.ChainMark;
import dev.reeve.evidence.Verification;
import dev.reeve.kernel.audit.AuditFigures;
import dev.reeve.kernel.audit.AuditFilter;
import dev.reeve.kernel.audit.AuditLog;
import dev.reeve.kernel.audit.AuditReader;
import dev.reeve.kernel.audit.Pruned;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.KernelClock;
import dev.reeve.kernel.store.Store;
import dev.reeve.v1.AuditServiceGrpc;
import dev.reeve.v1.ExportAuditRequest;
import dev.reeve.v1.ExportAuditResponse;
import dev.reeve.v1.HeadAuditRequest;
import dev.reeve.v1.HeadAuditResponse;
import dev.reeve.v1.ListAuditRequest;
import dev.reeve.v1.ListAuditResponse;
import dev.reeve.v1.PruneAuditRequest;
import dev.reeve.v1.PruneAuditResponse;
import dev.reeve.v1.RotateAuditKeyRequest;
import dev.reeve.v1.RotateAuditKeyResponse;
import dev.reeve.v1.StatsAuditRequest;
import dev.reeve.v1.StatsAuditResponse;
import dev.reeve.v1.TailAuditRequest;
import dev.reeve.v1.TailAuditResponse;
import dev.reeve.v1.VerifyAuditRequest;
import dev.reeve.v1.VerifyAuditResponse;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;

/** Maps AuditService. */
final class AuditAdapter extends AuditServiceGrpc.AuditServiceImplBase {

  private static final int DEFAULT_LAST = 20;
  private static final int MAX_LAST = 10_000;
  private static final int BATCH = 200;
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int DEFAULT_EXPORT = 10_000;
  private static final int MAX_EXPORT = 100_000;
  private static final int LINES = 64;
  private static final Duration YOUNGEST = Duration.ofHours(1);

  private final AuditLog audit;
  private final Store store;
  private final KernelClock clock;
  private final BoundedStream.Open streams;

  AuditAdapter(AuditLog audit, Store store, KernelClock clock, BoundedStream.Open streams) {
    this.audit = audit;
    this.store = store;
    this.clock = clock;
    this.streams = streams;
  }

  @Override
  public void list(ListAuditRequest request, StreamObserver<ListAuditResponse> observer) {
    AuditFilter filter = AuditMessages.filter(request.getFilter());
    int size = Replies.size(request.getPage());
    List<AuditRecord> records = audit.list(filter, before(Replies.after(request.getPage())), size, Context.current()::isCancelled);
    ListAuditResponse.Builder answer = ListAuditResponse.newBuilder().setPage(Replies.next(records, size, record -> Long.toString(record.seq())));
    records.forEach(record -> answer.addRecords(AuditMessages.record(record)));
    Replies.one(observer, answer.build());
  }

  private static long before(String token) {
    if (!token.matches("[0-9]{0,18}")) {
      throw KernelException.invalid("page.token", "is no token of a former answer");
    }
    return token.isEmpty() ? 0 : Long.parseLong(token);
  }

  @Override
  public void tail(TailAuditRequest request, StreamObserver<TailAuditResponse> observer) {
    if (request.getLast() < 0 || request.getLast() > MAX_LAST) {
      throw KernelException.invalid("last", "is 0 to " + MAX_LAST);
    }
    int last = request.getLast() == 0 ? DEFAULT_LAST : request.getLast();
    AuditFilter filter = AuditMessages.filter(request.getFilter());
    streams.serve(
        observer,
        stream -> {
          long next = audit.lastSequence() + 1;
          List<AuditRecord> past = audit.list(filter, next, last, stream::cancelled).reversed();
          for (int at = 0; at < past.size(); at += BATCH) {
            stream.send(message(past.subList(at, Math.min(past.size(), at + BATCH))));
          }
          if (request.getFollow()) {
            follow(stream, audit.reader(next), next, filter);
          }
        });
  }

  private void follow(BoundedStream<TailAuditResponse> stream, AuditReader reader, long from, AuditFilter filter) throws InterruptedException {
    long next = from;
    while (!stream.cancelled()) {
      List<AuditRecord> records = reader.next(BATCH);
      if (records.isEmpty()) {
        audit.awaitBeyond(next - 1, PATIENCE);
        continue;
      }
      next = records.getLast().seq() + 1;
      List<AuditRecord> wanted = records.stream().filter(filter).toList();
      if (!wanted.isEmpty()) {
        stream.send(message(wanted));
      }
    }
  }

  private static TailAuditResponse message(List<AuditRecord> records) {
    TailAuditResponse.Builder message = TailAuditResponse.newBuilder();
    records.forEach(record -> message.addRecords(AuditMessages.record(record)));
    return message.build();
  }

  @Override
  public void verify(VerifyAuditRequest request, StreamObserver<VerifyAuditResponse> observer) {
    Verification verification = audit.verify();
    Replies.one(
        observer,
        VerifyAuditResponse.newBuilder()
            .setIntact(verification.intact())
            .setRecords(verification.records())
            .setHead(verification.head())
            .setProblem(verification.problem() == null ? "" : verification.problem())
            .setAfterCheckpoint(verification.afterCheckpoint())
            .setFirst(verification.firstSeq())
            .setEpoch(verification.epoch())
            .setFirstBad(verification.firstBadSeq())
            .build());
  }

  @Override
  public void head(HeadAuditRequest request, StreamObserver<HeadAuditResponse> observer) {
    if (request.getCheckpoint()) {
      audit.seal();
    }
    ChainMark head = audit.head();
    Replies.one(
        observer,
        HeadAuditResponse.newBuilder()
            .setSequence(head.head().seq())
            .setHash(head.head().hash())
            .setRoot(head.head().tree().root())
            .setTime(Replies.time(clock.instant()))
            .setLastCheckpoint(head.lastCheckpoint())
            .setEpoch(head.epoch())
            .setKeyId(head.keyId())
            .build());
  }

  @Override
  public void stats(StatsAuditRequest request, StreamObserver<StatsAuditResponse> observer) {
    AuditFigures figures = audit.figures();
    StatsAuditResponse.Builder answer =
        StatsAuditResponse.newBuilder()
            .setFirst(figures.first())
            .setLast(figures.last())
            .setSegments(figures.segments())
            .setBytes(figures.bytes())
            .setLastCheckpoint(figures.lastCheckpoint())
            .setAppended(figures.appended())
            .setForced(figures.forced())
            .setWaiting(figures.waiting())
            .setOpenIntents(figures.openIntents())
            .setReserveBytes(figures.reserveBytes())
            .setEpoch(figures.epoch());
    if (figures.oldest() != null) {
      answer.setOldest(Replies.time(figures.oldest()));
    }
    if (figures.newest() != null) {
      answer.setNewest(Replies.time(figures.newest()));
    }
    Replies.one(observer, answer.build());
  }

  @Override
  public void export(ExportAuditRequest request, StreamObserver<ExportAuditResponse> observer) {
    if (request.getLimit() < 0 || request.getLimit() > MAX_EXPORT) {
      throw KernelException.invalid("limit", "is 0 to " + MAX_EXPORT);
    }
    int most = request.getLimit() == 0 ? DEFAULT_EXPORT : request.getLimit();
    AuditFilter filter = AuditMessages.filter(request.getFilter());
    streams.serve(observer, stream -> new ExportLines(stream, LINES).of(lines -> audit.export(filter, most, lines)));
  }

  @Override
  public void prune(PruneAuditRequest request, StreamObserver<PruneAuditResponse> observer) {
    long before =
        switch (request.getReachCase()) {
          case BEFORE -> request.getBefore();
          case OLDER_THAN -> older(request.getOlderThan());
          case REACH_NOT_SET -> throw KernelException.invalid("reach", "is a sequence number or an age");
        };
    if (before < 1) {
      throw KernelException.invalid("before", "is at least 1");
    }
    Pruned pruned = audit.prune(before, request.getDryRun(), () -> store.write(transaction -> null));
    Replies.one(
        observer,
        PruneAuditResponse.newBuilder()
            .setChanged(pruned.segments() > 0)
            .setFirst(pruned.first())
            .setSegments(pruned.segments())
            .setBytes(pruned.bytes())
            .setReceipt(pruned.receipt())
            .build());
  }

  /** A clock that is not to be trusted must not decide what is old. */
  private long older(com.google.protobuf.Duration asked) {
    Duration age = Duration.ofSeconds(asked.getSeconds(), asked.getNanos());
    if (age.compareTo(YOUNGEST) < 0) {
      throw KernelException.invalid("older_than", "is at least " + YOUNGEST.toHours() + " h");
    }
    String doubt = clock.doubt();
    if (!doubt.isEmpty()) {
      throw KernelException.state(doubt + ": what is old is not known; name a sequence number");
    }
    return audit.since(clock.instant().minus(age));
  }

  @Override
  public void rotateKey(RotateAuditKeyRequest request, StreamObserver<RotateAuditKeyResponse> observer) {
    long epoch = audit.rotate();
    Replies.one(
        observer,
        RotateAuditKeyResponse.newBuilder().setEpoch(epoch).setKeyId(audit.head().keyId()).setPinned(audit.pinned().pem()).build());
  }
}
