package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/tradeoff"
)

// open opens a store on dir, which it closes when the test ends.
func open(t testing.TB, dir string, opts ...Option) *Store {
	t.Helper()
	s, err := Open(context.Background(), dir, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// reopen closes s and opens its folder again.
func reopen(t testing.TB, s *Store) *Store {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return open(t, s.dir)
}

func createExperiment(t testing.TB, s *Store, name string) tradeoff.Experiment {
	t.Helper()
	e := tradeoff.Experiment{Name: name}
	if err := s.CreateExperiment(context.Background(), &e); err != nil {
		t.Fatal(err)
	}
	return e
}

func seeded(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 2)) }

// newRun returns a run of an experiment with the rows of b and ids.
func newRun(experiment int64, name string, b calc.Binary) NewRun {
	sweep, err := calc.NewSweep(b)
	if err != nil {
		panic(err) // the test has invalid rows
	}
	ids := new(column.Texts)
	for i := range b.Label {
		ids.Append(fmt.Appendf(nil, "row %d", i))
	}
	columns := []column.Column{
		{Name: "id", Role: tradeoff.IDRole, Texts: ids},
		{Name: "truth", Role: tradeoff.LabelRole, Labels: b.Label},
		{Name: "score", Role: tradeoff.ScoreRole, Floats: b.Score},
	}
	if b.Weight != nil {
		columns = append(columns, column.Column{Name: "w", Role: tradeoff.WeightRole, Floats: b.Weight})
	}
	return NewRun{
		Run: &tradeoff.Run{
			ExperimentID: experiment, Name: name, SourceName: name + ".csv", SourceBytes: 12,
			SourceSHA256: strings.Repeat("0a", 32),
			Roles:        tradeoff.Roles{ID: "id", Label: "truth", Score: []string{"score"}},
			Findings: []tradeoff.Finding{{Kind: "few_positives", Message: "there are few",
				Place: tradeoff.Place{File: "a", Line: 3}}},
		},
		Columns: columns,
		Sweep:   sweep,
		Display: []byte("what the browser reads of " + name),
		Metrics: []RunMetric{
			{ID: "roc_auc", Estimate: sweep.Evaluate("roc_auc")},
			{ID: "log_loss", Estimate: sweep.Evaluate("log_loss")},
		},
	}
}

// rows returns n rows whose scores are drawn by score.
func rows(r *rand.Rand, n int, kind calc.Kind, score func() float64) calc.Binary {
	b := calc.Binary{Kind: kind}
	for range n {
		b.Label = append(b.Label, uint8(r.IntN(2)))
		b.Score = append(b.Score, score())
	}
	return b
}

func withWeights(b calc.Binary, weight func() float64) calc.Binary {
	for range b.Label {
		b.Weight = append(b.Weight, weight())
	}
	return b
}

// cases are runs of every stored form of a sweep.
func cases() map[string]calc.Binary {
	r := seeded(1)
	uniform := func() float64 { return r.Float64() }
	tied := func() float64 { return float64(r.IntN(1001)) / 1000 }
	signed := func() float64 { return r.NormFloat64() * 4 }
	return map[string]calc.Binary{
		"one row":             rows(r, 1, calc.Probability, uniform),
		"one score":           rows(r, 100, calc.Score, func() float64 { return -3.25 }),
		"no rows":             {Kind: calc.Probability},
		"zero and minus zero": {Kind: calc.Score, Label: []uint8{0, 1, 1, 0}, Score: []float64{0, minusZero, 1, -1}},
		"chunk exactly":       rows(r, 4096, calc.Probability, uniform),
		"one above a chunk":   rows(r, 4097, calc.Logit, signed),
		"50,000 distinct":     rows(r, 50_000, calc.Probability, uniform),
		"ties":                rows(r, 20_000, calc.Probability, tied),
		"weighted":            withWeights(rows(r, 9000, calc.Logit, signed), func() float64 { return r.ExpFloat64() * 1e3 }),
		"weighted ties": withWeights(rows(r, 9000, calc.Probability, tied), func() float64 {
			return 0.1 * float64(r.IntN(20))
		}),
		"whole weights": withWeights(rows(r, 9000, calc.Score, signed), func() float64 { return float64(r.IntN(3)) }),
		"far apart weights": withWeights(rows(r, 5000, calc.Score, signed), func() float64 {
			return []float64{1e-15, 1, 1e15}[r.IntN(3)]
		}),
	}
}

var minusZero = func() float64 { z := 0.0; return -z }()

func store1(t testing.TB, s *Store, b calc.Binary) NewRun {
	t.Helper()
	n := newRun(createExperiment(t, s, "test").ID, "run", b)
	if err := s.CreateRuns(context.Background(), []NewRun{n}); err != nil {
		t.Fatal(err)
	}
	return n
}

