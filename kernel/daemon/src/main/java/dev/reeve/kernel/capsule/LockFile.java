package dev.reeve.kernel.capsule;

import dev.reeve.kernel.audit.FilePlan;
import dev.reeve.kernel.capsule.LockedCapsules.Pin;
import dev.reeve.kernel.capsule.LockedCapsules.Seen;
import dev.reeve.kernel.capsule.LockedCapsules.SeenList;
import dev.reeve.kernel.document.Problems;
import dev.reeve.kernel.document.Table;
import dev.reeve.kernel.document.TomlSource;
import dev.reeve.kernel.document.TomlText;
import dev.reeve.kernel.store.Digest;
import dev.reeve.kernel.store.Failpoint;
import dev.reeve.kernel.store.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** {@code capsules.lock}, written whole: {@link LockedCapsules} as a file. */
final class LockFile {

  private static final int VERSION = 1;

  private final Path file;
  private final Consumer<FilePlan> planned;

  /** @param planned told of the file before it is written; where it throws, it is not */
  LockFile(Path file, Consumer<FilePlan> planned) {
    this.file = file;
    this.planned = planned;
  }

  /**
   * Reads the file; none is an empty list.
   *
   * @throws dev.reeve.kernel.document.DocumentException with every problem and its place
   */
  LockedCapsules read() throws IOException {
    if (!Files.exists(file)) {
      return LockedCapsules.EMPTY;
    }
    String shown = file.toString();
    Problems problems = new Problems(shown);
    Table root = Table.of(TomlSource.parse(shown, Files.readString(file)), problems);
    if (root.integer("lock_version", 1, Integer.MAX_VALUE) > VERSION) {
      root.problem("lock_version", "is newer than this kernel, which knows " + VERSION);
    }
    List<Pin> pins = new ArrayList<>();
    for (Table table : root.tables("capsule")) {
      Instant at = table.optionalInstant("installed_at");
      pins.add(
          new Pin(
              table.string("name"), version(table), digest(table, "digest"), digest(table, "signature"), table.string("publisher"),
              digest(table, "key"), table.strings("permissions"), table.strings("interceptors"), at == null ? Instant.EPOCH : at, table.bool("unloaded", false)));
    }
    List<Seen> seen = new ArrayList<>();
    for (Table table : root.tables("seen")) {
      seen.add(new Seen(table.string("name"), table.string("publisher"), version(table), digest(table, "digest"), digest(table, "key")));
    }
    List<SeenList> lists = new ArrayList<>();
    for (Table table : root.tables("revocations")) {
      lists.add(
          new SeenList(
              table.string("publisher"), table.integer("serial", 1, Long.MAX_VALUE), digest(table, "digest"), digest(table, "signature")));
    }
    problems.throwIfAny();
    return new LockedCapsules(pins, seen, lists);
  }

  private static String version(Table table) {
    String text = table.string("version");
    if (Versions.parse(text) == null) {
      table.problem("version", "must be a semantic version such as 1.2.0");
    }
    return text;
  }

  private static String digest(Table table, String key) {
    String text = table.string(key);
    if (!text.matches("[0-9a-f]{64}")) {
      table.problem(key, "must be 64 lower-case hexadecimal digits");
    }
    return text;
  }

  /** Replaces the file. */
  void write(LockedCapsules locked) throws IOException {
    TomlText text =
        new TomlText()
            .comment("Written by the kernel: the capsules that are installed, the highest version of each ever installed, revocation lists.")
            .put("lock_version", VERSION);
    for (Pin pin : locked.pins().stream().sorted(Comparator.comparing(Pin::name)).toList()) {
      text.element("capsule")
          .put("name", pin.name())
          .put("version", pin.version())
          .put("digest", pin.digest())
          .put("signature", pin.signature())
          .put("publisher", pin.publisher())
          .put("key", pin.key())
          .put("permissions", pin.permissions())
          .put("interceptors", pin.interceptors())
          .put("installed_at", pin.installedAt());
      if (pin.unloaded()) {
        text.put("unloaded", true);
      }
    }
    for (Seen one : locked.seen().stream().sorted(Comparator.comparing(Seen::name).thenComparing(Seen::publisher)).toList()) {
      text.element("seen")
          .put("name", one.name())
          .put("publisher", one.publisher())
          .put("version", one.version())
          .put("digest", one.digest())
          .put("key", one.key());
    }
    for (SeenList list : locked.lists().stream().sorted(Comparator.comparing(SeenList::publisher)).toList()) {
      text.element("revocations")
          .put("publisher", list.publisher())
          .put("serial", list.serial())
          .put("digest", list.digest())
          .put("signature", list.signature());
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    planned.accept(new FilePlan(file, Files.exists(file) ? Digest.of(Files.readAllBytes(file)) : "", Digest.of(bytes)));
    Failpoint.CAPSULE_LOCK_BEFORE.reached();
    WholeFile.write(file, bytes, "rw-r-----");
    Failpoint.CAPSULE_LOCK_AFTER.reached();
  }
}
