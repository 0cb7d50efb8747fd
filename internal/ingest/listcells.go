package ingest

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/tradeoff"
)

// This file reads lists that were written as text: what str gives of a list, an
// array or a tensor, as data frames have it in a cell.
//
//	[0.83]  [[0.83]]  (0.83,)  tensor(0.83)  tensor([0.83], device='cuda:0')
//	np.float32(0.83)  array([0.83], dtype=float32)
//	[0.1, 0.9]  [0.1 0.9]  tensor([0.1000, 0.9000])  DenseVector([0.1, 0.9])
//
// Where another cell of the row names their classes, as "labels" names those
// of "probabilities" in the output of SageMaker Autopilot, the numbers are
// columns named after the classes.

// constructorCall matches the calls that may surround a number or a list.
var constructorCall = regexp.MustCompile(`^(?:(?:tf|np|numpy|torch|jnp)\.)?` +
	`(?:tensor|Tensor|array|Array|asarray|float(?:16|32|64)|double|Decimal|DenseVector)\((.*)\)$`)

// keywordArguments matches the arguments that may follow them in a call.
var keywordArguments = regexp.MustCompile(`,\s*(?:dtype|device|shape|grad_fn|requires_grad|weak_type)=.*$`)

// eagerTensor matches TensorFlow's tensors.
var eagerTensor = regexp.MustCompile(`^<tf\.Tensor: .*numpy=(.*)>$`)

// unwrapCall returns the content of the brackets and calls around a text, and
// whether there were any.
func unwrapCall(text []byte) ([]byte, bool) {
	found := false
	for text = bytes.TrimSpace(text); len(text) > 1; found = true {
		inner := text
		switch first, last := text[0], text[len(text)-1]; {
		case first == '[' && last == ']', first == '(' && last == ')':
			inner = text[1 : len(text)-1]
			if bytes.IndexByte(inner, first) > 0 { // "[0.1], [0.9]" is more than one
				return text, found
			}
			inner = bytes.TrimSuffix(bytes.TrimSpace(inner), []byte(","))
		case first == '\'' && last == '\'' && found: // Decimal('0.83')
			inner = text[1 : len(text)-1]
		case last == ')':
			m := constructorCall.FindSubmatch(bytes.ReplaceAll(text, []byte("\n"), []byte(" ")))
			if m == nil {
				return text, found
			}
			inner = keywordArguments.ReplaceAll(m[1], nil)
		case last == '>':
			m := eagerTensor.FindSubmatch(bytes.ReplaceAll(text, []byte("\n"), []byte(" ")))
			if m == nil {
				return text, found
			}
			inner = m[1]
		default:
			return text, found
		}
		text = bytes.TrimSpace(inner)
	}
	return text, found
}

// unwrapNumber parses a text that is one number in brackets or calls.
func unwrapNumber(text []byte) (x float64, ok bool) {
	if len(text) < 3 || bytes.IndexByte([]byte(")]>"), text[len(text)-1]) < 0 {
		return 0, false
	}
	inner, ok := unwrapCall(text)
	if !ok {
		return 0, false
	}
	x, n := parseNumber(inner, '.')
	return x, n > 0 && n == len(inner)
}

// listCell returns the numbers of a text that is a list of several, as they
// are written; nil if it is not.
func listCell(cell []byte) [][]byte {
	text := bytes.TrimSpace(unguard(bytes.TrimSpace(cell)))
	if len(text) < 5 || bytes.IndexByte([]byte(")]>"), text[len(text)-1]) < 0 {
		return nil
	}
	inner := text
	if text[0] != '[' || bytes.IndexByte(text[1:], '(') < 0 { // else a list of calls
		var ok bool
		if inner, ok = unwrapCall(text); !ok {
			return nil
		}
	} else if text[len(text)-1] != ']' {
		return nil
	} else {
		inner = text[1 : len(text)-1]
	}
	var items [][]byte
	if bytes.IndexByte(inner, ',') >= 0 {
		items = bytes.Split(inner, []byte(","))
	} else {
		items = bytes.Fields(inner)
	}
	if len(items) < 2 {
		return nil
	}
	for i, item := range items {
		item, _ = unwrapCall(item)
		if _, n := parseNumber(item, '.'); n == 0 || n != len(item) {
			if folded := strings.ToLower(string(item)); folded != "nan" && folded != "none" && folded != "null" {
				return nil
			}
			item = nil
		}
		items[i] = item
	}
	return items
}

