package dev.reeve.cli.testkernel;

import dev.reeve.evidence.AuditEntry;
import dev.reeve.evidence.AuditRecord;
import dev.reeve.evidence.BrokenChainException;
import dev.reeve.evidence.ChainExport;
import dev.reeve.evidence.ChainHead;
import dev.reeve.evidence.ChainVerifier;
import dev.reeve.evidence.UnreadableChainException;
import dev.reeve.evidence.Verification;
import dev.reeve.v1.AuditFilter;
import dev.reeve.v1.AuditServiceGrpc;
import dev.reeve.v1.Choice;
import dev.reeve.v1.ExportAuditRequest;
import dev.reeve.v1.ExportAuditResponse;
import dev.reeve.v1.HeadAuditRequest;
import dev.reeve.v1.HeadAuditResponse;
import dev.reeve.v1.ListAuditRequest;
import dev.reeve.v1.ListAuditResponse;
import dev.reeve.v1.PageInfo;
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
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A chain of thirty records, of which two segments end before record 21; a tail that follows never ends by itself. */
final class TestAudit extends AuditServiceGrpc.AuditServiceImplBase {

  private static final int MOST_PER_MESSAGE = 7;
  private static final int SECOND_SEGMENT_END = 20;

  private final Path folder;
  private final TestChain chain = TestChain.of(30);

  TestAudit(Path folder) {
    this.folder = folder;
    write();
  }

  TestChain chain() {
    return chain;
  }

