-- +goose Up

-- What a team agreed on: a run, a threshold, and why. A decision never changes; one that corrects
-- it points back. It outlives its run, whose id and name it keeps, and goes with its experiment.
CREATE TABLE decisions (
	id              INTEGER PRIMARY KEY AUTOINCREMENT,
	experiment_id   INTEGER NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
	run_id          INTEGER NOT NULL CHECK (run_id > 0),
	run_name        TEXT    NOT NULL CHECK (run_name <> ''),
	test_set_digest TEXT    NOT NULL,                           -- of the run
	among           TEXT    NOT NULL CHECK (json_valid(among)), -- the other runs that it was chosen among
	page            TEXT    NOT NULL CHECK (page LIKE '/%'),    -- path and query that show what was agreed on
	policy          TEXT    NOT NULL,                           -- '' if the threshold was chosen by hand
	cost_fp         REAL    NOT NULL CHECK (cost_fp >= 0 AND cost_fp < 9e999),
	cost_fn         REAL    NOT NULL CHECK (cost_fn >= 0 AND cost_fn < 9e999),
	prevalence      REAL    CHECK (prevalence > 0 AND prevalence < 1), -- NULL: that of the test set
	threshold       REAL    NOT NULL,
	tp              REAL    NOT NULL CHECK (tp >= 0),
	fp              REAL    NOT NULL CHECK (fp >= 0),
	fn              REAL    NOT NULL CHECK (fn >= 0),
	tn              REAL    NOT NULL CHECK (tn >= 0),
	weighted        INTEGER NOT NULL CHECK (weighted IN (0, 1)),
	who             TEXT    NOT NULL CHECK (who <> ''),
	why             TEXT    NOT NULL CHECK (why <> ''),
	dissent         TEXT    NOT NULL,
	corrects        INTEGER UNIQUE REFERENCES decisions (id) CHECK (corrects < id),
	created_at      INTEGER NOT NULL,
	checksum        INTEGER NOT NULL
) STRICT;

CREATE INDEX decisions_by_experiment ON decisions (experiment_id);

-- +goose StatementBegin
CREATE TRIGGER decisions_never_change BEFORE UPDATE ON decisions
BEGIN
	SELECT RAISE(ABORT, 'a decision never changes');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER decisions_go_with_their_experiment BEFORE DELETE ON decisions
WHEN EXISTS (SELECT 1 FROM experiments WHERE id = OLD.experiment_id)
BEGIN
	SELECT RAISE(ABORT, 'a decision goes only with its experiment');
END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE decisions;
