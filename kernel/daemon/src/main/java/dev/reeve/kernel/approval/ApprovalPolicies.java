package dev.reeve.kernel.approval;

import dev.reeve.kernel.document.DocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The policy of approvals in force: what the file says, or what it said last where it cannot be read. */
public final class ApprovalPolicies {

  private static final long MAX_BYTES = 1024 * 1024;

  private final Path file;
  private final InstantSource clock;
  private final Consumer<Path> changed;
  private volatile ApprovalPolicy current;
  private volatile @Nullable Problem problem;

  /** Why the file is not in force as it stands: a sentence for each reason, and since when. */
  public record Problem(List<String> reasons, Instant since) {}

  private ApprovalPolicies(Path file, InstantSource clock, Consumer<Path> changed, ApprovalPolicy first) {
    this.file = file;
    this.clock = clock;
    this.changed = changed;
    this.current = first;
  }

  /**
   * Reads the file; where there is none, the defaults hold.
   *
   * @param changed told of the file when another policy is in force
   * @throws DocumentException when it is wrong: a kernel does not start on what nobody wrote
   * @throws IOException when it cannot be read
   */
  public static ApprovalPolicies open(Path file, InstantSource clock, Consumer<Path> changed) throws IOException {
    String text = read(file);
    ApprovalPolicy first = text == null ? ApprovalPolicy.DEFAULT : ApprovalPolicyFile.parse(file.toString(), text);
    return new ApprovalPolicies(file, clock, changed, first);
  }

  private static @Nullable String read(Path file) throws IOException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException(file + " has more than " + MAX_BYTES + " bytes");
      }
      return Files.readString(file);
    } catch (NoSuchFileException none) {
      return null;
    }
  }

  public ApprovalPolicy current() {
    return current;
  }

  public Path file() {
    return file;
  }

  /** Why the file is not in force as it stands; null where it is. */
  public @Nullable Problem problem() {
    return problem;
  }

  /** Reads the file again if it is among those that changed; null: any may have. */
  public synchronized void refresh(@Nullable Set<Path> files) {
    if (files != null && !files.contains(file)) {
      return;
    }
    try {
      String now = read(file);
      ApprovalPolicy next = now == null ? ApprovalPolicy.DEFAULT : ApprovalPolicyFile.parse(file.toString(), now);
      boolean other = !next.equals(current);
      current = next;
      problem = null;
      if (other) {
        changed.accept(file);
      }
    } catch (DocumentException e) {
      problem = new Problem(List.of(String.valueOf(e.getMessage())), clock.instant());
    } catch (IOException e) {
      problem = new Problem(List.of("cannot be read: " + e.getMessage()), clock.instant());
    }
  }
}
