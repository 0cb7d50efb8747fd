package tradeoff

import (
	"encoding/json"
	"time"
)

// An Object is the kind of thing that a change is about.
type Object string

// The kinds of things that change.
const (
	ExperimentObject Object = "experiment"
	RunObject        Object = "run"
	DecisionObject   Object = "decision"
	SettingObject    Object = "setting"
)

// Objects are all kinds of things that change.
var Objects = []Object{ExperimentObject, RunObject, DecisionObject, SettingObject}

// An Action is what was done.
type Action string

// The actions.
const (
	CreateAction  Action = "create"
	UpdateAction  Action = "update"
	ReplaceAction Action = "replace" // another run took its place
	ComputeAction Action = "compute" // numbers that follow from what is stored were added
	DeleteAction  Action = "delete"  // into the trash
	RestoreAction Action = "restore" // out of it
	PurgeAction   Action = "purge"   // out of it for good
)

// Actions are all actions.
var Actions = []Action{
	CreateAction, UpdateAction, ReplaceAction, ComputeAction, DeleteAction, RestoreAction, PurgeAction,
}

// An AuditEntry is one change of one thing. Entries are only ever added.
type AuditEntry struct {
	ID        int64     `json:"id"`
	CreatedAt time.Time `json:"created_at"`
	Actor
	Action   Action `json:"action"`
	Object   Object `json:"object"`
	ObjectID int64  `json:"object_id"` // 0 for a setting, which has a name only
	Name     string `json:"name"`      // of the thing, after the change; that of its run for a decision

	// Before and After are JSON objects of what changed, by the names of the API. Long
	// texts are shortened. Before is {} for a new thing, and After for one that is gone.
	Before json.RawMessage `json:"before"`
	After  json.RawMessage `json:"after"`

	// Damaged says that the entry is not as it was written: nothing else in it but
	// its ID can be trusted.
	Damaged bool `json:"damaged,omitempty"`
}
