package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"

	"tradeoff/internal/column"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// A groupColumn is a column in a form by which rows can be grouped.
type groupColumn struct {
	name   string
	values []string  // distinct, in the order in which the file has them
	number []float64 // each value as a number; NaN if it is not one
	codes  []uint16  // for each row the index of its value, or aNumber

	// numbers has the number of each row if there are too many distinct ones for
	// values, which then only has the texts that are not numbers. It is nil otherwise.
	numbers []float64
}

const (
	maxGroups  = 1<<16 - 1      // of values of a column that rows are grouped by
	aNumber    = math.MaxUint16 // the code of rows whose number is in numbers
	mostOthers = 5              // of values of a column of numbers that are not numbers: "", "NA" …
	fewNumbers = 12             // up to this many distinct numbers get a slice each, like texts
)

// Bytes returns the approximate size of c in memory.
func (c *groupColumn) Bytes() int64 {
	n := int64(2*len(c.codes) + 8*len(c.numbers))
	for _, v := range c.values {
		n += 64 + int64(len(v))
	}
	return n
}

// groupColumn returns the column of the given name. Its errors are NotFound for a run or
// a column that does not exist, and Invalid for a column with more than maxGroups
// distinct values.
func (s *Store) groupColumn(ctx context.Context, runID int64, name string) (*groupColumn, error) {
	return cachedAs(ctx, s.cache, cacheKey{runID, "column " + name},
		func(ctx context.Context) (c *groupColumn, err error) {
			run, err := s.Run(ctx, runID)
			if err != nil {
				return nil, err
			}
			err = s.inTurn(ctx, run.N, func() error {
				return s.readRun(ctx, runID, func(tx *sql.Tx) error {
					c, err = loadGroupColumn(ctx, tx, runID, name)
					return err
				})
			})
			return c, err
		})
}

// GroupValues returns the sorted values of a column by which rows can be grouped; none
// if there are more than most. They are cached without the rows. Its error is NotFound
// for a run or a column that does not exist.
func (s *Store) GroupValues(ctx context.Context, runID int64, name string, most int) ([]string, error) {
	return cachedAs(ctx, s.small, cacheKey{runID, fmt.Sprintf("%d values of %s", most, name)},
		func(ctx context.Context) (groupValues, error) {
			c, err := s.groupColumn(ctx, runID, name)
			switch {
			case tradeoff.KindOf(err) == tradeoff.Invalid: // too many values to group by
				return nil, nil
			case err != nil || c.numbers != nil || len(c.values) > most:
				return nil, err
			}
			return slices.Sorted(slices.Values(c.values)), nil
		})
}

// groupValues are the values of a column, without its rows.
type groupValues []string

// Bytes returns the approximate size of v in memory.
func (v groupValues) Bytes() (n int64) {
	for _, text := range v {
		n += 16 + int64(len(text))
	}
	return n
}

func loadGroupColumn(ctx context.Context, tx *sql.Tx, runID int64, name string) (*groupColumn, error) {
	list, err := columnList(ctx, tx, runID)
	if err != nil {
		return nil, err
	}
	for position, row := range list {
		if row.name != name || !source.IsGroup(row.role, row.typ) {
			continue
		}
		l := newGroupLoader(name, int(row.rows))
		const query = `SELECT k, data FROM chunks WHERE run_id = ? AND position = ? ORDER BY k`
		err := eachChunk(ctx, tx, column.Chunks(int(row.rows)), l.add, query, runID, position)
		if err == nil {
			err = l.flush()
		}
		if l.refused != nil {
			return nil, l.refused
		}
		if err == nil && len(l.c.codes) != int(row.rows) {
			err = &damage{fmt.Errorf("%d values of %d", len(l.c.codes), row.rows)}
		}
		return l.c, ofRun(runID, fmt.Sprintf("column %q", name), err)
	}
	wrong := tradeoff.Errorf(tradeoff.NotFound, "run %d has no column %q to group by", runID, name)
	var others []string
	for _, row := range list {
		if source.IsGroup(row.role, row.typ) {
			others = append(others, row.name)
		}
	}
	if len(others) > 0 {
		wrong = wrong.WithHint("It has %s.", strings.Join(others, ", "))
	}
	return nil, wrong
}

// A groupLoader assembles a column from its chunks, many of which are decoded
// concurrently.
type groupLoader struct {
	c       *groupColumn
	seen    map[string]uint16
	waiting [][]byte
	refused error
}

// chunksInFlight is how many chunks are decoded concurrently.
const chunksInFlight = 64

func newGroupLoader(name string, rows int) *groupLoader {
	return &groupLoader{c: &groupColumn{name: name, codes: make([]uint16, 0, rows)}, seen: make(map[string]uint16)}
}

func (l *groupLoader) add(data []byte) error {
	l.waiting = append(l.waiting, bytes.Clone(data))
	if len(l.waiting) == chunksInFlight {
		return l.flush()
	}
	return nil
}

