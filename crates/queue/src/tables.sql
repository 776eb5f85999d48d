-- The jobs. due_at is the one time that counts: when a ready job may be claimed, or when a running job's
-- lease ends and it may be claimed again. The epoch grows with each claim and fences off whoever held it
-- before. A finished job is deleted (the log has its history); a dead one stays for the operator.
CREATE TABLE jobs (
  id TEXT PRIMARY KEY,
  queue TEXT NOT NULL,
  subject TEXT NOT NULL,
  user_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('ready', 'running', 'dead')),
  attempts BIGINT NOT NULL,
  max_attempts BIGINT NOT NULL,
  epoch BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  give_up_at BIGINT NOT NULL,
  worker TEXT,
  last_error TEXT,
  traceparent TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX jobs_due ON jobs (queue, due_at) WHERE state IN ('ready', 'running');
CREATE INDEX jobs_by_subject ON jobs (subject);
-- One row per queue, shared by all instances: circuit breaker, rate-limit wait and back-pressure.
CREATE TABLE queue_control (
  queue TEXT PRIMARY KEY,
  paused_until BIGINT NOT NULL,
  failures BIGINT NOT NULL,
  probes BIGINT NOT NULL,
  max_in_flight BIGINT NOT NULL
);
