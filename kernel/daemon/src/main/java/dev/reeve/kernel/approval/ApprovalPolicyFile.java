package dev.reeve.kernel.approval;

import dev.reeve.kernel.document.Problems;
import dev.reeve.kernel.document.Table;
import dev.reeve.kernel.document.TomlSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The text of {@code approvals.toml}. */
public final class ApprovalPolicyFile {

  static final int VERSION = 1;
  static final Duration SHORTEST = Duration.ofSeconds(10);
  static final Duration LONGEST = Duration.ofHours(24);
  private static final int MAX_PENDING = 100_000;
  private static final int MAX_ENTRIES = 256;

  private ApprovalPolicyFile() {}

  /**
   * Reads the file's text.
   *
   * @throws dev.reeve.kernel.document.DocumentException with every unknown key and wrong value, or for a newer version
   */
  public static ApprovalPolicy parse(String file, String text) {
    ApprovalPolicy standard = ApprovalPolicy.DEFAULT;
    Problems problems = new Problems(file);
    Table root = Table.of(TomlSource.parse(file, text), problems);
    if (root.integer("approvals_version", 1, Integer.MAX_VALUE) > VERSION) {
      root.problem("approvals_version", "is newer than this kernel, which knows " + VERSION);
    }
    Duration said = root.optionalDuration("expiry", SHORTEST, LONGEST);
    Duration expiry = said == null ? standard.expiry() : said;
    boolean stop = !"run".equals(root.optionalChoice("clock", List.of("stop", "run")));
    Long pending = root.optionalInteger("pending", 1, MAX_PENDING);
    Long each = root.optionalInteger("pending_each", 1, MAX_PENDING);
    ApprovalPolicy read =
        new ApprovalPolicy(
            expiry, stop,
            pending == null ? standard.pending() : pending.intValue(),
            each == null ? standard.pendingEach() : each.intValue(),
            source(root, "capsules", List.of("ask", "deny"), standard.capsules(), expiry),
            source(root, "tools", List.of("ask", "allow", "deny"), standard.tools(), expiry),
            source(root, "hosts", List.of("ask", "deny"), standard.hosts(), expiry),
            source(root, "runs", List.of("ask", "deny"), standard.runs(), expiry),
            entries(root, expiry),
            NotificationTable.read(root.optionalTable("notify")));
    problems.throwIfAny();
    return read;
  }

  private static SourcePolicy source(Table root, String key, List<String> words, SourcePolicy standard, Duration expiry) {
    Table table = root.optionalTable(key);
    if (table == null) {
      return new SourcePolicy(standard.decision(), Answering.byOthers(expiry));
    }
    String word = table.optionalChoice("decision", words);
    return new SourcePolicy(word == null ? standard.decision() : SourcePolicy.Decision.of(word), AnsweringTable.read(table, expiry));
  }

  private static List<PolicyEntry> entries(Table root, Duration expiry) {
    List<PolicyEntry> entries = new ArrayList<>();
    List<Table> tables = root.tables("ask");
    if (tables.size() > MAX_ENTRIES) {
      root.problem("ask", "has " + tables.size() + " entries; at most " + MAX_ENTRIES + " are allowed");
    }
    tables.forEach(table -> entries.add(PolicyEntryTable.read(table, expiry)));
    return entries;
  }

  /**
   * What a new home gets.
   *
   * @param alone whether it is the home of one person, whom nobody else could answer
   */
  public static String initialText(boolean alone) {
    return """
        # When somebody is asked before something is done; docs/approvals.md says what each key means.
        approvals_version = 1
        # How long a question waits; no answer is a no.
        expiry = "5m"
        # "stop": a run's time stands still while it waits. "run": it goes on.
        clock = "stop"
        # How many questions wait at once, and how many of one principal; more are refused.
        pending = 4096
        pending_each = 256

        # What an installed capsule would newly be allowed: "ask" or "deny".
        [capsules]
        decision = "ask"
        %s

        # Tools that change something, called by a run: "ask", "allow" or "deny".
        [tools]
        decision = "ask"

        # What a capsule asks of the host beyond its permissions: "ask" or "deny".
        [hosts]
        decision = "deny"

        # What a run asks by itself: "ask" or "deny".
        [runs]
        decision = "ask"

        # Calls that are asked for besides, such as:
        # [[ask]]
        # name = "limits at night"
        # capability = ["quota:set"]
        # between = "18:00-08:00"
        # needs = 2

        # What is told of a question that waits, on its standard input:
        # [notify]
        # command = ["/usr/local/bin/tell-operator"]
        """
        .formatted(alone ? ALONE : SHARED);
  }

  private static final String ALONE =
      """
      # "anyone": whoever installed it may answer, too, by a key of their own; never a run. This home is one person's, and nobody else could.
      # "others": somebody else has to; say so once there is somebody.
      answered_by = "anyone"\
      """;

  private static final String SHARED =
      """
      # "others": not whoever installed it. "anyone": they, too; never a run.
      answered_by = "others"\
      """;
}
