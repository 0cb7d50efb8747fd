package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"tradeoff/internal/tradeoff"
)

// Read reads a file of labels and scores from r until its end. It returns one
// dataset for each score column; they share the memory of all other columns.
//
// A file that cannot be understood, or that is over a limit, gives a
// [*tradeoff.Error] of kind Invalid or TooLarge with its place, fileName being
// part of it, and how to mend it. An error of r itself is wrapped, and that of
// ctx is returned as it is. r is read by the calling goroutine only; when Read
// returns nothing of it is running any more.
func Read(ctx context.Context, r io.Reader, fileName string, o Options) ([]*Dataset, error) {
	o.Limits = o.Limits.orDefault()
	d, err := read(ctx, r, fileName, o)
	var e *tradeoff.Error
	if errors.As(err, &e) {
		place := e.Place
		place.File = fileName
		return nil, e.At(place)
	}
	return d, err
}

func read(ctx context.Context, r io.Reader, fileName string, o Options) ([]*Dataset, error) {
	src, err := newSource(r, o.Limits)
	if err != nil {
		return nil, err
	}
	text := &blocks{r: src, size: sampleSize, maxLine: o.Limits.Line}
	block, err := firstBlock(text)
	if err == io.EOF {
		return nil, tradeoff.Errorf(tradeoff.Invalid, "the file is empty").
			WithMend("Send a file with a header and one row for each case.")
	} else if err != nil {
		return nil, err
	}
	block, refusal := checkEncoding(block)
	if refusal != nil {
		return nil, refusal
	}
	top, refusal := sniff(block, o.Limits)
	if refusal != nil {
		return nil, refusal
	}
	plan, refusal := makePlan(top, o)
	if refusal != nil {
		return nil, refusal
	}
	text.size = max(blockSize, columnSize*len(plan.columns))
	parts, err := parseAll(ctx, plan, o.Limits, text, block, top.start)
	if err != nil {
		return nil, err
	}
	t, err := join(plan, parts, top.lines)
	if err != nil {
		return nil, err
	}
	return t.datasets(ctx, o, baseName(fileName))
}

// firstBlock returns the block from which the roles are guessed. A first row
// that is longer than a block belongs to it, so that it is seen and refused for
// its length rather than missed.
func firstBlock(text *blocks) ([]byte, error) {
	block, err := text.next(nil)
	for err == nil && bytes.Count(block, []byte("\n")) < 3 { // a separator line, the header, a row
		more, moreErr := text.next(nil)
		if moreErr == io.EOF {
			break
		}
		block, err = slices.Grow(append(block, more...), slack), moreErr
	}
	return block, err
}

// checkEncoding returns the text behind a byte order mark.
func checkEncoding(block []byte) ([]byte, *tradeoff.Error) {
	block = bytes.TrimPrefix(block, []byte("\xef\xbb\xbf"))
	switch {
	case bytes.HasPrefix(block, []byte("\xff\xfe")), bytes.HasPrefix(block, []byte("\xfe\xff")):
		return nil, tradeoff.Errorf(tradeoff.Invalid, "the text is UTF-16").
			WithMend("Save the file as UTF-8 (in Excel: CSV UTF-8).")
	case bytes.IndexByte(block, '\r') >= 0 && bytes.IndexByte(block, '\n') == len(block)-1 &&
		!bytes.HasSuffix(block, []byte("\r\n")):
		return nil, tradeoff.Errorf(tradeoff.Invalid, "the lines end in a carriage return alone").
			WithMend("Save the file with the line ends of Windows or Unix.")
	}
	if looksLikeJSON(block) {
		return nil, tradeoff.Errorf(tradeoff.Invalid, "this looks like JSON, which is not read here").
			WithMend("Send the table as CSV.")
	}
	return block, nil
}

// looksLikeJSON reports whether a text begins as an object or a list does, and
// not as a header in brackets.
func looksLikeJSON(text []byte) bool {
	head := bytes.TrimLeft(text, " \t\r\n")
	if len(head) == 0 || head[0] != '{' && head[0] != '[' {
		return false
	}
	next := bytes.TrimLeft(head[1:], " \t\r\n")
	return len(next) > 0 && bytes.IndexByte([]byte(`"{}[]-0123456789`), next[0]) >= 0
}

// baseName returns the name of a file without its folders and endings.
func baseName(fileName string) string {
	name := path.Base(strings.ReplaceAll(fileName, `\`, "/"))
	for range 2 { // "predictions.csv.gz"
		switch ext := path.Ext(name); strings.ToLower(ext) {
		case ".csv", ".tsv", ".txt", ".tab", ".dat", ".csv2", ".gz":
			name = strings.TrimSuffix(name, ext)
		}
	}
	return name
}

// parseAll parses all blocks of the text on all cores. The first block has
// been read already and its rows begin at start. At most two blocks a core are
// in memory. With an error in a block it returns the parts up to that one.
func parseAll(ctx context.Context, plan *plan, limits Limits, text *blocks, first []byte, start int) ([]*part, error) {
	type job struct {
		seq   int
		block []byte
		start int
	}
	workers := min(runtime.GOMAXPROCS(0), 16)
	var (
		jobs   = make(chan job)
		memory = make(chan []byte, 2*workers) // blocks to be used again
		failed atomic.Bool
		rows   atomic.Int64
		mu     sync.Mutex
		parts  []*part
		wg     sync.WaitGroup
	)
	for range cap(memory) - 1 {
		memory <- nil
	}
	for range workers {
		wg.Go(func() {
			p := newParser(plan, limits)
			for j := range jobs {
				out := p.guarded(j.block[j.start:])
				if out.err != nil {
					failed.Store(true)
				}
				rows.Add(int64(out.rows))
				mu.Lock()
				for len(parts) <= j.seq {
					parts = append(parts, nil)
				}
				parts[j.seq] = out
				mu.Unlock()
				memory <- j.block
			}
		})
	}

	// This goroutine reads; it stops as soon as a block is refused, when all
	// blocks before that one are with the workers already.
	read := func() error {
		block := first
		for seq := 0; ; seq++ {
			select {
			case jobs <- job{seq, block, start}:
			case <-ctx.Done():
				return ctx.Err()
			}
			start = 0
			if rows.Load() > int64(limits.Rows) {
				return tooManyRows(limits)
			}
			var buf []byte
			select {
			case buf = <-memory:
			case <-ctx.Done():
				return ctx.Err()
			}
			if failed.Load() {
				return nil
			}
			var err error
			if block, err = text.next(buf); err == io.EOF {
				return nil
			} else if err != nil {
				return err
			}
		}
	}
	err := read()
	close(jobs)
	wg.Wait()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	line := 0
	for _, p := range parts { // a fault of an earlier line goes before an error of the reader
		if p.err != nil {
			return parts, nil
		}
		line += p.lines
	}
	if err == nil && rows.Load() > int64(limits.Rows) {
		err = tooManyRows(limits)
	}
	return parts, err
}

func tooManyRows(limits Limits) error {
	return tooLarge("the file has more than %d rows", limits.Rows).
		WithMend("Send a sample of the rows, or raise the limit on rows.")
}

// guarded parses a block; a panic is a part with an error instead of the end of
// the process.
func (p *parser) guarded(block []byte) (out *part) {
	defer func() {
		if v := recover(); v != nil {
			e := tradeoff.Errorf(tradeoff.Internal, "the file broke its reader")
			e.Err = fmt.Errorf("ingest: panic: %v\n%s", v, debug.Stack())
			out = &part{err: e}
		}
	}()
	return p.parse(block)
}
