package ingest

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

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
		{"unpacked", string(zipped("label,score\n" + rows)), Limits{Unpacked: 1 << 10}, 0,
			"unpacked file is larger than 1 KiB", "--max-unpacked"},
		{"ratio", string(zipped("label,score\n" + rows)), Limits{Ratio: 3, RatioFrom: 100}, 0, "more than 3 times",
			"--max-ratio"},
		{"rows", "label,score\n" + rows, Limits{Rows: 999}, 0, "more than 999 rows", "--max-rows"},
		{"columns", "a,b,c,label,score\n1,2,3,1,0.5\n", Limits{Columns: 4}, 1, "more than 4 columns", "--max-columns"},
		{"field", "label,score,note\n1,0.5,x\n0,0.5,\"" + strings.Repeat("x", 101) + "\"\n", Limits{Field: 100}, 3,
			"cell is longer than 100 bytes", "--max-field"},
		{"field of a number", "label,score,note\n1,0.5,x\n0,0." + strings.Repeat("0", 101) + ",\n", Limits{Field: 100}, 3,
			"cell is longer than 100 bytes", "--max-field"},
		{"late field", "label,score,note\n" + strings.Repeat("1,0.5,x\n", 2000) + "0,0.5," + strings.Repeat("x", 101) + "\n",
			Limits{Field: 100}, 2002, "cell is longer", "--max-field"},
		{"line", "label,score,a,b,c\n1,0.5,,,\n0,0.5" + strings.Repeat(","+strings.Repeat("x", 50), 3) + "\n",
			Limits{Line: 100}, 3, "row is longer than 100 bytes", "--max-line"},
		{"first row", "label,score\n1," + strings.Repeat("9", 3<<20) + "\n0,0.5\n", Limits{}, 2, "cell is longer than 64 KiB",
			"--max-field"},
		{"first row of many cells",
			"sep=,\nlabel,score" + strings.Repeat(",x", 3) + "\n1,0.5" + strings.Repeat(","+strings.Repeat("9", 60<<10), 40) +
				"\n", Limits{}, 3, "row is longer than 1 MiB", "--max-line"},
		{"line of the header", strings.Repeat("x", 3<<20) + ",label,score\n1,0.5\n", Limits{}, 1, "longer than",
			"--max-field"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := refused(t, c.text, Options{Limits: c.limits})
			if e.Kind != tradeoff.TooLarge || e.Place.Line != c.line || !strings.Contains(e.Message, c.says) {
				t.Errorf("kind %s, place %v, message %q; want line %d and %q", e.Kind, e.Place, e.Message, c.line, c.says)
			}
			if !strings.Contains(e.Hint, c.flag) {
				t.Errorf("the hint %q does not name %s", e.Hint, c.flag)
			}
		})
	}
}

func TestRowsUpToTheLimitAreAccepted(t *testing.T) {
	d := readOne(t, "label,score\n"+strings.Repeat("1,0.5\n0,0.25\n", 500),
		Options{Limits: Limits{Rows: 1000, Field: 5, Line: 12}})
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

// A packer packs what is written to it.
var packers = map[string]func(w io.Writer) io.WriteCloser{
	"gzip": func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) },
	"zstd": func(w io.Writer) io.WriteCloser {
		z, err := zstd.NewWriter(w)
		if err != nil {
			panic(err)
		}
		return z
	},
	"zip": func(w io.Writer) io.WriteCloser {
		z := zip.NewWriter(w)
		m, err := z.Create("x.csv")
		if err != nil {
			panic(err)
		}
		return struct {
			io.Writer
			io.Closer
		}{m, z}
	},
}

func TestBombsAreRefusedInBoundedMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	for _, packer := range []string{"gzip", "zstd", "zip"} {
		for name, piece := range map[string]string{
			"zeros": strings.Repeat("\x00", 1<<16), "rows": strings.Repeat("1,0.5\n", 1<<14),
			"blank lines": strings.Repeat("\n", 1<<16),
		} {
			var bomb bytes.Buffer
			z := packers[packer](&bomb)
			io.WriteString(z, "label,score\n1,0.5\n")
			for range (64 << 20) / len(piece) {
				io.WriteString(z, piece)
			}
			z.Close()
			most := max(10<<20, 200*int64(bomb.Len())) + 1<<20
			in := newInput(&bomb, Options{Limits: DefaultLimits()})
			heap := heapDuring(func() {
				err := in.file(t.Context(), in.packed, "bomb", 0)
				var e *tradeoff.Error
				if !errors.As(err, &e) || e.Kind != tradeoff.TooLarge && e.Kind != tradeoff.Invalid {
					t.Errorf("%s of %s: %v", packer, name, err)
				}
				in.close()
			})
			if heap > 64<<20 || in.unpacked > min(most, 32<<20) {
				t.Errorf("%s of %s: took %d MiB and unpacked %d MiB", packer, name, heap>>20, in.unpacked>>20)
			}
		}
	}
}

