package dev.reeve.kernel.edge;

import com.google.protobuf.ByteString;
import dev.reeve.kernel.backup.BackupOperations;
import dev.reeve.kernel.backup.BackupSink;
import dev.reeve.kernel.store.BlobStore;
import dev.reeve.kernel.store.Store;
import dev.reeve.v1.BackupFile;
import dev.reeve.v1.BackupRequest;
import dev.reeve.v1.BackupResponse;
import dev.reeve.v1.CheckStoreRequest;
import dev.reeve.v1.CheckStoreResponse;
import dev.reeve.v1.StoreServiceGrpc;
import io.grpc.stub.StreamObserver;
import java.util.List;

/** Maps StoreService. */
final class StoreAdapter extends StoreServiceGrpc.StoreServiceImplBase {

  private static final int MAX_DAMAGED = 20;

  private final Store store;
  private final BlobStore blobs;
  private final BackupOperations backups;
  private final BoundedStream.Open streams;

  StoreAdapter(Store store, BlobStore blobs, BackupOperations backups, BoundedStream.Open streams) {
    this.store = store;
    this.blobs = blobs;
    this.backups = backups;
    this.streams = streams;
  }

  @Override
  public void check(CheckStoreRequest request, StreamObserver<CheckStoreResponse> observer) {
    List<String> problems = store.check();
    List<String> damaged = blobs.damaged(MAX_DAMAGED);
    Replies.one(
        observer,
        CheckStoreResponse.newBuilder()
            .setSound(problems.isEmpty() && damaged.isEmpty())
            .addAllProblems(problems)
            .setSchema(store.schema())
            .setBytes(store.bytes())
            .addAllDamagedBlobs(damaged)
            .build());
  }

  @Override
  public void backup(BackupRequest request, StreamObserver<BackupResponse> observer) {
    streams.serve(
        observer,
        stream ->
            backups.create(
                new BackupSink() {
                  @Override
                  public void file(String path) throws InterruptedException {
                    stream.send(BackupResponse.newBuilder().setFile(BackupFile.newBuilder().setPath(path)).build());
                  }

                  @Override
                  public void bytes(byte[] chunk) throws InterruptedException {
                    stream.send(BackupResponse.newBuilder().setChunk(ByteString.copyFrom(chunk)).build());
                  }

                  @Override
                  public void manifest(String text) throws InterruptedException {
                    stream.send(BackupResponse.newBuilder().setManifest(text).build());
                  }
                }));
  }
}
