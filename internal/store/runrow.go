package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"tradeoff/internal/tradeoff"
)

// storedText returns the stored JSON of a run, with the JSON of its current remarks.
func storedText(ctx context.Context, tx *sql.Tx, r *tradeoff.Run) (text runText, err error) {
	const query = `SELECT roles, findings, facts FROM runs WHERE id = ?`
	if err := tx.QueryRowContext(ctx, query, r.ID).Scan(&text.roles, &text.findings, &text.facts); err != nil {
		return text, err
	}
	return text, text.remarks(r)
}

// runValues returns the columns of r, the checksum last.
func runValues(r *tradeoff.Run) ([]any, error) {
	roles, err := json.Marshal(r.Roles)
	if err != nil {
		return nil, err
	}
	findings, err := json.Marshal(r.Findings)
	if err != nil {
		return nil, err
	}
	facts, err := json.Marshal(r.TaskFacts)
	if err != nil {
		return nil, err
	}
	text := runText{roles: string(roles), findings: string(findings), facts: string(facts)}
	if err := text.remarks(r); err != nil {
		return nil, err
	}
	return withRunChecksum(r, text), nil
}

// A runText is the columns of a run that are stored as JSON.
type runText struct{ roles, findings, facts, tags, params, links string }

// The stored JSON of missing facts or parameters, and of missing tags or links.
const (
	noFacts  = "{}"
	noTags   = "[]"
	noParams = "{}"
	noLinks  = "[]"
)

// remarks sets the JSON of the remarks of a run.
func (text *runText) remarks(r *tradeoff.Run) (err error) {
	if text.tags, err = listText(r.Tags); err != nil {
		return err
	}
	if text.links, err = listText(r.Links); err != nil {
		return err
	}
	params, err := json.Marshal(r.Params)
	text.params = string(params)
	return err
}

// listText returns a list of texts as JSON.
func listText(list []string) (string, error) {
	b, err := json.Marshal(append([]string{}, list...))
	return string(b), err
}

// withRunChecksum returns the values of a row, the id of the label group (nil without
// one) and the checksum, which also covers the name of the group. It takes the JSON as
// stored, so that a new field does not invalidate old rows. For the same reason the
// checksum skips facts, remarks, group, parameters, commit and links that are missing.
func withRunChecksum(r *tradeoff.Run, text runText) []any {
	weighted := int64(0)
	if r.Weighted {
		weighted = 1
	}
	values := []any{r.ID, r.ExperimentID, r.Name, string(r.Task), string(r.ScoreKind), weighted, int64(r.N),
		int64(r.Positives), r.TestSetDigest,
		r.SourceName, r.SourceBytes, r.SourceSHA256, text.roles, text.findings, r.CreatedAt.UnixMilli()}
	summed := values
	if text.facts != noFacts {
		summed = append(values[:len(values):len(values)], text.facts)
	}
	remarks := []any{r.Notes, text.tags, r.ModelVersion, r.Date}
	if r.Notes != "" || text.tags != noTags || r.ModelVersion != "" || r.Date != "" {
		summed = append(summed[:len(summed):len(summed)], remarks...)
	}
	made := []any{text.params, r.Commit, text.links}
	if text.params != noParams || r.Commit != "" || text.links != noLinks {
		summed = append(summed[:len(summed):len(summed)], made...)
	}
	var group any
	if g := r.LabelGroup; g != nil {
		group = g.ID
		summed = append(summed[:len(summed):len(summed)], g.ID, g.Name)
	}
	values = append(append(append(values, text.facts), remarks...), made...)
	return append(values, group, checksum(summed...))
}

// scanRun reads runColumns, and the columns after them into more.
func scanRun(row scanner, r *tradeoff.Run, more ...any) error {
	var created, sum int64
	var text runText
	var group sql.NullInt64
	var groupName sql.NullString
	dest := append([]any{&r.ID, &r.ExperimentID, &r.Name, &r.Task, &r.ScoreKind, &r.Weighted, &r.N, &r.Positives,
		&r.TestSetDigest,
		&r.SourceName, &r.SourceBytes, &r.SourceSHA256, &text.roles, &text.findings, &text.facts, &r.Notes, &text.tags,
		&r.ModelVersion, &r.Date,
		&text.params, &r.Commit, &text.links,
		&group, &groupName, &created, &r.Version, &sum}, more...)
	if err := row.Scan(dest...); err != nil {
		return err
	}
	r.CreatedAt = fromMillis(created)
	if group.Valid {
		r.LabelGroup = &tradeoff.LabelGroup{ID: group.Int64, Name: groupName.String}
	}
	if values := withRunChecksum(r, text); values[len(values)-1] != sum {
		return damaged(nil, "run %d", r.ID)
	}
	for _, part := range []struct {
		name, text, empty string
		into              any
	}{
		{"roles", text.roles, "", &r.Roles}, {"findings", text.findings, "", &r.Findings},
		{"facts", text.facts, "", &r.TaskFacts}, {"tags", text.tags, noTags, &r.Tags},
		{"parameters", text.params, noParams, &r.Params}, {"links", text.links, noLinks, &r.Links},
	} {
		if part.text == part.empty {
			continue
		}
		if err := json.Unmarshal([]byte(part.text), part.into); err != nil {
			return damagedRun(r.ID, part.name, err)
		}
	}
	return nil
}
