package dev.reeve.kernel.admin;

import dev.reeve.kernel.audit.FilePlan;
import dev.reeve.kernel.authority.Group;
import dev.reeve.kernel.authority.GroupsFile;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.ProfileFile;
import dev.reeve.kernel.document.DocumentException;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Digest;
import dev.reeve.kernel.store.Failpoint;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes changes of the policy to its files. Several files of one change are noted in the database first and finished after a crash. */
final class PolicyWriter {

  /** Stands for the id of a profile that could not be read. */
  private static final UUID UNKNOWN = new UUID(0, 0);

  private final PolicyFolder folder;
  private final PolicyLedger ledger;
  private final GuardedWrite files = new GuardedWrite();
  private final Consumer<FilePlan> planned;
  /** Whether the database notes a change that is not finished. */
  private boolean unfinished = true;

  /** Files that are not as the plan saw them. */
  static final class MovedException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final transient Set<Path> paths;

    MovedException(Set<Path> paths) {
      this.paths = paths;
    }

    Set<Path> paths() {
      return paths;
    }
  }

  /** @param planned told of a single file before it is written; of several the database tells */
  PolicyWriter(PolicyFolder folder, PolicyLedger ledger, Consumer<FilePlan> planned) throws IOException {
    this.folder = folder;
    this.ledger = ledger;
    this.planned = planned;
    for (Path each : folder.folders()) {
      files.find(each);
    }
  }

  /** Finishes a change of several files that a crash or a failure cut; answers its files, which are no longer as they were. */
  Set<Path> finishBegun() throws IOException {
    if (!unfinished) {
      return Set.of();
    }
    List<PolicyLedger.Write> begun = ledger.begun();
    for (PolicyLedger.Write write : begun) {
      if (write.content() == null || !isWritten(write)) {
        force(write);
      }
    }
    if (!begun.isEmpty()) {
      ledger.finished();
    }
    unfinished = false;
    return begun.stream().map(PolicyLedger.Write::file).collect(Collectors.toSet());
  }

  private static boolean isWritten(PolicyLedger.Write write) {
    return write.content() != null && says(write.file(), Digest.of(write.content()));
  }

  /** Whether a file can be read and has the digest. */
  private static boolean says(Path file, String digest) {
    try {
      return Stamp.of(file) != null && FileText.read(file).digest().equals(digest);
    } catch (IOException unreadable) {
      return false;
    }
  }

  /** See {@link GuardedWrite#heed}. */
  void heed(@Nullable Set<Path> only) throws IOException {
    files.heed(only);
  }

  /** See {@link GuardedWrite#kept}. */
  boolean kept() {
    return files.kept();
  }

  /** Writes an edit and answers what stands then. */
  Standing write(Standing before, Edit edit, long generation, Instant now) throws IOException, MovedException {
    Set<Path> finished = finishBegun();
    if (!finished.isEmpty()) {
      throw new MovedException(finished);
    }
    List<PolicyLedger.Write> writes = new ArrayList<>();
    Set<Path> moved = new TreeSet<>();
    edit.profiles().forEach((name, after) -> plan(writes, moved, before.profiles().getOrDefault(name, PolicyFile.unseen(folder.profile(name))),
        text -> after.map(profile -> text(name + ".toml", text, profile)).orElse(null),
        after.isEmpty(), generation));
    List<Group> groups = edit.groups();
    if (groups != null) {
      plan(writes, moved, before.groups(), text -> text == null ? GroupsFile.write(groups) : GroupsFile.rewrite("groups.toml", text, groups), false, generation);
    }
    if (!moved.isEmpty()) {
      throw new MovedException(moved);
    }
    retire(before, edit, now);
    make(writes);
    Standing after = before;
    for (var entry : edit.profiles().entrySet()) {
      Profile profile = entry.getValue().orElse(null);
      after = after.with(entry.getKey(), profile == null ? null : written(writes, folder.profile(entry.getKey()), profile));
    }
    return groups == null ? after : after.with(written(writes, folder.groups(), groups));
  }

  /** The new text of a file, given the old; null where it goes. */
  private interface Text {
    @Nullable String of(@Nullable String before);
  }

  private static String text(String fileName, @Nullable String before, Profile profile) {
    String fresh = before == null ? ProfileFile.write(profile) : ProfileFile.rewrite(fileName, before, profile);
    if (before == null && !ProfileFile.parse(fileName, fresh).saysTheSame(profile)) {
      throw new IllegalArgumentException("no text can say this");
    }
    return fresh;
  }

  private static void plan(List<PolicyLedger.Write> writes, Set<Path> moved, PolicyFile<?> file, Text text, boolean goes, long generation) {
    if (file.moved()) {
      moved.add(file.path());
      return;
    }
    if (goes) {
      writes.add(new PolicyLedger.Write(file.path(), null, file.digest(), generation));
      return;
    }
    if (!file.problems().isEmpty()) {
      throw KernelException.state(
          "the file " + file.path().getFileName() + " has a problem and is not written before that is mended: " + file.problems().getFirst());
    }
    try {
      String old = file.stamp() == null ? null : FileText.read(file.path()).text();
      if (old != null && !Digest.of(old).equals(file.digest())) {
        moved.add(file.path());
        return;
      }
      String fresh = text.of(old);
      if (fresh != null && fresh.getBytes(StandardCharsets.UTF_8).length > FileText.MAX_BYTES) {
        throw KernelException.state("the file " + file.path().getFileName() + " would have more than " + FileText.MAX_BYTES + " bytes");
      }
      writes.add(new PolicyLedger.Write(file.path(), fresh, old == null ? "" : file.digest(), generation));
    } catch (IOException e) {
      moved.add(file.path());
    } catch (DocumentException | IllegalArgumentException e) {
      throw KernelException.state("the file " + file.path().getFileName() + " cannot say this: " + e.getMessage());
    }
  }

  private void retire(Standing before, Edit edit, Instant now) {
    edit.profiles().forEach((name, after) -> {
      PolicyFile<Profile> file = before.profiles().get(name);
      if (after.isEmpty() && file != null) {
        ledger.retire(name, file.good() == null ? UNKNOWN : file.good().id(), now);
      }
    });
  }

  private void make(List<PolicyLedger.Write> writes) throws IOException, MovedException {
    if (writes.size() > 1) {
      unfinished = true;
      ledger.begin(writes);
      for (PolicyLedger.Write write : writes) {
        force(write);
        Failpoint.POLICY_SEVERAL.reached();
      }
      ledger.finished();
      unfinished = false;
      return;
    }
    for (PolicyLedger.Write write : writes) {
      planned.accept(new FilePlan(write.file(), write.base(), write.content() == null ? "" : Digest.of(write.content())));
      Failpoint.POLICY_PLANNED.reached();
      try {
        files.replace(write.file(), bytes(write), write.base(), write.generation());
      } catch (FileAlreadyExistsException | NoSuchFileException e) {
        throw new MovedException(Set.of(write.file()));
      }
    }
  }

  /** Writes whatever is there now; an edit that it meets is kept beside. */
  private void force(PolicyLedger.Write write) throws IOException {
    boolean there = Stamp.of(write.file()) != null;
    if (there || write.content() != null) {
      files.replace(write.file(), bytes(write), there ? write.base().isEmpty() ? "none" : write.base() : "", write.generation());
    }
  }

  private static byte @Nullable [] bytes(PolicyLedger.Write write) {
    return write.content() == null ? null : write.content().getBytes(StandardCharsets.UTF_8);
  }

  private static <T> PolicyFile<T> written(List<PolicyLedger.Write> writes, Path path, T good) {
    String content = writes.stream().filter(write -> write.file().equals(path)).map(PolicyLedger.Write::content).findFirst().orElse("");
    Stamp stamp = Stamp.of(path);
    boolean ours = says(path, Digest.of(content));
    return new PolicyFile<>(path, ours ? stamp : null, Digest.of(content), good, List.of());
  }
}
