package dev.reeve.cli.trust;

import dev.reeve.cli.file.PartialFile;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** A {@code publishers.toml} where it lies: read whole, and replaced whole by one editor at a time. */
public final class TrustFile {

  private static final int MAX_BYTES = 1 << 20;
  private static final String BY_HAND = "mend it by hand; a kernel trusts nobody by it as it is";

  private final Path path;

  private TrustFile(Path path) {
    this.path = path;
  }

  /** The file, whether it is there or not. */
  public static TrustFile at(Path path) {
    return new TrustFile(path.toAbsolutePath().normalize());
  }

  Path path() {
    return path;
  }

  Path folder() {
    return Objects.requireNonNull(path.getParent(), "an absolute path of a file has a parent");
  }

  boolean exists() {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * What it says.
   *
   * @throws ReeveException a usage error when it is no readable file; an error of exit code 1 when a kernel would refuse it
   */
  public TrustDocument read() {
    return document(bytes());
  }

  private TrustDocument document(byte[] bytes) {
    TrustDocument document = TrustDocument.parse(text(bytes));
    if (!document.problems().isEmpty()) {
      String problems = document.problems().stream().map(Object::toString).collect(Collectors.joining("; "));
      throw ReeveException.local(LocalError.FAILED, path + " is broken: " + problems, BY_HAND);
    }
    return document;
  }

  /** What is to become of it. */
  interface Change {

    /** The publisher it is about, and the new text; no text where nothing is to change. */
    Edit of(TrustDocument before);
  }

  /** What one change is about, and what the text is after it. */
  record Edit(TrustedPublisher publisher, Optional<TrustDocument> after) {}

  /**
   * Changes it: durably and as a whole, with its mode and owner. Nothing is written where nothing changes, nor for a dry run.
   *
   * @param fresh what it says where it is not there
   * @throws ReeveException when it may not be changed, by this user or at all; it is as it was then
   */
  TrustChange change(String fresh, boolean dryRun, Change change) {
    try {
      FileRights.refuseShared(folder());
      if (dryRun) {
        TrustDocument before = existing().map(this::document).orElseGet(() -> TrustDocument.parse(fresh));
        return TrustChange.of(path, before, change.of(before), true);
      }
      try (PartialFile partial = PartialFile.replacement(path)) {
        Optional<byte[]> bytes = existing();
        TrustDocument before = bytes.map(this::document).orElseGet(() -> TrustDocument.parse(fresh));
        Edit edit = change.of(before);
        if (edit.after().isPresent()) {
          partial.stream().write(edit.after().get().text().getBytes(StandardCharsets.UTF_8));
          FileRights.of(bytes.isPresent() ? path : folder(), bytes.isPresent()).give(partial.path());
          refuseChanged(bytes);
          partial.keep();
        }
        return TrustChange.of(path, before, edit, false);
      }
    } catch (AccessDeniedException denied) {
      throw ReeveException.local(
          LocalError.FAILED, path + " cannot be changed by this user: no access to " + denied.getFile(), "run this as its owner");
    } catch (IOException failed) {
      throw ReeveException.local(
          LocalError.FAILED, path + " cannot be changed: " + failed.getMessage(), "check the folder and its permissions");
    }
  }

  /** An editor that knows nothing of this one may have written it meanwhile. */
  private void refuseChanged(Optional<byte[]> bytes) throws IOException {
    boolean same = bytes.isPresent() ? exists() && Arrays.equals(bytes(), bytes.get()) : !exists();
    if (!same) {
      throw ReeveException.local(
          LocalError.FAILED, path + " was changed by somebody else meanwhile, and is as they left it", "look at it, and try again");
    }
  }

  private Optional<byte[]> existing() throws IOException {
    if (!exists()) {
      return Optional.empty();
    }
    byte[] bytes = bytes();
    FileRights.refuseShared(path);
    return Optional.of(bytes);
  }

  private byte[] bytes() {
    if (Files.isSymbolicLink(path)) {
      throw ReeveException.usage(path + " is a symbolic link, which is not followed", "name the file itself with --file");
    }
    if (!exists()) {
      throw ReeveException.usage("there is no file " + path, "name the kernel's home with --home, or the file with --file");
    }
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw ReeveException.usage(path + " is no regular file", "name a file");
    }
    try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw ReeveException.usage(path + " is larger than 1 MiB", "check the path");
      }
      return bytes;
    } catch (AccessDeniedException denied) {
      throw ReeveException.usage(path + " may not be read by this user", "run this as its owner");
    } catch (IOException failed) {
      throw ReeveException.usage(path + " cannot be read: " + failed.getMessage(), "check the path and its permissions");
    }
  }

  private String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException binary) {
      throw ReeveException.local(LocalError.FAILED, path + " is broken: it is not UTF-8 text", BY_HAND);
    }
  }
}
