package store

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"tradeoff/internal/tradeoff"
)

// The number of entries in a page of a list.
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

// A sorting is the order of a list: by a key, of equal keys the newest entry
// first, and entries without a key last, whichever way it goes.
type sorting struct {
	name string // as the list is asked for; a minus before it turns the order round
	key  string // in SQL, of the row r
}

// newestFirst is the order of a list that nobody has chosen.
const newestFirst = "-created_at"

// A cursor says where a list goes on: behind the entry with this key and id.
// It is good for the order in which it was given.
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

// after reads a cursor of a list in the given order; nil for "", its start.
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
		return nil, tradeoff.Errorf(tradeoff.Invalid, "the cursor %.80q is not one that this list gave", text).
			WithHint("Leave it out to begin at the start.")
	}
	return c, nil
}

// A pager gives a list page by page in one order.
type pager struct {
	sorting
	sort  string // the name of the order with its minus
	down  bool
	from  *cursor // nil at the start
	last  cursor  // the entry that was given last
	limit int
}

// newPager returns a pager of a list in the order that sort names, from the
// place that text says on.
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
			WithHint("There are %s; a minus before it turns the order round.", strings.Join(sortNames(known), ", "))
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

// tail returns the end of a query for rows called r, from WHERE on, and all of
// its arguments. where holds the other conditions with their arguments, which
// are numbered from 1. One entry more than the page holds is asked for.
func (p *pager) tail(where string, args ...any) (string, []any) {
	beyond, way := ">", "ASC"
	if p.down {
		beyond, way = "<", "DESC"
	}
	if c := p.from; c != nil {
		n := len(args)
		where += fmt.Sprintf(` AND ((%[1]s IS NULL) > (?%[2]d IS NULL)
			OR (%[1]s IS NULL) = (?%[2]d IS NULL) AND (%[1]s %[4]s ?%[2]d OR %[1]s IS ?%[2]d AND r.id < ?%[3]d))`, p.key, n+1, n+2, beyond)
		args = append(args, c.Key, c.ID)
	}
	return fmt.Sprintf(`WHERE %[1]s ORDER BY %[2]s IS NULL, %[2]s %[3]s, r.id DESC LIMIT %[4]d`, where, p.key, way, p.limit+1), args
}

// passed remembers the entry that was given last.
func (p *pager) passed(key any, id int64) { p.last = cursor{p.sort, key, id} }

// next returns where the list goes on when n entries were given and there is
// another one; "" if the page is not full yet.
func (p *pager) next(n int) string {
	if n < p.limit {
		return ""
	}
	return p.last.String()
}
