-- People. A demo visitor is a user too, with an end: everything of theirs goes with the row.
CREATE TABLE users (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  avatar TEXT,
  locale TEXT NOT NULL CHECK (locale IN ('ko', 'en')),
  time_zone TEXT NOT NULL,
  demo BIGINT NOT NULL CHECK (demo IN (0, 1)),
  demo_ends_at BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  CHECK ((demo = 1) = (demo_ends_at IS NOT NULL))
);
CREATE INDEX users_by_demo_end ON users (demo_ends_at) WHERE demo_ends_at IS NOT NULL;

-- Accounts elsewhere that open this one. Who somebody is, is provider + subject; never an e-mail address.
CREATE TABLE linked_accounts (
  provider TEXT NOT NULL,
  subject TEXT NOT NULL,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  linked_at BIGINT NOT NULL,
  PRIMARY KEY (provider, subject)
);
CREATE INDEX linked_accounts_by_user ON linked_accounts (user_id);
