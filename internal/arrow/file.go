package arrow

import (
	"encoding/binary"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"tradeoff/internal/limits"
)

// Magic begins a file, and StreamMagic a stream, as every message of it.
const (
	Magic       = "ARROW1\x00\x00"
	StreamMagic = "\xff\xff\xff\xff"
)

// Bytes around the footer of a file, and bounds of what is read of one.
const (
	headBytes = len(Magic)
	tailBytes = 4 + 6 // the length of the footer, and the magic without its padding

	// The flatbuffers of a batch of a thousand columns have about 100 KB.
	maxFlat    = 32 << 20
	maxBatches = 1 << 15
)

// A File is an Arrow file or stream that is open for reading. Several
// goroutines may read it, each with its own [Reader].
type File struct {
	r      io.ReaderAt
	limits limits.Limits
	end    int64 // of the messages
	ended  bool  // it has an end mark

	schema  *schema
	batches []block
	rows    []int // of each batch
	total   int   // rows
	columns []Column
	names   int // bytes of those of the columns

	room         *limits.Room
	large        chan struct{}
	dictionaries atomic.Int64 // bytes of them in memory

	mutex sync.Mutex
	read  map[chunk]bool // whose bytes have been counted
}

// A chunk is a column's part of a batch.
type chunk struct {
	leaf  *leaf
	group int
}

// A Column is one column of the table.
type Column struct {
	Name    string
	Numeric bool   // its values are numbers, see [Values.Floats]
	Why     string // why it has no values here, "" if it has
	Leaf    int    // the stored column to read
	Element int    // its place in the lists of the leaf, 0 if it has none
}

// A block is the position of a message.
type block struct {
	at, length int64 // of its flatbuffer
	body       int64 // where the body begins
}

// A message is the flatbuffer of one.
type message struct {
	header  flatTable
	version int
	kind    int
	body    int64 // bytes
}

// Values of message.kind.
const (
	schemaMessage     = 1
	dictionaryMessage = 2
	batchMessage      = 3
)

