-- Problems of study groups. A deleted one stays for the submissions that point to it. number is what somebody
-- typed; without it the last digits of source_url stand in when it is read.
CREATE TABLE problems (
  id TEXT PRIMARY KEY,
  study_id TEXT NOT NULL,
  title TEXT NOT NULL,
  statement TEXT NOT NULL,
  source_url TEXT,
  platform TEXT,
  number TEXT,
  difficulty TEXT,
  week BIGINT NOT NULL,
  deadline BIGINT,
  allowed_languages TEXT NOT NULL,
  tags TEXT NOT NULL,
  category TEXT,
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  deleted_at BIGINT,
  version BIGINT NOT NULL
);
CREATE INDEX problems_by_week ON problems (study_id, week);