func TestWideZstdWindowIsRefused(t *testing.T) {
	// A frame that asks for a window of 1 GiB: 2^(10+20), and no size of its content.
	e := refused(t, "\x28\xb5\x2f\xfd\x00\xa0\x01\x00\x00", Options{})
	if e.Kind != tradeoff.TooLarge || !strings.Contains(e.Message, "64 MiB of memory") {
		t.Error(e)
	}
}

func TestArchivesOfManyMembersAreRefused(t *testing.T) {
	var many []string
	for i := range 101 {
		many = append(many, fmt.Sprintf("%d.csv", i), "label,score\n1,0.5\n")
	}
	if all, err := readText(t, string(archived(many[:200]...)), Options{}); err != nil || len(all) != 100 {
		t.Errorf("a hundred: %d runs, %v", len(all), err)
	}
	if e := refused(t, string(archived(many...)), Options{}); e.Kind != tradeoff.TooLarge ||
		!strings.Contains(e.Message, "more than 100 members") {
		t.Error(e)
	}
	if e := refused(t, string(archived(many[:8]...)), Options{Limits: Limits{Members: 3}}); !strings.Contains(e.Message,
		"more than 3 members") {
		t.Error(e)
	}

	// The end of this one says that there is one member. There are 2^18.
	entry := append([]byte("PK\x01\x02"), make([]byte, 42)...)
	entry[28], entry = 1, append(entry, 'x')
	contents := bytes.Repeat(entry, 1<<18)
	lying := append([]byte("PK\x03\x04"), contents...)
	end := make([]byte, 22)
	copy(end, "PK\x05\x06")
	end[8], end[10] = 1, 1
	binary.LittleEndian.PutUint32(end[12:], uint32(len(contents)))
	binary.LittleEndian.PutUint32(end[16:], 4)
	lying = append(lying, end...)
	heap := heapDuring(func() {
		if _, err := Read(t.Context(), bytes.NewReader(lying), "x.zip",
			Options{}); tradeoff.KindOf(err) != tradeoff.TooLarge {
			t.Error(err)
		}
	})
	if heap > 32<<20 {
		t.Errorf("took %d MiB", heap>>20)
	}
}

// A stream can be read from its beginning only.
type stream struct{ io.Reader }

func TestTemporaryFilesAreRemoved(t *testing.T) {
	dir := t.TempDir()
	entries := func() int {
		list, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	var text bytes.Buffer
	z := zip.NewWriter(&text)
	w, err := z.CreateHeader(&zip.FileHeader{Name: "x.csv"}) // stored, larger than what is held in memory
	if err != nil {
		t.Fatal(err)
	}
	w.Write(predictions(200_000, false))
	z.Close()
	for _, cut := range []int{0, 1000} { // a whole one and a damaged one
		in := newInput(stream{bytes.NewReader(text.Bytes()[:text.Len()-cut])}, Options{TempDir: dir, Limits: DefaultLimits()})
		if _, err := in.spool(in.packed); err != nil {
			t.Fatal(err)
		}
		if len(in.opened) != 1 {
			t.Error("no temporary file was made")
		}
		if runtime.GOOS != "windows" && entries() != 0 {
			t.Error("the temporary file has a name")
		}
		in.close()
		d, err := Read(t.Context(), stream{bytes.NewReader(text.Bytes()[:text.Len()-cut])}, "x.zip", Options{TempDir: dir})
		if (err == nil) != (cut == 0) || err == nil && d[0].N != 200_000 {
			t.Errorf("cut by %d: %v", cut, err)
		}
		if entries() != 0 {
			t.Error("a temporary file is left")
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
	for end := time.Now().Add(time.Minute); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
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
