-- +goose Up

-- How the model of a run was made: parameters as an object of JSON, a commit of Git, and
-- links as a list of JSON.
ALTER TABLE runs ADD COLUMN params   TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(params));
ALTER TABLE runs ADD COLUMN "commit" TEXT NOT NULL DEFAULT ''; -- '': not known
ALTER TABLE runs ADD COLUMN links    TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(links));

CREATE INDEX runs_by_commit ON runs ("commit") WHERE "commit" <> '';

-- +goose Down
-- An older program reads such a run only if its checksum leaves these out, so these runs go.
DELETE FROM runs WHERE params <> '{}' OR "commit" <> '' OR links <> '[]';
DROP INDEX runs_by_commit;
ALTER TABLE runs DROP COLUMN links;
ALTER TABLE runs DROP COLUMN "commit";
ALTER TABLE runs DROP COLUMN params;
