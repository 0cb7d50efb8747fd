package store

import (
	"encoding/json"
	"fmt"
	"strings"
)

// searched are the conditions of a full-text search in a run; %s is the search text in
// lower case.
var searched = strings.Join([]string{
	`instr(lower(r.name), %[1]s)`, `instr(lower(r.notes), %[1]s)`,
	`instr(lower(r.model_version), %[1]s)`, `instr(r."commit", %[1]s)`,
	`EXISTS (SELECT 1 FROM json_each(r.tags) t WHERE instr(lower(t.value), %[1]s))`,
	`EXISTS (SELECT 1 FROM json_each(r.params) p WHERE instr(lower(p.key || '=' ||
		iif(p.type IN ('true', 'false'), p.type, p.value)), %[1]s))`,
}, " OR ")

// runsWhere returns the conditions of a filter on the table r.
func runsWhere(f RunFilter) (*where, error) {
	w := new(where)
	w.add("r.deleted_at IS NULL")
	if f.ExperimentID != 0 {
		w.add("r.experiment_id = " + w.arg(f.ExperimentID))
	}
	if f.Task != "" {
		w.add("r.task = " + w.arg(string(f.Task)))
	}
	if f.But != 0 {
		w.add("r.id <> " + w.arg(f.But))
	}
	if text := strings.TrimSpace(f.Search); text != "" {
		w.add("(" + fmt.Sprintf(searched, "lower("+w.arg(text)+")") + ")")
	}
	if tag := strings.TrimSpace(f.Tag); tag != "" {
		w.add("EXISTS (SELECT 1 FROM json_each(r.tags) t WHERE lower(t.value) = lower(" + w.arg(tag) + "))")
	}
	if commit := strings.ToLower(strings.TrimSpace(f.Commit)); commit != "" {
		given := w.arg(commit) // either can be a prefix of the other
		w.add(fmt.Sprintf(`r."commit" <> '' AND (instr(r."commit", %[1]s) = 1 OR instr(%[1]s, r."commit") = 1)`, given))
	}
	for _, p := range f.Params {
		guess, err := json.Marshal(p.Guess())
		if err != nil {
			return nil, err
		}
		text, err := json.Marshal(p.Value)
		if err != nil {
			return nil, err
		}
		// Numbers can be compared as text: each has one form in JSON.
		w.add(fmt.Sprintf(`lower(r.params -> (%s)) IN (lower(%s), lower(%s))`,
			`'$."' || `+w.arg(p.Key)+` || '"'`, w.arg(string(guess)), w.arg(string(text))))
	}
	return w, nil
}
