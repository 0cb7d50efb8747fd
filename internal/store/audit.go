package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tradeoff/internal/tradeoff"
)

// An audit writes the changes of one transaction to the table audit.
type audit struct {
	tx      *sql.Tx
	actor   tradeoff.Actor
	now     time.Time
	entries int
}

// fields are the values of an object by their names in the API. Each can be encoded as
// JSON.
type fields map[string]any

// The limits of an audit row in bytes; longer texts are shortened.
const (
	maxAuditText   = 500  // of one field, in JSON
	maxAuditFields = 8000 // of all fields before the change, or after it
)

// newAudit returns the audit of a transaction, whose actor is that of ctx.
func (s *Store) newAudit(ctx context.Context, tx *sql.Tx) *audit {
	actor := tradeoff.ActorFrom(ctx)
	for _, text := range []*string{&actor.Who, &actor.Address, &actor.RequestID} {
		*text = shortened(visible(*text, false), maxName)
	}
	return &audit{tx: tx, actor: actor, now: s.clock()}
}

// add writes a row with the fields that differ between before and after.
func (a *audit) add(
	ctx context.Context, action tradeoff.Action, object tradeoff.Object, id int64, name string, before, after fields,
) error {
	old, now, err := changes(before, after)
	if err != nil {
		return err
	}
	row, err := nextID(ctx, a.tx, "audit")
	if err != nil {
		return err
	}
	name = shortened(strings.ToValidUTF8(name, "�"), maxAuditText)
	values := []any{
		row, a.now.UnixMilli(), a.actor.Who, a.actor.Address, a.actor.RequestID,
		string(action), string(object), id, name, old, now,
	}
	_, err = a.tx.ExecContext(ctx, `
		INSERT INTO audit (id, created_at, who, address, request_id, action, object, object_id, name, before, after, checksum)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, append(values, checksum(values...))...)
	a.entries++
	return err
}

// changes returns the fields that differ, with their old and new values, as JSON.
func changes(before, after fields) (old, now string, err error) {
	was, is := make(map[string]json.RawMessage), make(map[string]json.RawMessage)
	for name, value := range before {
		if was[name], err = json.Marshal(value); err != nil {
			return "", "", err
		}
	}
	for name, value := range after {
		if is[name], err = json.Marshal(value); err != nil {
			return "", "", err
		}
		if other, ok := was[name]; ok && string(other) == string(is[name]) {
			delete(was, name)
			delete(is, name)
		}
	}
	if old, err = bounded(was); err == nil {
		now, err = bounded(is)
	}
	return old, now, err
}

// bounded returns a JSON object of the values. Long ones are shortened. Those that do
// not fit are left out; the member left_out is their number.
func bounded(values map[string]json.RawMessage) (string, error) {
	kept, size, left := make(map[string]json.RawMessage), 0, 0
	for _, name := range slices.Sorted(maps.Keys(values)) {
		value := values[name]
		if len(value) > maxAuditText {
			text := string(value)
			if err := json.Unmarshal(value, &text); err != nil {
				text = string(value) // the JSON of a list or an object is shortened
			}
			var err error
			if value, err = json.Marshal(shortened(text, maxAuditText)); err != nil {
				return "", err
			}
		}
		if size += len(name) + len(value); size > maxAuditFields {
			left++
			continue
		}
		kept[name] = value
	}
	if left > 0 {
		kept["left_out"], _ = json.Marshal(left)
	}
	b, err := json.Marshal(kept)
	return string(b), err
}

// shortened returns a text of at most the given number of bytes, which ends with … if
// something was cut off.
func shortened(text string, most int) string {
	if len(text) <= most {
		return text
	}
	cut := most - len("…")
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}

// totalChanges returns how many rows the connection of tx has changed so far.
func totalChanges(ctx context.Context, tx *sql.Tx) (n int64, err error) {
	err = tx.QueryRowContext(ctx, `SELECT total_changes()`).Scan(&n)
	return n, err
}

// experimentFields are the fields of an experiment that people can edit.
func experimentFields(e *tradeoff.Experiment) fields {
	return fields{
		"name": e.Name, "description": e.Description,
		"positive_name": e.PositiveName, "negative_name": e.NegativeName,
		"unit_singular": e.UnitSingular, "unit_plural": e.UnitPlural,
		"cost_fp": e.CostFP, "cost_fn": e.CostFN, "prevalence": e.Prevalence,
	}
}

// runFields are the fields of a run that people can edit.
func runFields(r *tradeoff.Run) fields {
	f := fields{
		"name": r.Name, "notes": r.Notes, "tags": append([]string{}, r.Tags...),
		"model_version": r.ModelVersion, "date": r.Date,
		"commit": r.Commit, "links": append([]string{}, r.Links...),
	}
	for _, p := range r.Params {
		f["param."+p.Key] = p.Value
	}
	return f
}

// newRunFields are the fields of a new run that the audit keeps: its source, and what
// people can edit.
func newRunFields(r *tradeoff.Run) fields {
	f := fields{
		"experiment_id": r.ExperimentID, "task": r.Task, "n": r.N,
		"source_name": r.SourceName, "source_sha256": r.SourceSHA256,
	}
	if r.LabelGroup != nil {
		f["label_group_id"] = r.LabelGroup.ID
	}
	empty := runFields(new(tradeoff.Run))
	for name, value := range runFields(r) {
		was, _ := json.Marshal(empty[name])
		if is, _ := json.Marshal(value); string(is) != string(was) {
			f[name] = value
		}
	}
	return f
}
