package arrow

import "encoding/binary"

// readStream reads the headers of the messages of a stream, one after the
// other.
func (f *File) readStream() error {
	pos := int64(0)
	for messages := 0; pos < f.end; messages++ {
		var head [8]byte
		if f.end-pos < int64(len(head)) {
			return damaged("it ends within a message")
		}
		if err := readAt(f.r, head[:], pos); err != nil {
			return err
		}
		if string(head[:4]) != StreamMagic {
			return damaged("a message does not begin as one")
		}
		pos += int64(len(head))
		length := int64(binary.LittleEndian.Uint32(head[4:]))
		if length == 0 {
			f.ended = true
			break
		}
		if length > f.end-pos {
			return damaged("it ends within a message")
		}
		if messages > maxBatches {
			return tooLarge("the Arrow stream has more than %d messages", maxBatches)
		}
		b := block{at: pos, length: length, body: pos + length}
		m, err := f.message(b)
		if err != nil {
			return err
		}
		pos = b.body + m.body
		if err := f.streamed(b, m); err != nil {
			return err
		}
	}
	if f.schema == nil {
		return damaged("it has no schema")
	}
	if pos < f.end {
		return damaged("there are %d bytes after its end", f.end-pos)
	}
	return nil
}

// streamed takes in a message of a stream, of which the first has the schema.
func (f *File) streamed(b block, m message) (err error) {
	switch first := f.schema == nil; {
	case first != (m.kind == schemaMessage):
		return damaged("its schema is not its first message")
	case first:
		if f.schema, err = readSchema(m.header, m.version, f.limits); err == nil && m.header.f.err != nil {
			err = unreadableFlat(m.header.f)
		}
		return err
	}
	return f.add(b, m)
}
