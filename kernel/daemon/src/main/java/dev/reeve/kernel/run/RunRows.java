package dev.reeve.kernel.run;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Holdings;
import dev.reeve.kernel.run.RunEvent.Kind;
import dev.reeve.kernel.store.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Records of runs from rows of the database. */
final class RunRows {

  private RunRows() {}

  static Run run(ResultSet row) throws SQLException {
    return new Run(
        Rows.string(row, "id"),
        UUID.fromString(row.getString("agent_id")),
        Rows.string(row, "agent_name"),
        Rows.string(row, "version"),
        row.getInt("revision"),
        Rows.string(row, "manifest_digest"),
        RunState.valueOf(Rows.string(row, "state")),
        Rows.string(row, "reason"),
        new Run.Actor(UUID.fromString(row.getString("owner_id")), Rows.string(row, "owner")),
        new Run.Actor(UUID.fromString(row.getString("started_by_id")), Rows.string(row, "started_by")),
        Rows.string(row, "input"),
        Rows.string(row, "intent"),
        Rows.string(row, "context"),
        RunPriority.valueOf(Rows.string(row, "priority")),
        new Run.Lineage(row.getString("parent"), row.getInt("depth"), row.getString("forked_from")),
        new Holdings(patterns(Rows.string(row, "allows")), patterns(Rows.string(row, "revokes"))),
        row.getString("idempotency_key"),
        Rows.string(row, "request_digest"),
        Duration.ofSeconds(row.getLong("timeout_seconds")),
        Rows.string(row, "timeout_source"),
        Instant.parse(Rows.string(row, "created_at")),
        Rows.time(row, "started_at"),
        Rows.time(row, "ended_at"),
        row.getString("result"),
        whole(row, "exit_code"),
        Rows.string(row, "sandbox"),
        row.getInt("attempt"),
        AttemptReason.valueOf(Rows.string(row, "attempt_reason")),
        Instant.parse(Rows.string(row, "attempt_at")),
        row.getString("message"),
        row.getInt("iteration"),
        row.getInt("interrupted") != 0,
        row.getLong("last_sequence"),
        row.getLong("generation"));
  }

  static OpenRun open(ResultSet row) throws SQLException {
    return new OpenRun(
        Rows.string(row, "id"), UUID.fromString(row.getString("agent_id")), Rows.string(row, "agent_name"), Rows.string(row, "owner"),
        RunState.valueOf(Rows.string(row, "state")), Instant.parse(Rows.string(row, "created_at")), Rows.time(row, "started_at"));
  }

  static Attempt attempt(ResultSet row) throws SQLException {
    return new Attempt(
        row.getInt("attempt"),
        AttemptReason.valueOf(Rows.string(row, "attempt_reason")),
        RunState.valueOf(Rows.string(row, "state")),
        Rows.string(row, "reason"),
        Instant.parse(Rows.string(row, "attempt_at")),
        Rows.time(row, "started_at"),
        Rows.time(row, "ended_at"),
        row.getString("result"),
        whole(row, "exit_code"),
        Rows.string(row, "sandbox"),
        row.getInt("iteration"));
  }

  static RunEvent event(ResultSet row) throws SQLException {
    return new RunEvent(
        row.getLong("sequence"), Instant.parse(Rows.string(row, "time")), Kind.valueOf(Rows.string(row, "kind")), Rows.string(row, "data"),
        row.getBytes("raw"));
  }

  static String lines(List<CapabilityPattern> patterns) {
    return String.join("\n", patterns.stream().map(CapabilityPattern::text).toList());
  }

  private static List<CapabilityPattern> patterns(String lines) {
    return lines.isEmpty() ? List.of() : lines.lines().map(CapabilityPattern::parse).toList();
  }

  private static @Nullable Integer whole(ResultSet row, String column) throws SQLException {
    int value = row.getInt(column);
    return row.wasNull() ? null : value;
  }
}
