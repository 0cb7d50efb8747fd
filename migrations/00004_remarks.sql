-- +goose Up

-- What people say of a run.
ALTER TABLE runs ADD COLUMN notes         TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN tags          TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags));
ALTER TABLE runs ADD COLUMN model_version TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN date          TEXT NOT NULL DEFAULT '' CHECK (date = '' OR date IS date(date)); -- 2026-05-31

-- Where the place of a run went whose file was replaced: an id never shows something else, and
-- an old link leads to the new run.
CREATE TABLE replaced_runs (
	id       INTEGER PRIMARY KEY, -- of the run that is no more
	by_id    INTEGER NOT NULL CHECK (by_id > id),
	checksum INTEGER NOT NULL
) STRICT;

-- Uploads that came with a key, for a while, so that one that is sent again is not stored again.
CREATE TABLE upload_keys (
	key        TEXT    PRIMARY KEY,
	request    TEXT    NOT NULL CHECK (length(request) = 64), -- SHA-256 of what was asked for, in hex
	runs       TEXT    NOT NULL CHECK (json_valid(runs)),     -- the ids of what it made
	created_at INTEGER NOT NULL,
	checksum   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE upload_keys;
DROP TABLE replaced_runs;
ALTER TABLE runs DROP COLUMN date;
ALTER TABLE runs DROP COLUMN model_version;
ALTER TABLE runs DROP COLUMN tags;
ALTER TABLE runs DROP COLUMN notes;
