package dev.reeve.kernel.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which agents are asked for, as one condition of the database, so that pages stay whole.
 *
 * @param only this one alone; null: all
 * @param viewer who asks
 * @param seesPrivate whether the viewer sees agents of other users, too
 * @param scope null: every one
 * @param status null: every one but archived
 * @param own only those the viewer owns
 */
record AgentQuery(
    @Nullable UUID only, UUID viewer, boolean seesPrivate, @Nullable AgentScope scope, @Nullable AgentStatus status, List<LabelFilter> labels,
    boolean own) {

  /** A condition and its parameters. */
  record Condition(String sql, List<Object> parameters) {}

  Condition condition() {
    StringBuilder sql = new StringBuilder();
    List<Object> parameters = new ArrayList<>();
    if (only != null) {
      sql.append(" AND a.agent_id = ?");
      parameters.add(only);
    }
    if (!seesPrivate) {
      sql.append(" AND (a.scope <> 'user' OR a.owner_id = ? OR a.agent_id = ?)");
      parameters.add(viewer);
      parameters.add(viewer);
    }
    if (scope != null) {
      sql.append(" AND a.scope = ?");
      parameters.add(scope.word());
    }
    sql.append(status == null ? " AND a.status <> ?" : " AND a.status = ?");
    parameters.add((status == null ? AgentStatus.ARCHIVED : status).word());
    if (own) {
      sql.append(" AND a.owner_id = ?");
      parameters.add(viewer);
    }
    for (LabelFilter label : labels) {
      sql.append(" AND ").append(label.equal() ? "" : "NOT ").append("EXISTS (SELECT 1 FROM agent_labels l WHERE l.agent_id = a.agent_id AND l.key = ?");
      parameters.add(label.key());
      if (label.value() != null) {
        sql.append(" AND l.value = ?");
        parameters.add(label.value());
      }
      sql.append(')');
    }
    return new Condition(sql.toString(), List.copyOf(parameters));
  }
}
