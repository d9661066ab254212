ALTER TABLE runs ADD COLUMN context TEXT NOT NULL DEFAULT '{}';

ALTER TABLE runs ADD COLUMN priority TEXT NOT NULL DEFAULT 'NORMAL';

ALTER TABLE runs ADD COLUMN parent TEXT;

ALTER TABLE runs ADD COLUMN depth INTEGER NOT NULL DEFAULT 0;

ALTER TABLE runs ADD COLUMN forked_from TEXT;

ALTER TABLE runs ADD COLUMN allows TEXT NOT NULL DEFAULT '*';

ALTER TABLE runs ADD COLUMN revokes TEXT NOT NULL DEFAULT '';

ALTER TABLE runs ADD COLUMN attempt_reason TEXT NOT NULL DEFAULT 'START';

ALTER TABLE runs ADD COLUMN attempt_at TEXT NOT NULL DEFAULT '';

ALTER TABLE runs ADD COLUMN iteration INTEGER NOT NULL DEFAULT 0;

ALTER TABLE runs ADD COLUMN interrupted INTEGER NOT NULL DEFAULT 0;

ALTER TABLE runs ADD COLUMN message TEXT;

ALTER TABLE runs ADD COLUMN kept_bytes INTEGER NOT NULL DEFAULT 0;

UPDATE runs SET attempt_at = created_at;

DROP INDEX runs_live;

CREATE INDEX runs_live ON runs(agent_id) WHERE state IN ('QUEUED', 'STARTING', 'RUNNING', 'WAITING_FOR_APPROVAL');

CREATE INDEX runs_by_parent ON runs(parent) WHERE parent IS NOT NULL;

CREATE INDEX runs_interrupted ON runs(id) WHERE interrupted = 1;

CREATE INDEX runs_ended ON runs(ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE run_attempts (
  run_id TEXT NOT NULL REFERENCES runs(id),
  attempt INTEGER NOT NULL,
  attempt_reason TEXT NOT NULL,
  attempt_at TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  started_at TEXT,
  ended_at TEXT,
  result TEXT,
  exit_code INTEGER,
  sandbox TEXT NOT NULL,
  iteration INTEGER NOT NULL,
  PRIMARY KEY (run_id, attempt)
) STRICT, WITHOUT ROWID;

ALTER TABLE run_events ADD COLUMN raw BLOB;
