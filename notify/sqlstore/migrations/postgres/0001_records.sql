CREATE TABLE {prefix}records (
	seq         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	company     TEXT    NOT NULL,
	id          TEXT    NOT NULL,
	at          BIGINT  NOT NULL, -- microseconds since 1970
	message_id  TEXT    NOT NULL,
	key         TEXT    NOT NULL,
	order_kind  TEXT    NOT NULL,
	order_id    TEXT    NOT NULL,
	recipient   TEXT    NOT NULL,
	actor_id    TEXT    NOT NULL,
	kind        TEXT    NOT NULL,
	channel     TEXT    NOT NULL,
	status      TEXT    NOT NULL,
	provider    TEXT    NOT NULL,
	provider_id TEXT    NOT NULL,
	has_body    SMALLINT NOT NULL,
	data        TEXT    NOT NULL, -- the whole record as JSON
	UNIQUE (company, id)
);
CREATE INDEX {prefix}records_at ON {prefix}records (company, at, seq);
CREATE INDEX {prefix}records_order ON {prefix}records (company, order_id, at, seq);
CREATE INDEX {prefix}records_recipient ON {prefix}records (company, recipient, at, seq);
CREATE INDEX {prefix}records_actor ON {prefix}records (company, actor_id, at, seq) WHERE actor_id <> '';
CREATE INDEX {prefix}records_message ON {prefix}records (company, message_id, at, seq) WHERE message_id <> '';
CREATE INDEX {prefix}records_key ON {prefix}records (company, key, at, seq) WHERE key <> '';
CREATE INDEX {prefix}records_provider ON {prefix}records (company, provider_id, at, seq) WHERE provider_id <> '';
CREATE INDEX {prefix}records_body ON {prefix}records (company, at) WHERE has_body <> 0;

CREATE TABLE {prefix}claims (
	company   TEXT NOT NULL,
	key       TEXT NOT NULL,
	plan_hash TEXT NOT NULL,
	PRIMARY KEY (company, key)
);
