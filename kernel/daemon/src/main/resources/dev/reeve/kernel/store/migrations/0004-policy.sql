CREATE TABLE policy_ignored (
  file TEXT PRIMARY KEY,
  digest TEXT NOT NULL,
  good TEXT NOT NULL,
  since TEXT NOT NULL
) STRICT;

CREATE TABLE policy_writes (
  file TEXT PRIMARY KEY,
  content TEXT,
  base TEXT NOT NULL,
  generation INTEGER NOT NULL
) STRICT;

CREATE TABLE retired_principals (
  org TEXT NOT NULL,
  name_key TEXT NOT NULL,
  id TEXT NOT NULL,
  retired_at TEXT NOT NULL,
  PRIMARY KEY (org, name_key)
) STRICT;
