package dev.reeve.kernel.host;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.HostFiles.WriteMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writing one name of an open folder. When it fails, what was there before is there still and nothing else is left behind; only a crash
 * of the kernel can leave a file {@code .reeve-<32 hexadecimal digits>.tmp}.
 *
 * <p>A right is about a name. CREATE and REPLACE give the name a file of its own, so another hard link keeps the old content; APPEND, like
 * reading, is about the file that all its links share. Linux lets nobody link to a file that they may not write
 * ({@code fs.protected_hardlinks}), nor over the border of a mount, so a link gives nobody more than they have.
 */
record FileWriting(OpenFolder folder, Path name, Path path) {

  private static final Set<PosixFilePermission> NEW_FILE = PosixFilePermissions.fromString("rw-r-----");
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Size of the file afterwards. */
  long write(byte[] bytes, WriteMode mode) throws IOException, CapsuleException {
    PosixFileAttributes there = regular();
    return switch (mode) {
      case CREATE -> {
        if (there != null) {
          throw new FileAlreadyExistsException(name.toString());
        }
        yield create(bytes);
      }
      case REPLACE -> replace(bytes, there == null ? NEW_FILE : there.permissions());
      case APPEND -> there == null ? createOrAppend(bytes) : append(bytes);
    };
  }

  private long createOrAppend(byte[] bytes) throws IOException, CapsuleException {
    try {
      return create(bytes);
    } catch (FileAlreadyExistsException e) {
      regular();
      return append(bytes);
    }
  }

  /** Null when nothing is there. */
  private @Nullable PosixFileAttributes regular() throws IOException, CapsuleException {
    PosixFileAttributes there;
    try {
      there = folder.attributes(name);
    } catch (NoSuchFileException e) {
      return null;
    }
    if (!there.isRegularFile()) {
      throw new CapsuleException(CapsuleException.Kind.STATE, path + " is no regular file");
    }
    return there;
  }

  private long create(byte[] bytes) throws IOException {
    long size = fresh(name, bytes, NEW_FILE);
    try {
      forceFolder();
    } catch (IOException e) {
      remove(name, e);
      throw e;
    }
    return size;
  }

  /** By a rename, so that at any time the name stands for the old content or for the new. */
  private long replace(byte[] bytes, Set<PosixFilePermission> mode) throws IOException {
    byte[] random = new byte[16];
    RANDOM.nextBytes(random);
    Path temporary = Path.of(".reeve-" + HexFormat.of().formatHex(random) + ".tmp");
    long size = fresh(temporary, bytes, mode);
    try {
      folder.stream().move(temporary, folder.stream(), name);
    } catch (IOException e) {
      remove(temporary, e);
      throw e;
    }
    forceFolder();
    return size;
  }

  private long append(byte[] bytes) throws IOException {
    try (FileChannel out = folder.file(name, Set.of(WRITE, APPEND, NOFOLLOW_LINKS))) {
      long before = out.size();
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      try {
        fill(out, rest);
        return out.size();
      } catch (IOException e) {
        takeBack(out, before, rest.position(), e);
        throw e;
      }
    }
  }

  /** Cuts off what a failed call added; it stays when others have added more since, for theirs must not be cut. */
  private static void takeBack(FileChannel out, long before, int added, IOException failure) {
    try {
      if (out.size() == before + added) {
        out.truncate(before);
        out.force(true);
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Makes a durable file under a name that nothing has, or none; answers its size. */
  private long fresh(Path fresh, byte[] bytes, Set<PosixFilePermission> mode) throws IOException {
    FileChannel out = folder.file(fresh, Set.of(WRITE, APPEND, CREATE_NEW), PosixFilePermissions.asFileAttribute(mode));
    try (out) {
      if (!folder.attributes(fresh).permissions().equals(mode)) {
        folder.mode(fresh, mode);
      }
      fill(out, ByteBuffer.wrap(bytes));
      return out.size();
    } catch (IOException e) {
      remove(fresh, e);
      throw e;
    }
  }

  /** Durably, at the end as the operating system sees it at that moment, so no other writer's piece is overwritten. */
  private static void fill(FileChannel out, ByteBuffer rest) throws IOException {
    while (rest.hasRemaining()) {
      out.write(rest);
    }
    out.force(true);
  }

  private void remove(Path gone, IOException failure) {
    try {
      folder.stream().deleteFile(gone);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Makes the names durable, where the file system can. */
  private void forceFolder() throws IOException {
    try (FileChannel names = folder.file(OpenFolder.ITSELF, Set.of(READ, NOFOLLOW_LINKS))) {
      names.force(true);
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("Invalid argument")) {
        throw e;
      }
    }
  }
}
