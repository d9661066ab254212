CREATE TABLE approvals (
  org TEXT NOT NULL,
  id TEXT PRIMARY KEY,
  digest TEXT NOT NULL,
  kind TEXT NOT NULL,
  asker_id TEXT NOT NULL,
  asker TEXT NOT NULL,
  run TEXT,
  uid INTEGER,
  key_id TEXT,
  session TEXT,
  capabilities TEXT NOT NULL,
  confers TEXT NOT NULL,
  danger TEXT NOT NULL,
  needs INTEGER NOT NULL,
  description TEXT NOT NULL,
  arguments TEXT NOT NULL,
  details TEXT NOT NULL,
  why TEXT NOT NULL,
  self_answer INTEGER NOT NULL,
  answerers TEXT NOT NULL,
  escalate_at TEXT,
  escalate_to TEXT NOT NULL,
  escalated INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  asked_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  decided_at TEXT,
  usable_until TEXT,
  effect TEXT,
  settled INTEGER NOT NULL DEFAULT 0,
  rule TEXT
) STRICT;

CREATE INDEX approvals_pending ON approvals(asker_id, digest) WHERE state = 'PENDING';

CREATE INDEX approvals_by_asker ON approvals(asker_id, id);

CREATE INDEX approvals_by_run ON approvals(run, digest) WHERE run IS NOT NULL;

CREATE INDEX approvals_unsettled ON approvals(effect) WHERE state = 'USED' AND settled = 0;

CREATE INDEX approvals_idle ON approvals(asker_id, decided_at) WHERE state IN ('EXPIRED', 'WITHDRAWN');

CREATE INDEX approvals_decided ON approvals(decided_at) WHERE decided_at IS NOT NULL;

CREATE TABLE approval_answers (
  approval TEXT NOT NULL REFERENCES approvals(id),
  principal_id TEXT NOT NULL,
  principal TEXT NOT NULL,
  uid INTEGER,
  key_id TEXT NOT NULL,
  decision TEXT NOT NULL,
  rule TEXT NOT NULL,
  reason TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  signature TEXT NOT NULL,
  answered_at TEXT NOT NULL,
  PRIMARY KEY (approval, principal_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE approval_rules (
  org TEXT NOT NULL,
  id TEXT PRIMARY KEY,
  principal_id TEXT NOT NULL,
  terms TEXT NOT NULL,
  reason TEXT NOT NULL,
  approval TEXT NOT NULL,
  binding TEXT NOT NULL,
  created_at TEXT NOT NULL,
  uses INTEGER NOT NULL DEFAULT 0,
  revoked_at TEXT
) STRICT;

CREATE INDEX approval_rules_live ON approval_rules(principal_id) WHERE revoked_at IS NULL;

CREATE TABLE approval_rule_authors (
  rule TEXT NOT NULL REFERENCES approval_rules(id),
  principal_id TEXT NOT NULL,
  principal TEXT NOT NULL,
  uid INTEGER,
  key_id TEXT NOT NULL,
  PRIMARY KEY (rule, principal_id)
) STRICT, WITHOUT ROWID;
