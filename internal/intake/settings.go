package intake

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/evaluate"
	"tradeoff/internal/ingest"
	"tradeoff/internal/tradeoff"
)

// Settings are a person's settings of a draft.
type Settings struct {
	Upload Upload // Options and RunName are unused: each file has its own
	Files  []FileSettings

	Separately bool // a change of one file leaves others with the same columns as they are
}

// FileSettings are a person's settings of one file.
type FileSettings struct {
	Options ingest.Options
	Name    string // of its run
	LeftOut bool
}

// clone returns a copy that can be changed while the other is read.
func (s Settings) clone() Settings {
	s.Files = slices.Clone(s.Files)
	for i := range s.Files {
		o := &s.Files[i].Options
		for _, list := range []*[]string{&o.Score, &o.Group, &o.Keep, &o.Ignore} {
			*list = slices.Clone(*list)
		}
	}
	return s
}

// change applies a form to the settings of a draft. shown are the checks on
// the page with the form.
func (s *Settings) change(form url.Values, shown *Checks, files int) (purpose, error) {
	asked := s.Upload.ExperimentID
	for _, name := range []string{"experiment", "experiment_name", "positive_name", "negative_name", "pair"} {
		if form.Has(name) {
			if err := s.Upload.replace(name, form.Get(name)); err != nil {
				return toCheck, err
			}
		}
	}
	if s.Upload.ExperimentID != asked {
		s.Upload.ClassNames = askClassNames // the answer was for another file
	}
	if form.Has("together_shown") {
		s.Separately = form.Get("together") == ""
	}
	if err := s.changeFiles(form, shown); err != nil {
		return toCheck, err
	}
	words := strings.SplitN(form.Get("do"), ":", 4)
	switch words[0] {
	case "save":
		return toSave, nil
	case "leave", "take", "fix":
		return toCheck, s.act(words, files)
	}
	return toCheck, nil
}

// act does what a button says: "leave:0,2" leaves out two files, "take:0" takes one in
// again, and "fix:0,2:positive:pear" applies a fix to two files, or with [EveryFile] to the
// whole upload.
func (s *Settings) act(words []string, files int) error {
	invalid := tradeoff.Errorf(tradeoff.Invalid, "the form is invalid").WithHint("Reload the page and try again.")
	if words[0] == "fix" && len(words) < 4 || len(words) < 2 {
		return invalid
	}
	if words[0] == "fix" && words[1] == EveryFile {
		return s.hint(words[2], words[3])
	}
	for _, word := range strings.Split(words[1], ",") {
		i, err := strconv.Atoi(word)
		if err != nil || i < 0 || i >= files {
			return invalid
		}
		if words[0] != "fix" {
			s.Files[i].LeftOut = words[0] == "leave"
		} else if err := s.Files[i].hint(words[2], words[3]); err != nil {
			return err
		}
	}
	return nil
}

// changeFiles takes over the fields of all files. A change of one file is one of all files
// that are like it.
func (s *Settings) changeFiles(form url.Values, shown *Checks) error {
	prefix := func(i int) string { return fmt.Sprintf("f%d.", i) }
	for _, group := range s.Alike(shown) {
		c := &fileChange{roles: make(map[string]tradeoff.Role)}
		for _, i := range group {
			if name := prefix(i) + "name"; form.Has(name) {
				s.Files[i].Name = strings.TrimSpace(form.Get(name))
			}
			c.read(form, prefix(i), &s.Files[i], shown.File(i))
		}
		for _, i := range group {
			if err := s.Files[i].apply(c, shown.File(i)); err != nil {
				return err
			}
		}
	}
	return nil
}

// replace sets an option of all files; "" unsets it.
func (u *Upload) replace(name, value string) error {
	switch name {
	case "experiment":
		u.ExperimentID = 0
	case "experiment_name":
		u.ExperimentName = ""
	case "positive_name":
		u.PositiveName = ""
	case "negative_name":
		u.NegativeName = ""
	case "class_names":
		u.ClassNames = askClassNames
	case "pair":
		u.batch.FileJoin = evaluate.PairGuess
	}
	return u.set(name, value)
}

// EveryFile replaces the number of a file in a fix of the whole upload.
const EveryFile = "all"

// hint applies a fix of the whole upload.
func (s *Settings) hint(name, value string) error {
	if name == "class_names" {
		return s.Upload.replace(name, value)
	}
	for i := range s.Files {
		if err := s.Files[i].hint(name, value); err != nil {
			return err
		}
	}
	return nil
}

// hint applies a fix.
func (f *FileSettings) hint(name, value string) error {
	if slices.Contains(ColumnRoles, tradeoff.Role(name)) {
		return assign(&f.Options, value, tradeoff.Role(name))
	}
	return f.Options.Set(name, value)
}

// ColumnRoles are the roles that a person can give to a column; "" keeps it without
// one.
var ColumnRoles = []tradeoff.Role{
	"", tradeoff.IDRole, tradeoff.LabelRole, tradeoff.OneHotRole, tradeoff.ScoreRole, tradeoff.PredictedRole,
	tradeoff.WeightRole, tradeoff.IoURole, tradeoff.ModelRole, tradeoff.GroupRole, tradeoff.IgnoreRole,
}

// assign gives a column a role and removes its other roles.
func assign(o *ingest.Options, column string, role tradeoff.Role) error {
	for _, one := range []*string{&o.ID, &o.Label, &o.Weight, &o.IoU, &o.Model, &o.Predicted} {
		if *one == column {
			*one = ""
		}
	}
	for _, list := range []*[]string{&o.Score, &o.OneHot, &o.Group, &o.Keep, &o.Ignore} {
		*list = slices.DeleteFunc(*list, func(name string) bool { return name == column })
	}
	switch role {
	case "":
		o.Keep = append(o.Keep, column)
		return nil
	case tradeoff.LabelRole:
		o.OneHot = nil
	case tradeoff.OneHotRole:
		o.Label = ""
	}
	return o.Set(string(role), column)
}
