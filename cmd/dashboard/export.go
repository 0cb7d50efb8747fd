package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"tradeoff/internal/column"
	"tradeoff/internal/export"
	"tradeoff/internal/store"
	"tradeoff/internal/tradeoff"
)

// exportRun writes the rows of a run to a file or to standard output. It only
// reads, so that a server may be running.
func exportRun(ctx context.Context, args []string, _ io.Reader, stdout, stderr io.Writer) error {
	var data, format, output string
	flags := newFlags("export RUN", "Writes the rows of a run, by its id; a server may be running.", stdout)
	flags.StringVar(&format, "format", "", "`csv`, json or parquet (by default as the name of the file says, else csv)")
	flags.StringVar(&output, "output", "", "`file` to write, which must not exist (standard output if absent)")
	flags.StringVar(&data, "data", "./data", "`folder` of the database")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usagef("give the id of one run, not %d", len(rest))
	}
	id, err := strconv.ParseInt(strings.TrimPrefix(rest[0], "/runs/"), 10, 64)
	if err != nil || id < 1 {
		return usagef("%q is not the id of a run", rest[0])
	}
	if ext := strings.TrimPrefix(filepath.Ext(output), "."); format == "" {
		format = string(export.CSV)
		if _, err := export.Parse(ext); err == nil {
			format = ext
		}
	}
	kind, err := export.Parse(format)
	if err != nil {
		return usageError{err}
	}
	run, columns, err := readRun(ctx, data, id)
	if err != nil {
		return err
	}
	write := func(w io.Writer) error {
		b := bufio.NewWriter(w)
		if err := export.Write(b, kind, export.WithImages(run.TaskFacts, columns), run.Classes); err != nil {
			return err
		}
		return b.Flush()
	}
	if output == "" {
		err = write(stdout)
	} else {
		err = writeNew(output, write)
	}
	if note := export.KindNote(run.ScoreKind, columns); err == nil && note != "" {
		fmt.Fprintln(stderr, note)
	}
	return err
}

func readRun(ctx context.Context, data string, id int64) (run tradeoff.Run, columns []column.Column, err error) {
	st, err := store.OpenToRead(ctx, data)
	if err != nil {
		return run, nil, err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	if run, err = st.Run(ctx, id); err != nil {
		if by, _ := st.ReplacedBy(ctx, id); by != 0 {
			return run, nil, tradeoff.Errorf(tradeoff.NotFound, "run %d was replaced by run %d", id, by)
		}
		return run, nil, err
	}
	columns, err = st.Columns(ctx, id)
	return run, columns, err
}

// writeNew creates a file and writes it. If that fails, it removes the file.
func writeNew(path string, write func(io.Writer) error) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, os.ErrExist) {
		return tradeoff.Errorf(tradeoff.Conflict, "the file %s already exists", path).
			WithHint("Choose another file, or move this one away.")
	} else if err != nil {
		return err
	}
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			_ = os.Remove(path)
		}
	}()
	return write(f)
}

// backup copies the database while a server may be running.
func backup(ctx context.Context, args []string, _ io.Reader, stdout, _ io.Writer) error {
	var data string
	flags := newFlags("backup FILE",
		"Copies the database to a file, whole and checked; a server may be running.\nTo restore it, "+
			"put it into an empty folder as tradeoff.db and start the server with --data and that folder.", stdout)
	flags.StringVar(&data, "data", "./data", "`folder` of the database")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usagef("give one file, not %d", len(rest))
	}
	if err := store.Backup(ctx, data, rest[0]); err != nil {
		return err
	}
	info, err := os.Stat(rest[0])
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "%s: %.1f MB\n", rest[0], megabytes(info.Size()))
	return err
}
