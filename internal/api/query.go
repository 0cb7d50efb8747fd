package api

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/tradeoff"
)

// CheckWord returns an Invalid error if p has a fixed set of words and the value
// is none of them. The empty value is always valid.
func (p Parameter) CheckWord(value string) error {
	words := p.schema.Enum
	if value == "" || len(words) == 0 || slices.ContainsFunc(words, func(w any) bool { return fmt.Sprint(w) == value }) {
		return nil
	}
	if _, err := strconv.ParseBool(strings.ToLower(value)); err == nil && words[0] == "true" {
		return nil // 1 and 0 mean the same
	}
	return tradeoff.Errorf(tradeoff.Invalid, "%s is %.40q", p.Name, value).
		WithHint("Give one of %s.", wordsOf(p))
}

// wordsOf lists the words that a parameter may be, the default first.
func wordsOf(p Parameter) string {
	return strings.Join(strings.Fields(strings.Trim(fmt.Sprint(p.schema.Enum), "[]")), ", ")
}

// CheckQuery returns an Invalid error if the query has a parameter that the
// operation does not take, or repeats one: a misspelt parameter must not go
// unnoticed.
func (o *Operation) CheckQuery(q url.Values) error {
	for name, values := range q {
		i := slices.IndexFunc(o.Query, func(p Parameter) bool { return p.takes(name) })
		if i < 0 {
			err := tradeoff.Errorf(tradeoff.Invalid, "there is no parameter %q here", name)
			if len(o.Query) == 0 {
				return err
			}
			return err.WithHint("There are %s.", strings.Join(names(o.Query), ", "))
		}
		if len(values) > 1 && !o.Query[i].Repeated {
			return tradeoff.Errorf(tradeoff.Invalid, "the parameter %s is given %d times", name, len(values)).
				WithHint("Give it once.")
		}
		for _, v := range values {
			if err := o.Query[i].CheckWord(v); err != nil {
				return err
			}
		}
	}
	return nil
}

// names returns the names of parameters.
func names(list []Parameter) []string {
	var out []string
	for _, p := range list {
		out = append(out, p.Name)
	}
	return out
}

// A query reads the parameters of a request's operation and keeps the first
// error.
type query struct {
	operation *Operation
	values    url.Values
	err       error
}

// newQuery returns the query of a request that [API.Routes] has routed.
func newQuery(r *http.Request) *query {
	return &query{operation: r.Context().Value(operationKey{}).(*Operation), values: r.URL.Query()}
}

// integer returns the value of a parameter that the function [integer] made. It
// must be within the bounds of the parameter.
func (q *query) integer(name string) int {
	i := slices.IndexFunc(q.operation.Query, func(p Parameter) bool { return p.Name == name })
	if i < 0 {
		panic("api: " + q.operation.ID + " has no parameter " + name)
	}
	schema := q.operation.Query[i].schema
	text := q.values.Get(name)
	if text == "" {
		return schema.Default.(int)
	}
	n, err := strconv.Atoi(text)
	if low, high := int(*schema.Minimum), int(*schema.Maximum); (err != nil || n < low || n > high) && q.err == nil {
		q.err = tradeoff.Errorf(tradeoff.Invalid, "%s is %q", name, text).
			WithHint("Give a whole number from %d to %d.", low, high)
	}
	return n
}

// window returns the parameters of [windowParameters].
func (q *query) window() (offset, limit int) { return q.integer("offset"), q.integer("limit") }
