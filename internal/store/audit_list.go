package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"strings"

	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// An AuditFilter selects the changes of a list.
type AuditFilter = source.AuditFilter

// auditSort is the name of the order of the audit, newest first, in its cursors.
const auditSort = "audit"

// A where collects the conditions of a query and their arguments.
type where struct {
	conditions []string
	args       []any
}

// arg adds a value and returns its placeholder.
func (w *where) arg(value any) string {
	w.args = append(w.args, value)
	return fmt.Sprintf("?%d", len(w.args))
}

// add adds a condition, in which [where.arg] gives the placeholders.
func (w *where) add(condition string) { w.conditions = append(w.conditions, condition) }

// String joins all conditions.
func (w *where) String() string {
	if len(w.conditions) == 0 {
		return "true"
	}
	return strings.Join(w.conditions, " AND ")
}

// Audit lists changes, newest first. next is the cursor of the next page, "" on the last
// one. Its error is Invalid for an unknown object or action, for a From that is not
// before To, and for a cursor of another list.
func (s *Store) Audit(ctx context.Context, filter AuditFilter) (list []tradeoff.AuditEntry, next string, err error) {
	from, err := after(filter.Cursor, auditSort)
	if err != nil {
		return nil, "", err
	}
	w, err := auditWhere(filter)
	if err != nil {
		return nil, "", err
	}
	if from != nil {
		w.add("r.id < " + w.arg(from.ID))
	}
	limit := clampLimit(filter.Limit)
	rows, err := s.reader.QueryContext(ctx, fmt.Sprintf(`
		SELECT r.id, r.created_at, r.who, r.address, r.request_id, r.action, r.object, r.object_id, r.name,
			r.before, r.after, r.checksum
		FROM audit r WHERE %s ORDER BY r.id DESC LIMIT %d`, w, limit+1), w.args...)
	if err != nil {
		return nil, "", s.hint(err)
	}
	defer rows.Close()
	for rows.Next() {
		var e tradeoff.AuditEntry
		if err := scanAudit(rows, &e); err != nil {
			return nil, "", s.hint(err)
		}
		if len(list) == limit {
			next = cursor{Sort: auditSort, ID: list[limit-1].ID}.String()
			break
		}
		list = append(list, e)
	}
	return list, next, s.hint(rows.Err())
}

// AuditAll returns all changes that match a filter, newest first, ignoring its limit and
// changes that are made in the meantime. The sequence ends with its first error.
func (s *Store) AuditAll(ctx context.Context, filter AuditFilter) iter.Seq2[tradeoff.AuditEntry, error] {
	filter.Limit = maxLimit
	return func(yield func(tradeoff.AuditEntry, error) bool) {
		for {
			list, next, err := s.Audit(ctx, filter)
			if err != nil {
				yield(tradeoff.AuditEntry{}, err)
				return
			}
			for _, e := range list {
				if !yield(e, nil) {
					return
				}
			}
			if filter.Cursor = next; next == "" {
				return
			}
		}
	}
}

// auditWhere returns the conditions of a filter on the table r.
func auditWhere(f AuditFilter) (*where, error) {
	w := new(where)
	if f.Object != "" {
		if err := oneOf("object", f.Object, tradeoff.Objects); err != nil {
			return nil, err
		}
		w.add("r.object = " + w.arg(string(f.Object)))
	}
	if f.ObjectID != 0 {
		w.add("r.object_id = " + w.arg(f.ObjectID))
	}
	if f.Action != "" {
		if err := oneOf("action", f.Action, tradeoff.Actions); err != nil {
			return nil, err
		}
		w.add("r.action = " + w.arg(string(f.Action)))
	}
	if f.Who != "" {
		w.add("r.who <> '' AND r.who = " + w.arg(f.Who))
	}
	if !f.From.IsZero() && !f.To.IsZero() && !f.From.Before(f.To) {
		return nil, invalid("the start of the audit's time range is not before its end", "Swap the two times.")
	}
	if !f.From.IsZero() {
		w.add("r.created_at >= " + w.arg(f.From.UnixMilli()))
	}
	if !f.To.IsZero() {
		w.add("r.created_at < " + w.arg(f.To.UnixMilli()))
	}
	return w, nil
}

// oneOf returns an error for a word that is not one of known.
func oneOf[T ~string](what string, word T, known []T) error {
	var words []string
	for _, k := range known {
		if k == word {
			return nil
		}
		words = append(words, string(k))
	}
	return tradeoff.Errorf(tradeoff.Invalid, "%s is %.40q", what, string(word)).
		WithHint("Give one of %s.", strings.Join(words, ", "))
}

// scanAudit reads an entry. A damaged one is marked and only has its ID, so that the
// others can still be read.
func scanAudit(rows *sql.Rows, e *tradeoff.AuditEntry) error {
	var created, sum int64
	var old, now string
	err := rows.Scan(&e.ID, &created, &e.Who, &e.Address, &e.RequestID, &e.Action, &e.Object, &e.ObjectID, &e.Name,
		&old, &now, &sum)
	if err != nil {
		return err
	}
	want := checksum(e.ID, created, e.Who, e.Address, e.RequestID, string(e.Action), string(e.Object), e.ObjectID, e.Name,
		old, now)
	if sum != want {
		*e = tradeoff.AuditEntry{ID: e.ID, Damaged: true, Before: json.RawMessage("{}"), After: json.RawMessage("{}")}
		return nil
	}
	e.CreatedAt, e.Before, e.After = fromMillis(created), json.RawMessage(old), json.RawMessage(now)
	return nil
}
