-- The hub's first schema. Never edited once released: a change is the next numbered file.
-- Ids are 16-byte UUIDs, hashes 32 bytes, moments milliseconds since 1970 (UTC), revisions and counts integers, lists and
-- fields JSON. What belongs to a company says so in a column, and every question names the company.

CREATE TABLE hub_state (
  one           INTEGER PRIMARY KEY CHECK (one = 1),
  hub           BLOB NOT NULL CHECK (length(hub) = 16), -- whose the high-water mark beside the file is
  commits       INTEGER NOT NULL                        -- how many transactions were committed, ever
) STRICT;

CREATE TABLE company (
  id            BLOB PRIMARY KEY CHECK (length(id) = 16),
  name          TEXT NOT NULL,
  time_zone     TEXT NOT NULL,
  register      BLOB NOT NULL,                          -- its library of follow-ups
  policy        TEXT NOT NULL,
  grants_seq    INTEGER NOT NULL DEFAULT 1              -- rises whenever anybody's grants change
) STRICT;

CREATE TABLE account (
  id            BLOB PRIMARY KEY CHECK (length(id) = 16),
  company       BLOB NOT NULL REFERENCES company(id),
  name          TEXT NOT NULL,
  name_key      TEXT NOT NULL UNIQUE,                   -- the name as it is compared
  role          TEXT NOT NULL,
  password      TEXT NOT NULL,                          -- Argon2id as a PHC string
  expires_at    INTEGER,
  disabled      INTEGER NOT NULL DEFAULT 0,
  grants_rev    INTEGER NOT NULL DEFAULT 1,
  drafts_rev    INTEGER NOT NULL DEFAULT 1,
  created_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX account_company ON account (company);

CREATE TABLE department (
  id            BLOB PRIMARY KEY CHECK (length(id) = 16),
  company       BLOB NOT NULL REFERENCES company(id),
  name          TEXT NOT NULL
) STRICT;
CREATE INDEX department_company ON department (company);
CREATE TABLE member (
  account       BLOB NOT NULL REFERENCES account(id) ON DELETE CASCADE,
  department    BLOB NOT NULL REFERENCES department(id) ON DELETE CASCADE,
  PRIMARY KEY (account, department)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_department ON member (department);

CREATE TABLE device (
  id            BLOB PRIMARY KEY CHECK (length(id) = 16),
  account       BLOB NOT NULL REFERENCES account(id) ON DELETE CASCADE,
  install       BLOB NOT NULL,
  name          TEXT NOT NULL,
  last_seen     INTEGER NOT NULL,
  revoked       INTEGER NOT NULL DEFAULT 0,
  UNIQUE (account, install)
) STRICT;
-- A pair of tokens, as SHA-256 hashes. state 0: given, nobody has used it yet; 1: in use; 2: replaced by one in use.
CREATE TABLE session (
  id            INTEGER PRIMARY KEY,
  device        BLOB NOT NULL REFERENCES device(id) ON DELETE CASCADE,
  access        BLOB NOT NULL UNIQUE,
  access_until  INTEGER NOT NULL,
  refresh       BLOB NOT NULL UNIQUE,
  refresh_until INTEGER NOT NULL,
  state         INTEGER NOT NULL
) STRICT;
CREATE INDEX session_device ON session (device);

CREATE TABLE invitation (
  id            BLOB PRIMARY KEY CHECK (length(id) = 16),
  company       BLOB NOT NULL REFERENCES company(id),
  code          BLOB NOT NULL UNIQUE,                   -- its SHA-256 hash
  role          TEXT NOT NULL,
  departments   TEXT NOT NULL,
  uses_left     INTEGER NOT NULL,
  expires_at    INTEGER NOT NULL,
  account_expires_at INTEGER
) STRICT;
CREATE INDEX invitation_company ON invitation (company);

-- One library is one domain of consistency: its row is the lock, its rev the order.
CREATE TABLE library (
  id            BLOB PRIMARY KEY CHECK (length(id) = 16),
  company       BLOB NOT NULL REFERENCES company(id),
  kind          TEXT NOT NULL,                          -- company, department, personal, register
  name          TEXT NOT NULL,
  owner         BLOB REFERENCES account(id),            -- of a personal one
  rev           INTEGER NOT NULL DEFAULT 0,
  min_rev       INTEGER NOT NULL DEFAULT 0,             -- cursors below it missed a deletion that is forgotten
  epoch         BLOB NOT NULL CHECK (length(epoch) = 16),
  checksum      INTEGER NOT NULL DEFAULT 0,             -- over live rows, as a signed number
  live          INTEGER NOT NULL DEFAULT 0,             -- how many rows are not deleted
  deleted_at    INTEGER
) STRICT;
CREATE INDEX library_owner ON library (company, owner);
CREATE TABLE granted (
  library       BLOB NOT NULL REFERENCES library(id) ON DELETE CASCADE,
  to_kind       TEXT NOT NULL,                          -- company, department, account
  to_id         BLOB NOT NULL,                          -- zeros for the company
  access        INTEGER NOT NULL CHECK (access IN (1, 2)), -- read, edit
  PRIMARY KEY (library, to_kind, to_id)
) STRICT, WITHOUT ROWID;

-- The latest state of every row, deleted ones included. parent is the category among the fields, for the tree.
CREATE TABLE row (
  seq           INTEGER PRIMARY KEY,
  company       BLOB NOT NULL,
  id            BLOB NOT NULL CHECK (length(id) = 16),
  library       BLOB NOT NULL REFERENCES library(id) ON DELETE CASCADE,
  kind          TEXT NOT NULL,
  schema        INTEGER NOT NULL DEFAULT 1,
  rev           INTEGER NOT NULL,
  rev_place     INTEGER NOT NULL,
  rev_label     INTEGER NOT NULL,
  rev_content   INTEGER NOT NULL,
  parent        BLOB,
  fields        TEXT NOT NULL,
  by            TEXT,
  at            INTEGER NOT NULL,
  deleted_at    INTEGER,
  UNIQUE (company, id)
) STRICT;
CREATE UNIQUE INDEX row_rev ON row (library, rev);
CREATE INDEX row_parent ON row (library, parent, kind) WHERE deleted_at IS NULL;
CREATE INDEX row_deleted ON row (deleted_at) WHERE deleted_at IS NOT NULL;

-- What rows were before they were overwritten.
CREATE TABLE row_version (
  seq           INTEGER PRIMARY KEY,
  library       BLOB NOT NULL REFERENCES library(id) ON DELETE CASCADE,
  row           BLOB NOT NULL,
  rev           INTEGER NOT NULL,
  rev_place     INTEGER NOT NULL,
  rev_label     INTEGER NOT NULL,
  rev_content   INTEGER NOT NULL,
  parent        BLOB,
  fields        TEXT NOT NULL,                          -- empty once the text was forgotten
  by            TEXT,
  at            INTEGER NOT NULL                        -- when it was replaced
) STRICT;
CREATE INDEX row_version_row ON row_version (library, row, seq);
CREATE INDEX row_version_parent ON row_version (library, parent) WHERE parent IS NOT NULL;

CREATE TABLE op_result (
  account       BLOB NOT NULL,
  op            BLOB NOT NULL,
  seen          INTEGER NOT NULL,                       -- the newest content that its author has seen with it
  outcome       TEXT NOT NULL,
  at            INTEGER NOT NULL,
  PRIMARY KEY (account, op)
) STRICT, WITHOUT ROWID;
CREATE INDEX op_result_at ON op_result (at);

CREATE TABLE draft (
  id            BLOB PRIMARY KEY CHECK (length(id) = 16),
  company       BLOB NOT NULL,
  library       BLOB NOT NULL,
  kind          TEXT NOT NULL,
  row           BLOB NOT NULL,
  fields        TEXT NOT NULL,
  base          INTEGER NOT NULL,
  reason        TEXT NOT NULL,
  author        BLOB NOT NULL REFERENCES account(id),
  at            INTEGER NOT NULL,
  theirs_by     TEXT,
  theirs_at     INTEGER
) STRICT;
CREATE INDEX draft_author ON draft (author, at);
CREATE INDEX draft_proposal ON draft (company, library) WHERE reason = 'proposal';
CREATE INDEX draft_at ON draft (at);

-- Pictures and files that a company has. The bytes lie in blobs/, once for all companies; who may know is here.
CREATE TABLE blob (
  company       BLOB NOT NULL,
  hash          BLOB NOT NULL CHECK (length(hash) = 32),
  size          INTEGER NOT NULL,
  mime          TEXT NOT NULL,
  at            INTEGER NOT NULL,                       -- when it was last uploaded or asked for
  PRIMARY KEY (company, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_hash ON blob (hash);
-- Who has uploaded it, and so had it.
CREATE TABLE blob_by (
  company       BLOB NOT NULL,
  hash          BLOB NOT NULL,
  account       BLOB NOT NULL,
  PRIMARY KEY (company, hash, account),
  FOREIGN KEY (company, hash) REFERENCES blob (company, hash) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
-- Who names it. version 0: the row itself; above: that row_version; -1: the owner is a draft.
CREATE TABLE blob_ref (
  owner         BLOB NOT NULL,
  version       INTEGER NOT NULL,
  hash          BLOB NOT NULL,
  company       BLOB NOT NULL,
  library       BLOB NOT NULL,
  PRIMARY KEY (owner, version, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_ref_hash ON blob_ref (company, hash);
CREATE INDEX blob_ref_library ON blob_ref (library);
CREATE TABLE upload (
  account       BLOB NOT NULL REFERENCES account(id) ON DELETE CASCADE,
  hash          BLOB NOT NULL CHECK (length(hash) = 32),
  size          INTEGER NOT NULL,
  mime          TEXT NOT NULL,
  at            INTEGER NOT NULL,
  PRIMARY KEY (account, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX upload_at ON upload (at);

-- How often a phrase was used, as each device counts it; outside the revisions.
CREATE TABLE usage (
  company       BLOB NOT NULL,
  phrase        BLOB NOT NULL,
  day           TEXT NOT NULL,
  device        BLOB NOT NULL,
  channel       TEXT NOT NULL,
  surface       TEXT NOT NULL,
  uses          INTEGER NOT NULL,
  PRIMARY KEY (company, phrase, day, device, channel, surface)
) STRICT, WITHOUT ROWID;
