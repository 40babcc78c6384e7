CREATE TABLE {prefix}messages (
	seq          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
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
	provider     TEXT   NOT NULL, -- of the first receipt
	provider_id  TEXT   NOT NULL,
	body_at      BIGINT,          -- of the oldest record with a body that can be dropped
	data         TEXT   NOT NULL, -- the records as JSON, a line each, as they were stored
	UNIQUE (company, thread)
);
CREATE INDEX {prefix}messages_at ON {prefix}messages (company, at, seq);
CREATE INDEX {prefix}messages_order ON {prefix}messages (company, order_id, at, seq) WHERE order_id <> '';
CREATE INDEX {prefix}messages_recipient ON {prefix}messages (company, recipient, at, seq) WHERE recipient <> '';
-- Failed and bounced, of which there are few: who cannot be written to is asked for each draft.
CREATE INDEX {prefix}messages_failed ON {prefix}messages (company, recipient, at, seq) WHERE state IN (3, 8, 10);
CREATE INDEX {prefix}messages_intended ON {prefix}messages (company, intended_for) WHERE intended_for <> '';
CREATE INDEX {prefix}messages_actor ON {prefix}messages (company, actor_id, at, seq) WHERE actor_id <> '';
CREATE INDEX {prefix}messages_kind ON {prefix}messages (company, kind, at, seq) WHERE kind <> '';
CREATE INDEX {prefix}messages_channel ON {prefix}messages (company, channel, at, seq) WHERE channel <> '';
CREATE INDEX {prefix}messages_template ON {prefix}messages (company, template_id, at, seq) WHERE template_id <> '';
CREATE INDEX {prefix}messages_key ON {prefix}messages (company, key, at, seq) WHERE key <> '';
CREATE INDEX {prefix}messages_state ON {prefix}messages (company, state, at, seq) WHERE state <> 0;
CREATE INDEX {prefix}messages_provider ON {prefix}messages (company, provider_id) WHERE provider_id <> '';
CREATE INDEX {prefix}messages_body ON {prefix}messages (company, body_at) WHERE body_at IS NOT NULL;

-- What few messages have: receipts after the first, and who has dealt with them.
CREATE TABLE {prefix}links (
	company TEXT   NOT NULL,
	value   TEXT   NOT NULL,
	name    TEXT   NOT NULL,
	message BIGINT NOT NULL, -- its seq
	PRIMARY KEY (company, value, name, message)
);
CREATE INDEX {prefix}links_message ON {prefix}links (message);

CREATE TABLE {prefix}claims (
	company   TEXT NOT NULL,
	key       TEXT NOT NULL,
	plan_hash TEXT NOT NULL,
	PRIMARY KEY (company, key)
);
