package dev.reeve.kernel.audit;

import dev.reeve.evidence.CheckpointKey;
import dev.reeve.evidence.PinnedKeys;
import dev.reeve.kernel.store.Digest;
import dev.reeve.kernel.store.Failpoint;
import dev.reeve.kernel.store.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;

/**
 * The Ed25519 keys of the chain: the private one of the epoch in force, and the public ones of all epochs, pinned outside the log. Both
 * files change by rotation alone. The next private key lies beside the present one until the chain says that it is in force.
 */
final class AuditKeys {

  private final Path privateFile;
  private final Path pinnedFile;
  private PinnedKeys pinned;
  private PrivateKey secret;

  private AuditKeys(Path privateFile, Path pinnedFile, PinnedKeys pinned, PrivateKey secret) {
    this.privateFile = privateFile;
    this.pinnedFile = pinnedFile;
    this.pinned = pinned;
    this.secret = secret;
  }

  /**
   * Loads the keys, or makes the first one where there is none.
   *
   * @param fresh whether there is no chain yet, so that a pinned key that a crash left unwritten may be written
   * @throws IOException also when one file is missing: a key is never replaced silently
   */
  static AuditKeys open(Path privateFile, Path pinnedFile, boolean fresh) throws IOException {
    if (!Files.exists(privateFile) && !Files.exists(pinnedFile)) {
      KeyFile.write(privateFile, KeyFile.generate());
    }
    if (Files.exists(privateFile) && !Files.exists(pinnedFile) && fresh) {
      PublicKey half = KeyFile.read(privateFile).publicKey();
      if (half != null) {
        pin(pinnedFile, PinnedKeys.of(half));
      }
    }
    if (!Files.exists(privateFile) || !Files.exists(pinnedFile)) {
      throw new IOException("of the audit key only one half is there: " + privateFile + " and " + pinnedFile + " belong together");
    }
    return new AuditKeys(privateFile, pinnedFile, PinnedKeys.read(pinnedFile), KeyFile.read(privateFile).privateKey());
  }

  private static void pin(Path file, PinnedKeys keys) throws IOException {
    WholeFile.write(file, keys.pem().getBytes(StandardCharsets.US_ASCII), "rw-r-----");
  }

  /** The public keys of all epochs. */
  PinnedKeys pinned() {
    return pinned;
  }

  /** The public half of the key that signs. */
  PublicKey key() {
    return pinned.keys().getLast();
  }

  CheckpointKey signing(long epoch) {
    return CheckpointKey.of(secret, key(), epoch);
  }

  /**
   * Finishes or forgets a rotation that a crash cut, and makes sure that the private key is the one in force.
   *
   * @param inForce id of the key that the chain ends with; empty where it has no checkpoint
   */
  void settle(String inForce) throws IOException {
    Path nextFile = nextFile();
    if (Files.exists(nextFile)) {
      KeyFile next = KeyFile.read(nextFile);
      PublicKey half = next.publicKey();
      if (half != null && CheckpointKey.keyId(half).equals(inForce)) {
        handOver(new KeyPair(half, next.privateKey()));
      } else {
        Files.delete(nextFile);
      }
    }
    boolean own = inForce.isEmpty() || CheckpointKey.keyId(key()).equals(inForce);
    if (!own || !KeyFile.read(privateFile).belongsTo(key())) {
      throw new IOException("the halves of the audit key do not belong together: " + privateFile + " is not of the last key in " + pinnedFile);
    }
  }

  /** Makes the next key durable; it signs nothing before {@link #handOver}. */
  KeyPair prepare() throws IOException {
    KeyPair pair = KeyFile.generate();
    KeyFile.write(nextFile(), pair);
    Failpoint.AUDIT_ROTATE_KEY.reached();
    return pair;
  }

  /** What {@link #handOver} does to the pinned keys. */
  FilePlan plan(KeyPair next) throws IOException {
    return new FilePlan(pinnedFile, Digest.of(Files.readAllBytes(pinnedFile)), Digest.of(pinned.with(next.getPublic()).pem()));
  }

  /** The chain says that the next key is in force: pins it, erases the old one and puts the next in its place. */
  void handOver(KeyPair next) throws IOException {
    String id = CheckpointKey.keyId(next.getPublic());
    if (pinned.keys().stream().noneMatch(key -> CheckpointKey.keyId(key).equals(id))) {
      PinnedKeys more = pinned.with(next.getPublic());
      pin(pinnedFile, more);
      pinned = more;
    }
    try (FileChannel old = FileChannel.open(privateFile, StandardOpenOption.WRITE)) {
      old.write(ByteBuffer.allocate((int) old.size()), 0);
      old.force(true);
    }
    Files.move(nextFile(), privateFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    WholeFile.forceFolder(WholeFile.folderOf(privateFile));
    secret = next.getPrivate();
  }

  private Path nextFile() {
    return privateFile.resolveSibling(privateFile.getFileName() + ".next");
  }
}
