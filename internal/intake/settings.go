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
	for i := range s.Files {
		if err := s.Files[i].change(form, fmt.Sprintf("f%d.", i), shown.File(i)); err != nil {
			return toCheck, err
		}
	}
	words := strings.SplitN(form.Get("do"), ":", 4)
	file := func() (*FileSettings, error) {
		if len(words) > 1 {
			if i, err := strconv.Atoi(words[1]); err == nil && i >= 0 && i < files {
				return &s.Files[i], nil
			}
		}
		return nil, tradeoff.Errorf(tradeoff.Invalid, "the form is invalid").
			WithHint("Reload the page and try again.")
	}
	switch words[0] {
	case "save":
		return toSave, nil
	case "leave", "take":
		f, err := file()
		if err != nil {
			return toCheck, err
		}
		f.LeftOut = words[0] == "leave"
	case "fix":
		if len(words) == 4 && words[1] == EveryFile {
			return toCheck, s.hint(words[2], words[3])
		}
		f, err := file()
		if err != nil || len(words) < 4 {
			return toCheck, err
		}
		return toCheck, f.hint(words[2], words[3])
	}
	return toCheck, nil
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

// change takes over the fields of one file, which begin with prefix.
func (f *FileSettings) change(form url.Values, prefix string, shown *CheckedFile) error {
	if !form.Has(prefix + "shown") {
		return nil
	}
	f.Name = strings.TrimSpace(form.Get(prefix + "name"))
	f.Options.Positive = strings.TrimSpace(form.Get(prefix + "positive"))
	f.Options.SkipMissing = form.Get(prefix+"skip_missing") != ""
	f.Options.KeepDuplicates = form.Get(prefix+"duplicate_ids") != ""
	f.Options.Kind = ""
	if err := f.Options.Set("kind", form.Get(prefix+"kind")); err != nil {
		return err
	}
	if shown == nil {
		return nil
	}
	several := map[tradeoff.Role]*[]string{tradeoff.ScoreRole: &f.Options.Score, tradeoff.OneHotRole: &f.Options.OneHot}
	all, changed := map[tradeoff.Role][]string{}, map[tradeoff.Role]bool{}
	for t, table := range shown.Tables {
		for c, column := range table.Columns {
			role := column.Role
			if name := fmt.Sprintf("%st%d.c%d", prefix, t, c); form.Has(name) {
				role = tradeoff.Role(form.Get(name))
			}
			all[role] = append(all[role], column.Name)
			if role == column.Role {
				continue
			}
			changed[role], changed[column.Role] = true, true
			if err := assign(&f.Options, column.Name, role); err != nil {
				return err
			}
		}
	}
	if name := strings.TrimSpace(form.Get(prefix + "column")); name != "" {
		role := tradeoff.Role(form.Get(prefix + "role"))
		all[role], changed[role] = append(all[role], name), true
		if err := assign(&f.Options, name, role); err != nil {
			return err
		}
	}
	for role, list := range several {
		if changed[role] {
			*list = all[role]
		}
	}
	if f.Options.Label != "" {
		f.Options.OneHot = nil
	}
	return nil
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
