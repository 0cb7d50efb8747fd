package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"

	"tradeoff/internal/calc"
)

// A dataset is n seeded rows in files for both sides: name.csv with id, label
// and score, name.label with a byte and name.score with a little-endian
// float64 for each row.
type dataset struct {
	n    int
	tied bool
	name string // the path of the files without their endings
}

// String describes the kind and number of scores of d.
func (d dataset) String() string {
	if d.tied {
		return count(d.n) + " tied"
	}
	return count(d.n) + " distinct"
}

// write draws the rows and writes their files into dir. Three in ten are
// positive, and score higher: normal logits one apart, so the area under the
// ROC curve is about 0.76. Tied scores have three decimals.
func write(dir string, n int, tied bool, seed uint64) (d dataset, err error) {
	d = dataset{n: n, tied: tied, name: filepath.Join(dir, fmt.Sprintf("%d-tied-%t", n, tied))}
	var outs [3]*bufio.Writer
	for i, ending := range []string{".csv", ".label", ".score"} {
		f, createErr := os.Create(d.name + ending)
		if createErr != nil {
			return d, createErr
		}
		w := bufio.NewWriterSize(f, 1<<20)
		defer func() { err = errors.Join(err, w.Flush(), f.Close()) }()
		outs[i] = w
	}
	csv, labels, scores := outs[0], outs[1], outs[2]

	r := rand.New(rand.NewPCG(seed, 1))
	line := make([]byte, 0, 64)
	csv.WriteString("id,label,score\n") // a bufio.Writer keeps its first error until Flush
	for i := range n {
		z, label := r.NormFloat64()-1, byte(0)
		if r.IntN(10) < 3 {
			z, label = z+1, 1
		}
		p := calc.Sigmoid(z)
		if tied {
			p = math.Round(1000*p) / 1000
		}
		line = fmt.Appendf(line[:0], "c%07d,%d,", i, label)
		line = append(strconv.AppendFloat(line, p, 'g', -1, 64), '\n')
		csv.Write(line)
		labels.WriteByte(label)
		scores.Write(binary.LittleEndian.AppendUint64(line[:0], math.Float64bits(p)))
	}
	return d, nil
}

// load reads the rows of the dataset with the given name.
func load(name string) (calc.Binary, error) {
	labels, err := os.ReadFile(name + ".label")
	if err != nil {
		return calc.Binary{}, err
	}
	f, err := os.Open(name + ".score")
	if err != nil {
		return calc.Binary{}, err
	}
	defer f.Close()
	b := calc.Binary{Kind: calc.Probability, Label: labels, Score: make([]float64, len(labels))}
	in, word := bufio.NewReaderSize(f, 1<<20), make([]byte, 8)
	for i := range b.Score {
		if _, err := io.ReadFull(in, word); err != nil {
			return calc.Binary{}, err
		}
		b.Score[i] = math.Float64frombits(binary.LittleEndian.Uint64(word))
	}
	return b, nil
}
