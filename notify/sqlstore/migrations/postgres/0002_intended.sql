ALTER TABLE {prefix}records ADD COLUMN intended_for TEXT NOT NULL DEFAULT '';
CREATE INDEX {prefix}records_intended ON {prefix}records (company, intended_for, at, seq) WHERE intended_for <> '';
