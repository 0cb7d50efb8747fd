package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"sync"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/tradeoff"
)

// Groups are the values of one column of a run, known for every place in the
// order of either class: so the rows of a value in any cell of the confusion
// matrix at any threshold are found by one look at those of the cell.
type Groups struct {
	Column  string
	Values  []string // distinct, in the order in which the file has them
	codes   [2][]uint16
	weights [2][]float64 // nil if the run is unweighted

	quarter  sync.Once
	quarters *Groups // see [Groups.Quartiles]
}

// maxGroups is how many values a column may have to be grouped by.
const maxGroups = 1 << 16

// A Group is how one value of a column fares at an operating point.
type Group struct {
	Value               string
	Positives           int // rows
	Negatives           int
	calc.OperatingPoint // of these rows alone
}

// Groups returns how a run's rows fall into the values of the column of the
// given name, which must be a text that is no id. The answer is shared and must
// not be changed; the last ones stay in memory. Its errors are NotFound for
// a run or a column that is not there, and Invalid for a column with more than
// 65,536 values.
func (s *Store) Groups(ctx context.Context, runID int64, name string) (*Groups, error) {
	if g := s.groups.kept(runID, name); g != nil {
		return g, nil
	}
	s.groups.loading.Lock() // one at a time: it takes as much memory as the column
	defer s.groups.loading.Unlock()
	if g := s.groups.kept(runID, name); g != nil {
		return g, nil
	}
	var g *Groups
	err := s.read(ctx, func(tx *sql.Tx) (err error) {
		g, err = loadGroups(ctx, tx, runID, name)
		return err
	})
	if err == nil {
		s.groups.put(runID, g)
	}
	return g, err
}

// IsGroup reports whether the rows of a run may be grouped by a column.
func IsGroup(role tradeoff.Role, typ column.Type) bool {
	return role == tradeoff.GroupRole && typ == column.Text
}

func loadGroups(ctx context.Context, tx *sql.Tx, runID int64, name string) (*Groups, error) {
	d, list, err := orderedColumns(ctx, tx, runID)
	if err != nil {
		return nil, err
	}
	g := &Groups{Column: name}
	var codes []uint16
	var weights []float64
	for position, row := range list {
		switch {
		case row.name == name && IsGroup(row.role, row.typ) && codes == nil:
			codes, err = g.load(ctx, tx, runID, position, int(row.rows))
		case d.weighted && row.role == tradeoff.WeightRole && row.typ == column.Float:
			c := column.Column{}
			err = loadChunks(ctx, tx, runID, position, row, &c)
			weights = c.Floats
		}
		if err != nil {
			return nil, ofRun(runID, fmt.Sprintf("column %q", row.name), err)
		}
	}
	total := int(list[0].rows)
	switch {
	case codes == nil:
		return nil, tradeoff.Errorf(tradeoff.NotFound, "run %d has no column %q to group by", runID, name)
	case len(codes) != total, d.weighted && len(weights) != total:
		return nil, damagedRun(runID, fmt.Sprintf("column %q", name), nil)
	}
	for class, n := range [2]int{d.negatives, d.positives} {
		g.codes[class] = make([]uint16, n)
		if d.weighted {
			g.weights[class] = make([]float64, n)
		}
		err := eachOrderChunk(ctx, tx, runID, uint8(class), n, total, func(first int, rows []uint32) {
			for i, row := range rows {
				if first+i >= n {
					return // said by the caller
				}
				g.codes[class][first+i] = codes[row]
				if d.weighted {
					g.weights[class][first+i] = weights[row]
				}
			}
		})
		if err != nil {
			return nil, ofRun(runID, "order of rows", err)
		}
	}
	return g, nil
}

