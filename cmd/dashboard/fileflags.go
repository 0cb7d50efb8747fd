package main

import (
	"strings"

	"tradeoff/internal/ingest"
)

// fileFlags are the flags that say how a file is to be read. They bear the
// names of the parameters of an upload.
func fileFlags(flags *flagSet, o *ingest.Options) {
	for _, f := range []struct{ name, usage string }{
		{"label", "`column` of the labels (guessed by its name)"},
		{"score", "`column` of the scores (guessed by its name); repeat it for several models"},
		{"id", "`column` that names the rows (guessed by its name)"},
		{"weight", "`column` of the weights (guessed by its name)"},
		{"predicted", "`column` of the predicted class, where the score is the probability of that class"},
		{"group", "`columns` to slice by; repeat it, or separate them with commas"},
		{"ignore", "`columns` to leave out"},
		{"positive", "`label` of the positive class, as in the file"},
		{"kind", "what the scores are: `probability`, logit, score or percent (guessed by their range)"},
		{"duplicate_ids", "`keep` rows whose id stands in an earlier row too, or refuse them (default)"},
	} {
		flags.Func(f.name, f.usage, func(value string) error {
			if f.name != "group" && f.name != "ignore" {
				return o.Set(f.name, value)
			}
			for _, v := range strings.Split(value, ",") {
				if err := o.Set(f.name, v); err != nil {
					return err
				}
			}
			return nil
		})
	}
	flags.BoolVar(&o.SkipMissing, "skip_missing", false, "leave out rows without a label or a finite score")
}
