package column

import (
	"encoding/binary"
	"fmt"

	"tradeoff/internal/blob"
)

// How the texts of a chunk are written; the first byte says which.
const (
	textsPlain      = 1 // packed lengths, then all bytes as a section
	textsDictionary = 2 // the distinct texts as in plain, then packed indices
)

// maxDictionary is the most distinct texts that are kept once; more of them
// are names rather than groups, which zstd compresses better.
const maxDictionary = 512

// maxChunkBytes bounds the bytes of a chunk's texts, since they are read whole.
const maxChunkBytes = 512 << 20

// appendTexts appends the strings from, … , to−1 of t:
//
//	1  plain       packed lengths, a section of all bytes
//	2  dictionary  count (uvarint), lengths and bytes of the distinct texts, packed indices
func appendTexts(dst []byte, t *Texts, from, to int) ([]byte, error) {
	all := make([][]byte, 0, to-from)
	index := make([]uint64, 0, to-from)
	var distinct [][]byte
	seen := make(map[string]uint64)
	size := 0
	for i := from; i < to; i++ {
		s := t.At(i)
		all = append(all, s)
		size += len(s)
		if len(distinct) > maxDictionary {
			continue
		}
		k, found := seen[string(s)]
		if !found {
			k = uint64(len(distinct))
			seen[string(s)] = k
			distinct = append(distinct, s)
		}
		index = append(index, k)
	}
	if size > maxChunkBytes {
		return nil, fmt.Errorf("the texts from row %d on take %d bytes; at most %d can be stored in %d rows", from+1, size,
			maxChunkBytes, ChunkLen)
	}
	if len(distinct) > min(maxDictionary, (to-from)/2) {
		return appendPlain(append(dst, textsPlain), all), nil
	}
	dst = binary.AppendUvarint(append(dst, textsDictionary), uint64(len(distinct)))
	return blob.AppendPacked(appendPlain(dst, distinct), index), nil
}

func appendPlain(dst []byte, texts [][]byte) []byte {
	lengths := make([]uint64, len(texts))
	var joined []byte
	for i, s := range texts {
		lengths[i] = uint64(len(s))
		joined = append(joined, s...)
	}
	return blob.AppendSection(blob.AppendPacked(dst, lengths), joined)
}

// readTexts returns the n texts that appendTexts wrote, or nil and a fault in r.
func readTexts(r *blob.Reader, n int) [][]byte {
	distinct, index := readCoded(r, n)
	if index == nil {
		return distinct
	}
	texts := make([][]byte, n)
	for i, k := range index {
		texts[i] = distinct[k]
	}
	return texts
}

// readCoded returns the distinct texts and the index of each of the n texts
// among them; or all n texts and no index, if that is how they were written.
func readCoded(r *blob.Reader, n int) (texts [][]byte, index []uint64) {
	switch form := r.Byte(); {
	case r.Err() != nil:
		return nil, nil
	case form == textsPlain:
		return readPlain(r, n), nil
	case form == textsDictionary:
		texts = readPlain(r, r.Count(n))
		index = make([]uint64, n)
		if r.Packed(index); r.Err() != nil {
			return nil, nil
		}
		for _, k := range index {
			if k >= uint64(len(texts)) {
				r.Failf("text %d in a dictionary of %d", k, len(texts))
				return nil, nil
			}
		}
		return texts, index
	default:
		r.Failf("an unknown form of texts, %d", form)
		return nil, nil
	}
}

func readPlain(r *blob.Reader, n int) [][]byte {
	lengths := make([]uint64, n)
	r.Packed(lengths)
	joined := r.Section(maxChunkBytes)
	if r.Err() != nil {
		return nil
	}
	texts := make([][]byte, n)
	for i, l := range lengths {
		if l > uint64(len(joined)) {
			r.Failf("text %d ends behind the end", i)
			return nil
		}
		texts[i], joined = joined[:l:l], joined[l:]
	}
	if len(joined) > 0 {
		r.Failf("%d bytes belong to no text", len(joined))
		return nil
	}
	return texts
}