// load reads the values of a column and returns the number of each row's value.
func (g *Groups) load(ctx context.Context, tx *sql.Tx, runID int64, position, n int) ([]uint16, error) {
	codes := make([]uint16, 0, n)
	seen := make(map[string]uint16)
	var tooMany error
	const query = `SELECT k, data FROM chunks WHERE run_id = ? AND position = ? ORDER BY k`
	err := eachChunk(ctx, tx, column.Chunks(n), func(data []byte) error {
		var c column.Column
		if err := column.DecodeChunk(&c, column.Text, data); err != nil {
			return err
		}
		for _, value := range c.Texts.All() {
			code, ok := seen[string(value)]
			if !ok {
				if len(g.Values) == maxGroups {
					tooMany = tradeoff.Errorf(tradeoff.Invalid, "the column %q has more than %d different values", g.Column, maxGroups).
						WithMend("Choose a column that puts the rows into groups.")
					return tooMany
				}
				code = uint16(len(g.Values))
				g.Values = append(g.Values, string(value))
				seen[g.Values[code]] = code
			}
			codes = append(codes, code)
		}
		return nil
	}, query, runID, position)
	return codes, cmp.Or(tooMany, err)
}

// At returns every value's own operating point where a run has the point p, in
// the order of the values. Rows of weight 0 do not count.
func (g *Groups) At(p calc.OperatingPoint) []Group {
	list := make([]Group, len(g.Values))
	for i := range list {
		list[i].Value = g.Values[i]
		list[i].Threshold, list[i].Weighted = p.Threshold, p.Weighted
	}
	for class, called := range [2]int{p.RowsFP, p.RowsTP} {
		for place, code := range g.codes[class] {
			w := 1.0
			if g.weights[class] != nil {
				w = g.weights[class][place]
			}
			at := &list[code]
			switch {
			case class == 1 && place < called:
				at.TP += w
				at.RowsTP++
				at.Positives++
			case class == 1:
				at.FN += w
				at.Positives++
			case place < called:
				at.FP += w
				at.RowsFP++
				at.Negatives++
			default:
				at.TN += w
				at.Negatives++
			}
		}
	}
	return list
}

// Code returns the number of a value, and whether the column has it.
func (g *Groups) Code(value string) (code int, ok bool) {
	for i, v := range g.Values {
		if v == value {
			return i, true
		}
	}
	return 0, false
}

// Places returns the places from, …, to−1 of a class's order whose value has
// the number code: those after skip of them, at most limit, and how many there
// are in all. Backwards they begin at to−1.
func (g *Groups) Places(class uint8, code, from, to int, backwards bool, skip, limit int) (places []int, total int) {
	codes := g.codes[class]
	for i := range to - from {
		place := from + i
		if backwards {
			place = to - 1 - i
		}
		if int(codes[place]) != code {
			continue
		}
		if total >= skip && len(places) < limit {
			places = append(places, place)
		}
		total++
	}
	return places, total
}

// bytes is about how much memory g takes, with its quartiles.
func (g *Groups) bytes() int64 {
	n := int64(0)
	for class := range g.codes {
		n += 4*int64(len(g.codes[class])) + 8*int64(len(g.weights[class]))
	}
	for _, v := range g.Values {
		n += 64 + int64(len(v))
	}
	return n
}

// A groupCache keeps the groups that were used last, up to a number of bytes.
type groupCache struct {
	most    int64
	loading sync.Mutex // held while groups are read

	mu    sync.Mutex
	bytes int64
	order []cachedGroups // the one used last at the end
}

type cachedGroups struct {
	run    int64
	groups *Groups
}

// groupCacheBytes is how much memory groups may take; those that were asked for
// last stay, whatever their size.
const groupCacheBytes = 256 << 20

func (c *groupCache) kept(run int64, name string) *Groups {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, e := range c.order {
		if e.run == run && e.groups.Column == name {
			c.order = append(append(c.order[:i:i], c.order[i+1:]...), e)
			return e.groups
		}
	}
	return nil
}

func (c *groupCache) put(run int64, g *Groups) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.order = append(c.order, cachedGroups{run, g})
	c.bytes += g.bytes()
	for c.bytes > c.most && len(c.order) > 1 {
		c.bytes -= c.order[0].groups.bytes()
		c.order = c.order[1:]
	}
}

// remove forgets the groups of a run that was deleted.
func (c *groupCache) remove(run int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var left []cachedGroups
	for _, e := range c.order {
		if e.run == run {
			c.bytes -= e.groups.bytes()
		} else {
			left = append(left, e)
		}
	}
	c.order = left
}

// clear forgets all groups.
func (c *groupCache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.order, c.bytes = nil, 0
}
