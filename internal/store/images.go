package store

import (
	"context"
	"database/sql"
	"fmt"
	"runtime"

	"golang.org/x/sync/errgroup"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// A run with images stores labels and scores as chunks in file order, although they could
// be restored from its sweep, so that the pixels of one image are in few chunks.

// pixelRows are the labels, scores and weights of consecutive pixels.
type pixelRows struct {
	labels  []uint8
	scores  []float64
	weights []float64 // nil: all are 1
}

// image returns the pixels in [first, end).
func (p *pixelRows) image(m tradeoff.Image, first, end int) source.ImagePixels {
	out := source.ImagePixels{Height: m.Height, Width: m.Width, Label: make([]uint8, end-first),
		Score: p.scores[first:end]}
	copy(out.Label, p.labels[first:end])
	for i := range out.Label {
		if p.weights != nil && p.weights[first+i] == 0 {
			out.Label[i] = source.Ignored
		}
	}
	return out
}

// noImages returns the error of asking a run without images for them.
func noImages(runID int64) error {
	return tradeoff.Errorf(tradeoff.NotFound, "run %d has no images", runID).
		WithHint("Upload masks and their probabilities as NumPy arrays, see docs/files.md.")
}

// imageRun returns the run. Its error tells why the part has no images.
func (p *Part) imageRun(ctx context.Context) (tradeoff.Run, error) {
	run, err := p.store.Run(ctx, p.run)
	switch {
	case err != nil:
		return run, err
	case !run.HasImages():
		return run, noImages(p.run)
	case len(p.view.Where) > 0:
		return run, invalid("a slice has only some of the pixels of an image", "Leave out the slice.")
	case run.ManyClasses() && p.view.Class == "":
		return run, tradeoff.Errorf(tradeoff.Invalid, "run %d has %d classes, and a mask shows one of them", p.run,
			len(run.Classes)).
			WithHint("Choose one with class=%s.", run.Classes[0])
	}
	return run, nil
}

// ImagePixels returns the pixels of image i, counted from 0. It reads only the chunks
// that contain them. Its error is NotFound if there is no such image, and Invalid for a
// part that lacks some of its pixels.
func (p *Part) ImagePixels(ctx context.Context, i int) (source.ImagePixels, error) {
	run, err := p.imageRun(ctx)
	if err != nil {
		return source.ImagePixels{}, err
	}
	if i < 0 || i >= len(run.Images) {
		return source.ImagePixels{}, tradeoff.Errorf(tradeoff.NotFound,
			"run %d has no image %d: there are %d, counted from 0", p.run, i, len(run.Images))
	}
	first, end := run.ImageRows(i)
	var rows pixelRows
	err = p.store.readRun(ctx, p.run, func(tx *sql.Tx) error {
		rows, err = loadPixels(ctx, tx, run, p.view.Class, first, end)
		return err
	})
	if err != nil {
		return source.ImagePixels{}, err
	}
	return rows.image(run.Images[i], 0, end-first), nil
}

// loadPixels reads labels, scores and weights of the rows in [first, end): one-vs-rest
// if class is not "".
func loadPixels(ctx context.Context, tx *sql.Tx, run tradeoff.Run, class string, first,
	end int) (p pixelRows, err error) {
	list, err := columnList(ctx, tx, run.ID)
	if err != nil {
		return p, err
	}
	columns := make([]column.Column, 0, len(list))
	for position, row := range list {
		if row.role != tradeoff.LabelRole && row.role != tradeoff.ScoreRole && row.role != tradeoff.WeightRole {
			continue
		}
		c, err := loadWindow(ctx, tx, run.ID, position, row, first, end)
		if err != nil {
			return p, ofRun(run.ID, fmt.Sprintf("column %q", row.name), err)
		}
		columns = append(columns, c)
	}
	if class != "" {
		return oneClassPixels(run, class, columns)
	}
	b := column.Binary(run.ScoreKind, columns)
	p.labels, p.scores, p.weights = b.Label, b.Score, b.Weight
	if len(p.labels) != end-first || len(p.scores) != end-first {
		return p, damagedRun(run.ID, "pixels", errForeignSweep)
	}
	return p, nil
}

// oneClassPixels returns the pixels of a class against the others, with the scores of
// [calc.ClassRun.OneVsRest].
func oneClassPixels(run tradeoff.Run, class string, columns []column.Column) (p pixelRows, err error) {
	code, ok := run.ClassCode(class)
	if !ok {
		return p, tradeoff.Errorf(tradeoff.NotFound, "run %d has no class %q", run.ID, class).
			WithHint("Look at the run for the names of its classes.")
	}
	m := column.MultiClass(run.ScoreKind, len(run.Classes), columns)
	p.weights, m.Weight = m.Weight, nil
	rows, err := calc.NewClassRun(m)
	if err != nil {
		return p, damagedRun(run.ID, "scores", err)
	}
	p.labels, p.scores = make([]uint8, rows.N()), make([]float64, rows.N())
	for i := range rows.N() {
		row := rows.Row(i)
		if row.Label == code {
			p.labels[i] = 1
		}
		p.scores[i] = row.Seen[code]
	}
	return p, nil
}

// loadWindow returns the values of a column in the rows [first, end).
func loadWindow(ctx context.Context, tx *sql.Tx, runID int64, position int, row columnRow, first,
	end int) (c column.Column, err error) {
	c.Role = row.role
	if row.stored != storedAsChunks {
		return c, &damage{fmt.Errorf("it is stored as %q", row.stored)}
	}
	if end <= first {
		return c, nil
	}
	from, to := first/column.ChunkLen, (end-1)/column.ChunkLen
	rows, err := tx.QueryContext(ctx,
		`SELECT k, data FROM chunks WHERE run_id = ? AND position = ? AND k BETWEEN ? AND ? ORDER BY k`,
		runID, position, from, to)
	if err != nil {
		return c, err
	}
	defer rows.Close()
	for next := from; rows.Next(); next++ {
		var k int
		var data sql.RawBytes
		if err := rows.Scan(&k, &data); err != nil {
			return c, err
		}
		if k != next {
			return c, &damage{fmt.Errorf("chunk %d in place of chunk %d", k, next)}
		}
		if err := column.DecodeChunk(&c, row.typ, data); err != nil {
			return c, &damage{fmt.Errorf("chunk %d: %w", k, err)}
		}
	}
	if err := rows.Err(); err != nil {
		return c, err
	}
	first, end = first-from*column.ChunkLen, end-from*column.ChunkLen
	if c.Len() < end {
		return c, &damage{fmt.Errorf("%d values of %d", c.Len(), end)}
	}
	switch row.typ {
	case column.Float:
		c.Floats = c.Floats[first:end]
	case column.Class:
		c.Classes = c.Classes[first:end]
	case column.Label:
		c.Labels = c.Labels[first:end]
	default:
		return c, &damage{fmt.Errorf("a column of type %s", row.typ)}
	}
	return c, nil
}

// sizedImages are the sweeps of images in memory.
type sizedImages struct{ *calc.Images }

// Bytes returns the approximate size of s in memory, without the pooled sweep, which is
// cached separately.
func (s sizedImages) Bytes() (n int64) {
	for _, one := range s.Each {
		n += sweepBytes(one) + 200
	}
	return n
}

// Images returns a sweep for each image of a run, and the one of all pixels. They are
// cached and shared, and must not be changed. Its errors are those of
// [Part.ImagePixels].
func (p *Part) Images(ctx context.Context) (*calc.Images, error) {
	run, err := p.imageRun(ctx)
	if err != nil {
		return nil, err
	}
	pooled, err := p.Sweep(ctx)
	if err != nil {
		return nil, err
	}
	kept, err := cachedAs(ctx, p.store.cache, cacheKey{p.run, "images of " + p.view.Key()},
		func(ctx context.Context) (s sizedImages, err error) {
			err = p.store.inTurn(ctx, pooled.N(), func() error {
				s, err = p.loadImages(ctx, run, pooled)
				return err
			})
			return s, err
		})
	return kept.Images, err
}

func (p *Part) loadImages(ctx context.Context, run tradeoff.Run, pooled *calc.Sweep) (s sizedImages, err error) {
	starts := run.ImageStarts()
	var rows pixelRows
	err = p.store.readRun(ctx, p.run, func(tx *sql.Tx) error {
		rows, err = loadPixels(ctx, tx, run, p.view.Class, 0, starts[len(run.Images)])
		return err
	})
	if err != nil {
		return s, err
	}
	s.Images = &calc.Images{Pooled: pooled, Each: make([]*calc.Sweep, len(run.Images))}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range run.Images {
		g.Go(func() (err error) {
			if err := ctx.Err(); err != nil {
				return err
			}
			b := calc.Binary{Kind: pooled.Kind(), Label: rows.labels[starts[i]:starts[i+1]],
				Score: rows.scores[starts[i]:starts[i+1]]}
			if rows.weights != nil {
				b.Weight = rows.weights[starts[i]:starts[i+1]]
			}
			if s.Each[i], err = calc.NewSweep(b); err != nil {
				return damagedRun(p.run, "pixels", err)
			}
			return nil
		})
	}
	return s, g.Wait()
}
