package store

import (
	"testing"

	"tradeoff/internal/blob"
	"tradeoff/internal/calc"
)

// FuzzDecodeSweep decodes arbitrary bytes with a valid checksum as a directory and as the
// first chunk of its sweep. Every method of an accepted sweep must work.
func FuzzDecodeSweep(f *testing.F) {
	for _, b := range cases() {
		if len(b.Label) > 100 {
			b.Label, b.Score = b.Label[:100], b.Score[:100]
			if b.Weight != nil {
				b.Weight = b.Weight[:100]
			}
		}
		s, err := calc.NewSweep(b)
		if err != nil {
			f.Fatal(err)
		}
		if directory := encodeDirectory(s); s.Len() > 1 {
			cells := encodeCells(s, 0)
			f.Add(directory[1:len(directory)-4], cells[1:len(cells)-4])
		}
	}
	f.Fuzz(func(t *testing.T, directory, data []byte) {
		d, err := decodeDirectory(sealed(directoryVersion, directory))
		if err != nil || d.chunks() == 0 {
			return
		}
		c, err := decodeCells(d, 0, sealed(cellsVersion, data))
		if err != nil {
			return
		}
		for _, threshold := range []float64{c.score[0], c.score[len(c.score)-1], 0.5} {
			if k := d.find(threshold); k == 0 {
				i := c.at(threshold)
				c.points(d, k, i, i+1)
			}
		}
		all := newCells(d)
		all.append(c)
		_, _ = calc.RestoreSweep(d.kind, all.score, all.npos, all.nneg, all.wpos, all.wneg)
	})
}

// FuzzDecodeOrder decodes arbitrary bytes with a valid checksum as a list of rows.
func FuzzDecodeOrder(f *testing.F) {
	for _, chunk := range encodeOrder([]uint32{5, 0, 3, 9}) {
		f.Add(chunk[1 : len(chunk)-4])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, err := decodeOrder(nil, sealed(orderVersion, data), 10)
		for _, r := range rows {
			if err == nil && r >= 10 {
				t.Errorf("row %d of 10", r)
			}
		}
	})
}

func sealed(version byte, body []byte) []byte {
	return blob.Seal(append([]byte{version}, body...))
}
