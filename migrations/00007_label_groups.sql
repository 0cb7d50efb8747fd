-- +goose Up

-- What the runs of one upload of one file share where the file has several labels, each with a
-- score of its own. The checksum of each run covers the id and the name. A group that has lost its
-- last run goes.
CREATE TABLE label_groups (
	id   INTEGER PRIMARY KEY AUTOINCREMENT,
	name TEXT    NOT NULL CHECK (trim(name) <> '')
) STRICT;

ALTER TABLE runs ADD COLUMN label_group_id INTEGER REFERENCES label_groups (id); -- NULL: in none

CREATE INDEX runs_by_label_group ON runs (label_group_id) WHERE label_group_id IS NOT NULL;

-- +goose StatementBegin
CREATE TRIGGER label_groups_go_with_their_last_run AFTER DELETE ON runs
WHEN OLD.label_group_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM runs WHERE label_group_id = OLD.label_group_id)
BEGIN
	DELETE FROM label_groups WHERE id = OLD.label_group_id;
END;
-- +goose StatementEnd

-- +goose Down
-- An older program reads such a run only if its checksum leaves the group out, so these runs go.
DELETE FROM runs WHERE label_group_id IS NOT NULL;
DROP TRIGGER label_groups_go_with_their_last_run;
DROP INDEX runs_by_label_group;
ALTER TABLE runs DROP COLUMN label_group_id;
DROP TABLE label_groups;
