// Package column holds the columns of a test set: in memory as ingest reads
// them, and as the compressed chunks that the store keeps.
package column

import (
	"iter"
	"sort"

	"tradeoff/internal/tradeoff"
)

// Type is the type of a column's values.
type Type string

// The types of columns.
const (
	Label Type = "label"   // 0 or 1, one byte each
	Class Type = "class"   // indices of classes or images, two bytes each
	Float Type = "float64" // finite numbers
	Text  Type = "text"    // strings as in the file
)

// A Column is one named column of a test set in file order. Exactly one of
// Labels, Classes, Floats and Texts is set, and says the column's type.
type Column struct {
	Name    string
	Role    tradeoff.Role
	Labels  []uint8
	Classes []uint16 // the run has their names
	Floats  []float64
	Texts   *Texts
}

// Type returns the type of c's values.
func (c *Column) Type() Type {
	switch {
	case c.Texts != nil:
		return Text
	case c.Floats != nil:
		return Float
	case c.Classes != nil:
		return Class
	default:
		return Label
	}
}

// Len returns the number of values.
func (c *Column) Len() int {
	switch c.Type() {
	case Text:
		return c.Texts.Len()
	case Float:
		return len(c.Floats)
	case Class:
		return len(c.Classes)
	default:
		return len(c.Labels)
	}
}

// Texts is a list of strings with an overhead of four bytes a string, and
// never moves them. The zero Texts is empty and ready.
type Texts struct {
	blocks []textBlock
	starts []int // index of each block's first string
	n      int
}

type textBlock struct {
	data []byte
	ends []uint32 // end of each string in data
}

// A block is closed before it grows beyond these: appending to a huge slice
// copies it and stalls everything else.
const (
	blockBytes = 1 << 20
	blockTexts = 1 << 16
)

// Append adds a copy of s.
func (t *Texts) Append(s []byte) {
	if len(t.blocks) == 0 {
		t.open()
	}
	b := &t.blocks[len(t.blocks)-1]
	if len(b.ends) >= blockTexts || (len(b.ends) > 0 && len(b.data)+len(s) > blockBytes) {
		t.open()
		b = &t.blocks[len(t.blocks)-1]
	}
	b.data = append(b.data, s...)
	b.ends = append(b.ends, uint32(len(b.data)))
	t.n++
}

// open begins a block, with room for what the block before it held.
func (t *Texts) open() {
	var b textBlock
	if k := len(t.blocks); k > 0 {
		last := &t.blocks[k-1]
		b = textBlock{make([]byte, 0, len(last.data)), make([]uint32, 0, len(last.ends))}
	}
	t.blocks = append(t.blocks, b)
	t.starts = append(t.starts, t.n)
}

// Join adds all strings of u behind those of t without copying them. Neither
// u nor t may be appended to afterwards.
func (t *Texts) Join(u *Texts) {
	for i, b := range u.blocks {
		t.blocks = append(t.blocks, b)
		t.starts = append(t.starts, t.n+u.starts[i])
	}
	t.n += u.n
}

// Len returns the number of strings.
func (t *Texts) Len() int { return t.n }

// Bytes is the approximate memory of t.
func (t *Texts) Bytes() (n int64) {
	for _, b := range t.blocks {
		n += int64(cap(b.data)) + 4*int64(cap(b.ends))
	}
	return n
}

// At returns string i. The caller must not change it.
func (t *Texts) At(i int) []byte {
	k := sort.SearchInts(t.starts, i+1) - 1
	b, j := &t.blocks[k], i-t.starts[k]
	from := uint32(0)
	if j > 0 {
		from = b.ends[j-1]
	}
	return b.data[from:b.ends[j]:b.ends[j]]
}

// NewTexts returns the strings that lie behind each other in data and end at
// ends. It takes ownership of both.
func NewTexts(data []byte, ends []uint32) *Texts {
	t := &Texts{}
	if len(ends) > 0 {
		t.blocks = []textBlock{{data, ends}}
		t.starts = []int{0}
		t.n = len(ends)
	}
	return t
}

// All yields the strings with their indices, in order, faster than At does.
// They must not be changed.
func (t *Texts) All() iter.Seq2[int, []byte] {
	return func(yield func(int, []byte) bool) {
		i := 0
		for _, b := range t.blocks {
			from := uint32(0)
			for _, to := range b.ends {
				if !yield(i, b.data[from:to:to]) {
					return
				}
				from = to
				i++
			}
		}
	}
}
