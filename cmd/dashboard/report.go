package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"tradeoff/internal/report"
	"tradeoff/internal/server"
	"tradeoff/internal/store"
)

const aboutReport = `Writes a report of a run, or of several side by side: one HTML file that opens
from a disk, with neither server nor network, and beside it its numbers as CSV
and JSON. A server may be running.

RUN is the id of a run, or what stands behind the host in the address of a
run's page or of a comparison, which has the threshold and all other choices:

  dashboard report 3
  dashboard report '/runs/3?policy=recall>=0.9&prevalence=0.02'
  dashboard report 1 2 3 --at 'lock=recall:0.9'`

// writeReport writes a report and the numbers beside it. It only reads the
// database.
func writeReport(ctx context.Context, args []string, _ io.Reader, stdout, _ io.Writer) error {
	var data, output, at string
	flags := newFlags("report RUN [RUN ...]", aboutReport, stdout)
	flags.StringVar(&output, "output", "", "HTML `file` to write, which must not be there, nor those beside it (named after the run if absent; - for standard output, without the others)")
	flags.StringVar(&at, "at", "", "`query` of the page: threshold=0.4, policy=max_f1, lock=recall:0.9, charts=roc,pr and so on, with & between them")
	flags.StringVar(&data, "data", "./data", "`folder` of the database")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	address, err := reportAddress(rest, at)
	if err != nil {
		return err
	}
	made, err := reportOf(ctx, data, address)
	if err != nil {
		return err
	}
	if output == "-" {
		_, err := stdout.Write(made.HTML)
		return err
	}
	if output == "" {
		output = made.Name + ".html"
	}
	base := strings.TrimSuffix(output, filepath.Ext(output))
	var written []string
	for _, f := range []struct {
		path string
		text []byte
	}{{output, made.HTML}, {base + ".csv", made.CSV}, {base + ".json", made.JSON}} {
		err := writeNew(f.path, func(w io.Writer) error {
			_, err := w.Write(f.text)
			return err
		})
		if err != nil { // all or none
			for _, path := range written {
				err = errors.Join(err, os.Remove(path))
			}
			return err
		}
		written = append(written, f.path)
	}
	_, err = fmt.Fprintln(stdout, strings.Join(written, "\n"))
	return err
}

// reportAddress is the address of the page that a report is to show.
func reportAddress(runs []string, at string) (string, error) {
	more, err := url.ParseQuery(strings.TrimPrefix(at, "?"))
	if err != nil {
		return "", usagef("--at %q is no query: %v", at, err)
	}
	switch {
	case len(runs) == 0:
		return "", usagef("the id of a run is wanted")
	case len(runs) == 1 && strings.ContainsAny(runs[0], "/?"):
		u, err := url.Parse(runs[0])
		if err != nil {
			return "", usagef("%q is no address", runs[0])
		}
		q := u.Query()
		for name, values := range more {
			q[name] = values
		}
		return (&url.URL{Path: withoutFolder(u.Path), RawQuery: q.Encode()}).String(), nil
	}
	for _, run := range runs {
		if id, err := strconv.ParseInt(run, 10, 64); err != nil || id < 1 {
			return "", usagef("%q is not the id of a run", run)
		}
	}
	if len(runs) == 1 {
		return (&url.URL{Path: "/runs/" + runs[0], RawQuery: more.Encode()}).String(), nil
	}
	more["run"] = runs
	return (&url.URL{Path: "/compare", RawQuery: more.Encode()}).String(), nil
}

// withoutFolder returns the path of a run's page or of a comparison without the
// folder below which a server may be, as in an address copied from a browser.
func withoutFolder(path string) string {
	for _, page := range []string{"/runs/", "/compare"} {
		if i := strings.LastIndex(path, page); i >= 0 {
			return path[i:]
		}
	}
	return path
}

func reportOf(ctx context.Context, data, address string) (made *report.Report, err error) {
	st, err := store.OpenToRead(ctx, data)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	return server.New(st, server.Options{}).Report(ctx, address)
}
