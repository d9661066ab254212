CREATE TABLE key_values (
  org TEXT NOT NULL,
  principal TEXT NOT NULL,
  capsule TEXT NOT NULL,
  key BLOB NOT NULL,
  value BLOB NOT NULL,
  PRIMARY KEY (org, principal, capsule, key)
) STRICT;

CREATE TABLE key_value_use (
  org TEXT NOT NULL,
  principal TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (org, principal)
) STRICT, WITHOUT ROWID;