// A codedChunk is a chunk of texts: the distinct ones with the index for each row, or the
// texts of all rows. numbers is set for a column of many numbers.
type codedChunk struct {
	texts   [][]byte
	index   []uint64
	numbers []float64
}

// flush decodes and takes over the pending chunks.
func (l *groupLoader) flush() error {
	chunks := make([]codedChunk, len(l.waiting))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	wide := l.c.numbers != nil
	for i, data := range l.waiting {
		g.Go(func() (err error) {
			c := &chunks[i]
			if c.texts, c.index, err = column.DecodeCodes(data); err == nil && wide {
				c.parse()
			}
			return err
		})
	}
	l.waiting = l.waiting[:0]
	if err := g.Wait(); err != nil {
		return &damage{err}
	}
	for i := range chunks {
		if err := l.take(&chunks[i]); err != nil {
			l.refused = err
			return err
		}
	}
	return nil
}

func (c *codedChunk) parse() {
	c.numbers = make([]float64, len(c.texts))
	for i, text := range c.texts {
		c.numbers[i] = numberIn(text)
	}
}

// take appends the codes of the rows of a chunk.
func (l *groupLoader) take(chunk *codedChunk) error {
	codes, err := l.codes(chunk)
	if err == errWidened {
		codes, err = l.codes(chunk)
	}
	if err != nil {
		return err
	}
	c := l.c
	if chunk.index == nil {
		c.codes = append(c.codes, codes...)
		if c.numbers != nil {
			c.numbers = append(c.numbers, chunk.numbers...)
		}
		return nil
	}
	for _, k := range chunk.index {
		c.codes = append(c.codes, codes[k])
		if c.numbers != nil {
			c.numbers = append(c.numbers, chunk.numbers[k])
		}
	}
	return nil
}

// errWidened reports that a column has become one of many numbers.
var errWidened = errors.New("a column of many numbers")

// codes returns the code of each text of a chunk.
func (l *groupLoader) codes(chunk *codedChunk) ([]uint16, error) {
	if l.c.numbers != nil && chunk.numbers == nil {
		chunk.parse()
	}
	codes := make([]uint16, len(chunk.texts))
	for i, text := range chunk.texts {
		if chunk.numbers != nil && !math.IsNaN(chunk.numbers[i]) {
			codes[i] = aNumber
			continue
		}
		code, ok := l.seen[string(text)]
		if !ok {
			var err error
			if code, err = l.newCode(text); err != nil {
				return nil, err
			}
		}
		codes[i] = code
	}
	return codes, nil
}

// newCode assigns a code to a text. If there is none left, the column becomes one of many
// numbers, or is rejected.
func (l *groupLoader) newCode(text []byte) (uint16, error) {
	c := l.c
	most := maxGroups
	if c.numbers != nil {
		most = mostOthers
	}
	if len(c.values) < most {
		code := uint16(len(c.values))
		c.values, c.number = append(c.values, string(text)), append(c.number, numberIn(text))
		l.seen[c.values[code]] = code
		return code, nil
	}
	if c.numbers == nil && l.widen() {
		return 0, errWidened
	}
	return 0, tradeoff.Errorf(tradeoff.Invalid, "the column %q has more than %d different values", c.name, maxGroups).
		WithHint("Choose a column with fewer values.")
}

// widen turns the column into one of many numbers, if its values are numbers.
func (l *groupLoader) widen() bool {
	c := l.c
	var values []string
	recode := make([]uint16, len(c.values))
	for code, x := range c.number {
		recode[code] = aNumber
		if math.IsNaN(x) {
			recode[code] = uint16(len(values))
			values = append(values, c.values[code])
		}
	}
	if len(values) > mostOthers {
		return false
	}
	c.numbers = make([]float64, len(c.codes), cap(c.codes))
	for row, code := range c.codes {
		c.numbers[row], c.codes[row] = c.number[code], recode[code]
	}
	c.values, c.number = values, nil
	l.seen = make(map[string]uint16)
	for code, v := range values {
		l.seen[v] = uint16(code)
		c.number = append(c.number, math.NaN())
	}
	return true
}

// numberIn parses a finite number with a decimal point or comma. It returns NaN for any
// other text.
func numberIn(text []byte) float64 {
	text = bytes.TrimSpace(text)
	commas := 0
	for i, b := range text {
		switch {
		case b >= '0' && b <= '9', b == '+', b == '-', b == '.', b == 'e' && i > 0, b == 'E' && i > 0:
		case b == ',':
			commas++
		default:
			return math.NaN()
		}
	}
	if commas == 1 {
		text = bytes.Replace(text, []byte(","), []byte("."), 1)
	}
	x, err := strconv.ParseFloat(string(text), 64)
	if err != nil || math.IsInf(x, 0) {
		return math.NaN()
	}
	return x + 0 // −0 and 0 are one number
}
