package store

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"tradeoff/internal/tradeoff"
)

// The default and the maximum number of entries in a page of a list.
const (
	defaultLimit = 100
	maxLimit     = 1000
)

func clampLimit(n int) int {
	if n <= 0 {
		return defaultLimit
	}
	return min(n, maxLimit)
}

// A sorting is the order of a list: by a key, ties newest first, entries without a key
// last in both directions.
type sorting struct {
	name string // in requests; a minus before it reverses the order
	key  string // an SQL expression on the table r
}

// newestFirst is the default order of a list.
const newestFirst = "-created_at"

// A cursor is a position in a list: after the entry with this key and id. It is valid
// for one order.
type cursor struct {
	Sort string `json:"s"`
	Key  any    `json:"k"` // a number, a text, or nil
	ID   int64  `json:"i"`
}

func (c cursor) String() string {
	b, err := json.Marshal(c)
	if err != nil {
		panic("store: " + err.Error())
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// after parses a cursor of a list in the given order; nil for "", the start.
func after(text, sort string) (*cursor, error) {
	if text == "" {
		return nil, nil
	}
	c := new(cursor)
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(b, c)
	}
	switch c.Key.(type) {
	case nil, string, float64:
	default:
		err = fmt.Errorf("a key of type %T", c.Key)
	}
	if err != nil || c.Sort != sort || c.ID < 1 {
		return nil, tradeoff.Errorf(tradeoff.Invalid, "the cursor %.80q is not one of this list", text).
			WithHint("Leave it out to start with the first page.")
	}
	return c, nil
}

// A pager lists rows page by page in one order.
type pager struct {
	sorting
	sort  string // the name of the order with its minus
	down  bool
	from  *cursor // nil at the start
	last  cursor  // the last entry that was returned
	limit int
}

// newPager returns a pager of a list in the order sort, starting at the cursor text.
func newPager(sort, text string, limit int, known []sorting) (*pager, error) {
	if sort == "" {
		sort = newestFirst
	}
	p := &pager{sort: sort, limit: clampLimit(limit)}
	name, down := strings.CutPrefix(sort, "-")
	p.down = down
	i := slices.IndexFunc(known, func(s sorting) bool { return s.name == name })
	if i < 0 {
		return nil, tradeoff.Errorf(tradeoff.Invalid, "a list cannot be sorted by %.40q", sort).
			WithHint("There are %s; a minus before it reverses the order.", strings.Join(sortNames(known), ", "))
	}
	p.sorting = known[i]
	var err error
	p.from, err = after(text, sort)
	return p, err
}

func sortNames(list []sorting) []string {
	var names []string
	for _, s := range list {
		names = append(names, s.name)
	}
	return names
}

// tail returns the end of a query on the table r, from WHERE on, and all of its
// arguments. where is the other conditions, whose arguments are numbered from 1. The
// query selects one entry more than the page has.
func (p *pager) tail(where string, args ...any) (string, []any) {
	beyond, way := ">", "ASC"
	if p.down {
		beyond, way = "<", "DESC"
	}
	if c := p.from; c != nil {
		n := len(args)
		where += fmt.Sprintf(` AND ((%[1]s IS NULL) > (?%[2]d IS NULL)
			OR (%[1]s IS NULL) = (?%[2]d IS NULL) AND (%[1]s %[4]s ?%[2]d OR %[1]s IS ?%[2]d AND r.id < ?%[3]d))`, p.key, n+1,
			n+2, beyond)
		args = append(args, c.Key, c.ID)
	}
	return fmt.Sprintf(`WHERE %[1]s ORDER BY %[2]s IS NULL, %[2]s %[3]s, r.id DESC LIMIT %[4]d`, where, p.key, way,
		p.limit+1), args
}

// passed stores the position of the last entry that was returned.
func (p *pager) passed(key any, id int64) { p.last = cursor{p.sort, key, id} }

// next returns the cursor of the next page after n entries if the page is full, and ""
// otherwise.
func (p *pager) next(n int) string {
	if n < p.limit {
		return ""
	}
	return p.last.String()
}
