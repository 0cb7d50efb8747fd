package parquet

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"unicode/utf8"

	"tradeoff/internal/tradeoff"
)

// ErrEnough, returned by a visit, ends reading without an error.
var ErrEnough = errors.New("parquet: enough")

// A Reader reads the values of a file. It belongs to one goroutine.
type Reader struct {
	f        *File
	pager    pager
	def, rep []uint32
	index    []uint32
	list     list
	dict     dictionary
	buf      []byte // of a text
}

// NewReader returns a reader of f.
func (f *File) NewReader() *Reader {
	return &Reader{f: f, pager: pager{r: f.r, end: f.end, room: f.room, large: f.large}}
}

// A page is a page of values, decoded.
type page struct {
	n     int      // values, missing ones included
	def   []uint32 // definition levels; nil: no value is missing
	rep   []uint32 // repetition levels of a list
	list  *list
	index []uint32 // into list; nil: one after the other
}

// A dictionary is the list that pages of a chunk point into.
type dictionary struct {
	list
	set   bool
	texts *list // the values as texts, on first use
	utf8  int8  // whether all values are: 0 is not known yet, -1 no, 1 yes
}

// valid reports whether all values are UTF-8.
func (d *dictionary) valid() bool {
	if d.utf8 == 0 {
		d.utf8 = 1
		for k := range d.spans {
			if !utf8.Valid(d.bytes(k)) {
				d.utf8 = -1
			}
		}
	}
	return d.utf8 > 0
}

// Read calls visit with the values of a leaf in a row group, page by page.
// The values are valid until visit returns.
func (r *Reader) Read(ctx context.Context, group, leaf int, visit func(*Values) error) error {
	l := &r.f.leaves[leaf]
	if l.why != "" {
		return inColumn(unsupported("Write its values as separate columns.", "a column of which %s", l.why), l.name, 0)
	}
	first := 0 // row of the group
	for _, g := range r.f.groups[:group] {
		first += g.rows
	}
	at := 0 // value of the group
	err := r.pages(ctx, group, leaf, func(p *page) error {
		v := &Values{page: p, leaf: l, reader: r, first: first*l.width + at}
		if l.maxRep == 1 {
			if err := v.checkLists(at); err != nil {
				return err
			}
		}
		at += p.n
		if at > r.f.groups[group].rows*l.width {
			return inColumn(damaged("a row group has more values than rows"), l.name, 0)
		}
		return visit(v)
	})
	if errors.Is(err, ErrEnough) {
		return nil
	}
	if err == nil && at != r.f.groups[group].rows*l.width {
		return inColumn(damaged("a row group has %d values for %d rows", at, r.f.groups[group].rows), l.name, 0)
	}
	return err
}

// pages decodes the pages of a chunk.
func (r *Reader) pages(ctx context.Context, group, leaf int, visit func(*page) error) (err error) {
	l, c := &r.f.leaves[leaf], &r.f.groups[group].chunks[leaf]
	defer r.pager.close()
	defer func() {
		if v := recover(); v != nil {
			err = broken(v)
		}
	}()
	r.pager.begin(*c)
	r.dict.set = false
	for left := c.values; left > 0; {
		if err := ctx.Err(); err != nil {
			return err
		}
		h, data, err := r.pager.next()
		if err != nil {
			return l.wrap(err)
		}
		switch h.kind {
		case dictionaryPage:
			if err := r.dictionary(l, h, data); err != nil {
				return l.wrap(err)
			}
		case dataPage, dataPage2:
			if h.values > left {
				return l.wrap(errCount)
			}
			left -= h.values
			p, err := r.page(l, h, data)
			if err != nil {
				return l.wrap(err)
			}
			if err := visit(p); err != nil {
				return err
			}
		}
	}
	return nil
}

// wrap adds the column to an error in the bytes. Errors of the file's reader
// are returned unchanged.
func (l *leaf) wrap(err error) error {
	var ours *tradeoff.Error
	var path *fs.PathError
	switch {
	case errors.As(err, &ours):
		if ours.Place.Column == "" {
			return inColumn(ours, l.name, ours.Place.Row)
		}
		return err
	case errors.As(err, &path), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, errPage):
		return inColumn(tradeoff.Errorf(tradeoff.TooLarge, "a page of the column has more than %d MB", maxPage>>20).
			WithHint("Write smaller pages or row groups."), l.name, 0)
	}
	e := damaged("a page cannot be read: %v", err)
	e.Err = err
	return inColumn(e, l.name, 0)
}

// dictionary decodes the page that others point into.
func (r *Reader) dictionary(l *leaf, h pageHeader, data []byte) error {
	if h.encoding != plain && h.encoding != plainDictionary {
		return errEncoding
	}
	if err := r.dict.decode(l, plain, data, int(h.values), r.f.room); err != nil {
		return err
	}
	r.dict.set, r.dict.texts, r.dict.utf8 = true, nil, 0
	r.pager.packed, r.pager.unpacked = nil, nil // which contains the dictionary's bytes
	return nil
}

// page decodes a page of values.
func (r *Reader) page(l *leaf, h pageHeader, data []byte) (*page, error) {
	p := &page{n: int(h.values), list: &r.list}
	var defs, reps []byte
	var err error
	if h.kind == dataPage2 {
		if reps, data, err = cut(data, h.repBytes); err == nil {
			defs, data, err = cut(data, h.defBytes)
		}
	} else {
		if l.maxRep > 0 {
			reps, data, err = cutLevels(data, h.repLevels, l.maxRep, p.n)
		}
		if l.maxDef > 0 && err == nil {
			defs, data, err = cutLevels(data, h.levels, l.maxDef, p.n)
		}
	}
	if err != nil {
		return nil, err
	}
	if l.maxRep > 0 {
		if p.rep, err = levels(r.rep[:0], h.repLevels, reps, l.maxRep, p.n); err != nil {
			return nil, err
		}
		if p.rep == nil { // all of them go on with a list
			p.rep = slices.Repeat([]uint32{1}, p.n)
		}
		r.rep = p.rep
	}
	present := p.n
	if l.maxDef > 0 {
		if p.def, err = levels(r.def[:0], h.levels, defs, l.maxDef, p.n); err != nil {
			return nil, err
		}
		if p.def != nil {
			r.def = p.def
			present = 0
			for _, d := range p.def {
				if int(d) == l.maxDef {
					present++
				}
			}
		}
	}
	if h.encoding == plainDictionary || h.encoding == dictionaryIndex {
		return p, r.indices(p, data, present)
	}
	return p, r.list.decode(l, h.encoding, data, present, r.f.room)
}

// indices decodes a page that points into the dictionary.
func (r *Reader) indices(p *page, data []byte, n int) error {
	if !r.dict.set {
		return errors.New("its dictionary is missing")
	}
	p.list, p.index = &r.dict.list, r.index[:0]
	if n > 0 {
		if len(data) == 0 {
			return errShort
		}
		var err error
		if p.index, err = hybrid(p.index, data[1:], uint(data[0]), n); err != nil {
			return err
		}
	}
	r.index = p.index
	size := uint32(r.dict.len())
	for _, i := range p.index {
		if i >= size {
			return errors.New("a value is not in the dictionary")
		}
	}
	if p.index == nil {
		p.index = []uint32{}
	}
	return nil
}
