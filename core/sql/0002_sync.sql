-- Sync with a hub. Never edited once released: a change is the next numbered file.

-- Who this book is to its hub, and what it knows of it: hub, account, company, install, device, register, policy,
-- grants_rev, drafts_rev, last_sync. Values are JSON. Empty before the first sign-in.
CREATE TABLE sync_state (
  key         TEXT PRIMARY KEY,
  value       TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Where the book stands in each library that it shares with the hub.
CREATE TABLE sync_library (
  library     BLOB PRIMARY KEY CHECK (length(library) = 16),
  kind        TEXT NOT NULL,
  access      TEXT NOT NULL,
  granted     INTEGER NOT NULL DEFAULT 0, -- the hub has said so; a library on its way up is not granted yet
  epoch       BLOB NOT NULL,
  cursor      INTEGER NOT NULL DEFAULT 0,
  checksum    INTEGER NOT NULL DEFAULT 0, -- over the hub's live rows that are here
  anew        INTEGER NOT NULL DEFAULT 0, -- it is being taken anew
  manifest    TEXT,                       -- the snapshot that it is taken from
  next_chunk  INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
-- The rows that the chunks so far have named; what is missing at the end is gone at the hub.
CREATE TABLE snapshot_row (
  library     BLOB NOT NULL REFERENCES sync_library(library) ON DELETE CASCADE,
  row         BLOB NOT NULL,
  PRIMARY KEY (library, row)
) STRICT, WITHOUT ROWID;

-- The hub's state of rows that have operations on their way: what the operations are put on top of.
CREATE TABLE mirror (
  row         BLOB PRIMARY KEY,
  library     BLOB NOT NULL,
  body        TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- acked: the hub has done it, at this revision; it lies on top until that revision is here.
ALTER TABLE outbox ADD COLUMN acked INTEGER;
ALTER TABLE outbox ADD COLUMN replay INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN content INTEGER NOT NULL DEFAULT 1;
CREATE INDEX outbox_row ON outbox (row, seq);

-- What the hub has done, kept to be sent again should the hub be restored from a backup.
CREATE TABLE acknowledged (
  op_id       BLOB PRIMARY KEY,
  library     BLOB NOT NULL,
  kind        TEXT NOT NULL,
  row         BLOB NOT NULL,
  verb        TEXT NOT NULL,
  base        INTEGER NOT NULL,
  fields      TEXT NOT NULL,
  at          INTEGER NOT NULL,
  seq         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX acknowledged_library ON acknowledged (library, seq);

-- Texts that wait for a decision. at_hub: the hub keeps it too, and a decision is told to it.
CREATE TABLE draft (
  id          BLOB PRIMARY KEY,
  library     BLOB NOT NULL,
  kind        TEXT NOT NULL,
  row         BLOB NOT NULL,
  verb        TEXT NOT NULL,
  fields      TEXT NOT NULL,
  base        INTEGER NOT NULL,
  reason      TEXT NOT NULL,
  author      TEXT,
  at          INTEGER NOT NULL,
  theirs_by   TEXT,
  theirs_at   INTEGER,
  at_hub      INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

ALTER TABLE follow_up ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
ALTER TABLE library ADD COLUMN rev_place INTEGER NOT NULL DEFAULT 0;
ALTER TABLE library ADD COLUMN rev_label INTEGER NOT NULL DEFAULT 0;
-- at_hub: the hub has the bytes. wanted: a row names it and the bytes are not here.
ALTER TABLE blob ADD COLUMN at_hub INTEGER NOT NULL DEFAULT 0;
ALTER TABLE blob ADD COLUMN wanted INTEGER NOT NULL DEFAULT 0;
CREATE INDEX blob_wanted ON blob (wanted) WHERE wanted = 1;
-- What the hub has heard of use.
ALTER TABLE usage_daily ADD COLUMN reported INTEGER NOT NULL DEFAULT 0;
