-- +goose Up

-- What was changed, by whom as far as it is known, and how: a row for each thing that a
-- transaction changes, written in that transaction. Rows are only ever added.
CREATE TABLE audit (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	created_at INTEGER NOT NULL,
	who        TEXT    NOT NULL, -- '' if it is not known, as the next two
	address    TEXT    NOT NULL,
	request_id TEXT    NOT NULL,
	action     TEXT    NOT NULL CHECK (action <> ''),
	object     TEXT    NOT NULL CHECK (object <> ''),
	object_id  INTEGER NOT NULL CHECK (object_id >= 0), -- 0: the thing has a name only
	name       TEXT    NOT NULL,
	before     TEXT    NOT NULL CHECK (json_valid(before)), -- what changed, as it was and as it is
	after      TEXT    NOT NULL CHECK (json_valid(after)),
	checksum   INTEGER NOT NULL
) STRICT;

CREATE INDEX audit_by_object ON audit (object, object_id);
CREATE INDEX audit_by_who ON audit (who) WHERE who <> '';
CREATE INDEX audit_by_time ON audit (created_at);

-- +goose StatementBegin
CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
BEGIN
	SELECT RAISE(ABORT, 'a row of the audit never changes');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER audit_never_goes BEFORE DELETE ON audit
BEGIN
	SELECT RAISE(ABORT, 'a row of the audit never goes');
END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE audit;
