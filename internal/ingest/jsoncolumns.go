package ingest

import (
	"bytes"
	"io"

	"tradeoff/internal/tradeoff"
)

// A jsonCursor steps through one list, or one object, of a document.
type jsonCursor struct {
	*jsonScanner
	name  []byte
	kind  byte
	key   []byte // of an object's item
	begun bool
}

// advance moves to the next value. more is false at the end.
func (c *jsonCursor) advance() (more bool, err error) {
	c.mark = -1
	if !c.begun {
		if err := c.open(c.kind); err != nil {
			return false, err
		}
	}
	more, err = c.item(c.kind, !c.begun)
	c.begun = true
	if err != nil || !more {
		return false, err
	}
	if c.kind == jsonObject {
		if _, err := c.jsonScanner.next(); err != nil {
			return false, c.cut(err)
		}
		c.mark = c.at()
		if err := c.jsonScanner.key(); err != nil {
			return false, err
		}
		key := c.slice(c.mark, c.at())
		c.key = append(c.key[:0], key[:bytes.LastIndexByte(key, '"')+1]...)
	}
	return true, nil
}

// take appends the value that the cursor has advanced to.
func (c *jsonCursor) take(pairs []jsonMember) ([]jsonMember, error) {
	if _, err := c.jsonScanner.next(); err != nil {
		return nil, c.cut(err)
	}
	c.mark = c.at()
	from, kind, err := c.value()
	if err != nil {
		return nil, err
	}
	return append(pairs, jsonMember{c.name, c.slice(from, c.at()), kind}), nil
}

// A jsonColumns returns the rows of parallel lists, or of parallel objects
// with the same keys. All have the same length.
type jsonColumns struct {
	cursors []*jsonCursor
	index   bool // the keys of objects are a column
}

func (t *jsonColumns) next(pairs []jsonMember) ([]jsonMember, error) {
	first := t.cursors[0]
	for i, c := range t.cursors {
		more, err := c.advance()
		switch {
		case err != nil:
			return nil, err
		case !more: // all end together
			return nil, io.EOF
		case !bytes.Equal(c.key, first.key):
			return nil, tradeoff.Errorf(tradeoff.Invalid, "%q has its rows in another order than %q: there is %s instead of %s",
				clip(string(c.name)), clip(string(first.name)), clip(string(c.key)), clip(string(first.key))).
				WithHint("Send all columns with the same rows in the same order.").At(tradeoff.Place{Column: string(c.name)})
		}
		if t.index && i == 0 {
			pairs = append(pairs, jsonMember{[]byte("index"), first.key, jsonString})
		}
		if pairs, err = c.take(pairs); err != nil {
			return nil, err
		}
	}
	return pairs, nil
}