// listLengths returns for each column how many numbers the lists in its cells
// have, 0 if they are not lists or differ in length; nil if no column has
// lists.
func listLengths(rows [][]string, width int) []int {
	var lengths []int
	for i := range width {
		n := -1
		for _, r := range rows {
			if missingLabel(strings.ToLower(strings.TrimSpace(r[i]))) {
				continue
			}
			items := listCell([]byte(r[i]))
			if items == nil || n >= 0 && len(items) != n {
				n = 0
				break
			}
			n = len(items)
		}
		if n > 0 {
			if lengths == nil {
				lengths = make([]int, width)
			}
			lengths[i] = n
		}
	}
	return lengths
}

// expand replaces the cells of list columns by their numbers. A cell without
// a list stays missing.
func (d *delimited) expand(dst, cells [][]byte) ([][]byte, *tradeoff.Error) {
	for i, cell := range cells {
		n := d.lists[i]
		if n == namesClasses {
			continue
		}
		if n == 0 {
			dst = append(dst, cell)
			continue
		}
		items := listCell(cell)
		if items == nil && missingLabel(strings.ToLower(string(bytes.TrimSpace(cell)))) {
			items = make([][]byte, n)
		}
		if len(items) != n {
			return dst, tradeoff.Errorf(tradeoff.Invalid,
				"the first rows have a list of %d numbers here, but this one has %s", n, clipped(cell)).
				WithHint("Write all rows in the same way.").At(tradeoff.Place{Column: d.names[i]})
		}
		if c := d.classes[i]; c != nil {
			sorted, err := c.sort(items, cells[c.in])
			if err != nil {
				return dst, err.At(tradeoff.Place{Column: d.names[c.in]})
			}
			items = sorted
		}
		for _, item := range items {
			if d.mark != '.' {
				item = bytes.Replace(bytes.Clone(item), []byte("."), []byte{d.mark}, 1)
			}
			dst = append(dst, item)
		}
	}
	return dst, nil
}

// expandSample expands the lists in a sample to columns.
func (d *delimited) expandSample(s *sample) *tradeoff.Error {
	if d.lists = listLengths(s.rows, len(s.names)); d.lists == nil {
		return nil
	}
	d.names, d.mark = s.names, s.notation.mark
	d.findClassCells(s)
	s.names = nil
	roles := s.roles
	s.roles = nil
	for i, name := range d.names {
		if role, ok := roles[i]; ok {
			s.setRole(len(s.names), role)
		}
		if d.lists[i] == 0 {
			s.names = append(s.names, name)
		}
		for k := range max(d.lists[i], 0) {
			class := strconv.Itoa(k)
			if c := d.classes[i]; c != nil {
				class = c.names[k]
			}
			s.names = append(s.names, fmt.Sprintf("%s[%s]", name, class))
		}
		if len(s.names) > d.limits.Columns {
			return tooManyColumns(&d.limits)
		}
	}
	for r, row := range s.rows {
		cells := make([][]byte, len(row))
		for i, cell := range row {
			cells[i] = []byte(cell)
		}
		wide, err := d.expand(nil, cells)
		if err != nil {
			return err
		}
		s.rows[r] = make([]string, len(wide))
		for i, cell := range wide {
			s.rows[r][i] = string(cell)
		}
	}
	return differ(s.names)
}

// namesClasses is the length of lists that are not columns: they name the
// classes of the lists in another column.
const namesClasses = -1

// cellClasses are the classes of the numbers in a column of lists, which
// another column names.
type cellClasses struct {
	in    int // that column
	names []string
}

