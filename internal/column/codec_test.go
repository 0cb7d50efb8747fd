package column

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/blob"
)

func texts(list ...string) *Texts {
	t := new(Texts)
	for _, s := range list {
		t.Append([]byte(s))
	}
	return t
}

// samples are columns of n values, at least one for each form of a chunk.
func samples(n int) []*Column {
	r := rand.New(rand.NewPCG(1, 2))
	labels, scores, rounded := make([]uint8, n), make([]float64, n), make([]float64, n)
	classes := make([]uint16, n)
	ids, groups, words := new(Texts), new(Texts), new(Texts)
	for i := range n {
		labels[i] = uint8(r.IntN(2))
		classes[i] = uint16(r.IntN(1 << (1 + i%16)))
		scores[i] = r.NormFloat64()
		rounded[i] = float64(r.IntN(100)) / 100
		ids.Append(fmt.Appendf(nil, "S-%05d", i))
		groups.Append([]byte([]string{"5a", "5b", "", "naïve\x00\xff"}[r.IntN(4)]))
		words.Append([]byte(strings.Repeat("x", r.IntN(40))))
	}
	return []*Column{
		{Name: "label", Labels: labels}, {Name: "score", Floats: scores}, {Name: "rounded", Floats: rounded},
		{Name: "class", Classes: classes},
		{Name: "id", Texts: ids}, {Name: "group", Texts: groups}, {Name: "words", Texts: words},
	}
}

func encode(t testing.TB, c *Column) (chunks [][]byte) {
	t.Helper()
	for k := range Chunks(c.Len()) {
		b, err := EncodeChunk(c, k)
		if err != nil {
			t.Fatal(err)
		}
		chunks = append(chunks, b)
	}
	return chunks
}

func same(a, b *Column) bool {
	if a.Len() != b.Len() || a.Type() != b.Type() {
		return false
	}
	for i := range a.Len() {
		switch {
		case a.Texts != nil:
			if !bytes.Equal(a.Texts.At(i), b.Texts.At(i)) {
				return false
			}
		case a.Floats != nil:
			if math.Float64bits(a.Floats[i]) != math.Float64bits(b.Floats[i]) {
				return false
			}
		case a.Classes != nil:
			if a.Classes[i] != b.Classes[i] {
				return false
			}
		case a.Labels[i] != b.Labels[i]:
			return false
		}
	}
	return true
}

func TestChunksRoundTrip(t *testing.T) {
	for _, n := range []int{1, 2, 4095, 4096, 4097, 10000} {
		for _, c := range samples(n) {
			got := new(Column)
			for k, b := range encode(t, c) {
				if err := DecodeChunk(got, c.Type(), b); err != nil {
					t.Fatalf("%s, chunk %d: %v", c.Name, k, err)
				}
			}
			if !same(got, c) {
				t.Errorf("%s, %d values: another column came back", c.Name, n)
			}
		}
	}
}

func TestDamagedChunkIsRefusedAndLeavesTheColumnAlone(t *testing.T) {
	for _, c := range samples(500) {
		b := encode(t, c)[0]
		for i := 0; i < len(b); i += 1 + len(b)/97 {
			damaged := slices.Clone(b)
			damaged[i] ^= 1
			got := new(Column)
			if err := DecodeChunk(got, c.Type(), damaged); err == nil {
				t.Errorf("%s: a change of byte %d went unnoticed", c.Name, i)
			}
			if got.Len() != 0 {
				t.Errorf("%s: a damaged chunk left %d values", c.Name, got.Len())
			}
		}
	}
}

func TestChunkOfAnotherTypeIsRefused(t *testing.T) {
	b := encode(t, &Column{Labels: []uint8{0, 1}})[0]
	if err := DecodeChunk(new(Column), Float, b); err == nil {
		t.Error("labels were read as floats")
	}
}

func TestRepeatedTextsAreStoredOnce(t *testing.T) {
	long := strings.Repeat("a long name of a classroom ", 20)
	list := make([]string, 4096)
	for i := range list {
		list[i] = fmt.Sprint(long, i%7)
	}
	if got := len(encode(t, &Column{Texts: texts(list...)})[0]); got > 4096 {
		t.Errorf("got %d bytes, want at most one a value", got)
	}
}

// FuzzDecodeChunk decodes bytes with a right seal around anything, so that the
// fuzzer is not held up by the checksum.
func FuzzDecodeChunk(f *testing.F) {
	for _, c := range samples(300) {
		b := encode(f, c)[0]
		f.Add(b[1 : len(b)-4])
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		b := seal(body)
		for _, typ := range []Type{Label, Float, Text} {
			c := new(Column)
			if err := DecodeChunk(c, typ, b); err == nil && c.Len() > ChunkLen {
				t.Fatalf("%d values in a chunk", c.Len())
			}
		}
	})
}

func seal(body []byte) []byte {
	return blob.Seal(append([]byte{chunkVersion}, body...))
}
