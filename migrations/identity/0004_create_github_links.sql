-- Where a user's code is pushed. The token is AES-256-GCM ciphertext under the key named by key_id, bound to
-- this user. (BYTEA is Postgres's name; SQLite keeps bytes under any.)
CREATE TABLE github_links (
  user_id TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  token BYTEA NOT NULL,
  token_nonce BYTEA NOT NULL,
  token_key_id TEXT NOT NULL,
  login TEXT,
  repository TEXT NOT NULL,
  branch TEXT,
  path_template TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('LINKED', 'TOKEN_INVALID')),
  updated_at BIGINT NOT NULL
);
