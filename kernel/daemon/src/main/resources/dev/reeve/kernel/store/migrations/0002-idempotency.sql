CREATE TABLE given_answers (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  principal TEXT NOT NULL,
  request_id TEXT NOT NULL,
  method TEXT NOT NULL,
  digest TEXT NOT NULL,
  answer BLOB,
  withheld TEXT NOT NULL,
  time TEXT NOT NULL,
  UNIQUE (principal, request_id)
) STRICT;
