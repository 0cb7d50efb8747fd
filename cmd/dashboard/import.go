package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"tradeoff/internal/client"
	"tradeoff/internal/intake"
	"tradeoff/internal/limits"
	"tradeoff/internal/server"
	"tradeoff/internal/tradeoff"
)

// importFiles stores the runs of files, all of them or none, as an upload
// from a page does: through the server at an address, or else by a server in
// this process, which locks the folder meanwhile.
func importFiles(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) (err error) {
	var (
		data, address, experiment, format string
		what                              = make(url.Values)
		bounds                            = limits.Default()
	)
	flags := newFlags("import FILE…",
		"Stores the runs of files, all or none; a folder means all files in it, and - standard input.", stdout)
	flags.StringVar(&experiment, "experiment", "",
		"`name or id` of the experiment; a new name creates one (default: named after the file)")
	flags.StringVar(&address, "server", "", "`URL` of a running server; without it the folder of a stopped one is opened")
	flags.StringVar(&data, "data", "./data", "`folder` of the database, without --server")
	flags.StringVar(&format, "format", "text", "of the answer, `text` or json")
	uploadFlags(flags, what)
	limits.AddFlags(flags.FlagSet, &bounds)
	paths, err := parse(flags, args)
	if err != nil {
		return err
	}
	if format != "text" && format != "json" {
		return usagef("--format is text or json, not %q", format)
	}
	files, err := filesOf(paths, stdin)
	if err != nil {
		return err
	}
	var c *client.Client
	if address != "" {
		if c, err = client.New(address); err != nil {
			return usageError{err}
		}
	} else {
		st, s, err := openServer(ctx, data, server.Options{Limits: bounds})
		if err != nil {
			return orServer(err)
		}
		defer func() { err = errors.Join(err, st.Close()) }()
		c, ctx = client.Within(s), tradeoff.WithActor(ctx, commandLine())
	}
	if err := setExperiment(ctx, c, what, experiment); err != nil {
		return err
	}
	p := newProgress(stderr)
	done, err := c.Upload(ctx, what, files, p.sent)
	p.clear()
	if err != nil {
		return err
	}
	if format == "json" {
		b, err := json.MarshalIndent(done, "", "  ")
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(stdout, "%s\n", b)
		return err
	}
	return printUploaded(stdout, done, func(path string) string {
		if address == "" {
			return path
		}
		return c.Address(path)
	})
}

// commandLine is the actor of what a command stores: the account that runs it.
func commandLine() tradeoff.Actor {
	actor := tradeoff.Actor{Address: "command line"}
	if account, err := user.Current(); err == nil {
		actor.Who = account.Username
	}
	return actor
}

// orServer adds a hint about --server to the error of a folder in use.
func orServer(err error) error {
	var e *tradeoff.Error
	if errors.As(err, &e) && e.Kind == tradeoff.Conflict {
		return e.WithHint("%s If a server is running there, give its address with --server.", e.Hint)
	}
	return err
}

// uploadFlags defines the flags for an upload. They have the names of its
// parameters, and set them in what.
func uploadFlags(flags *flagSet, what url.Values) {
	for _, o := range intake.UploadOptions {
		switch {
		case o.Name == "experiment", o.Name == "experiment_name", o.Name == "file_name", o.Name == "dry_run":
			continue // said otherwise
		case slices.Equal(o.Words, []string{"true", "false"}):
			flags.BoolFunc(o.Name, o.About, func(value string) error {
				what.Set(o.Name, value)
				return nil
			})
		case o.Several:
			flags.Func(o.Name, o.About, func(value string) error {
				values := []string{value}
				if !o.Commas {
					values = strings.Split(value, ",")
				}
				for _, v := range values {
					what.Add(o.Name, v)
				}
				return nil
			})
		default:
			flags.Func(o.Name, o.About, func(value string) error {
				what.Set(o.Name, value)
				return nil
			})
		}
	}
}