// Open reads the structure of a file or stream of the given size. Its errors,
// and those of reading on, are those of r, unchanged, or a [*tradeoff.Error];
// places are rows, counted from 1.
func Open(r io.ReaderAt, size int64, l limits.Limits) (f *File, err error) {
	defer func() {
		if v := recover(); v != nil {
			f, err = nil, broken(v)
		}
	}()
	l = l.OrDefault()
	f = &File{r: r, limits: l, end: size, room: limits.NewRoom(size, l), large: make(chan struct{}, 1),
		read: map[chunk]bool{}}
	var head [headBytes]byte
	if size < int64(headBytes) {
		return nil, damaged("it has only %d bytes", size)
	}
	if err := readAt(r, head[:], 0); err != nil {
		return nil, err
	}
	switch {
	case string(head[:]) == Magic:
		err = f.readFooter()
	case string(head[:4]) == StreamMagic:
		err = f.readStream()
	default:
		err = damaged("it does not begin as one")
	}
	if err != nil {
		return nil, err
	}
	for i := range f.schema.leaves {
		if err := f.addColumns(i); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// readFooter reads the end of a file, and the headers of its messages.
func (f *File) readFooter() error {
	var tail [tailBytes]byte
	if f.end < int64(headBytes+tailBytes) {
		return damaged("it has only %d bytes", f.end)
	}
	if err := readAt(f.r, tail[:], f.end-int64(tailBytes)); err != nil {
		return err
	}
	if string(tail[4:]) != Magic[:6] {
		return damaged("it does not end with %s: its end may be missing", Magic[:6])
	}
	length := int64(binary.LittleEndian.Uint32(tail[:4]))
	if length > f.end-int64(headBytes+tailBytes) {
		return damaged("its footer should have %d bytes, more than the file", length)
	}
	f.end -= int64(tailBytes) + length
	flat, err := f.flat(f.end, length)
	if err != nil {
		return err
	}
	footer := flat.root()
	version := footer.int16(0, 0)
	top, _ := footer.table(1)
	if flat.err != nil {
		return unreadableFlat(flat)
	}
	if err := checkVersion(version); err != nil {
		return err
	}
	if f.schema, err = readSchema(top, version, f.limits); err != nil {
		return err
	}
	dictionaries, batches := footer.vector(2, 24), footer.vector(3, 24)
	if flat.err != nil {
		return unreadableFlat(flat)
	}
	if dictionaries.n > maxBatches || batches.n > maxBatches {
		return tooLarge("the Arrow file has more than %d batches", maxBatches)
	}
	for i := range dictionaries.n {
		if err := f.addBlock(dictionaries, i, dictionaryMessage); err != nil {
			return err
		}
	}
	for i := range batches.n {
		if err := f.addBlock(batches, i, batchMessage); err != nil {
			return err
		}
	}
	for id, d := range f.schema.dictionaries {
		if len(d.states) > 1 {
			return damaged("it has two dictionaries %d", id)
		}
	}
	f.ended = true
	return nil
}

// addBlock takes in a message by its entry in the footer: where it begins (8 bytes),
// how long it is without its body (4 and 4 unused) and with it.
func (f *File) addBlock(blocks flatVector, i, kind int) error {
	at, length := blocks.int64(i, 0), int64(blocks.int32(i, 8))
	if at < int64(headBytes) || at > f.end || length < 8 || length > f.end-at {
		return damaged("a batch is outside the file")
	}
	var head [8]byte
	if err := readAt(f.r, head[:], at); err != nil {
		return err
	}
	prefix, n := int64(8), int64(binary.LittleEndian.Uint32(head[4:]))
	if string(head[:4]) != StreamMagic { // of before 2019
		prefix, n = 4, int64(binary.LittleEndian.Uint32(head[:4]))
	}
	if n > length-prefix {
		return damaged("a batch is longer than in the footer")
	}
	b := block{at: at + prefix, length: n, body: at + length}
	m, err := f.message(b)
	if err != nil {
		return err
	}
	if m.kind != kind {
		return damaged("the footer lists a message of another kind")
	}
	return f.add(b, m)
}

// flat reads a flatbuffer.
func (f *File) flat(at, length int64) (*flat, error) {
	if length > maxFlat {
		return nil, tooLarge("a description of columns in the Arrow file has more than %d MB", maxFlat>>20)
	}
	if err := f.room.Take(length); err != nil {
		return nil, err
	}
	b := make([]byte, length)
	if err := readAt(f.r, b, at); err != nil {
		return nil, err
	}
	return &flat{b: b}, nil
}

func unreadableFlat(f *flat) error {
	e := damaged("a description of its columns cannot be read")
	e.Err = f.err
	return e
}

// message reads the flatbuffer of a message.
func (f *File) message(b block) (message, error) {
	flat, err := f.flat(b.at, b.length)
	if err != nil {
		return message{}, err
	}
	t := flat.root()
	m := message{version: t.int16(0, 0), kind: t.int8(1, 0), body: t.int64(3)}
	m.header, _ = t.table(2)
	if flat.err != nil || m.header.f == nil {
		return message{}, unreadableFlat(flat)
	}
	if err := checkVersion(m.version); err != nil {
		return message{}, err
	}
	if m.body < 0 || b.body > f.end || m.body > f.end-b.body {
		return message{}, damaged("a batch is longer than the file")
	}
	return m, nil
}

// add takes in a message with a dictionary or rows.
func (f *File) add(b block, m message) error {
	flat := m.header.f
	switch m.kind {
	case dictionaryMessage:
		d := f.schema.dictionaries[m.header.int64(0)]
		delta := m.header.int8(2, 0) != 0
		if flat.err != nil {
			return unreadableFlat(flat)
		}
		if d != nil { // otherwise no column that is read uses it
			d.add(b, delta, len(f.batches))
		}
	case batchMessage:
		rows := m.header.int64(0)
		if flat.err != nil {
			return unreadableFlat(flat)
		}
		if rows < 0 {
			return damaged("a batch has %d rows", rows)
		}
		if rows > int64(f.limits.Rows-f.total) {
			return limits.Rows.Refuse("Send a sample of the rows", "the file has more than %d rows", f.limits.Rows)
		}
		f.batches, f.rows = append(f.batches, b), append(f.rows, int(rows))
		f.total += int(rows)
	default:
		return damaged("it has a message of another kind (%d)", m.kind)
	}
	return nil
}

// addColumns makes columns of a leaf: one for each element if it is a list.
func (f *File) addColumns(i int) error {
	l := &f.schema.leaves[i]
	if l.list != 0 && l.why == "" {
		if l.list != fixedListKind {
			var err error
			if l.width, err = f.listWidth(i); err != nil {
				return l.wrap(err)
			}
		}
		if l.width < 1 {
			l.why = "its lists are empty"
		}
	}
	if l.why != "" {
		l.width = 1
	}
	if l.width > f.limits.Columns-len(f.columns) {
		return tooManyColumns(f.limits)
	}
	if f.names += l.width * len(l.name); f.names > maxNames {
		return tooLarge("the names of the columns have more than %d MB", maxNames>>20)
	}
	for k := range l.width {
		c := Column{Name: l.name, Numeric: l.why == "" && l.values.numeric(), Why: l.why, Leaf: i, Element: k}
		if l.list != 0 && l.why == "" {
			c.Name = fmt.Sprintf("%s[%d]", l.name, k)
		}
		f.columns = append(f.columns, c)
	}
	return nil
}

// listWidth returns how many values the first row's list has.
func (f *File) listWidth(leaf int) (int, error) {
	for i, rows := range f.rows {
		if rows == 0 {
			continue
		}
		r := f.NewReader()
		defer r.release()
		b, err := r.batch(f.batches[i], f.schema.size)
		if err != nil {
			return 0, err
		}
		a, err := r.lists(b, &f.schema.leaves[leaf])
		if err != nil {
			return 0, err
		}
		if a.missing(0) {
			return 0, nil
		}
		return int(min(a.offset(1)-a.offset(0), int64(f.limits.Columns)+1)), nil
	}
	return 0, nil
}

// Rows returns the number of rows.
func (f *File) Rows() int { return f.total }

// Ended reports whether the file has an end mark. A stream without one may
// lack rows.
func (f *File) Ended() bool { return f.ended }

// Groups returns the number of rows in each batch.
func (f *File) Groups() []int { return f.rows }

// Columns returns the columns, in order.
func (f *File) Columns() []Column { return f.columns }

// Width returns how many columns a leaf has.
func (f *File) Width(leaf int) int { return f.schema.leaves[leaf].width }
