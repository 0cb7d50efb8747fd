-- +goose Up

-- How often a thing was changed, so that a change to an older version can be refused.
ALTER TABLE experiments ADD COLUMN version INTEGER NOT NULL DEFAULT 1 CHECK (version > 0);
ALTER TABLE runs        ADD COLUMN version INTEGER NOT NULL DEFAULT 1 CHECK (version > 0);
ALTER TABLE settings    ADD COLUMN version INTEGER NOT NULL DEFAULT 1 CHECK (version > 0);

-- +goose Down
ALTER TABLE settings    DROP COLUMN version;
ALTER TABLE runs        DROP COLUMN version;
ALTER TABLE experiments DROP COLUMN version;
