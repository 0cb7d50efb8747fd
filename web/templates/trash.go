package templates

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
)

// TrashView lists what was deleted.
type TrashView struct {
	Page    Page
	Message *MessageView
	Rows    []TrashRow
	Next    string // link to what was deleted before; "" at the end
}

// TrashRow is an experiment or a run in the trash.
type TrashRow struct {
	What    string // "Run" or "Experiment"
	Name    string
	Of      Choice // the experiment of a run
	Note    string // what belongs to it: "with 2 runs"
	Deleted TimeView
	By      string   // who deleted it; "" if it is not known
	Until   TimeView // it can be restored so long
	Damaged bool     // it can only be deleted permanently

	Thing   string // what Restore restores: "run" or "experiment"
	Restore string // where that is posted; "" if it cannot be restored by itself
	Purge   string // where deleting it permanently is posted
}

// TimeView is a time in words, and for machines.
type TimeView struct{ Text, ISO string }

// MessageView says what has just been done, and offers the way back or on.
type MessageView struct {
	What, Name string // “Run”, and its name
	Said       string // what became of it: "is in the trash until 30 June 2026"
	Undo       string // where the way back is posted; "" without one
	Link       Choice // where to go on; zero for nowhere
}

// NewTime returns a time to show, in UTC.
func NewTime(at time.Time) TimeView {
	at = at.UTC()
	return TimeView{at.Format("2 January 2006, 15:04 UTC"), at.Format(time.RFC3339)}
}

// NewDay returns a day to show, in UTC.
func NewDay(at time.Time) TimeView {
	at = at.UTC()
	return TimeView{at.Format("2 January 2006"), at.Format(time.DateOnly)}
}

// NewTrashRow returns a thing in the trash to show.
func NewTrashRow(t tradeoff.Trashed) TrashRow {
	row := TrashRow{
		What: "Experiment", Name: t.Name, Deleted: NewTime(t.DeletedAt), By: t.DeletedBy, Until: NewDay(t.PurgeAt),
		Damaged: t.Damaged, Thing: "experiment",
		Restore: experimentPath(t.ID) + "/restore", Purge: "/trash" + experimentPath(t.ID) + "/delete",
	}
	switch {
	case t.Object == tradeoff.RunObject:
		row.What, row.Thing = "Run", "run"
		row.Restore, row.Purge = runPath(t.ID)+"/restore", "/trash"+runPath(t.ID)+"/delete"
		row.Of = Choice{Value: experimentPath(t.ExperimentID), Label: t.ExperimentName}
	case t.Runs > 0:
		row.Note = fmt.Sprintf("with %s %s", format.Count(t.Runs), format.Plural(t.Runs, "run", "runs"))
	}
	if t.ReplacedBy != 0 {
		row.Note = "replaced by another run"
	}
	if t.WithExperiment {
		row.Thing, row.Restore, row.Purge = "experiment", experimentPath(t.ExperimentID)+"/restore", ""
		row.Note = "deleted with its experiment, and restored with it"
	}
	if t.Damaged {
		row.Restore = ""
	}
	return row
}

// ConflictView is a change to another version than the stored one: both texts.
type ConflictView struct {
	What   string // "run" or "experiment"
	When   string // and by whom it was changed: "by Ada on 2 June 2026, 15:04 UTC"; "" if it is not known
	Fields []ConflictField
	Again  string // address of the form with the stored texts; "" without a form
}

// ConflictField is a field of which two people have given different texts.
type ConflictField struct{ Label, Stored, Sent string }

// NewConflict returns a mismatch to show.
func NewConflict(m tradeoff.Mismatch) *ConflictView {
	v := &ConflictView{What: string(m.Object)}
	for _, f := range m.Fields {
		v.Fields = append(v.Fields, ConflictField{fieldLabel(f.Name), anyText(f.Stored), anyText(f.Sent)})
	}
	return v
}

// fieldLabels are the names of fields that the API calls otherwise.
var fieldLabels = map[string]string{
	"model_version": "Version of the model", "positive_name": "What label 1 is called",
	"negative_name": "What label 0 is called", "unit_singular": "What is examined (one)",
	"unit_plural": "What is examined (many)", "cost_fn": "What a miss costs",
	"cost_fp": "What a false alarm costs", "n": "Rows", "source_name": "File", "source_sha256": "SHA-256 of the file",
}

// fieldLabel is what a field of the API is called on pages.
func fieldLabel(name string) string {
	if label, ok := fieldLabels[name]; ok {
		return label
	}
	if key, ok := strings.CutPrefix(name, "param."); ok {
		return "Parameter " + key
	}
	label := strings.ReplaceAll(name, "_", " ")
	if label == "" {
		return label
	}
	return strings.ToUpper(label[:1]) + label[1:]
}

// anyText writes a value of the API for people: "" for what is not there or empty.
func anyText(value any) string {
	b, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return jsonText(b)
}

// jsonText is [anyText] of JSON.
func jsonText(text []byte) string {
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		return string(text)
	}
	switch value := value.(type) {
	case nil:
		return ""
	case string:
		return value
	case bool:
		if value {
			return "yes"
		}
		return "no"
	case []any:
		var parts []string
		for _, one := range value {
			parts = append(parts, anyText(one))
		}
		return strings.Join(parts, ", ")
	default: // a number, as it is written
		return string(text)
	}
}
