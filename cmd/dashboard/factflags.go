package main

import (
	"fmt"
	"io"

	"tradeoff/internal/tradeoff"
)

// factFlags are the flags that say how the model was made. They bear the names of the
// parameters of an upload.
func factFlags(flags *flagSet, facts *tradeoff.Remarks) {
	for name, about := range map[string]string{
		"param":  "`key=value` of a parameter of the model, to print with the numbers; repeat it for several",
		"commit": "`hash` of the Git commit that made the model, to print with the numbers",
		"link":   "`URL` to print with the numbers; repeat it for several",
	} {
		flags.Func(name, about, func(value string) error {
			_, err := facts.SetFact(name, value)
			return err
		})
	}
}

// writeFacts prints what was said of the model, if anything was.
func writeFacts(w io.Writer, facts tradeoff.Remarks) {
	for _, p := range facts.Params {
		fmt.Fprintf(w, "parameter %s\n", p)
	}
	if facts.Commit != "" {
		fmt.Fprintf(w, "commit %s\n", facts.Commit)
	}
	for _, link := range facts.Links {
		fmt.Fprintf(w, "link %s\n", link)
	}
	if len(facts.Params) > 0 || facts.Commit != "" || len(facts.Links) > 0 {
		fmt.Fprintln(w)
	}
}
