package ingest

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"tradeoff/internal/tradeoff"
)

func TestLimitsAreNamedInTheRefusal(t *testing.T) {
	rows := strings.Repeat("1,0.5\n0,0.25\n", 500)
	for _, c := range []struct {
		name, text string
		limits     Limits
		line       int
		says       string
		flag       string
	}{
		{"bytes", "label,score\n" + rows, Limits{Bytes: 1 << 10}, 0, "larger than 1 KiB", "--max-size"},
		{"unpacked", string(zipped("label,score\n" + rows)), Limits{Unpacked: 1 << 10}, 0, "unpacked file is larger than 1 KiB", "--max-unpacked"},
		{"ratio", string(zipped("label,score\n" + rows)), Limits{Ratio: 3, RatioFrom: 100}, 0, "more than 3 times", "--max-ratio"},
		{"rows", "label,score\n" + rows, Limits{Rows: 999}, 0, "more than 999 rows", "--max-rows"},
		{"columns", "a,b,c,label,score\n1,2,3,1,0.5\n", Limits{Columns: 4}, 1, "more than 4 columns", "--max-columns"},
		{"field", "label,score,note\n1,0.5,x\n0,0.5,\"" + strings.Repeat("x", 101) + "\"\n", Limits{Field: 100}, 3, "cell is longer than 100 bytes", "--max-field"},
		{"field of a number", "label,score,note\n1,0.5,x\n0,0." + strings.Repeat("0", 101) + ",\n", Limits{Field: 100}, 3, "cell is longer than 100 bytes", "--max-field"},
		{"late field", "label,score,note\n" + strings.Repeat("1,0.5,x\n", 2000) + "0,0.5," + strings.Repeat("x", 101) + "\n", Limits{Field: 100}, 2002, "cell is longer", "--max-field"},
		{"line", "label,score,a,b,c\n1,0.5,,,\n0,0.5" + strings.Repeat(","+strings.Repeat("x", 50), 3) + "\n", Limits{Line: 100}, 3, "row is longer than 100 bytes", "--max-line"},
		{"first row", "label,score\n1," + strings.Repeat("9", 3<<20) + "\n0,0.5\n", Limits{}, 2, "cell is longer than 64 KiB", "--max-field"},
		{"first row of many cells", "sep=,\nlabel,score" + strings.Repeat(",x", 3) + "\n1,0.5" + strings.Repeat(","+strings.Repeat("9", 60<<10), 40) + "\n", Limits{}, 3, "row is longer than 1 MiB", "--max-line"},
		{"line of the header", strings.Repeat("x", 3<<20) + ",label,score\n1,0.5\n", Limits{}, 1, "longer than", "--max-field"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := refused(t, c.text, Options{Limits: c.limits})
			if e.Kind != tradeoff.TooLarge || e.Place.Line != c.line || !strings.Contains(e.Message, c.says) {
				t.Errorf("kind %s, place %v, message %q; want line %d and %q", e.Kind, e.Place, e.Message, c.line, c.says)
			}
			if !strings.Contains(e.Mend, c.flag) {
				t.Errorf("the mend %q does not name %s", e.Mend, c.flag)
			}
		})
	}
}

func TestAsManyRowsAsTheLimitAreFine(t *testing.T) {
	d := readOne(t, "label,score\n"+strings.Repeat("1,0.5\n0,0.25\n", 500), Options{Limits: Limits{Rows: 1000, Field: 5, Line: 12}})
	if d.N != 1000 {
		t.Errorf("%d rows", d.N)
	}
}

// endless repeats a piece of text for ever and counts what it gave.
type endless struct {
	head, piece []byte
	n           int64
}

func (e *endless) Read(p []byte) (int, error) {
	n := 0
	if len(e.head) > 0 {
		n = copy(p, e.head)
		e.head = e.head[n:]
	} else {
		for n+len(e.piece) <= len(p) {
			n += copy(p[n:], e.piece)
		}
		if n == 0 {
			n = copy(p, e.piece)
			e.piece = append(e.piece[n:len(e.piece):len(e.piece)], e.piece[:n]...)
		}
	}
	e.n += int64(n)
	return n, nil
}

// heapDuring returns the largest heap that was seen while f ran, beyond that
// before.
func heapDuring(f func()) uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before, most := m.HeapAlloc, m.HeapAlloc
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		}
	}()
	f()
	close(done)
	<-stopped
	return most - before
}

