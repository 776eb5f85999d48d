-- A submission's saga. `state` is what replaying its events gives; the other columns are for finding it.
CREATE TABLE submissions (
  id TEXT PRIMARY KEY,
  study_id TEXT NOT NULL,
  problem_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  state TEXT NOT NULL
);
-- Ids are UUIDv7: ordering by id is ordering by time.
CREATE INDEX submissions_by_study ON submissions (study_id, id);
CREATE INDEX submissions_by_problem ON submissions (problem_id, id);
CREATE INDEX submissions_by_user ON submissions (user_id, id);

-- What must never be in the log, because it can be erased.
CREATE TABLE submission_texts (
  submission_id TEXT PRIMARY KEY,
  code TEXT NOT NULL,
  user_name TEXT NOT NULL
);

-- The commits that a worker made for a submission, recorded before the branch is moved to them, also by a
-- worker that had lost its lease: a commit that exists is a fact.
CREATE TABLE commits (
  submission_id TEXT NOT NULL,
  repository TEXT NOT NULL,
  sha TEXT NOT NULL,
  branch TEXT NOT NULL,
  path TEXT NOT NULL,
  blob_sha TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  PRIMARY KEY (submission_id, repository, sha)
);

-- At most one stored review.
CREATE TABLE reviews (
  submission_id TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  model TEXT,
  prompt_version TEXT,
  review TEXT NOT NULL,
  input_tokens BIGINT,
  output_tokens BIGINT,
  created_at BIGINT NOT NULL
);

-- A key is kept for a day: the same request under it gives the same submission.
CREATE TABLE idempotency_keys (
  user_id TEXT NOT NULL,
  key TEXT NOT NULL,
  request_sha256 TEXT NOT NULL,
  submission_id TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

CREATE TABLE drafts (
  user_id TEXT NOT NULL,
  problem_id TEXT NOT NULL,
  study_id TEXT NOT NULL,
  language TEXT NOT NULL,
  code TEXT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, problem_id)
);
CREATE INDEX drafts_by_study ON drafts (study_id);

-- When this service last looked for work whose time has come.
CREATE TABLE wakes (
  id BIGINT PRIMARY KEY,
  woken_at BIGINT NOT NULL
);
INSERT INTO wakes (id, woken_at) VALUES (1, 0);
