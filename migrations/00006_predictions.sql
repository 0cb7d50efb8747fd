-- +goose Up

-- What each run predicts, to find the same predictions in another file: a digest of the ids, labels
-- and scores. Runs that were stored before this step get theirs while the server runs.
CREATE TABLE predictions (
	run_id   INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
	digest   TEXT    NOT NULL CHECK (length(digest) = 32),
	checksum INTEGER NOT NULL
) STRICT;

CREATE INDEX predictions_by_digest ON predictions (digest);

-- +goose Down
DROP TABLE predictions;
