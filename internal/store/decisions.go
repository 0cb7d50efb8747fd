package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

const decisionColumns = `r.id, r.experiment_id, r.run_id, r.run_name, r.test_set_digest, r.among, r.page, r.policy,
	r.cost_fp, r.cost_fn, r.prevalence,
	r.threshold, r.tp, r.fp, r.fn, r.tn, r.weighted, r.who, r.why, r.dissent, r.corrects, r.created_at, r.checksum,
	(SELECT c.id FROM decisions c WHERE c.corrects = r.id)`

// maxPage is the longest address of a page that a decision keeps, in bytes.
const maxPage = 8000

// CreateDecision stores d and sets its ID and CreatedAt. Who and Why must be set. The
// run must exist, and the decision that d corrects must belong to the same experiment.
// Correcting a decision that was corrected already is a Conflict.
func (s *Store) CreateDecision(ctx context.Context, d *tradeoff.Decision) error {
	c := *d
	if err := cleanDecision(&c); err != nil {
		return err
	}
	c.CreatedAt = s.clock()
	err := s.write(ctx, func(tx *sql.Tx, log *audit) error {
		run, err := loadRun(ctx, tx, c.Run.ID)
		if err != nil {
			return err
		}
		c.ExperimentID, c.Run.Name, c.TestSetDigest = run.ExperimentID, run.Name, run.TestSetDigest
		for i := range c.Among {
			other, err := loadRun(ctx, tx, c.Among[i].ID)
			if err != nil {
				return err
			}
			c.Among[i].Name = other.Name
		}
		if c.Corrects != 0 {
			if err := mayCorrect(ctx, tx, c); err != nil {
				return err
			}
		}
		if c.ID, err = nextID(ctx, tx, "decisions"); err != nil {
			return err
		}
		values, err := decisionValues(&c)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO decisions (id, experiment_id, run_id, run_name, test_set_digest, among, page, policy,
			                       cost_fp, cost_fn, prevalence,
			                       threshold, tp, fp, fn, tn, weighted, who, why, dissent, corrects, created_at, checksum)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0), ?, ?)`, values...)
		if err != nil {
			return err
		}
		return log.add(ctx, tradeoff.CreateAction, tradeoff.DecisionObject, c.ID, c.Run.Name, nil, decisionFields(&c))
	})
	if err == nil {
		*d = c
	}
	return err
}

// cleanDecision cleans the texts of a decision. Its errors are Invalid.
func cleanDecision(c *tradeoff.Decision) error {
	for _, text := range []struct {
		what  string
		value *string
		most  int
	}{
		{"list of names", &c.Who, maxName}, {"reason", &c.Why, maxDescription},
		{"dissent", &c.Dissent, maxDescription},
	} {
		var err error
		if *text.value, err = cleaned(text.what, *text.value, text.most); err != nil {
			return err
		}
	}
	switch {
	case c.Who == "":
		return invalid("the decision has no names", "Give the names of the people who decided.")
	case c.Why == "":
		return invalid("the decision has no reason", "Give the reason for it.")
	case len(c.Page) > maxPage:
		return invalid(fmt.Sprintf("the address of the page has %d bytes", len(c.Page)),
			fmt.Sprintf("Record the decision on a page whose address has at most %d.", maxPage))
	}
	return nil
}

// mayCorrect returns an error if d can't correct the decision that it names.
func mayCorrect(ctx context.Context, tx *sql.Tx, d tradeoff.Decision) error {
	before, err := loadDecision(ctx, tx, d.Corrects)
	switch {
	case err != nil:
		return err
	case before.ExperimentID != d.ExperimentID:
		return invalid(fmt.Sprintf("decision %d belongs to another experiment", d.Corrects),
			"Correct a decision of this experiment.")
	case before.CorrectedBy != 0:
		return &tradeoff.Error{
			Kind: tradeoff.Conflict, Message: fmt.Sprintf("decision %d was corrected by decision %d already", d.Corrects,
				before.CorrectedBy),
			Hint: fmt.Sprintf("Look at decision %d, and correct that one.", before.CorrectedBy),
		}
	}
	return nil
}

// Decision returns the decision with the given id, or a NotFound error.
func (s *Store) Decision(ctx context.Context, id int64) (d tradeoff.Decision, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		d, err = loadDecision(ctx, tx, id)
		return err
	})
	return d, err
}

func loadDecision(ctx context.Context, tx *sql.Tx, id int64) (d tradeoff.Decision, err error) {
	row := tx.QueryRowContext(ctx, `SELECT `+decisionColumns+` FROM decisions r WHERE r.id = ?`, id)
	if err := scanDecision(row, &d); errors.Is(err, sql.ErrNoRows) {
		return d, tradeoff.Errorf(tradeoff.NotFound, "there is no decision %d", id)
	} else if err != nil {
		return d, err
	}
	return d, nil
}

// A DecisionFilter selects the decisions of a list.
type DecisionFilter = source.DecisionFilter

var decisionSortings = []sorting{{"created_at", "r.created_at"}}

// Decisions lists decisions, newest first. next is the cursor of the next page, "" on
// the last one.
func (s *Store) Decisions(ctx context.Context,
	filter DecisionFilter) (list []tradeoff.Decision, next string, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		by, err := newPager("", filter.Cursor, filter.Limit, decisionSortings)
		if err != nil {
			return err
		}
		tail, args := by.tail(`r.experiment_id = ?1 AND (?2 = 0 OR r.run_id = ?2) AND
		(NOT ?3 OR NOT EXISTS (SELECT 1 FROM decisions c WHERE c.corrects = r.id))`,
			filter.ExperimentID, filter.RunID, filter.Standing)
		rows, err := tx.QueryContext(ctx, `SELECT `+decisionColumns+`, `+by.key+` FROM decisions r `+tail, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var d tradeoff.Decision
			var key any
			if err := scanDecision(rows, &d, &key); err != nil {
				return err
			}
			if next = by.next(len(list)); next != "" {
				break
			}
			by.passed(key, d.ID)
			list = append(list, d)
		}
		return rows.Err()
	})
	return list, next, err
}

// decisionFields are the fields of a decision that the audit keeps.
func decisionFields(d *tradeoff.Decision) fields {
	f := fields{
		"experiment_id": d.ExperimentID, "run_id": d.Run.ID, "threshold": strconv.FormatFloat(d.Point.Threshold, 'g', -1, 64),
		"who": d.Who, "why": d.Why,
	}
	if d.Corrects != 0 {
		f["corrects"] = d.Corrects
	}
	return f
}

// decisionValues returns the columns of d, the checksum last.
func decisionValues(d *tradeoff.Decision) ([]any, error) {
	among, err := json.Marshal(append([]tradeoff.DecidedRun{}, d.Among...))
	if err != nil {
		return nil, err
	}
	policy := ""
	if d.Policy != nil {
		policy = d.Policy.String()
	}
	p, weighted := d.Point, int64(0)
	if p.Weighted {
		weighted = 1
	}
	values := []any{
		d.ID, d.ExperimentID, d.Run.ID, d.Run.Name, d.TestSetDigest, string(among), d.Page, policy,
		d.Setting.Costs.FP, d.Setting.Costs.FN, d.Setting.Prevalence, p.Threshold, p.TP, p.FP, p.FN, p.TN, weighted,
		d.Who, d.Why, d.Dissent, d.Corrects, d.CreatedAt.UnixMilli(),
	}
	return append(values, checksum(values...)), nil
}

// scanDecision reads decisionColumns, and the columns after them into more.
func scanDecision(row scanner, d *tradeoff.Decision, more ...any) error {
	var among, policy string
	var weighted, created, sum int64
	var corrects, by sql.NullInt64
	p := &d.Point
	dest := append([]any{
		&d.ID, &d.ExperimentID, &d.Run.ID, &d.Run.Name, &d.TestSetDigest, &among, &d.Page, &policy,
		&d.Setting.Costs.FP, &d.Setting.Costs.FN, &d.Setting.Prevalence, &p.Threshold, &p.TP, &p.FP, &p.FN, &p.TN, &weighted,
		&d.Who, &d.Why, &d.Dissent, &corrects, &created, &sum, &by,
	}, more...)
	if err := row.Scan(dest...); err != nil {
		return err
	}
	d.CreatedAt, d.Corrects, d.CorrectedBy, p.Weighted = fromMillis(created), corrects.Int64, by.Int64, weighted == 1
	if !p.Weighted {
		p.RowsTP, p.RowsFP = int(p.TP), int(p.FP)
	}
	err := json.Unmarshal([]byte(among), &d.Among)
	if err == nil && strings.TrimSpace(policy) != "" {
		var parsed calc.Policy
		if parsed, err = calc.ParsePolicy(policy); err == nil {
			d.Policy = &parsed
		}
	}
	values, failed := decisionValues(d)
	if err != nil || failed != nil || values[len(values)-1] != sum {
		return damaged(err, "decision %d", d.ID)
	}
	return nil
}
