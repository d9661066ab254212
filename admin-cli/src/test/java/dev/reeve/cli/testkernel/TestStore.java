package dev.reeve.cli.testkernel;

import com.google.protobuf.ByteString;
import dev.reeve.v1.BackupFile;
import dev.reeve.v1.BackupRequest;
import dev.reeve.v1.BackupResponse;
import dev.reeve.v1.CheckStoreRequest;
import dev.reeve.v1.CheckStoreResponse;
import dev.reeve.v1.StoreServiceGrpc;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;

/** A sound database, until it is told otherwise, and a backup in chunks, which a test may change on its way. */
public final class TestStore extends StoreServiceGrpc.StoreServiceImplBase {

  private static final int CHUNK = 64 << 10;

  private final TestAudit audit;
  private volatile CheckStoreResponse check = CheckStoreResponse.newBuilder().setSound(true).setSchema(7).setBytes(3 << 19).build();
  private final Semaphore stalling = new Semaphore(0);
  private volatile boolean stalled;
  private volatile UnaryOperator<List<BackupResponse>> way = UnaryOperator.identity();

  TestStore(TestAudit audit) {
    this.audit = audit;
  }

  /** Answers this to a check from now on. */
  public void say(CheckStoreResponse answer) {
    check = answer;
  }

  /** Sends what this makes of a backup from now on. */
  public void send(UnaryOperator<List<BackupResponse>> changed) {
    way = changed;
  }

  /** Sends only the beginning of a backup from now on, and never ends. */
  public void stall() {
    stalled = true;
  }

  /** Released once a backup stalls. */
  public Semaphore stalling() {
    return stalling;
  }

  @Override
  public void check(CheckStoreRequest request, StreamObserver<CheckStoreResponse> answers) {
    answers.onNext(check);
    answers.onCompleted();
  }

  @Override
  public void backup(BackupRequest request, StreamObserver<BackupResponse> answers) {
    TestBackup backup = TestBackup.of(audit.chain());
    List<BackupResponse> parts = new ArrayList<>();
    backup
        .files()
        .forEach(
            (path, bytes) -> {
              parts.add(BackupResponse.newBuilder().setFile(BackupFile.newBuilder().setPath(path)).build());
              for (int at = 0; at < bytes.length; at += CHUNK) {
                parts.add(BackupResponse.newBuilder().setChunk(ByteString.copyFrom(bytes, at, Math.min(CHUNK, bytes.length - at))).build());
              }
            });
    parts.add(BackupResponse.newBuilder().setManifest(backup.manifest().text()).build());
    if (stalled) {
      ((ServerCallStreamObserver<BackupResponse>) answers).setOnCancelHandler(() -> {});
      parts.subList(0, 3).forEach(answers::onNext);
      stalling.release();
      return;
    }
    way.apply(parts).forEach(answers::onNext);
    answers.onCompleted();
  }
}
