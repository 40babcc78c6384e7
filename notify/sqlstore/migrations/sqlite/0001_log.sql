-- An index ends with the row's own seq by itself.
--
-- Every index that a message is written into is a page more to write. So most of them
-- hold it only when it is settled: sixty-four at once, when the last of them comes. The
-- few after them are looked through.
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
	provider     TEXT   NOT NULL, -- of the first receipt
	provider_id  TEXT   NOT NULL,
	body_at      BIGINT,          -- of the oldest record with a body that can be dropped
	settled      INTEGER NOT NULL DEFAULT 0, -- 1: the indexes below have it
	data         TEXT   NOT NULL, -- the records as JSON, a line each, as they were stored
	UNIQUE (company, thread)
);
CREATE INDEX {prefix}messages_order ON {prefix}messages (company, order_id, at) WHERE order_id <> '';
CREATE INDEX {prefix}messages_recipient ON {prefix}messages (company, recipient, at) WHERE recipient <> '';
-- Failed and bounced, of which there are few: who cannot be written to is asked for each draft.
CREATE INDEX {prefix}messages_failed ON {prefix}messages (company, recipient, at) WHERE state IN (3, 8, 10);
CREATE INDEX {prefix}messages_intended ON {prefix}messages (company, intended_for) WHERE intended_for <> '';
CREATE INDEX {prefix}messages_key ON {prefix}messages (company, key, at) WHERE settled = 1 AND key <> '';
CREATE INDEX {prefix}messages_at ON {prefix}messages (company, at) WHERE settled = 1;
CREATE INDEX {prefix}messages_actor ON {prefix}messages (company, actor_id, at) WHERE settled = 1 AND actor_id <> '';
CREATE INDEX {prefix}messages_kind ON {prefix}messages (company, kind, at) WHERE settled = 1 AND kind <> '';
CREATE INDEX {prefix}messages_channel ON {prefix}messages (company, channel, at) WHERE settled = 1 AND channel <> '';
CREATE INDEX {prefix}messages_template ON {prefix}messages (company, template_id, at) WHERE settled = 1 AND template_id <> '';
CREATE INDEX {prefix}messages_state ON {prefix}messages (company, state, at) WHERE settled = 1 AND state <> 0;
CREATE INDEX {prefix}messages_provider ON {prefix}messages (company, provider_id) WHERE settled = 1 AND provider_id <> '';
CREATE INDEX {prefix}messages_body ON {prefix}messages (company, body_at) WHERE settled = 1 AND body_at IS NOT NULL;
CREATE TRIGGER {prefix}messages_settle AFTER INSERT ON {prefix}messages WHEN NEW.seq % 64 = 0
	BEGIN UPDATE {prefix}messages SET settled = 1 WHERE seq > NEW.seq - 64 AND seq <= NEW.seq; END;

-- What few messages have: receipts after the first, and who has dealt with them.
CREATE TABLE {prefix}links (
	company TEXT   NOT NULL,
	value   TEXT   NOT NULL,
	name    TEXT   NOT NULL,
	message BIGINT NOT NULL, -- its seq
	PRIMARY KEY (company, value, name, message)
) WITHOUT ROWID;
CREATE INDEX {prefix}links_message ON {prefix}links (message);

CREATE TABLE {prefix}claims (
	company   TEXT NOT NULL,
	key       TEXT NOT NULL,
	plan_hash TEXT NOT NULL,
	PRIMARY KEY (company, key)
) WITHOUT ROWID;
