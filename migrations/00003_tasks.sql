-- +goose Up

-- Runs of four tasks. SQLite cannot change a CHECK, and rebuilding a table that others refer to
-- would delete what refers to it; so the columns with one are replaced, each by one of its name.
ALTER TABLE runs ADD COLUMN task_2 TEXT NOT NULL DEFAULT 'binary'
	CHECK (task_2 IN ('binary', 'multiclass', 'segmentation', 'detection'));
UPDATE runs SET task_2 = task;
ALTER TABLE runs DROP COLUMN task;
ALTER TABLE runs RENAME COLUMN task_2 TO task;

-- What only runs of some tasks have, such as the names of many classes.
ALTER TABLE runs ADD COLUMN facts TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(facts));

ALTER TABLE columns ADD COLUMN role_2 TEXT NOT NULL DEFAULT ''
	CHECK (role_2 IN ('', 'id', 'label', 'score', 'weight', 'iou', 'image', 'group', 'ignore'));
UPDATE columns SET role_2 = role;
ALTER TABLE columns DROP COLUMN role;
ALTER TABLE columns RENAME COLUMN role_2 TO role;

ALTER TABLE columns ADD COLUMN type_2 TEXT NOT NULL DEFAULT 'text'
	CHECK (type_2 IN ('label', 'class', 'float64', 'text'));
UPDATE columns SET type_2 = type;
ALTER TABLE columns DROP COLUMN type;
ALTER TABLE columns RENAME COLUMN type_2 TO type;

-- The numbers of a run that its sweep does not give, as its task writes them.
CREATE TABLE summaries (
	run_id INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
	sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
	data   BLOB NOT NULL
) STRICT;

-- +goose Down
-- An older program cannot read runs of other tasks: they go.
DELETE FROM runs WHERE task <> 'binary' OR facts <> '{}'
	OR id IN (SELECT run_id FROM columns WHERE role IN ('iou', 'image') OR type = 'class');
DROP TABLE summaries;

ALTER TABLE columns ADD COLUMN type_1 TEXT NOT NULL DEFAULT 'text'
	CHECK (type_1 IN ('label', 'float64', 'text'));
UPDATE columns SET type_1 = type;
ALTER TABLE columns DROP COLUMN type;
ALTER TABLE columns RENAME COLUMN type_1 TO type;

ALTER TABLE columns ADD COLUMN role_1 TEXT NOT NULL DEFAULT ''
	CHECK (role_1 IN ('', 'id', 'label', 'score', 'weight', 'group', 'ignore'));
UPDATE columns SET role_1 = role;
ALTER TABLE columns DROP COLUMN role;
ALTER TABLE columns RENAME COLUMN role_1 TO role;

ALTER TABLE runs DROP COLUMN facts;
ALTER TABLE runs ADD COLUMN task_1 TEXT NOT NULL DEFAULT 'binary' CHECK (task_1 IN ('binary'));
UPDATE runs SET task_1 = task;
ALTER TABLE runs DROP COLUMN task;
ALTER TABLE runs RENAME COLUMN task_1 TO task;
