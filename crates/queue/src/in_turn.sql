-- For claims in turn: whether a user has an earlier job in the queue is one look, however long the queue is.
CREATE INDEX jobs_by_user ON jobs (queue, user_id, id) WHERE state IN ('ready', 'running');