  void write() {
    try {
      chain.write(folder);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static Predicate<AuditRecord> fits(AuditFilter filter) {
    return record ->
        (filter.getPrincipal().isEmpty() || filter.getPrincipal().equals(record.principal()))
            && (filter.getAllowed() == Choice.CHOICE_UNSPECIFIED
                || (record.decision() != null && record.decision().allowed() == (filter.getAllowed() == Choice.CHOICE_YES)));
  }

  /** From the newest. */
  private List<ChainHead.Sealed> newest(AuditFilter filter) {
    Predicate<AuditRecord> fits = fits(filter);
    return chain.records().reversed().stream().filter(sealed -> fits.test(sealed.record())).toList();
  }

  private static dev.reeve.v1.AuditRecord message(ChainHead.Sealed sealed) {
    AuditRecord record = sealed.record();
    dev.reeve.v1.AuditRecord.Builder message =
        dev.reeve.v1.AuditRecord.newBuilder()
            .setSequence(record.seq())
            .setKind(record.kind().label())
            .setPrincipal(record.principal())
            .setMethod(record.method())
            .setTarget(record.target())
            .setJson(new AuditEntry(record, sealed.hash()).line());
    if (record.decision() != null) {
      message.setAllowed(record.decision().allowed());
    }
    if (record.outcome() != null) {
      message.setCode(record.outcome().code()).setSummary(record.outcome().summary());
    }
    return message.build();
  }

  @Override
  public void list(ListAuditRequest request, StreamObserver<ListAuditResponse> answers) {
    long before = request.getPage().getToken().isEmpty() ? Long.MAX_VALUE : Long.parseLong(request.getPage().getToken());
    List<ChainHead.Sealed> rest = newest(request.getFilter()).stream().filter(sealed -> sealed.record().seq() < before).toList();
    List<ChainHead.Sealed> page = rest.subList(0, Math.min(MOST_PER_MESSAGE, rest.size()));
    ListAuditResponse.Builder answer = ListAuditResponse.newBuilder();
    page.forEach(sealed -> answer.addRecords(message(sealed)));
    if (rest.size() > page.size()) {
      answer.setPage(PageInfo.newBuilder().setNextToken(Long.toString(page.getLast().record().seq())));
    }
    answers.onNext(answer.build());
    answers.onCompleted();
  }

  @Override
  public void tail(TailAuditRequest request, StreamObserver<TailAuditResponse> answers) {
    TailAuditResponse.Builder answer = TailAuditResponse.newBuilder();
    newest(request.getFilter()).stream().limit(request.getLast()).toList().reversed().forEach(sealed -> answer.addRecords(message(sealed)));
    answers.onNext(answer.build());
    if (request.getFollow()) {
      ((ServerCallStreamObserver<TailAuditResponse>) answers).setOnCancelHandler(() -> {});
    } else {
      answers.onCompleted();
    }
  }

  @Override
  public void verify(VerifyAuditRequest request, StreamObserver<VerifyAuditResponse> answers) {
    try {
      Verification found = ChainVerifier.verify(folder, chain.pinned(), null);
      answers.onNext(
          VerifyAuditResponse.newBuilder()
              .setIntact(found.intact())
              .setFirst(found.firstSeq())
              .setRecords(found.records())
              .setHead(found.head())
              .setAfterCheckpoint(found.afterCheckpoint())
              .setEpoch(found.epoch())
              .setProblem(found.problem() == null ? "" : found.problem())
              .setFirstBad(found.firstBadSeq())
              .build());
      answers.onCompleted();
    } catch (UnreadableChainException unreadable) {
      answers.onError(unreadable);
    }
  }

  @Override
  public void head(HeadAuditRequest request, StreamObserver<HeadAuditResponse> answers) {
    if (request.getCheckpoint()) {
      chain.checkpoint();
      write();
    }
    answers.onNext(
        HeadAuditResponse.newBuilder()
            .setSequence(chain.head().seq())
            .setHash(chain.head().hash())
            .setRoot(chain.head().tree().root())
            .setLastCheckpoint(chain.head().seq())
            .setEpoch(chain.key().epoch())
            .setKeyId(chain.key().keyId())
            .build());
    answers.onCompleted();
  }

  @Override
  public void stats(StatsAuditRequest request, StreamObserver<StatsAuditResponse> answers) {
    answers.onNext(StatsAuditResponse.newBuilder().setFirst(1).setLast(30).setSegments(3).setBytes(12_345).setReserveBytes(16 << 20).build());
    answers.onCompleted();
  }

  @Override
  public void export(ExportAuditRequest request, StreamObserver<ExportAuditResponse> answers) {
    List<String> lines = new ArrayList<>();
    try {
      ChainExport.write(folder, chain.pinned(), fits(request.getFilter()), request.getLimit(), lines::add);
    } catch (IllegalArgumentException more) {
      answers.onError(Refusal.field("limit", String.valueOf(more.getMessage())));
      return;
    } catch (IOException | BrokenChainException | UnreadableChainException failed) {
      answers.onError(failed);
      return;
    }
    for (int at = 0; at < lines.size(); at += MOST_PER_MESSAGE) {
      answers.onNext(ExportAuditResponse.newBuilder().addAllLines(lines.subList(at, Math.min(lines.size(), at + MOST_PER_MESSAGE))).build());
    }
    answers.onCompleted();
  }

  @Override
  public void prune(PruneAuditRequest request, StreamObserver<PruneAuditResponse> answers) {
    boolean all = request.getBefore() > chain.head().seq() && !request.getDryRun();
    boolean goes = all || request.hasOlderThan() || request.getBefore() > SECOND_SEGMENT_END;
    PruneAuditResponse.Builder answer = PruneAuditResponse.newBuilder().setFirst(1);
    if (goes) {
      answer.setFirst(all ? chain.head().seq() + 1 : SECOND_SEGMENT_END + 1).setSegments(all ? 3 : 2).setBytes(3 << 19);
      answer.setChanged(!request.getDryRun()).setReceipt(request.getDryRun() ? "" : "pruned-00000000000000000020.json");
    }
    answers.onNext(answer.build());
    answers.onCompleted();
  }

  @Override
  public void rotateKey(RotateAuditKeyRequest request, StreamObserver<RotateAuditKeyResponse> answers) {
    chain.rotate();
    write();
    answers.onNext(
        RotateAuditKeyResponse.newBuilder()
            .setEpoch(chain.key().epoch())
            .setKeyId(chain.key().keyId())
            .setPinned(chain.pinned().pem())
            .build());
    answers.onCompleted();
  }
}
