CREATE TABLE tickets (
  org TEXT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  hash TEXT NOT NULL,
  issuer_id TEXT NOT NULL,
  issuer TEXT NOT NULL,
  gift TEXT NOT NULL,
  label TEXT NOT NULL,
  unsafe_admin INTEGER NOT NULL,
  uses_left INTEGER NOT NULL,
  issued_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  PRIMARY KEY (org, id)
) STRICT;

CREATE UNIQUE INDEX tickets_by_hash ON tickets (hash);

CREATE INDEX tickets_by_expiry ON tickets (expires_at);
