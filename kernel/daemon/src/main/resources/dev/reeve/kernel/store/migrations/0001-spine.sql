CREATE TABLE kernel (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE audit_outbox (
  id TEXT PRIMARY KEY,
  payload TEXT NOT NULL
) STRICT;

CREATE TABLE manifests (
  org TEXT NOT NULL,
  agent_id TEXT NOT NULL,
  version TEXT NOT NULL,
  revision INTEGER NOT NULL,
  digest TEXT NOT NULL,
  source TEXT NOT NULL,
  deployed_by TEXT NOT NULL,
  deployed_at TEXT NOT NULL,
  deployer_allows TEXT NOT NULL,
  deployer_revokes TEXT NOT NULL,
  PRIMARY KEY (org, agent_id, version, revision)
) STRICT;

CREATE TABLE agents (
  org TEXT NOT NULL,
  agent_id TEXT NOT NULL,
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  revision INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  PRIMARY KEY (org, agent_id),
  FOREIGN KEY (org, agent_id, version, revision) REFERENCES manifests(org, agent_id, version, revision)
) STRICT;

CREATE TABLE runs (
  org TEXT NOT NULL,
  id TEXT NOT NULL PRIMARY KEY,
  agent_id TEXT NOT NULL,
  agent_name TEXT NOT NULL,
  version TEXT NOT NULL,
  revision INTEGER NOT NULL,
  manifest_digest TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  owner TEXT NOT NULL,
  started_by_id TEXT NOT NULL,
  started_by TEXT NOT NULL,
  input TEXT NOT NULL,
  intent TEXT NOT NULL,
  idempotency_key TEXT,
  request_digest TEXT NOT NULL,
  timeout_seconds INTEGER NOT NULL,
  timeout_source TEXT NOT NULL,
  created_at TEXT NOT NULL,
  started_at TEXT,
  ended_at TEXT,
  result TEXT,
  exit_code INTEGER,
  sandbox TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  last_sequence INTEGER NOT NULL,
  generation INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX runs_by_key ON runs(org, started_by_id, idempotency_key) WHERE idempotency_key IS NOT NULL;

CREATE INDEX runs_by_agent ON runs(org, agent_id, id);

CREATE INDEX runs_live ON runs(state) WHERE state IN ('QUEUED', 'STARTING', 'RUNNING');

CREATE TABLE run_events (
  run_id TEXT NOT NULL REFERENCES runs(id),
  sequence INTEGER NOT NULL,
  time TEXT NOT NULL,
  kind TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (run_id, sequence)
) STRICT, WITHOUT ROWID;
