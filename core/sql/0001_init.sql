-- The book's first schema. Never edited once released: a change is the next numbered file.
-- Ids are 16-byte UUIDv7 blobs, blob ids 32-byte BLAKE3 hashes, moments milliseconds since 1970 (UTC), days text
-- '2026-11-01', lists and contents JSON in the shapes of core/src/model.

CREATE TABLE library (
  id          BLOB PRIMARY KEY CHECK (length(id) = 16),
  kind        TEXT NOT NULL,
  name        TEXT NOT NULL,
  owner       TEXT,
  time_zone   TEXT NOT NULL,
  variables   TEXT NOT NULL DEFAULT '[]',
  pos         TEXT NOT NULL,
  schema      INTEGER NOT NULL DEFAULT 1,
  rev         INTEGER NOT NULL DEFAULT 0,
  extra       TEXT NOT NULL DEFAULT '{}',
  created_at  INTEGER,
  updated_at  INTEGER,
  deleted_at  INTEGER
) STRICT;

CREATE TABLE category (
  id          BLOB PRIMARY KEY CHECK (length(id) = 16),
  library     BLOB NOT NULL REFERENCES library(id) ON DELETE CASCADE,
  parent      BLOB REFERENCES category(id),
  pos         TEXT NOT NULL,
  name        TEXT NOT NULL,
  schema      INTEGER NOT NULL DEFAULT 1,
  rev         INTEGER NOT NULL DEFAULT 0,
  rev_place   INTEGER NOT NULL DEFAULT 0,
  rev_label   INTEGER NOT NULL DEFAULT 0,
  extra       TEXT NOT NULL DEFAULT '{}',
  created_at  INTEGER,
  updated_at  INTEGER,
  deleted_at  INTEGER
) STRICT;
CREATE INDEX category_tree ON category (library, parent, pos, id);
CREATE INDEX category_parent ON category (parent) WHERE parent IS NOT NULL;

-- The three conflict groups of design §7: place {category, pos}, label {title … publish_state}, content {lang … sensitive}.
-- parts and variants move as one (group content), so they are one JSON document each; see ADR 0002.
CREATE TABLE phrase (
  id            BLOB PRIMARY KEY CHECK (length(id) = 16),
  library       BLOB NOT NULL REFERENCES library(id) ON DELETE CASCADE,
  category      BLOB REFERENCES category(id),
  pos           TEXT NOT NULL,
  title         TEXT NOT NULL,
  keywords      TEXT NOT NULL DEFAULT '[]',
  code          TEXT,
  active        INTEGER NOT NULL DEFAULT 1,
  review_by     TEXT,
  publish_state TEXT NOT NULL DEFAULT 'published',
  lang          TEXT,
  parts         TEXT NOT NULL,
  variants      TEXT NOT NULL DEFAULT '[]',
  valid_from    TEXT,
  valid_until   TEXT,
  sensitive     INTEGER NOT NULL DEFAULT 0,
  schema        INTEGER NOT NULL DEFAULT 1,
  rev           INTEGER NOT NULL DEFAULT 0,
  rev_place     INTEGER NOT NULL DEFAULT 0,
  rev_label     INTEGER NOT NULL DEFAULT 0,
  rev_content   INTEGER NOT NULL DEFAULT 0,
  extra         TEXT NOT NULL DEFAULT '{}',
  origin_source TEXT,
  origin_key    TEXT,
  copied_from   BLOB,
  created_at    INTEGER,
  updated_at    INTEGER,
  deleted_at    INTEGER
) STRICT;
CREATE INDEX phrase_place ON phrase (library, category, pos, id);
CREATE INDEX phrase_category ON phrase (category) WHERE category IS NOT NULL;
CREATE INDEX phrase_code ON phrase (code) WHERE code IS NOT NULL;
CREATE INDEX phrase_deleted ON phrase (deleted_at) WHERE deleted_at IS NOT NULL;

-- Rows of kinds that this edition does not know: kept, exported and synced as they came.
CREATE TABLE foreign_row (
  id          BLOB PRIMARY KEY,
  library     BLOB NOT NULL REFERENCES library(id) ON DELETE CASCADE,
  kind        TEXT NOT NULL,
  body        TEXT NOT NULL,
  rev         INTEGER NOT NULL DEFAULT 0,
  deleted_at  INTEGER
) STRICT;

