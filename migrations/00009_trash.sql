-- +goose Up

-- What was deleted is in the trash until it is purged. deleted_at is NULL of what is not.
-- trash_checksum covers the id, the name and the columns about the trash; it is NULL
-- when deleted_at is.
ALTER TABLE experiments ADD COLUMN deleted_at     INTEGER;
ALTER TABLE experiments ADD COLUMN deleted_by     TEXT NOT NULL DEFAULT ''; -- '': not known
ALTER TABLE experiments ADD COLUMN trash_checksum INTEGER;

-- An experiment with decisions keeps its row when it is purged, because they never go.
ALTER TABLE experiments ADD COLUMN purged_at INTEGER;

ALTER TABLE runs ADD COLUMN deleted_at              INTEGER;
ALTER TABLE runs ADD COLUMN deleted_by              TEXT    NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN deleted_with_experiment INTEGER NOT NULL DEFAULT 0 CHECK (deleted_with_experiment IN (0, 1));
ALTER TABLE runs ADD COLUMN trash_checksum          INTEGER;

CREATE INDEX experiments_in_trash ON experiments (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX runs_in_trash ON runs (deleted_at) WHERE deleted_at IS NOT NULL;

-- The runs of an experiment that are not in the trash are counted without reading them.
DROP INDEX runs_by_experiment;
CREATE INDEX runs_by_experiment ON runs (experiment_id, deleted_at);

DROP TRIGGER decisions_go_with_their_experiment;

-- +goose StatementBegin
CREATE TRIGGER decisions_never_go BEFORE DELETE ON decisions
BEGIN
	SELECT RAISE(ABORT, 'a decision never goes');
END;
-- +goose StatementEnd

-- +goose Down
-- An older program would show what is in the trash, so that goes, and decisions with their
-- experiment as they did then.
DROP TRIGGER decisions_never_go;

-- +goose StatementBegin
CREATE TRIGGER decisions_go_with_their_experiment BEFORE DELETE ON decisions
WHEN EXISTS (SELECT 1 FROM experiments WHERE id = OLD.experiment_id)
BEGIN
	SELECT RAISE(ABORT, 'a decision goes only with its experiment');
END;
-- +goose StatementEnd

DELETE FROM runs WHERE deleted_at IS NOT NULL;
DELETE FROM experiments WHERE deleted_at IS NOT NULL;
DROP INDEX runs_by_experiment;
CREATE INDEX runs_by_experiment ON runs (experiment_id);
DROP INDEX runs_in_trash;
DROP INDEX experiments_in_trash;
ALTER TABLE runs DROP COLUMN trash_checksum;
ALTER TABLE runs DROP COLUMN deleted_with_experiment;
ALTER TABLE runs DROP COLUMN deleted_by;
ALTER TABLE runs DROP COLUMN deleted_at;
ALTER TABLE experiments DROP COLUMN purged_at;
ALTER TABLE experiments DROP COLUMN trash_checksum;
ALTER TABLE experiments DROP COLUMN deleted_by;
ALTER TABLE experiments DROP COLUMN deleted_at;