// setExperiment sets the experiment of the runs: a number is an id, and a
// name means the one experiment with it.
func setExperiment(ctx context.Context, c *client.Client, what url.Values, experiment string) error {
	experiment = strings.TrimSpace(experiment)
	if experiment == "" {
		return nil
	}
	if _, err := strconv.ParseInt(experiment, 10, 64); err == nil {
		what.Set("experiment", experiment)
		return nil
	}
	switch ids, err := c.Experiments(ctx, experiment); {
	case err != nil:
		return err
	case len(ids) == 0:
		what.Set("experiment_name", experiment)
	case len(ids) == 1:
		what.Set("experiment", strconv.FormatInt(ids[0], 10))
	default:
		return tradeoff.Errorf(tradeoff.Conflict, "%d experiments are named %q", len(ids), experiment).
			WithHint("Give the id of one of them: %s.", strings.Trim(fmt.Sprint(ids), "[]"))
	}
	return nil
}

// filesOf returns the files at paths. A folder means all files in it except
// hidden ones, by name.
func filesOf(paths []string, stdin io.Reader) ([]client.File, error) {
	if len(paths) == 0 {
		return nil, usagef("a file is wanted")
	}
	var files []client.File
	for _, path := range paths {
		if path == "-" {
			files = append(files, standardInput(stdin))
			continue
		}
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			files = append(files, fileAt(path, info))
			continue
		}
		entries, err := os.ReadDir(path)
		if err != nil {
			return nil, err
		}
		before := len(files)
		for _, e := range entries {
			info, err := e.Info()
			if err != nil {
				return nil, err
			}
			if info.Mode().IsRegular() && !strings.HasPrefix(e.Name(), ".") {
				files = append(files, fileAt(filepath.Join(path, e.Name()), info))
			}
		}
		if len(files) == before {
			return nil, fmt.Errorf("there is no file in the folder %s", path)
		}
	}
	return files, nil
}

func fileAt(path string, info os.FileInfo) client.File {
	f := client.File{Name: filepath.Base(path), Size: -1, Open: func() (io.ReadCloser, error) { return os.Open(path) }}
	if info.Mode().IsRegular() {
		f.Size = info.Size()
	}
	return f
}

// standardInput is a file that can be read once.
func standardInput(stdin io.Reader) client.File {
	read := false
	return client.File{Name: "standard input", Size: -1, Open: func() (io.ReadCloser, error) {
		if read {
			return nil, errors.New("standard input cannot be read again")
		}
		read = true
		return io.NopCloser(stdin), nil
	}}
}

func printUploaded(w io.Writer, done *client.Uploaded, address func(path string) string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "experiment %d, %s\n", done.Experiment.ID, done.Experiment.Name)
	for _, r := range done.Runs {
		fmt.Fprintf(&b, "run %d, %s: %s\n", r.ID, r.Name, address(r.URL))
		if g := r.LabelGroup; g != nil {
			fmt.Fprintf(&b, "  a label of the group %d, %s\n", g.ID, g.Name)
		}
		for _, f := range r.Findings {
			fmt.Fprintf(&b, "  note: %s\n", findingText(f))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// A progress shows the progress of sending on a terminal, and nothing
// elsewhere.
type progress struct {
	w    io.Writer // nil if it is no terminal
	next time.Time
	long int // of the line that is shown
}

func newProgress(stderr io.Writer) *progress {
	p := new(progress)
	if f, ok := stderr.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			p.w = stderr
		}
	}
	return p
}

func (p *progress) sent(n, total int64) {
	if p.w == nil {
		return
	}
	if now := time.Now(); n == total {
		p.show("sent; computing …")
	} else if now.After(p.next) {
		p.next = now.Add(200 * time.Millisecond)
		if total > 0 {
			p.show(fmt.Sprintf("sending %.1f of %.1f MB, %d%%", megabytes(n), megabytes(total), 100*n/total))
		} else {
			p.show(fmt.Sprintf("sending %.1f MB", megabytes(n)))
		}
	}
}

func megabytes(n int64) float64 { return float64(n) / (1 << 20) }

// show replaces the line.
func (p *progress) show(line string) {
	fmt.Fprintf(p.w, "\r%-*s", p.long, line)
	p.long = len([]rune(line))
}

func (p *progress) clear() {
	if p.w != nil && p.long > 0 {
		fmt.Fprintf(p.w, "\r%*s\r", p.long, "")
		p.long = 0
	}
}
