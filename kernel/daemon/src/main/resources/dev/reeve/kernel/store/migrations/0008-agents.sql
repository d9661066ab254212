CREATE TABLE numbered_manifests (
  org TEXT NOT NULL,
  agent_id TEXT NOT NULL,
  version TEXT NOT NULL,
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL,
  digest TEXT NOT NULL,
  source TEXT NOT NULL,
  deployed_by TEXT NOT NULL,
  deployed_at TEXT NOT NULL,
  deployer_allows TEXT NOT NULL,
  deployer_revokes TEXT NOT NULL,
  rolled_back_from TEXT,
  PRIMARY KEY (org, agent_id, version, revision),
  UNIQUE (org, agent_id, position)
) STRICT;

INSERT INTO numbered_manifests
  SELECT org, agent_id, version, revision, row_number() OVER (PARTITION BY org, agent_id ORDER BY rowid), digest, source, deployed_by, deployed_at,
    deployer_allows, deployer_revokes, NULL
  FROM manifests;

CREATE TABLE scoped_agents (
  org TEXT NOT NULL,
  agent_id TEXT NOT NULL,
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  revision INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  scope TEXT NOT NULL CHECK (scope IN ('user', 'org', 'global')),
  status TEXT NOT NULL CHECK (status IN ('active', 'paused', 'archived', 'failed')),
  status_reason TEXT NOT NULL,
  owner_id TEXT,
  owner TEXT NOT NULL,
  read_as TEXT NOT NULL,
  PRIMARY KEY (org, agent_id),
  CHECK ((scope = 'global') = (org = 'system')),
  FOREIGN KEY (org, agent_id, version, revision) REFERENCES numbered_manifests(org, agent_id, version, revision) DEFERRABLE INITIALLY DEFERRED
) STRICT;

INSERT INTO scoped_agents
  SELECT a.org, a.agent_id, a.name, a.version, a.revision, a.generation, 'org', 'active', '', NULL, m.deployed_by, ''
  FROM agents a JOIN numbered_manifests m ON m.org = a.org AND m.agent_id = a.agent_id AND m.position = 1;

DROP TABLE agents;

DROP TABLE manifests;

ALTER TABLE numbered_manifests RENAME TO manifests;

ALTER TABLE scoped_agents RENAME TO agents;

CREATE UNIQUE INDEX agents_by_id ON agents(agent_id);

CREATE UNIQUE INDEX agents_by_name ON agents(org, name);

CREATE TABLE agent_labels (
  agent_id TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (agent_id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX agent_labels_by_key ON agent_labels(key, value);

CREATE TABLE agent_mentions (
  agent_id TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (agent_id, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX agent_mentions_by_name ON agent_mentions(name);

CREATE TABLE ended_revisions (
  agent_id TEXT NOT NULL,
  version TEXT NOT NULL,
  revision INTEGER NOT NULL,
  PRIMARY KEY (agent_id, version)
) STRICT, WITHOUT ROWID;
