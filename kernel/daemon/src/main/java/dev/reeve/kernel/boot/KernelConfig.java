package dev.reeve.kernel.boot;

import dev.reeve.kernel.audit.AuditLog;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.authority.QuotasTable;
import dev.reeve.kernel.document.Problems;
import dev.reeve.kernel.document.Table;
import dev.reeve.kernel.document.TomlSource;
import dev.reeve.kernel.run.RunSettings;
import dev.reeve.kernel.sandbox.Tier;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code kernel.toml}.
 *
 * @param mode whether keys made by a build are trusted
 * @param drain how long a stop waits for calls and runs; 0 s to 10 min
 * @param maxMessageBytes largest message taken; 64 KiB to 64 MiB
 * @param sandboxTiers ways of confinement that may be used, by name
 * @param runUid whom programs of runs are, as a number; null: not said
 * @param runGid their group; null: not said
 * @param runs how many runs are taken, and how long they are kept
 * @param quotas caps on the limits of every principal
 * @param audit how the audit chain is written
 */
public record KernelConfig(
    Mode mode,
    Duration drain,
    int maxMessageBytes,
    Set<String> sandboxTiers,
    @Nullable Integer runUid,
    @Nullable Integer runGid,
    RunSettings runs,
    Quotas quotas,
    AuditLog.Settings audit) {

  /** What a kernel is for. */
  public enum Mode {
    PRODUCTION,
    DEVELOPMENT;

    /** The word in files and answers. */
    public String word() {
      return switch (this) {
        case PRODUCTION -> "production";
        case DEVELOPMENT -> "development";
      };
    }
  }

  /** The ways of confinement that may be used. */
  Set<Tier> tiers() {
    Set<Tier> tiers = EnumSet.noneOf(Tier.class);
    for (Tier tier : Tier.values()) {
      if (sandboxTiers.contains(tier.label())) {
        tiers.add(tier);
      }
    }
    return tiers;
  }

  static final int VERSION = 1;
  private static final List<String> TIERS = List.of("namespaces", "landlock");
  private static final int MIN_MESSAGE = 64 * 1024;
  private static final int MAX_MESSAGE = 64 * 1024 * 1024;
  private static final int DEFAULT_MESSAGE = 4 * 1024 * 1024;
  private static final long MIN_SEGMENT = 4 * 1024;
  private static final long MAX_SEGMENT = 1L << 30;
  private static final int MAX_CHECKPOINT = 1_000_000;
  private static final Duration MIN_CHECKPOINT_TIME = Duration.ofSeconds(1);
  private static final Duration MAX_CHECKPOINT_TIME = Duration.ofHours(1);
  private static final Duration DEFAULT_DRAIN = Duration.ofSeconds(30);
  private static final int MAX_RUNNING = 10_000;
  private static final int MAX_QUEUED = 100_000;
  private static final Duration MAX_RETENTION = Duration.ofDays(3650);
  private static final Duration MAX_DRAIN = Duration.ofMinutes(10);

  /** What a new home gets. */
  public static String initialText(Mode mode) {
    return """
        # What this kernel is; a restart takes changes up.
        config_version = 1
        # "production", or "development": then a key made by a build of Reeve is trusted as first-party publisher.
        mode = "%s"

        [server]
        # How long a stop waits for calls and runs.
        drain = "30s"
        # Largest message taken from a client.
        max_message = "4MiB"

        [sandbox]
        # Ways a run may be confined; the strongest that works on this host is used.
        tiers = ["namespaces", "landlock"]
        # Whom programs of runs are, where this kernel is root; 0 leaves them root, without capabilities.
        # run_uid = 65534
        # run_gid = 65534

        [runs]
        # How many run at once, of all agents; further ones wait.
        running = 256
        # How many may wait, of all agents and of each; more are refused.
        queued = 4096
        queued_each = 256
        # A run that ended is removed after so long, with its output and files; "0s" keeps all.
        retention = "30d"

        [audit]
        # A new file begins after so much; only whole files can be pruned.
        segment = "64MiB"
        # A signed checkpoint covers the records before it: after so many, or so long after the first that none covers.
        checkpoint_records = 1024
        checkpoint_time = "1m"

        [quotas]
        # No principal has more than what is said here, such as max_memory_bytes = "2GiB" or max_concurrent_runs = 16.
        """
        .formatted(mode.word());
  }

  /**
   * Reads the file's text.
   *
   * @throws dev.reeve.kernel.document.DocumentException with every unknown key and wrong value, or for a newer version
   */
  public static KernelConfig parse(String file, String text) {
    Problems problems = new Problems(file);
    Table root = Table.of(TomlSource.parse(file, text), problems);
    if (root.integer("config_version", 1, Integer.MAX_VALUE) > VERSION) {
      root.problem("config_version", "is newer than this kernel, which knows " + VERSION);
    }
    Mode mode = root.enumeration("mode", Mode.class);
    Table server = root.optionalTable("server");
    Duration drain = server == null ? null : server.optionalDuration("drain", Duration.ZERO, MAX_DRAIN);
    Long message = server == null ? null : server.optionalSize("max_message", MIN_MESSAGE, MAX_MESSAGE);
    Table sandbox = root.optionalTable("sandbox");
    List<String> tiers = sandbox == null || !sandbox.has("tiers") ? TIERS : sandbox.strings("tiers");
    for (String tier : tiers) {
      if (sandbox != null && !TIERS.contains(tier)) {
        sandbox.problem("tiers", "'" + tier + "' is none of " + TIERS);
      }
    }
    RunSettings runs = runs(root.optionalTable("runs"));
    Long uid = sandbox == null ? null : sandbox.optionalInteger("run_uid", 0, Integer.MAX_VALUE);
    Long gid = sandbox == null ? null : sandbox.optionalInteger("run_gid", 1, Integer.MAX_VALUE);
    AuditLog.Settings audit = audit(root.optionalTable("audit"));
    Quotas quotas = QuotasTable.read(root.optionalTable("quotas"));
    problems.throwIfAny();
    return new KernelConfig(
        mode, drain == null ? DEFAULT_DRAIN : drain, message == null ? DEFAULT_MESSAGE : message.intValue(), Set.copyOf(tiers),
        uid == null ? null : (Integer) uid.intValue(), gid == null ? null : (Integer) gid.intValue(), runs, quotas, audit);
  }

  private static RunSettings runs(@Nullable Table table) {
    RunSettings standard = RunSettings.DEFAULT;
    if (table == null) {
      return standard;
    }
    Long running = table.optionalInteger("running", 1, MAX_RUNNING);
    Long queued = table.optionalInteger("queued", 0, MAX_QUEUED);
    Long each = table.optionalInteger("queued_each", 0, MAX_QUEUED);
    Duration retention = table.optionalDuration("retention", Duration.ZERO, MAX_RETENTION);
    return new RunSettings(
        running == null ? standard.running() : running.intValue(),
        queued == null ? standard.queued() : queued.intValue(),
        each == null ? standard.queuedEach() : each.intValue(),
        retention == null ? standard.retention() : retention);
  }

  private static AuditLog.Settings audit(@Nullable Table table) {
    AuditLog.Settings standard = AuditLog.Settings.DEFAULT;
    if (table == null) {
      return standard;
    }
    Long segment = table.optionalSize("segment", MIN_SEGMENT, MAX_SEGMENT);
    int records = table.has("checkpoint_records") ? (int) table.integer("checkpoint_records", 1, MAX_CHECKPOINT) : standard.checkpointRecords();
    Duration time = table.optionalDuration("checkpoint_time", MIN_CHECKPOINT_TIME, MAX_CHECKPOINT_TIME);
    return new AuditLog.Settings(
        segment == null ? standard.segmentBytes() : segment, records,
        time == null ? standard.checkpointTime() : time);
  }
}
