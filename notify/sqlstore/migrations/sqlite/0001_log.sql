-- An index ends with the row's own seq by itself.
CREATE TABLE {prefix}messages (
	seq          INTEGER PRIMARY KEY,
	company      TEXT   NOT NULL,
	thread       TEXT   NOT NULL, -- "m:" and the message's ID, or "r:" and that of a record of none
	at           BIGINT NOT NULL, -- of the first record, in microseconds since 1970
	order_kind   TEXT   NOT NULL,
	order_id     TEXT   NOT NULL,
	recipient    TEXT   NOT NULL,
	intended_for TEXT   NOT NULL,
	actor_id     TEXT   NOT NULL,
	kind         TEXT   NOT NULL,
	channel      TEXT   NOT NULL,
	template_id  TEXT   NOT NULL,
	key          TEXT   NOT NULL,
	attempts     INTEGER NOT NULL,
	state        INTEGER NOT NULL, -- what has become of it, in the order in which a message meets them
	UNIQUE (company, thread)
);
CREATE INDEX {prefix}messages_at ON {prefix}messages (company, at);
CREATE INDEX {prefix}messages_order ON {prefix}messages (company, order_id, at) WHERE order_id <> '';
CREATE INDEX {prefix}messages_recipient ON {prefix}messages (company, recipient, at) WHERE recipient <> '';
CREATE INDEX {prefix}messages_intended ON {prefix}messages (company, intended_for) WHERE intended_for <> '';
CREATE INDEX {prefix}messages_actor ON {prefix}messages (company, actor_id, at) WHERE actor_id <> '';
CREATE INDEX {prefix}messages_kind ON {prefix}messages (company, kind, at) WHERE kind <> '';
CREATE INDEX {prefix}messages_channel ON {prefix}messages (company, channel, at) WHERE channel <> '';
CREATE INDEX {prefix}messages_template ON {prefix}messages (company, template_id, at) WHERE template_id <> '';
CREATE INDEX {prefix}messages_key ON {prefix}messages (company, key, at) WHERE key <> '';
CREATE INDEX {prefix}messages_state ON {prefix}messages (company, state, at) WHERE state <> 0;

CREATE TABLE {prefix}records (
	seq         INTEGER PRIMARY KEY,
	company     TEXT   NOT NULL,
	thread      TEXT   NOT NULL,
	id          TEXT   NOT NULL,
	at          BIGINT NOT NULL,
	by_id       TEXT   NOT NULL, -- who acknowledged the message
	provider    TEXT   NOT NULL,
	provider_id TEXT   NOT NULL,
	has_body    INTEGER NOT NULL,
	data        TEXT   NOT NULL, -- the whole record as JSON
	UNIQUE (company, thread, id)
);
CREATE INDEX {prefix}records_provider ON {prefix}records (company, provider_id) WHERE provider_id <> '';
CREATE INDEX {prefix}records_by ON {prefix}records (company, by_id) WHERE by_id <> '';
CREATE INDEX {prefix}records_body ON {prefix}records (company, at) WHERE has_body <> 0;

CREATE TABLE {prefix}claims (
	company   TEXT NOT NULL,
	key       TEXT NOT NULL,
	plan_hash TEXT NOT NULL,
	PRIMARY KEY (company, key)
) WITHOUT ROWID;