func wantKind(t testing.TB, err error, want tradeoff.Kind, parts ...string) {
	t.Helper()
	var e *tradeoff.Error
	if !errors.As(err, &e) || e.Kind != want {
		t.Fatalf("got error %v, want one of kind %s", err, want)
	}
	if strings.Contains(e.Error(), "\n") {
		t.Errorf("the error has several lines: %v", e)
	}
	for _, p := range parts {
		if !strings.Contains(e.Error(), p) {
			t.Errorf("got error %q, want one with %q", e, p)
		}
	}
}

func TestOpenRejectsLockedFolderWithPID(t *testing.T) {
	dir := t.TempDir()
	first := open(t, dir)
	_, err := Open(t.Context(), dir)
	wantKind(t, err, tradeoff.Conflict, dir, fmt.Sprintf("process %d", os.Getpid()))
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
}

func TestLockFileOfDeadProcessDoesNotBlock(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, lockName), []byte("999999999\nrubbish behind"), 0o600); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
	if b, _ := os.ReadFile(filepath.Join(dir, lockName)); string(b) != fmt.Sprintln(os.Getpid()) {
		t.Errorf("the lock file holds %q", b)
	}
}

func TestOpenNamesFolderThatIsNotWritable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(file, "data") // not even root can make a folder in a file
	_, err := Open(t.Context(), dir)
	wantKind(t, err, tradeoff.Unavailable, dir, "--data")
}

func TestOpenRejectsOtherFilesWithoutChangingThem(t *testing.T) {
	for name, content := range map[string]string{
		"text":  "id,label,score\n1,0,0.5\n",
		"short": "SQL",
		"noise": "SQLite format 3\x00" + strings.Repeat("\xa5 noise", 1000),
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, fileName)
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := Open(t.Context(), dir)
			if err == nil {
				t.Fatal("it was opened")
			}
			if tradeoff.KindOf(err) == "" || !strings.Contains(err.Error(), path) {
				t.Errorf("got %v, want the path", err)
			}
			if got, _ := os.ReadFile(path); string(got) != content {
				t.Error("the file was changed")
			}
		})
	}
}

func TestOpenRejectsDatabaseOfAnotherProgram(t *testing.T) {
	dir := t.TempDir()
	db, err := openWriter(filepath.Join(dir, fileName))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`CREATE TABLE recipes (name TEXT)`); err != nil {
		t.Fatal(err)
	}
	db.Close()
	_, err = Open(t.Context(), dir)
	wantKind(t, err, tradeoff.Conflict, "not a database of this program")
}

func TestEmptyFileBecomesADatabase(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, fileName), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	createExperiment(t, open(t, dir), "first")
}

func TestFolderNameCanHaveSpecialCharacters(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "what? 100% #1 & näh=ja;")
	s := open(t, dir)
	e := createExperiment(t, s, "here")
	if got, err := reopen(t, s).Experiment(t.Context(), e.ID); err != nil || got != e {
		t.Errorf("got %+v, %v, want %+v", got, err, e)
	}
	if _, err := os.Stat(filepath.Join(dir, fileName)); err != nil {
		t.Error(err)
	}
}

func TestConnectionsHaveSafePragmas(t *testing.T) {
	s := open(t, t.TempDir())
	for name, want := range map[string]string{"synchronous": "2", "foreign_keys": "1", "journal_mode": "wal"} {
		var got string
		if err := s.writer.QueryRow("PRAGMA " + name).Scan(&got); err != nil || got != want {
			t.Errorf("writer: %s is %s, %v", name, got, err)
		}
		if err := s.reader.QueryRow("PRAGMA " + name).Scan(&got); err != nil || got != want {
			t.Errorf("reader: %s is %s, %v", name, got, err)
		}
	}
	if _, err := s.reader.Exec(`DELETE FROM experiments`); err == nil {
		t.Error("a reader may write")
	}
}

func TestConnectionWithoutFullSyncIsRejected(t *testing.T) {
	s := open(t, t.TempDir())
	for _, query := range []string{"_foreign_keys=on&_synchronous=NORMAL", "_foreign_keys=off&_synchronous=FULL"} {
		db, err := sql.Open(driverName, dsn(s.path(), query))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if err := db.Ping(); err == nil {
			t.Errorf("a connection with %s was opened", query)
		}
	}
}

func TestClosedStoreReturnsUnavailable(t *testing.T) {
	s := open(t, t.TempDir())
	s.Close()
	_, err := s.Experiment(t.Context(), 1)
	wantKind(t, err, tradeoff.Unavailable)
}
