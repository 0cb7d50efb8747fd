-- +goose Up

-- "TRDF": tells our databases from those of other programs.
PRAGMA application_id = 1414677574;

-- An experiment is one problem: what is looked for, in whom, and what errors cost.
-- AUTOINCREMENT: an id is never used twice, so that an old link cannot show something else.
-- checksum: CRC-32C of the other columns, since SQLite itself does not notice damage in a number.
CREATE TABLE experiments (
	id            INTEGER PRIMARY KEY AUTOINCREMENT,
	name          TEXT    NOT NULL CHECK (trim(name) <> ''),
	description   TEXT    NOT NULL,
	positive_name TEXT    NOT NULL CHECK (positive_name <> ''),
	negative_name TEXT    NOT NULL CHECK (negative_name <> ''),
	unit_singular TEXT    NOT NULL CHECK (unit_singular <> ''),
	unit_plural   TEXT    NOT NULL CHECK (unit_plural <> ''),
	cost_fp       REAL    NOT NULL CHECK (cost_fp >= 0 AND cost_fp < 9e999),
	cost_fn       REAL    NOT NULL CHECK (cost_fn >= 0 AND cost_fn < 9e999),
	prevalence    REAL    CHECK (prevalence > 0 AND prevalence < 1), -- NULL: as in the test set
	created_at    INTEGER NOT NULL, -- milliseconds since 1970, as everywhere
	checksum      INTEGER NOT NULL,
	CHECK (positive_name <> negative_name)
) STRICT;

-- A run is one model's predictions on one test set.
CREATE TABLE runs (
	id              INTEGER PRIMARY KEY AUTOINCREMENT,
	experiment_id   INTEGER NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
	name            TEXT    NOT NULL CHECK (trim(name) <> ''),
	task            TEXT    NOT NULL CHECK (task IN ('binary')),
	score_kind      TEXT    NOT NULL CHECK (score_kind IN ('probability', 'logit', 'score')),
	weighted        INTEGER NOT NULL CHECK (weighted IN (0, 1)),
	n               INTEGER NOT NULL CHECK (n >= 0),
	positives       INTEGER NOT NULL CHECK (positives BETWEEN 0 AND n),
	test_set_digest TEXT    NOT NULL, -- '' if ids repeat
	source_name     TEXT    NOT NULL,
	source_bytes    INTEGER NOT NULL CHECK (source_bytes >= 0),
	source_sha256   TEXT    NOT NULL CHECK (length(source_sha256) IN (0, 64)),
	roles           TEXT    NOT NULL CHECK (json_valid(roles)),
	findings        TEXT    NOT NULL CHECK (json_valid(findings)),
	created_at      INTEGER NOT NULL,
	checksum        INTEGER NOT NULL
) STRICT;

CREATE INDEX runs_by_experiment ON runs (experiment_id);

-- What is known of a whole run, for the leaderboard. A NULL value is undefined and has a reason.
CREATE TABLE run_metrics (
	run_id          INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
	metric          TEXT    NOT NULL CHECK (metric <> ''),
	position        INTEGER NOT NULL CHECK (position >= 0), -- order in which they are shown
	value           REAL,
	low             REAL,
	high            REAL,
	reason          TEXT    NOT NULL,
	interval_reason TEXT    NOT NULL,
	method          TEXT    NOT NULL,
	checksum        INTEGER NOT NULL,
	PRIMARY KEY (run_id, metric),
	CHECK ((value IS NULL) = (reason <> '')),
	CHECK ((low IS NULL) = (high IS NULL))
) STRICT, WITHOUT ROWID;

-- The sweep: the distinct scores from the highest down with the rows of each class, in chunks
-- of 4,096, and a directory with which one chunk is enough to answer one threshold.
CREATE TABLE sweeps (
	run_id    INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
	directory BLOB NOT NULL
) STRICT;

CREATE TABLE sweep_chunks (
	run_id INTEGER NOT NULL REFERENCES sweeps (run_id) ON DELETE CASCADE,
	k      INTEGER NOT NULL CHECK (k >= 0),
	data   BLOB    NOT NULL,
	PRIMARY KEY (run_id, k)
) STRICT, WITHOUT ROWID;

-- The columns of the file that a run came from. Those that are stored as 'order' have no chunks:
-- the sweep and row_order give their values back.
CREATE TABLE columns (
	run_id   INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
	position INTEGER NOT NULL CHECK (position >= 0), -- counted from 0, as in the file
	name     TEXT    NOT NULL,
	role     TEXT    NOT NULL CHECK (role IN ('', 'id', 'label', 'score', 'weight', 'group', 'ignore')),
	type     TEXT    NOT NULL CHECK (type IN ('label', 'float64', 'text')),
	stored   TEXT    NOT NULL CHECK (stored IN ('chunks', 'order')),
	rows     INTEGER NOT NULL CHECK (rows >= 0),
	checksum INTEGER NOT NULL,
	PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE chunks (
	run_id   INTEGER NOT NULL,
	position INTEGER NOT NULL,
	k        INTEGER NOT NULL CHECK (k >= 0),
	data     BLOB    NOT NULL,
	PRIMARY KEY (run_id, position, k),
	FOREIGN KEY (run_id, position) REFERENCES columns (run_id, position) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The rows of each class from the highest score down, ties in file order: the false positives
-- of a threshold are the first FP(t) negatives, and its false negatives the positives behind TP(t).
CREATE TABLE row_order (
	run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
	label  INTEGER NOT NULL CHECK (label IN (0, 1)),
	k      INTEGER NOT NULL CHECK (k >= 0),
	data   BLOB    NOT NULL,
	PRIMARY KEY (run_id, label, k)
) STRICT, WITHOUT ROWID;

-- The thinned sweep that a page draws, as the browser reads it.
CREATE TABLE displays (
	run_id INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
	sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
	data   BLOB NOT NULL
) STRICT;

-- Facts about the database as a whole.
CREATE TABLE settings (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE settings;
DROP TABLE displays;
DROP TABLE row_order;
DROP TABLE chunks;
DROP TABLE columns;
DROP TABLE sweep_chunks;
DROP TABLE sweeps;
DROP TABLE run_metrics;
DROP TABLE runs;
DROP TABLE experiments;
PRAGMA application_id = 0;
