package dev.reeve.kernel.disk;

import dev.reeve.evidence.BackupManifest;
import dev.reeve.evidence.ChainVerifier;
import dev.reeve.evidence.PinnedKeys;
import dev.reeve.evidence.UnreadableChainException;
import dev.reeve.evidence.Verification;
import dev.reeve.kernel.store.Digest;
import dev.reeve.v1.BackupRequest;
import dev.reeve.v1.BackupResponse;
import dev.reeve.v1.StoreServiceGrpc;
import io.grpc.Channel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a client has received of a backup, whether or not all of it came. */
public final class TakenBackup {

  private final Map<String, ByteArrayOutputStream> files = new TreeMap<>();
  private final Set<String> twice = new TreeSet<>();
  private @Nullable BackupManifest manifest;
  private String at = "";

  /** Asks for one and takes what comes; throws the status it is refused with, and has what had come before. */
  public void receive(Channel channel) {
    take(StoreServiceGrpc.newBlockingStub(channel).backup(BackupRequest.getDefaultInstance()));
  }

  private void take(Iterator<BackupResponse> parts) {
    while (parts.hasNext()) {
      BackupResponse part = parts.next();
      switch (part.getPartCase()) {
        case FILE -> {
          at = part.getFile().getPath();
          if (files.put(at, new ByteArrayOutputStream()) != null) {
            twice.add(at);
          }
        }
        case CHUNK -> Objects.requireNonNull(files.get(at), "bytes come behind their file").writeBytes(part.getChunk().toByteArray());
        case MANIFEST -> manifest = BackupManifest.parse(part.getManifest().getBytes(StandardCharsets.UTF_8));
        case PART_NOT_SET -> throw new AssertionError("an empty part");
      }
    }
  }

  /**
   * Why it is no whole backup whose files, chain and signature are as its manifest says; empty when it is one.
   *
   * @param folder a new one, which gets its files
   */
  public String problem(Path folder) {
    BackupManifest whole = manifest;
    if (whole == null) {
      return "it ends without its manifest";
    }
    Set<String> listed = new TreeSet<>();
    for (BackupManifest.Entry entry : whole.files()) {
      listed.add(entry.path());
      ByteArrayOutputStream came = files.get(entry.path());
      if (came == null || came.size() != entry.size() || !Digest.of(came.toByteArray()).equals(entry.sha256())) {
        return entry.path() + " did not come as the manifest says";
      }
    }
    if (!twice.isEmpty() || !listed.equals(files.keySet())) {
      return "there came " + files.keySet() + ", of which twice " + twice + "; the manifest says " + listed;
    }
    try {
      into(folder);
      return problem(whole, folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String problem(BackupManifest manifest, Path folder) throws IOException {
    PinnedKeys keys = PinnedKeys.read(folder.resolve("etc/trust/audit.pub"));
    if (!manifest.verify(keys)) {
      return "none of its keys signed its manifest";
    }
    try {
      Verification chain = ChainVerifier.verify(folder.resolve("var/audit"), keys, manifest.head());
      boolean same = chain.records() == manifest.head().seq() && chain.afterCheckpoint() == 0;
      return chain.intact() && same ? "" : "its chain does not end with " + manifest.head() + ": " + chain;
    } catch (UnreadableChainException e) {
      return "its chain cannot be read: " + e.getMessage();
    }
  }

  private void into(Path home) throws IOException {
    for (Map.Entry<String, ByteArrayOutputStream> file : files.entrySet()) {
      Path target = home.resolve(file.getKey());
      Files.createDirectories(Objects.requireNonNull(target.getParent(), "it lies in the folder"));
      Files.write(target, file.getValue().toByteArray());
    }
  }
}
