package intake

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"tradeoff/internal/tradeoff"
)

// Alike returns the files in groups whose tables have the same columns and whose
// settings are the same, in the order of the first file of each. A form that changes
// one file of a group changes all of them. Files that are left out are in no group;
// with Separately, each file is its own group.
func (s *Settings) Alike(c *Checks) (groups [][]int) {
	index := make(map[string]int)
	for i := range s.Files {
		if s.Files[i].LeftOut {
			continue
		}
		key := fmt.Sprint(i)
		if f := c.File(i); f != nil && !s.Separately {
			key = s.Files[i].shape(f)
		}
		k, ok := index[key]
		if !ok {
			k = len(groups)
			index[key] = k
			groups = append(groups, nil)
		}
		groups[k] = append(groups[k], i)
	}
	return groups
}

// shape returns a text that is equal for files with the same columns, roles and settings.
func (f *FileSettings) shape(checked *CheckedFile) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%q %+v", checked.Labels, f.Options)
	if len(checked.Scores) > 0 {
		b.WriteString(" labels")
	}
	for _, t := range checked.Tables {
		b.WriteString("\ntable")
		for _, c := range t.Columns {
			fmt.Fprintf(&b, " %q %q", c.Name, c.Role)
		}
	}
	return b.String()
}

// A fileChange is what a form changes in the settings of a file.
type fileChange struct {
	roles          map[string]tradeoff.Role // the new roles, by column
	positive, kind *string
	skip, keep     *bool
}

// read adds what the fields of one file change, which begin with prefix.
func (c *fileChange) read(form url.Values, prefix string, f *FileSettings, shown *CheckedFile) {
	if form.Has(prefix + "shown") {
		readText := func(to **string, name, now string) {
			if v := strings.TrimSpace(form.Get(prefix + name)); form.Has(prefix+name) && v != now {
				*to = &v
			}
		}
		readText(&c.positive, "positive", f.Options.Positive)
		readText(&c.kind, "kind", string(f.Options.Kind))
		readBox := func(to **bool, name string, now bool) {
			if on := form.Get(prefix+name) != ""; on != now {
				*to = &on
			}
		}
		readBox(&c.skip, "skip_missing", f.Options.SkipMissing)
		readBox(&c.keep, "duplicate_ids", f.Options.KeepDuplicates)
	}
	if shown != nil {
		c.readRoles(form, prefix, shown)
	}
}

// readRoles reads the roles of columns: "t0.c2" is the role of a column, "as.label" has the
// columns of a role.
func (c *fileChange) readRoles(form url.Values, prefix string, shown *CheckedFile) {
	has := make(map[tradeoff.Role][]string)
	for t, table := range shown.Tables {
		for i, column := range table.Columns {
			has[column.Role] = append(has[column.Role], column.Name)
			name := fmt.Sprintf("%st%d.c%d", prefix, t, i)
			if role := tradeoff.Role(form.Get(name)); form.Has(name) && role != column.Role {
				c.roles[column.Name] = role
			}
		}
	}
	wanted := func(role tradeoff.Role) []string { return form[prefix+"as."+string(role)] }
	for _, role := range ColumnRoles {
		for _, name := range has[role] {
			if _, changed := c.roles[name]; len(wanted(role)) > 0 && !slices.Contains(wanted(role), name) && !changed {
				c.roles[name] = ""
			}
		}
	}
	for _, role := range ColumnRoles { // a column that loses one role and gets another has the new one
		for _, name := range wanted(role) {
			if name != "" && !slices.Contains(has[role], name) {
				c.roles[name] = role
			}
		}
	}
	if name := strings.TrimSpace(form.Get(prefix + "column")); name != "" {
		c.roles[name] = tradeoff.Role(form.Get(prefix + "role"))
	}
}

// apply changes the settings of a file, whose columns are those of shown.
func (f *FileSettings) apply(c *fileChange, shown *CheckedFile) error {
	if c.positive != nil {
		f.Options.Positive = *c.positive
	}
	if c.skip != nil {
		f.Options.SkipMissing = *c.skip
	}
	if c.keep != nil {
		f.Options.KeepDuplicates = *c.keep
	}
	if c.kind != nil {
		f.Options.Kind = ""
		if err := f.Options.Set("kind", *c.kind); err != nil {
			return err
		}
	}
	if shown == nil || len(c.roles) == 0 {
		return nil
	}
	return f.applyRoles(c.roles, shown)
}

func (f *FileSettings) applyRoles(roles map[string]tradeoff.Role, shown *CheckedFile) error {
	several := map[tradeoff.Role]*[]string{tradeoff.ScoreRole: &f.Options.Score, tradeoff.OneHotRole: &f.Options.OneHot}
	all, changed := map[tradeoff.Role][]string{}, map[tradeoff.Role]bool{}
	done := make(map[string]bool)
	give := func(name string, old tradeoff.Role) error {
		role, ok := roles[name]
		if !ok {
			role = old
		}
		if !done[name] || !slices.Contains(all[role], name) {
			all[role] = append(all[role], name)
		}
		if done[name] = true; !ok || role == old {
			return nil
		}
		changed[role], changed[old] = true, true
		return assign(&f.Options, name, role)
	}
	for _, table := range shown.Tables {
		for _, column := range table.Columns {
			if err := give(column.Name, column.Role); err != nil {
				return err
			}
		}
	}
	for name, role := range roles {
		if done[name] {
			continue
		}
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
