package templates

import (
	"encoding/json"
	"maps"
	"slices"

	"tradeoff/internal/tradeoff"
)

// AuditView lists changes.
type AuditView struct {
	Page     Page
	Object   string // of which kind of thing they are; "" for all
	ObjectID string // its id; "" for all
	Action   string
	Who      string
	From, To string // days
	Filtered bool
	Problem  *ErrorView // what is wrong with the filter
	Rows     []AuditRow
	Next     string // link to earlier changes; "" at the end
	CSV      string // address of all of them as a file
}

// AuditRow is one change.
type AuditRow struct {
	ID      int64
	At      TimeView
	Who     string // "" if it is not known
	Address string // likewise
	Request string
	Did     string // "Changed"
	Good    bool   // it was deleted permanently
	What    string // "run"
	Name    string
	Href    string // "" for what has no page
	Changes []ChangeView
	Damaged bool
}

// ChangeView is a field that has another value since.
type ChangeView struct {
	Label         string
	Before, After string // "" for what was not there or is empty
}

// actionWords say what was done.
var actionWords = map[tradeoff.Action]string{
	tradeoff.CreateAction: "Created", tradeoff.UpdateAction: "Changed", tradeoff.ReplaceAction: "Replaced",
	tradeoff.ComputeAction: "Computed numbers of", tradeoff.DeleteAction: "Deleted", tradeoff.RestoreAction: "Restored",
	tradeoff.PurgeAction: "Deleted",
}

// NewAuditRow returns a change to show.
func NewAuditRow(e tradeoff.AuditEntry) AuditRow {
	if e.Damaged {
		return AuditRow{ID: e.ID, Damaged: true}
	}
	row := AuditRow{
		ID: e.ID, At: NewTime(e.CreatedAt), Who: e.Who, Address: e.Address, Request: e.RequestID,
		Did: actionWords[e.Action], What: string(e.Object), Name: e.Name, Changes: changesOf(e.Before, e.After),
	}
	switch {
	case e.Action == tradeoff.PurgeAction:
		row.Good = true
	case e.Object == tradeoff.RunObject:
		row.Href = runPath(e.ObjectID)
	case e.Object == tradeoff.ExperimentObject:
		row.Href = experimentPath(e.ObjectID)
	case e.Object == tradeoff.DecisionObject:
		row.Href = decisionPath(e.ObjectID)
		row.What = "decision on"
	}
	return row
}

// saidElsewhere are fields that an entry says in other words.
var saidElsewhere = []string{"deleted_at"}

// changesOf lists the fields of two objects of JSON in alphabetical order.
func changesOf(before, after json.RawMessage) (list []ChangeView) {
	was, is := map[string]json.RawMessage{}, map[string]json.RawMessage{}
	if json.Unmarshal(before, &was) != nil || json.Unmarshal(after, &is) != nil {
		return []ChangeView{{"Entry", string(before), string(after)}}
	}
	names := slices.AppendSeq(slices.Collect(maps.Keys(was)), maps.Keys(is))
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		c := ChangeView{fieldLabel(name), jsonText(was[name]), jsonText(is[name])}
		if !slices.Contains(saidElsewhere, name) && (c.Before != "" || c.After != "") {
			list = append(list, c)
		}
	}
	return list
}
