package tradeoff

import "fmt"

// A Change is the precondition of a change to something stored.
type Change struct {
	Version int64 // that the thing has; 0 for any
}

// A ChangeOption sets a precondition of a change.
type ChangeOption func(*Change)

// IfVersion makes a change fail with [PreconditionFailed] unless the thing has the given
// version. 0 lets every change through.
func IfVersion(version int64) ChangeOption { return func(c *Change) { c.Version = version } }

// ChangeWith applies all options.
func ChangeWith(opts ...ChangeOption) (c Change) {
	for _, opt := range opts {
		opt(&c)
	}
	return c
}

// A Mismatch is a change to a version that is no longer the stored one, because of
// another change in between.
type Mismatch struct {
	Object   Object          `json:"object"`
	ID       int64           `json:"id"`
	Name     string          `json:"name"`     // the stored one
	Expected int64           `json:"expected"` // the version that was changed
	Version  int64           `json:"version"`  // the stored one
	Fields   []FieldMismatch `json:"fields"`   // the members that differ, named as in the API; may be empty
}

// A FieldMismatch is a member whose stored value and sent value differ.
type FieldMismatch struct {
	Name   string `json:"name"`
	Stored any    `json:"stored"` // nil if it is absent
	Sent   any    `json:"sent"`   // nil if it is absent
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
