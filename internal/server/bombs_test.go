package server

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/klauspost/compress/zstd"

	"tradeoff/internal/column"
	"tradeoff/internal/ingest"
	"tradeoff/internal/parquet"
	"tradeoff/internal/tradeoff"
)

// bombs are small files that would each need far more memory than their size.
func bombs(t testing.TB) map[string][]byte {
	t.Helper()
	fill := func(w io.WriteCloser, head, piece string) {
		io.WriteString(w, head)
		for range (64 << 20) / len(piece) {
			io.WriteString(w, piece)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	lines := strings.Repeat("1,0.5\n", 1<<13)
	var packed, frame, archive, arrays, pages bytes.Buffer
	fill(gzip.NewWriter(&packed), "label,score\n", lines)
	z, err := zstd.NewWriter(&frame)
	if err != nil {
		t.Fatal(err)
	}
	fill(z, "label,score\n", lines)

	member := func(to *bytes.Buffer, name, head, piece string) {
		w := zip.NewWriter(to)
		m, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		fill(struct {
			io.Writer
			io.Closer
		}{m, w}, head, piece)
	}
	member(&archive, "a.csv", "label,score\n", lines)
	shape := "{'descr': '<f8', 'fortran_order': False, 'shape': (100000000000,), }"
	shape += strings.Repeat(" ", 117-len(shape)) + "\n"
	head := "\x93NUMPY\x01\x00" + string(binary.LittleEndian.AppendUint16(nil, uint16(len(shape)))) + shape
	member(&arrays, "scores.npy", head, strings.Repeat("\x00", 1<<16))

	rows := parquet.NewWriter(&pages,
		[]parquet.Head{{Name: "label", Type: column.Label}, {Name: "score", Type: column.Float}})
	same := []column.Column{
		{Name: "label", Role: tradeoff.LabelRole, Labels: make([]uint8, 1<<16)},
		{Name: "score", Role: tradeoff.ScoreRole, Floats: make([]float64, 1<<16)},
	}
	for range 64 {
		if err := rows.Write(same); err != nil {
			t.Fatal(err)
		}
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{
		"bomb.csv.gz": packed.Bytes(), "bomb.csv.zst": frame.Bytes(), "bomb.zip": archive.Bytes(), "bomb.npz": arrays.Bytes(),
		"bomb.parquet": pages.Bytes(),
		"deep.json":    []byte(strings.Repeat(`[`, 1<<20)), "deep.jsonl": []byte(strings.Repeat(`{"a":`, 1<<18)),
	}
}

// TestBombsDoNotStopTheServer sends all bombs concurrently to a server that has to keep
// answering.
func TestBombsDoNotStopTheServer(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, most of it in packing the bombs")
	}
	temporary := t.TempDir()
	s := filled(t, Options{TempDir: temporary, Limits: ingest.Limits{Rows: 1_000_000}})
	r := start(t, s)
	api := "http://" + r.addr + "/api/v1"
	files := bombs(t)
	runtime.GC()
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	before, most := now.HeapAlloc, now.HeapAlloc

	var sending sync.WaitGroup
	for name, file := range files {
		if len(file) > 2<<20 {
			t.Fatalf("%s has %d bytes, which is no bomb", name, len(file))
		}
		sending.Go(func() {
			res, err := http.Post(api+"/experiments/1/runs?file_name="+name, "application/octet-stream", bytes.NewReader(file))
			if err != nil {
				t.Errorf("%s: %v", name, err)
				return
			}
			defer res.Body.Close()
			said, _ := io.ReadAll(res.Body)
			if res.StatusCode != http.StatusRequestEntityTooLarge && res.StatusCode != http.StatusUnprocessableEntity ||
				!bytes.Contains(said, []byte(`"hint"`)) {
				t.Errorf("%s is answered with %d: %.300s", name, res.StatusCode, said)
			}
		})
	}
	done := make(chan struct{})
	go func() { sending.Wait(); close(done) }()
	served := 0
	for sent := false; !sent; {
		select {
		case <-done:
			sent = true
		default:
		}
		for _, path := range []string{"/runs/1", "/runs/1/sweep", "/experiments"} {
			res, err := http.Get(api + path)
			if err != nil {
				t.Fatal(err)
			}
			io.Copy(io.Discard, res.Body)
			res.Body.Close()
			if res.StatusCode != http.StatusOK {
				t.Errorf("meanwhile %s is answered with %d", path, res.StatusCode)
			}
			served++
		}
		runtime.ReadMemStats(&now)
		most = max(most, now.HeapAlloc)
	}
	if grown := most - before; grown > 96<<20 { // all of them together hold more than 300 MiB
		t.Errorf("the heap has grown by %d MiB", grown>>20)
	}
	if a := beginUpload(r.addr, table(100)).finish(); a.status != http.StatusCreated {
		t.Errorf("an upload after them gets %+v, want 201", a)
	}
	if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
		t.Errorf("temporary files are left: %v %v", left, err)
	}
	if _, runs, _ := contents(t, s); runs != 2 {
		t.Errorf("%d runs are stored, want 2", runs)
	}
	t.Logf("%d requests were answered meanwhile, the heap grew by %d MiB", served, (most-before)>>20)
}