-- Pictures and files that rows name. A blob without a reference may be collected; a reference keeps it.
CREATE TABLE blob (
  id          BLOB PRIMARY KEY CHECK (length(id) = 32),
  bytes       INTEGER NOT NULL,
  mime        TEXT NOT NULL,
  width       INTEGER,
  height      INTEGER
) STRICT, WITHOUT ROWID;
-- owner: a phrase, or a version of one; its rows are replaced together with the owner's parts.
CREATE TABLE blob_ref (
  blob        BLOB NOT NULL REFERENCES blob(id),
  owner       BLOB NOT NULL,
  version     INTEGER NOT NULL DEFAULT 0, -- 0: the row itself; else version.seq
  PRIMARY KEY (owner, version, blob)
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_ref_blob ON blob_ref (blob);

-- One line for each call through the door. Undo takes back the newest that is not undone.
CREATE TABLE operation (
  seq         INTEGER PRIMARY KEY,
  kind        TEXT NOT NULL,
  at          INTEGER NOT NULL,
  undoable    INTEGER NOT NULL DEFAULT 1,
  undone      INTEGER NOT NULL DEFAULT 0
) STRICT;
-- What a row was before an operation touched it; NULL where the operation made it. History and undo read the same lines.
CREATE TABLE version (
  seq         INTEGER PRIMARY KEY,
  operation   INTEGER NOT NULL REFERENCES operation(seq),
  kind        TEXT NOT NULL,
  row         BLOB NOT NULL,
  before      TEXT
) STRICT;
CREATE INDEX version_row ON version (row, seq);
CREATE INDEX version_operation ON version (operation);

-- Changes on their way to the hub, oldest first; each names only the fields that it changes (sync B0–B3).
CREATE TABLE outbox (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  op_id       BLOB NOT NULL CHECK (length(op_id) = 16),
  operation   INTEGER NOT NULL,
  library     BLOB NOT NULL,
  kind        TEXT NOT NULL,
  row         BLOB NOT NULL,
  verb        TEXT NOT NULL,
  base        INTEGER NOT NULL DEFAULT 0, -- the rev of the touched groups that the author saw
  fields      TEXT NOT NULL,
  at          INTEGER NOT NULL,
  sent        INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX outbox_row ON outbox (row, seq);

-- Local to this device; never in the shared revision stream.
CREATE TABLE favourite (
  phrase      BLOB PRIMARY KEY REFERENCES phrase(id) ON DELETE CASCADE,
  at          INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE vote (
  phrase      BLOB PRIMARY KEY REFERENCES phrase(id) ON DELETE CASCADE,
  value       INTEGER NOT NULL CHECK (value IN (-1, 1)),
  at          INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE phrase_use (
  phrase      BLOB PRIMARY KEY REFERENCES phrase(id) ON DELETE CASCADE,
  uses        INTEGER NOT NULL,
  last_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE usage_daily (
  phrase      BLOB NOT NULL REFERENCES phrase(id) ON DELETE CASCADE,
  day         TEXT NOT NULL,
  channel     TEXT NOT NULL,
  surface     TEXT NOT NULL,
  uses        INTEGER NOT NULL,
  PRIMARY KEY (phrase, day, channel, surface)
) STRICT, WITHOUT ROWID;
CREATE TABLE failed_search (
  query       TEXT PRIMARY KEY,
  times       INTEGER NOT NULL,
  last_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What was done for a customer; append-only, shared in the company.
CREATE TABLE follow_up (
  id           BLOB PRIMARY KEY CHECK (length(id) = 16),
  subject_kind TEXT NOT NULL,
  subject      TEXT NOT NULL,
  action       TEXT NOT NULL,
  amount       TEXT,
  note         TEXT,
  by           TEXT NOT NULL,
  at           INTEGER NOT NULL,
  due_at       INTEGER,
  void_of      BLOB REFERENCES follow_up(id),
  extra        TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX follow_up_subject ON follow_up (subject_kind, subject, at);

-- Settings of this book: the agent's and the shop's name, the day of the last tidying.
CREATE TABLE setting (
  key         TEXT PRIMARY KEY,
  value       TEXT NOT NULL
) STRICT, WITHOUT ROWID;
