package tradeoff

import (
	"encoding/json"
	"time"
)

// An Object is the kind of thing that was changed.
type Object string

// The kinds of things that change.
const (
	ExperimentObject Object = "experiment"
	RunObject        Object = "run"
	DecisionObject   Object = "decision"
	SettingObject    Object = "setting"
)

// Objects are all kinds of things that can be changed.
var Objects = []Object{ExperimentObject, RunObject, DecisionObject, SettingObject}

// An Action is what was done.
type Action string

// The actions.
const (
	CreateAction  Action = "create"
	UpdateAction  Action = "update"
	ReplaceAction Action = "replace" // with another run
	ComputeAction Action = "compute" // added numbers that are derived from the stored rows
	DeleteAction  Action = "delete"  // moved to the trash
	RestoreAction Action = "restore" // from the trash
	PurgeAction   Action = "purge"   // deleted permanently
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
	ObjectID int64  `json:"object_id"` // 0 for a setting, which only has a name
	Name     string `json:"name"`      // of the object after the change; of the run for a decision

	// Before and After are JSON objects of the changed members, named as in the API. Long
	// texts are shortened. Before is {} for a new object, After for a deleted one.
	Before json.RawMessage `json:"before"`
	After  json.RawMessage `json:"after"`

	// Damaged reports that the checksum of the entry does not match: only its ID can be
	// trusted.
	Damaged bool `json:"damaged,omitempty"`
}
