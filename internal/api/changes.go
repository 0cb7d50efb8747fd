package api

import (
	"context"
	"io"
	"net/http"

	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// patch changes the thing with the id in the path of r: the fields that the body has,
// while it keeps the others. fieldsOf returns the fields that a client may set, and fill
// sets them. If-Match names the version that is changed.
func patch[T, F any](
	r *http.Request,
	update func(context.Context, int64, func(*T) error, ...tradeoff.ChangeOption) (T, error),
	fieldsOf func(T) F, fill func(F, *T),
) error {
	id, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	expected, err := web.IfMatch(r)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(r.Body) // before the change, which others wait for
	if err != nil {
		return err
	}
	_, err = update(r.Context(), id, func(thing *T) error {
		fields := fieldsOf(*thing)
		if err := web.DecodeJSON(body, &fields); err != nil {
			return err
		}
		fill(fields, thing)
		return nil
	}, expected)
	return err
}

// remove deletes the thing with the id in the path of r. If-Match names the version that
// is deleted.
func remove(
	w http.ResponseWriter, r *http.Request,
	delete func(context.Context, int64, ...tradeoff.ChangeOption) error,
) error {
	id, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	expected, err := web.IfMatch(r)
	if err != nil {
		return err
	}
	if err := delete(r.Context(), id, expected); err != nil {
		return err
	}
	return web.NoContent(w)
}
