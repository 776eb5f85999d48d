-- Study groups. A closed study accepts nothing new; a deleted one is invisible to everybody.
CREATE TABLE studies (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  closed_at BIGINT,
  deleted_at BIGINT
);
CREATE INDEX studies_by_creator ON studies (created_by);

CREATE TABLE members (
  study_id TEXT NOT NULL REFERENCES studies (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('OWNER', 'ADMIN', 'MEMBER')),
  nickname TEXT NOT NULL,
  joined_at BIGINT NOT NULL,
  PRIMARY KEY (study_id, user_id)
);
CREATE INDEX members_by_user ON members (user_id, study_id);
