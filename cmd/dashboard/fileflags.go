package main

import (
	"slices"
	"strings"

	"tradeoff/internal/ingest"
)

// fileFlags defines the flags for reading a file. They have the names of the
// parameters of an upload.
func fileFlags(flags *flagSet, o *ingest.Options) {
	for _, option := range ingest.OptionList {
		if slices.Equal(option.Words, []string{"true", "false"}) {
			flags.BoolFunc(option.Name, option.About, func(value string) error { return o.Set(option.Name, value) })
			continue
		}
		flags.Func(option.Name, option.About, func(value string) error {
			if !option.Several || option.Commas {
				return o.Set(option.Name, value)
			}
			for _, v := range strings.Split(value, ",") {
				if err := o.Set(option.Name, v); err != nil {
					return err
				}
			}
			return nil
		})
	}
}
