package store

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"testing"

	"tradeoff/internal/tradeoff"
	"tradeoff/migrations"
)

func TestOpenToReadSeesWritesOfAServer(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	first := store1(t, s, cases()["weighted"])
	r, err := OpenToRead(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	second := store1(t, s, cases()["ties"])
	for _, n := range []NewRun{first, second} {
		if got, err := r.Run(t.Context(), n.Run.ID); err != nil || !reflect.DeepEqual(got, *n.Run) {
			t.Errorf("got %+v, %v, want %+v", got, err, *n.Run)
		}
		columns, err := r.Columns(t.Context(), n.Run.ID)
		if err != nil || len(columns) != len(n.Columns) {
			t.Errorf("got %d columns, %v", len(columns), err)
		}
	}
	wantKind(t, r.DeleteRun(t.Context(), first.Run.ID), tradeoff.Unavailable, "reading only")
	s.Close()
	if _, err := r.Run(t.Context(), first.Run.ID); err != nil {
		t.Errorf("after the server has stopped: %v", err)
	}
}

func TestOpenToReadWithoutAServer(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	n := store1(t, s, cases()["ties"])
	s.Close()
	r, err := OpenToRead(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := r.Run(t.Context(), n.Run.ID); err != nil || !reflect.DeepEqual(got, *n.Run) {
		t.Errorf("got %+v, %v", got, err)
	}
	r.Close()
	if s, err = Open(t.Context(), dir); err != nil {
		t.Fatalf("the reader is in the way of a server: %v", err)
	}
	s.Close()
}

func TestOpenToReadRejectsUnreadableFolders(t *testing.T) {
	older := t.TempDir()
	s := open(t, older)
	provider, err := s.provider(migrations.FS)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.DownTo(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	s.Close()
	foreign := t.TempDir()
	if err := os.WriteFile(filepath.Join(foreign, fileName), []byte("not a database, but a text"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		dir  string
		kind tradeoff.Kind
		says string
	}{
		{older, tradeoff.Conflict, "older version"}, {foreign, tradeoff.Conflict, "not a database"},
		{t.TempDir(), tradeoff.NotFound, "no database"},
		{filepath.Join(t.TempDir(), "missing"), tradeoff.NotFound, "no database"},
	} {
		r, err := OpenToRead(t.Context(), c.dir)
		wantKind(t, err, c.kind, c.says)
		if r != nil {
			t.Error("there is a store")
		}
	}
	if _, err := os.Stat(filepath.Join(t.TempDir(), "missing")); err == nil {
		t.Error("the folder was made")
	}
}

// TestBackupDuringWritesIsConsistent takes backups while runs are stored, and
// opens each: it has every run that was stored before it began.
func TestBackupDuringWritesIsConsistent(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	e := createExperiment(t, s, "x")
	var wg sync.WaitGroup
	stop := make(chan bool)
	stored := make(chan int64, 1000)
	wg.Go(func() {
		defer close(stored)
		for i := 0; ; i++ {
			n := newRun(e.ID, fmt.Sprint(i), crashRows(i))
			if err := s.CreateRuns(t.Context(), []NewRun{n}); err != nil {
				t.Error(err)
				return
			}
			select {
			case stored <- n.Run.ID:
			case <-stop:
				return
			}
		}
	})
	known := map[int64]bool{}
	for i := range 3 {
		known[<-stored] = true
		for len(stored) > 0 {
			known[<-stored] = true
		}
		folder := filepath.Join(t.TempDir(), fmt.Sprint("restored", i))
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := Backup(t.Context(), dir, filepath.Join(folder, fileName)); err != nil {
			t.Fatal(err)
		}
		restored := open(t, folder)
		wantIntact(t, restored)
		for id := range known {
			want, err := s.Run(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := restored.Run(t.Context(), id); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("run %d is %+v, %v in the backup, want %+v", id, got, err, want)
			}
			sweep, err := restored.Sweep(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			if want, err := s.Sweep(t.Context(), id); err != nil || !sameSweep(sweep, want) {
				t.Errorf("run %d has another sweep in the backup, %v", id, err)
			}
		}
	}
	close(stop)
	for range stored {
	}
	wg.Wait()
}

func TestBackupDoesNotOverwriteOrLeaveIncompleteFiles(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	store1(t, s, cases()["ties"])
	to := filepath.Join(t.TempDir(), "b.db")
	if err := os.WriteFile(to, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	wantKind(t, Backup(t.Context(), dir, to), tradeoff.Conflict, to)
	if b, _ := os.ReadFile(to); string(b) != "mine" {
		t.Errorf("the file holds %q", b)
	}
	missing := filepath.Join(t.TempDir(), "no", "b.db")
	wantKind(t, Backup(t.Context(), dir, missing), tradeoff.Unavailable)
	wantKind(t, Backup(t.Context(), t.TempDir(), to+"2"), tradeoff.NotFound, "no database")
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(to), "*.partial")); len(left) > 0 {
		t.Errorf("%v are left", left)
	}
}
