package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"

	"tradeoff/internal/link"
	"tradeoff/internal/tradeoff"
)

// EncodeJSON returns v as JSON with a line end. It panics if v cannot be encoded:
// what we answer always can.
func EncodeJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("web: " + err.Error())
	}
	return append(b, '\n')
}

// WriteJSON answers with v.
func WriteJSON(w http.ResponseWriter, status int, v any) error {
	w.Header().Set("Content-Type", "application/json")
	return Send(w, status, EncodeJSON(v))
}

// ReadJSON decodes the body into v, a pointer to a struct, as [DecodeJSON] does.
func ReadJSON(r *http.Request, v any) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	return DecodeJSON(body, v)
}

// DecodeJSON decodes an object into v, a pointer to a struct. It refuses members
// that v does not have, and null where v cannot be nil: a typing mistake must not
// go unnoticed.
func DecodeJSON(text []byte, v any) error {
	var members map[string]json.RawMessage
	err := json.Unmarshal(text, &members)
	if err == nil && members == nil {
		err = errors.New("it is no object")
	}
	if err == nil {
		d := json.NewDecoder(bytes.NewReader(text))
		d.DisallowUnknownFields()
		err = d.Decode(v)
	}
	if err == nil {
		err = checkNulls(members, reflect.TypeOf(v).Elem())
	}
	if err == nil {
		return nil
	}
	var ours *tradeoff.Error
	if errors.As(err, &ours) {
		return ours
	}
	what := strings.TrimPrefix(err.Error(), "json: ")
	var wrongType *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &wrongType) && wrongType.Field == "":
		what = "it is no object"
	case errors.As(err, &wrongType):
		what = fmt.Sprintf("%s cannot be a %s", wrongType.Field, wrongType.Value)
	case errors.As(err, &syntax):
		what = fmt.Sprintf("there is a mistake at byte %d", syntax.Offset)
	}
	e := tradeoff.Errorf(tradeoff.Invalid, "the body is not the JSON that is expected: %s", what)
	e.Err = err
	return e.WithHint(`Send an object such as {"name": "Diabetes"}.`)
}

// checkNulls refuses members that are null unless their fields are pointers.
func checkNulls(members map[string]json.RawMessage, t reflect.Type) error {
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if string(members[name]) == "null" && f.Type.Kind() != reflect.Pointer {
			return fmt.Errorf("%s cannot be null", name)
		}
	}
	return nil
}

// Created answers with v, and names the path of what was created.
func Created(w http.ResponseWriter, r *http.Request, v any, path string) error {
	w.Header().Set("Location", link.To(r.Context(), path))
	return WriteJSON(w, http.StatusCreated, v)
}

// NoContent answers with success and nothing else.
func NoContent(w http.ResponseWriter) error {
	w.WriteHeader(http.StatusNoContent)
	return nil
}
