package ingest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"

	"tradeoff/internal/tradeoff"
)

// isJSONLines reports whether a text that begins with head has one object a
// line.
func isJSONLines(head []byte, l *Limits) bool {
	s := memoryScanner(head, l)
	if c, err := s.next(); err != nil || c != '{' {
		return false
	}
	first := s.line
	if _, _, err := s.value(); err != nil || s.line != first {
		return false
	}
	c, err := s.next()
	return err == nil && c == '{' && s.line > first
}

// A jsonLines is the format of text with one object a line.
type jsonLines struct {
	*lineText
	schema  *jsonSchema
	mu      sync.Mutex
	unknown map[string]bool
}

func (j *jsonLines) sample() (*sample, error) {
	var rows [][]jsonMember
	var places []tradeoff.Place
	lines := jsonLineScanner{rest: j.head, limits: &j.limits}
	for len(rows) < sampleRows {
		pairs, err := lines.next(nil)
		if err == io.EOF {
			break
		} else if err != nil {
			return nil, inFirst(err, tradeoff.Place{Line: lines.line})
		}
		rows, places = append(rows, pairs), append(places, tradeoff.Place{Line: lines.line})
	}
	return jsonSample(rows, places, &j.limits, nil, notation{mark: '.', header: true}, &j.schema)
}

func (j *jsonLines) parts(ctx context.Context, p *plan) ([]*part, error) {
	j.unknown = map[string]bool{}
	parts, err := j.parse(ctx, p, j.records)
	p.findings = append(p.findings, unknownFinding(j.unknown)...)
	return parts, err
}

// records is the [rowParser] of one object a line.
func (j *jsonLines) records(p *parser, block []byte, out *part) (line int, err *tradeoff.Error) {
	row := j.schema.newRow()
	lines := jsonLineScanner{rest: block, limits: &j.limits}
	var pairs []jsonMember
	for {
		var fault error
		if pairs, fault = lines.next(pairs[:0]); fault == io.EOF {
			break
		}
		line := lines.line - 1
		if errors.As(fault, &err) {
			err.Place = tradeoff.Place{}
			return line, err
		}
		if err := row.fill(pairs); err != nil {
			return line, err
		}
		if err := p.keep(row.cells, line, out); err != nil {
			return line, err
		}
	}
	out.lines = lines.line
	if len(row.unknown) > 0 {
		j.mu.Lock()
		for name := range row.unknown {
			j.unknown[name] = true
		}
		j.mu.Unlock()
	}
	return 0, nil
}

// A jsonLineScanner reads one object after the other from lines in memory.
type jsonLineScanner struct {
	rest    []byte
	limits  *Limits
	line    int // taken so far
	scanner jsonScanner
}

// next reads the object of the next line that is not empty. Its error is
// io.EOF, or an error without a place.
func (l *jsonLineScanner) next(pairs []jsonMember) ([]jsonMember, error) {
	for {
		n := bytes.IndexByte(l.rest, '\n')
		if n < 0 {
			return nil, io.EOF
		}
		text := bytes.TrimSpace(l.rest[:n])
		l.rest = l.rest[n+1:]
		l.line++
		if len(text) == 0 {
			continue
		}
		if n > l.limits.Line {
			return nil, checkSizes(*l.limits, 0, n, 0)
		}
		s := &l.scanner
		*s = jsonScanner{buf: text, limits: l.limits, mark: -1, spans: s.spans}
		pairs, err := s.object(pairs)
		if err == nil {
			if c, more := s.next(); more == nil {
				err = s.unexpected(c)
			}
		}
		return pairs, err
	}
}
