CREATE TABLE narrow_tickets (
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
) STRICT, WITHOUT ROWID;

INSERT INTO narrow_tickets
  SELECT org, id, kind, hash, issuer_id, issuer, gift, label, unsafe_admin, uses_left, issued_at, expires_at FROM tickets;

DROP TABLE tickets;

ALTER TABLE narrow_tickets RENAME TO tickets;

CREATE UNIQUE INDEX tickets_by_hash ON tickets (hash);

CREATE TABLE narrow_answers (
  seq INTEGER PRIMARY KEY,
  principal TEXT NOT NULL,
  request_id TEXT NOT NULL,
  method TEXT NOT NULL,
  digest TEXT NOT NULL,
  answer BLOB,
  withheld TEXT NOT NULL,
  time TEXT NOT NULL,
  UNIQUE (principal, request_id)
) STRICT;

INSERT INTO narrow_answers SELECT seq, principal, request_id, method, digest, answer, withheld, time FROM given_answers;

DROP TABLE given_answers;

ALTER TABLE narrow_answers RENAME TO given_answers;

CREATE TABLE narrow_outbox (
  id TEXT PRIMARY KEY,
  payload TEXT NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO narrow_outbox SELECT id, payload FROM audit_outbox;

DROP TABLE audit_outbox;

ALTER TABLE narrow_outbox RENAME TO audit_outbox;
