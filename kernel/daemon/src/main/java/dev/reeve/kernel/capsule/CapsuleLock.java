package dev.reeve.kernel.capsule;

import dev.reeve.kernel.audit.FilePlan;
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

/** {@code capsules.lock}: which capsules are installed, down to their bytes. */
final class CapsuleLock {

  private static final int VERSION = 1;

  private final Path file;
  private final Consumer<FilePlan> planned;

  /** @param planned told of the file before it is written; where it throws, it is not */
  CapsuleLock(Path file, Consumer<FilePlan> planned) {
    this.file = file;
    this.planned = planned;
  }

  /**
   * An installed capsule.
   *
   * @param digest of its jar in the blob store
   * @param signature digest of its signature there
   * @param key fingerprint of the publisher's key
   * @param permissions as they were approved
   */
  record Pin(
      String name, String version, String digest, String signature, String publisher, String key, List<String> permissions, Instant installedAt) {}

  /**
   * Reads the file; none is an empty list.
   *
   * @throws dev.reeve.kernel.document.DocumentException with every problem and its place
   */
  List<Pin> read() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
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
              table.string("name"), table.string("version"), digest(table, "digest"), digest(table, "signature"), table.string("publisher"),
              digest(table, "key"), table.strings("permissions"), at == null ? Instant.EPOCH : at));
    }
    problems.throwIfAny();
    return pins;
  }

  private static String digest(Table table, String key) {
    String text = table.string(key);
    if (!text.matches("[0-9a-f]{64}")) {
      table.problem(key, "must be 64 lower-case hexadecimal digits");
    }
    return text;
  }

  /** Replaces the file. */
  void write(List<Pin> pins) throws IOException {
    TomlText text = new TomlText().comment("Written by the kernel: the capsules that are installed.").put("lock_version", VERSION);
    for (Pin pin : pins.stream().sorted(Comparator.comparing(Pin::name)).toList()) {
      text.element("capsule")
          .put("name", pin.name())
          .put("version", pin.version())
          .put("digest", pin.digest())
          .put("signature", pin.signature())
          .put("publisher", pin.publisher())
          .put("key", pin.key())
          .put("permissions", pin.permissions())
          .put("installed_at", pin.installedAt());
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    planned.accept(new FilePlan(file, Files.exists(file) ? Digest.of(Files.readAllBytes(file)) : "", Digest.of(bytes)));
    Failpoint.CAPSULE_LOCK_BEFORE.reached();
    WholeFile.write(file, bytes, "rw-r-----");
    Failpoint.CAPSULE_LOCK_AFTER.reached();
  }
}
