CREATE TABLE users (
  id TEXT PRIMARY KEY,
  created_ms BIGINT NOT NULL
);

-- A key is kept as the SHA-256 of its text: whoever reads this file learns no key.
CREATE TABLE api_keys (
  key_sha256 TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id),
  label TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  revoked_ms BIGINT
);

CREATE TABLE projects (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id),
  created_ms BIGINT NOT NULL
);

-- A row with status STARTING is a job that waits: this table is the outbox of the job runner too.
CREATE TABLE generations (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL REFERENCES projects (id),
  user_id TEXT NOT NULL REFERENCES users (id),
  previous_id TEXT REFERENCES generations (id),
  photo_url TEXT NOT NULL,
  mask_url TEXT NOT NULL,
  room_type TEXT NOT NULL,
  theme TEXT NOT NULL,
  width INTEGER NOT NULL CHECK (width > 0),
  height INTEGER NOT NULL CHECK (height > 0),
  seed BIGINT NOT NULL,
  webhook TEXT,
  output_key TEXT NOT NULL UNIQUE,
  status TEXT NOT NULL CHECK (status IN ('STARTING', 'PROCESSING', 'SUCCEEDED', 'FAILED')),
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  error_code TEXT,
  error_message TEXT,
  created_ms BIGINT NOT NULL,
  started_ms BIGINT,
  finished_ms BIGINT,
  CHECK ((finished_ms IS NOT NULL) = (status IN ('SUCCEEDED', 'FAILED'))),
  CHECK ((error_code IS NOT NULL) = (status = 'FAILED'))
);
CREATE INDEX generations_open ON generations (created_ms) WHERE finished_ms IS NULL;
CREATE INDEX generations_by_project ON generations (project_id);

CREATE TABLE files (
  name TEXT PRIMARY KEY,
  asset_id TEXT UNIQUE,
  user_id TEXT NOT NULL REFERENCES users (id),
  generation_id TEXT REFERENCES generations (id),
  position INTEGER,
  content_type TEXT NOT NULL,
  size_bytes BIGINT NOT NULL,
  sha256 TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL,
  deleted_ms BIGINT,
  UNIQUE (generation_id, position),
  CHECK ((generation_id IS NULL) = (position IS NULL)),
  CHECK ((generation_id IS NULL) = (asset_id IS NOT NULL))
);
CREATE INDEX files_by_content ON files (user_id, sha256);
CREATE INDEX files_to_delete ON files (expires_ms) WHERE deleted_ms IS NULL;

-- Double entry by construction: every row takes photos from one account and gives them to another.
-- A hold is settled once, by a capture or by a refund of the same generation and the same number of photos.
CREATE TABLE ledger (
  seq INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('grant', 'hold', 'capture', 'refund')),
  user_id TEXT NOT NULL REFERENCES users (id),
  generation_id TEXT REFERENCES generations (id),
  photos BIGINT NOT NULL CHECK (photos > 0),
  taken_from TEXT NOT NULL REFERENCES accounts (name),
  given_to TEXT NOT NULL REFERENCES accounts (name),
  hold_seq INTEGER UNIQUE,
  hold_kind TEXT CHECK (hold_kind = 'hold'),
  created_ms BIGINT NOT NULL,
  CHECK (taken_from <> given_to),
  CHECK ((kind = 'grant') = (generation_id IS NULL)),
  CHECK ((kind IN ('capture', 'refund')) = (hold_seq IS NOT NULL)),
  CHECK ((hold_seq IS NULL) = (hold_kind IS NULL)),
  UNIQUE (generation_id, kind),
  UNIQUE (seq, kind, generation_id, photos),
  FOREIGN KEY (hold_seq, hold_kind, generation_id, photos) REFERENCES ledger (seq, kind, generation_id, photos)
);

-- The balance of an account is the sum of its ledger rows, kept beside them in the same transaction.
CREATE TABLE accounts (
  name TEXT PRIMARY KEY,
  user_id TEXT REFERENCES users (id),
  purpose TEXT NOT NULL CHECK (purpose IN ('issued', 'subscription', 'extra', 'held', 'spent')),
  photos BIGINT NOT NULL DEFAULT 0,
  CHECK (photos >= 0 OR purpose = 'issued'),
  CHECK ((user_id IS NULL) = (purpose = 'issued')),
  UNIQUE (user_id, purpose)
);

CREATE TRIGGER ledger_is_never_changed BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

CREATE TRIGGER ledger_is_never_shortened BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

CREATE TRIGGER ledger_moves_the_balances AFTER INSERT ON ledger
BEGIN
  UPDATE accounts SET photos = photos - NEW.photos WHERE name = NEW.taken_from;
  UPDATE accounts SET photos = photos + NEW.photos WHERE name = NEW.given_to;
END;

CREATE TABLE idempotency_keys (
  user_id TEXT NOT NULL REFERENCES users (id),
  call TEXT NOT NULL,
  key TEXT NOT NULL,
  request TEXT NOT NULL,
  status INTEGER NOT NULL,
  answer BLOB NOT NULL,
  created_ms BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL,
  PRIMARY KEY (user_id, call, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (expires_ms);

CREATE TABLE deliveries (
  id TEXT PRIMARY KEY,
  generation_id TEXT NOT NULL UNIQUE REFERENCES generations (id),
  url TEXT NOT NULL,
  receiver TEXT NOT NULL,
  body BLOB NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  due_ms BIGINT,
  created_ms BIGINT NOT NULL,
  delivered_ms BIGINT,
  last_problem TEXT,
  CHECK (delivered_ms IS NULL OR due_ms IS NULL)
);
CREATE INDEX deliveries_due ON deliveries (receiver, due_ms) WHERE due_ms IS NOT NULL;