func TestHostileTextsAreRefusedInBoundedMemory(t *testing.T) {
	head := "label,score,note\n1,0.5,x\n"
	for _, c := range []struct {
		name, head, piece string
		options           Options
	}{
		{"endless cell", head + "1,0.5,", strings.Repeat("x", 1000), Options{}},
		{"endless quoted cell", head + "1,0.5,\"", strings.Repeat("x\n", 500), Options{}},
		{"endless number", head + "1,0.", strings.Repeat("0", 1000), Options{}},
		{"endless row", head + "1,0.5", strings.Repeat(",x", 500), Options{}},
		{"endless header", "", strings.Repeat("x,", 500), Options{}},
		{"endless blanks", head, strings.Repeat(" ", 1000), Options{}},
		{"endless quotes", head + "1,0.5,\"", strings.Repeat("\"\"", 500), Options{}},
		{"endless labels", "label,score\n1,0.5\n0,0.5\n", "1,0.5\n0,0.5\n", Options{Limits: Limits{Rows: 200_000}}},
		{"endless empty lines", head, strings.Repeat("\n", 1000), Options{Limits: Limits{Bytes: 16 << 20}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := &endless{head: []byte(c.head), piece: []byte(c.piece)}
			heap := heapDuring(func() {
				_, err := Read(context.Background(), r, "file.csv", c.options)
				if tradeoff.KindOf(err) != tradeoff.TooLarge && tradeoff.KindOf(err) != tradeoff.Invalid {
					t.Errorf("got %v", err)
				}
			})
			if heap > 128<<20 {
				t.Errorf("took %d MiB", heap>>20)
			}
			if r.n > 20<<20 {
				t.Errorf("read %d MiB before it was refused", r.n>>20)
			}
		})
	}
}

func TestGzipBombIsRefusedInBoundedMemory(t *testing.T) {
	for name, piece := range map[string]string{"zeros": strings.Repeat("\x00", 1<<16), "rows": strings.Repeat("1,0.5\n", 1<<14), "blank lines": strings.Repeat("\n", 1<<16)} {
		var bomb bytes.Buffer
		z := gzip.NewWriter(&bomb)
		io.WriteString(z, "label,score\n1,0.5\n")
		for range (16 << 20) / len(piece) {
			io.WriteString(z, piece)
		}
		z.Close()
		heap := heapDuring(func() {
			_, err := Read(context.Background(), &bomb, "bomb.gz", Options{})
			var e *tradeoff.Error
			if !errors.As(err, &e) || e.Kind != tradeoff.TooLarge && e.Kind != tradeoff.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		})
		if heap > 128<<20 {
			t.Errorf("%s: took %d MiB", name, heap>>20)
		}
	}
}

func TestNothingRunsOnAfterAnError(t *testing.T) {
	before := runtime.NumGoroutine()
	good := predictions(100_000, false)
	for i := range 10 {
		text := append(bytes.Clone(good[:len(good)/10*(i+1)]), "oops\n"...)
		Read(context.Background(), bytes.NewReader(text), "x", Options{})
		ctx, cancel := context.WithCancel(context.Background())
		Read(ctx, &cancelling{bytes.NewReader(good), cancel, i * 100_000}, "x", Options{})
	}
	for wait := time.Millisecond; runtime.NumGoroutine() > before; wait *= 2 {
		if wait > time.Second {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
		time.Sleep(wait)
	}
}

// cancelling cancels after so many bytes and goes on.
type cancelling struct {
	io.Reader
	cancel context.CancelFunc
	after  int
}

func (c *cancelling) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	if c.after -= n; c.after < 0 {
		c.cancel()
	}
	return n, err
}

func TestTheFirstFaultInTheFileIsReported(t *testing.T) {
	lines := strings.SplitAfter(string(predictions(200_000, false)), "\n")
	for _, row := range []int{150_000, 100_001, 50_002, 1_200} {
		lines[row] = "oops\n"
		e := refused(t, strings.Join(lines, ""), Options{})
		if e.Place.Line != row+1 {
			t.Errorf("line %d, want %d", e.Place.Line, row+1)
		}
	}
}

// A panic in a parser must not end the process.
func TestPanicOfAParserIsAnError(t *testing.T) {
	p := newParser(&plan{columns: []planned{{mode: asLabel}}}, DefaultLimits())
	p.texts = nil
	p.columns[0].mode = asText // whose buffer is gone
	out := p.guarded([]byte("x\n"), new(delimited).records)
	if out.err == nil || out.err.Kind != tradeoff.Internal || !strings.Contains(fmt.Sprint(out.err.Err), "panic") {
		t.Errorf("got %+v", out.err)
	}
}
