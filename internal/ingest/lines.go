package ingest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"

	"tradeoff/internal/limits"
	"tradeoff/internal/tradeoff"
)

// A lineText is a text with one row a line: its blocks are parsed on all
// cores.
type lineText struct {
	limits Limits
	text   *blocks
	first  []byte // the first block, read already
	head   []byte // the same in UTF-8
	start  int    // where its rows begin
	latin  bool   // what is not UTF-8 in it is Windows-1252
}

// A rowParser reads the rows of a block, which ends with a newline, into out.
// With an error it returns its line, counted from 0.
type rowParser func(p *parser, block []byte, out *part) (line int, err *tradeoff.Error)

// newLineText reads the first block of r. In quoted texts, line ends within
// quotes do not end a row.
func newLineText(r io.Reader, limits Limits, quoted bool) (*lineText, error) {
	t := &lineText{limits: limits, text: &blocks{r: r, size: sampleSize, maxLine: limits.Line, unquoted: !quoted}}
	var err error
	if t.first, err = firstBlock(t.text); err == io.EOF {
		return nil, emptyFile()
	} else if err != nil {
		return nil, err
	}
	t.head = t.first
	if c, _, _ := charsetOf(t.first, false); c == latin {
		t.head, t.latin = appendLatin(nil, t.first), true
	}
	return t, nil
}

// startAt skips so many lines before the rows.
func (t *lineText) startAt(lines int) {
	t.start = 0
	for range lines {
		t.start += bytes.IndexByte(t.first[t.start:], '\n') + 1
	}
}

// firstBlock returns the block from which the roles are guessed. It includes
// a first row longer than a block, which is then refused for its length.
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

// parse parses all blocks, which are larger for wide tables. At most two
// blocks per core are in memory. If a block has an error it returns the parts
// up to that block.
func (t *lineText) parse(ctx context.Context, plan *plan, parse rowParser) ([]*part, error) {
	t.text.size = max(blockSize, columnSize*len(plan.columns))
	return t.parseBlocks(ctx, plan, parse)
}

func (t *lineText) parseBlocks(ctx context.Context, plan *plan, parse rowParser) ([]*part, error) {
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
		limits = t.limits
	)
	for range cap(memory) - 1 {
		memory <- nil
	}
	for range workers {
		wg.Go(func() {
			p := newParser(plan, limits)
			p.isLatin = t.latin
			for j := range jobs {
				out := p.guarded(j.block[j.start:], parse)
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

	// This goroutine reads. It stops as soon as a block is refused: by then
	// the workers have all blocks before that one.
	read := func() error {
		block, start := t.first, t.start
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
			if block, err = t.text.next(buf); err == io.EOF {
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
	for _, p := range parts { // an error in an earlier line goes before an error of the reader
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

func tooManyRows(l Limits) error {
	return limits.Rows.Refuse("Send a sample of the rows", "the file has more than %d rows", l.Rows)
}

// guarded parses a block; a panic becomes the part's error and does not end
// the process.
func (p *parser) guarded(block []byte, rows rowParser) (out *part) {
	defer func() {
		if v := recover(); v != nil {
			out = &part{err: broken(v)}
		}
	}()
	return p.block(block, rows)
}

// broken returns the error of a reader that panicked.
func broken(v any) *tradeoff.Error {
	e := tradeoff.Errorf(tradeoff.Internal, "the file made its reader fail")
	e.Err = fmt.Errorf("ingest: panic: %v\n%s", v, debug.Stack())
	return e
}

// block parses a block.
func (p *parser) block(block []byte, rows rowParser) *part {
	out := p.begin()
	charset, first, bad := charsetOf(block, p.isLatin)
	text := block
	if charset == latin {
		p.isLatin = true
		p.latin = slices.Grow(appendLatin(p.latin[:0], block), slack)
		text = p.latin
	}
	line, err := rows(p, text, out)
	if bad != nil && (err == nil || bad.Place.Line <= line+1) {
		err = bad
	}
	if err != nil {
		if err.Place.Line == 0 {
			err.Place.Line = line + 1
		}
		out.err = err
		return out
	}
	if out.charset = charset; first >= 0 {
		out.beyond = bytes.Count(block[:first], []byte{'\n'})
	}
	p.end(out)
	return out
}
