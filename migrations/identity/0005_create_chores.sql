-- When each chore may run next: one conditional update decides which of many wakes does it.
CREATE TABLE chores (
  name TEXT PRIMARY KEY,
  due_at BIGINT NOT NULL
);
INSERT INTO chores (name, due_at) VALUES ('remove_expired', 0);
