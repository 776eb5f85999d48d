-- The log. The head row gives every event its number and stays locked until the commit, so numbers are in
-- commit order and without gaps.
CREATE TABLE log_head (
  id BIGINT PRIMARY KEY,
  seq BIGINT NOT NULL
);
INSERT INTO log_head (id, seq) VALUES (1, 0);
CREATE TABLE events (
  seq BIGINT PRIMARY KEY,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  version BIGINT NOT NULL,
  subject TEXT NOT NULL,
  study TEXT NOT NULL,
  occurred_at BIGINT NOT NULL,
  caused_by TEXT NOT NULL,
  traceparent TEXT NOT NULL,
  data TEXT NOT NULL
);
CREATE INDEX events_by_subject ON events (subject, seq);
