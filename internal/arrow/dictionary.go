package arrow

import (
	"context"
	"slices"
	"sync"

	"tradeoff/internal/tradeoff"
)

// A dictionary is the values that columns count. In a stream a later message
// may replace them.
type dictionary struct {
	values valueType
	states []*dictionaryState // in the order in which they come
}

// A dictionaryState is the content of a dictionary from some batch on. Values
// added later do not change earlier states.
type dictionaryState struct {
	from   int     // batch of rows
	pieces []block // which have its values, one after the other

	once   sync.Once
	err    error
	arrays []*array
	ends   []int // values in each array and all before it
}

// Values of dictionaries that are in memory at once, in bytes.
const maxDictionaries = 256 << 20

// dictionary returns the type of a field whose values lie in a dictionary.
func (s *schema) dictionary(t flatTable) (valueType, *tradeoff.Error) {
	encoding, ok := t.table(4)
	if !ok {
		return valueType{}, damaged("its schema cannot be read")
	}
	index := valueType{meaning: integers, bits: 32}
	if typ, ok := encoding.table(1); ok {
		if index = integerType(typ); index.why != "" {
			return valueType{}, damaged("the dictionary of the column has indices of an unknown type")
		}
	}
	values := newValueType(t)
	if values.why != "" {
		return values, nil
	}
	id := encoding.int64(0)
	d := s.dictionaries[id]
	if d == nil {
		d = &dictionary{values: values}
		s.dictionaries[id] = d
	} else if d.values != values {
		return valueType{}, damaged("its columns do not agree on dictionary %d", id)
	}
	index.dictionary = d
	return index, nil
}

// add takes in a message with values of a dictionary, before the given batch
// of rows.
func (d *dictionary) add(b block, delta bool, batch int) {
	n := len(d.states)
	if delta && n > 0 {
		d.states[n-1].pieces = append(d.states[n-1].pieces, b)
		return
	}
	d.states = append(d.states, &dictionaryState{from: batch, pieces: []block{b}})
}

// at returns the state of the dictionary for a batch of rows, nil if it has
// no values yet.
func (d *dictionary) at(batch int) *dictionaryState {
	i, _ := slices.BinarySearchFunc(d.states, batch+1, func(s *dictionaryState, batch int) int { return s.from - batch })
	if i == 0 {
		return nil
	}
	return d.states[i-1]
}

// load reads the values, once.
func (s *dictionaryState) load(ctx context.Context, f *File, typ *valueType) error {
	s.once.Do(func() {
		r := f.NewReader()
		r.keep = true
		defer r.release()
		defer func() {
			if v := recover(); v != nil {
				s.err = broken(v)
			}
		}()
		n := 0
		for _, piece := range s.pieces {
			if s.err = ctx.Err(); s.err != nil {
				return
			}
			b, err := r.batch(piece, place{1, typ.buffers(), typ.counts()})
			if err != nil {
				s.err = err
				return
			}
			a, err := r.array(b, place{}, typ, b.rows, false)
			if err != nil {
				s.err = err
				return
			}
			n += a.n
			s.arrays, s.ends = append(s.arrays, a), append(s.ends, n)
		}
	})
	return s.err
}

// len returns the number of values.
func (s *dictionaryState) len() int {
	if len(s.ends) == 0 {
		return 0
	}
	return s.ends[len(s.ends)-1]
}

// find returns the array that has value i, and where in it.
func (s *dictionaryState) find(i int) (*array, int) {
	if i < s.ends[0] {
		return s.arrays[0], i
	}
	k, _ := slices.BinarySearch(s.ends, i+1)
	return s.arrays[k], i - s.ends[k-1]
}
