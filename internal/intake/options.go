package intake

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/evaluate"
	"tradeoff/internal/ingest"
	"tradeoff/internal/tradeoff"
)

// UploadOptions are the options of an upload: parameters, fields of a form,
// and flags of the command line.
var UploadOptions = append(slices.Clone(ingest.OptionList),
	ingest.Option{Name: "name", About: "`name` of the run (by default that of its file and column)"},
	ingest.Option{Name: "positive_name", About: "`name` of the positive class, if the experiment has none yet"},
	ingest.Option{Name: "negative_name", About: "`name` of the negative class, if the experiment has none yet"},
	ingest.Option{
		Name: "class_names", Words: classNamingWords,
		About: "`keep` the names that the classes of an experiment with runs have, " +
			"or rename them after the file, for all of its runs (asked if they differ)",
	},
	ingest.Option{Name: "experiment", About: "`id` of the experiment"},
	ingest.Option{Name: "experiment_name", About: "`name` of a new experiment"},
	ingest.Option{Name: "file_name", About: "`name` of a file that is the whole body"},
	ingest.Option{
		Name: "pair", Words: evaluate.PairingWords,
		About: "`yes`: one of the files has the labels, and each of the others scores of the same cases; " +
			"no: each is a file by itself (guessed)",
	},
	ingest.Option{Name: "dry_run", About: "store nothing and answer with the checks", Words: []string{"true", "false"}},
	ingest.Option{
		Name: "replace",
		About: "`id` of a run to replace; its name and remarks stay unless others are given, " +
			"and so does its label group; the old id leads to the new run",
	},
	ingest.Option{
		Name: "param", Several: true, Commas: true,
		About: "`key=value` of a parameter of the model: a number, true or false, else a text, " +
			"which quotes keep one; repeat it for several",
	},
	ingest.Option{Name: "params", About: "parameters of the model as an `object` of JSON"},
	ingest.Option{Name: "commit", About: "`hash` of the Git commit that made the model"},
	ingest.Option{Name: "link", About: "`URL` to keep with the run; repeat it for several", Several: true, Commas: true},
	ingest.Option{Name: "notes", About: "`text` to keep with the run"},
	ingest.Option{Name: "tag", About: "`word` to find the run by; repeat it for several", Several: true},
	ingest.Option{Name: "model_version", About: "`version` of the model"},
	ingest.Option{Name: "date", About: "`day` of the run, as 2026-05-31"},
)

// setAll passes the parameters of a query to set.
func setAll(q url.Values, set func(name, value string) error) error {
	for name, values := range q {
		for _, v := range values {
			if err := set(name, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// set applies a query parameter or form field. An empty value is ignored.
func (u *Upload) set(name, value string) error {
	if err := ingest.Known(name, UploadOptions); err != nil {
		return err
	}
	if value = strings.TrimSpace(value); value == "" {
		return nil
	}
	if known, err := u.Remarks.SetFact(name, value); known {
		return err
	}
	switch name {
	case "name":
		u.RunName = value
	case "positive_name":
		u.PositiveName = value
	case "negative_name":
		u.NegativeName = value
	case "class_names":
		if !slices.Contains(classNamingWords, value) {
			return tradeoff.Errorf(tradeoff.Invalid, "class_names is %q", value).WithHint("Use keep or rename.")
		}
		u.ClassNames = ClassNaming(value)
	case "experiment_name":
		u.ExperimentName = value
	case "experiment":
		id, err := strconv.ParseInt(value, 10, 64)
		if err != nil || id < 1 || u.ExperimentID != 0 && u.ExperimentID != id {
			return tradeoff.Errorf(tradeoff.Invalid, "%q is not the id of the experiment", value)
		}
		u.ExperimentID = id
	case "replace":
		id, err := strconv.ParseInt(value, 10, 64)
		if err != nil || id < 1 {
			return tradeoff.Errorf(tradeoff.Invalid, "%q is not the id of a run", value)
		}
		u.Replaces = id
	case "notes":
		u.Remarks.Notes = value
	case "tag":
		u.Remarks.Tags = append(u.Remarks.Tags, value)
	case "model_version":
		u.Remarks.ModelVersion = value
	case "date":
		u.Remarks.Date = value
	case "pair":
		return u.batch.SetFileJoin(value)
	case "dry_run":
		on, err := ingest.ParseBool(name, value)
		if err != nil {
			return err
		}
		u.DryRun = on
	case "file_name": // see [Body]
	default:
		return u.Options.Set(name, value)
	}
	return nil
}
