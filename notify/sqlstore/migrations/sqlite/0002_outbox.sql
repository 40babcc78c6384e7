-- Plans are kept once for all of their jobs, until none of these waits or is held.
CREATE TABLE {prefix}plans (
	seq     INTEGER PRIMARY KEY,
	company TEXT NOT NULL,
	key     TEXT NOT NULL,
	data    TEXT NOT NULL, -- the whole plan as JSON
	UNIQUE (company, key)
);
CREATE TABLE {prefix}jobs (
	seq        INTEGER PRIMARY KEY,
	company    TEXT    NOT NULL,
	id         TEXT    NOT NULL,
	plan_key   TEXT    NOT NULL,
	channel    TEXT    NOT NULL,
	topic      TEXT    NOT NULL,
	data       TEXT    NOT NULL, -- what never changes of a job, as JSON
	state      TEXT    NOT NULL,
	not_before BIGINT  NOT NULL, -- this and all times in microseconds since 1970
	attempt    INTEGER NOT NULL,
	due_at     BIGINT  NOT NULL, -- when it can be leased: not_before, or the end of its lease
	was_due_at BIGINT  NOT NULL, -- before its lease
	token      TEXT    NOT NULL, -- of its lease
	until_at   BIGINT  NOT NULL, -- the end of its lease; 0: none
	handed     INTEGER NOT NULL, -- 1: its message may have left
	why        TEXT    NOT NULL,
	settled_at BIGINT  NOT NULL, -- 0: it waits or is held
	parked     INTEGER NOT NULL, -- 1: its channel is stopped, and nobody looks at it
	UNIQUE (company, id)
);
CREATE INDEX {prefix}jobs_due ON {prefix}jobs (due_at) WHERE state = 'waiting' AND parked = 0;
CREATE INDEX {prefix}jobs_parked ON {prefix}jobs (company, channel) WHERE parked = 1;
CREATE INDEX {prefix}jobs_topic ON {prefix}jobs (company, topic) WHERE state = 'waiting';
CREATE INDEX {prefix}jobs_held ON {prefix}jobs (company) WHERE state = 'held';
CREATE INDEX {prefix}jobs_plan ON {prefix}jobs (company, plan_key, state);
CREATE INDEX {prefix}jobs_settled ON {prefix}jobs (company, settled_at) WHERE settled_at > 0;

-- Channels of companies over which nothing goes until a person resumes them.
CREATE TABLE {prefix}stops (
	company TEXT NOT NULL,
	channel TEXT NOT NULL,
	since   BIGINT NOT NULL,
	why     TEXT NOT NULL,
	PRIMARY KEY (company, channel)
) WITHOUT ROWID;