// findClassCells looks for columns of lists of names that go with lists of numbers
// of the same length.
func (d *delimited) findClassCells(s *sample) {
	d.classes = map[int]*cellClasses{}
	for f, name := range d.names {
		if d.lists[f] != 0 || rank(classLists, name) < 0 && rank(textClassLists, name) < 0 {
			continue
		}
		c := &cellClasses{in: f}
		for _, r := range s.rows {
			list := nameList(r[f])
			if c.names == nil {
				c.names = slices.Sorted(slices.Values(list))
			}
			if len(list) < 2 || !slices.Equal(slices.Sorted(slices.Values(list)), c.names) {
				c = nil
				break
			}
		}
		if c == nil || len(slices.Compact(slices.Clone(c.names))) < len(c.names) {
			continue
		}
		for g, n := range d.lists {
			if n == len(c.names) && d.classes[g] == nil {
				d.classes[g], d.lists[f] = c, namesClasses
			}
		}
	}
}

// sort puts the numbers of a list in the order of the classes that the cell
// names.
func (c *cellClasses) sort(items [][]byte, cell []byte) ([][]byte, *tradeoff.Error) {
	list := nameList(string(cell))
	if len(list) != len(items) || !slices.Equal(slices.Sorted(slices.Values(list)), c.names) {
		return nil, tradeoff.Errorf(tradeoff.Invalid, "the classes here, %s, are not those of the first rows (%s)",
			clipped(cell), quoted(c.names, manyNames)).WithHint("Name the same classes in all rows.")
	}
	sorted := make([][]byte, len(items))
	for k, name := range list {
		sorted[slices.Index(c.names, name)] = items[k]
	}
	return sorted, nil
}

// nameInList matches a quoted name in a list.
var nameInList = regexp.MustCompile(`^(?:'([^']*)'|"([^"]*)")[,\s]*`)

// nameList returns the names in a text that is a list of names, nil if it is
// not.
func nameList(text string) (names []string) {
	text = strings.TrimSpace(text)
	if len(text) < 2 || text[0] != '[' || text[len(text)-1] != ']' {
		return nil
	}
	for text = strings.TrimSpace(text[1 : len(text)-1]); text != ""; {
		m := nameInList.FindStringSubmatch(text)
		if m == nil {
			return nil
		}
		names, text = append(names, m[1]+m[2]), text[len(m[0]):]
	}
	return names
}

// setRole sets the role of a column.
func (s *sample) setRole(column int, role tradeoff.Role) {
	if s.roles == nil {
		s.roles = map[int]tradeoff.Role{}
	}
	s.roles[column] = role
}

// listRecords is the [rowParser] of delimited text with lists in its cells.
func (d *delimited) listRecords(p *parser, block []byte, out *part) (line int, err *tradeoff.Error) {
	s := scanner{buf: block, delim: d.delim}
	var cells, wide [][]byte
	for s.record() {
		line = s.lines
		if d.comments.isComment(&s) {
			if err := s.skipLine(); err != nil {
				return line, err
			}
			out.comments = append(out.comments, line)
			continue
		}
		start := s.pos
		cells = cells[:0]
		for last := false; !last; {
			var cell []byte
			if cell, last, err = s.cell(); err != nil {
				return s.lines, err
			}
			cells = append(cells, bytes.Clone(cell))
			if len(cells) > len(d.lists) && last {
				return line, raggedRow(len(cells), len(d.lists))
			}
		}
		if len(cells) != len(d.lists) {
			return line, raggedRow(len(cells), len(d.lists))
		}
		if s.pos-start > p.limits.Line {
			return line, checkSizes(p.limits, 0, s.pos-start, 0)
		}
		if wide, err = d.expand(wide[:0], cells); err == nil {
			err = p.keep(wide, line, out)
		}
		if err != nil {
			return line, d.fault(block, start, err)
		}
	}
	out.lines = s.lines
	return 0, nil
}
