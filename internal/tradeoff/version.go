package tradeoff

import "fmt"

// A Change says what a change to something stored expects.
type Change struct {
	Version int64 // that the thing has; 0 for any
}

// A ChangeOption says something about a change.
type ChangeOption func(*Change)

// IfVersion makes a change fail with [PreconditionFailed] unless the thing has the given
// version. 0 lets every change through.
func IfVersion(version int64) ChangeOption { return func(c *Change) { c.Version = version } }

// ChangeWith returns what all options say.
func ChangeWith(opts ...ChangeOption) (c Change) {
	for _, opt := range opts {
		opt(&c)
	}
	return c
}

// A Mismatch is a change that was made to another version of a thing than the stored
// one: it was changed in between.
type Mismatch struct {
	Object   Object          `json:"object"`
	ID       int64           `json:"id"`
	Name     string          `json:"name"`     // as it is stored
	Expected int64           `json:"expected"` // the version that was changed
	Version  int64           `json:"version"`  // the stored one
	Fields   []FieldMismatch `json:"fields"`   // where the texts differ, by the names of the API; may be empty
}

// A FieldMismatch is a field that would have another value than the stored one.
type FieldMismatch struct {
	Name   string `json:"name"`
	Stored any    `json:"stored"` // nil if it is not there
	Sent   any    `json:"sent"`   // likewise
}

// Err returns m as an error of kind [PreconditionFailed].
func (m Mismatch) Err() *Error {
	if m.Fields == nil {
		m.Fields = []FieldMismatch{}
	}
	what := fmt.Sprintf("%s %d", m.Object, m.ID)
	if m.Object == SettingObject {
		what = fmt.Sprintf("the setting %q", m.Name)
	}
	e := Errorf(PreconditionFailed, "%s was changed in between: it has version %d now, and the change is to version %d",
		what, m.Version, m.Expected).WithHint("Look at both texts, and send what is to be kept with version %d.", m.Version)
	e.Mismatch = &m
	return e
}
