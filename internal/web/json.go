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

// EncodeJSON returns v as JSON with a line end. It panics if v can't be encoded, which is
// a bug.
func EncodeJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("web: " + err.Error())
	}
	return append(b, '\n')
}

// WriteJSON answers with v as JSON.
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

// DecodeJSON decodes an object into v, a pointer to a struct. It rejects members that v
// does not have, and null where v can't be nil, so that typing mistakes are reported.
func DecodeJSON(text []byte, v any) error {
	var members map[string]json.RawMessage
	err := json.Unmarshal(text, &members)
	if err == nil && members == nil {
		err = errors.New("it is not an object")
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
		what = "it is not an object"
	case errors.As(err, &wrongType):
		what = fmt.Sprintf("%s cannot be a %s", wrongType.Field, wrongType.Value)
	case errors.As(err, &syntax):
		what = fmt.Sprintf("there is a syntax error at byte %d", syntax.Offset)
	}
	e := tradeoff.Errorf(tradeoff.Invalid, "the body is not valid JSON for this request: %s", what)
	e.Err = err
	return e.WithHint(`Send an object such as {"name": "Diabetes"}.`)
}

// checkNulls rejects members that are null unless their fields are pointers.
func checkNulls(members map[string]json.RawMessage, t reflect.Type) error {
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if string(members[name]) == "null" && f.Type.Kind() != reflect.Pointer {
			return fmt.Errorf("%s cannot be null", name)
		}
	}
	return nil
}

// Created answers with v and the path of the created resource.
func Created(w http.ResponseWriter, r *http.Request, v any, path string) error {
	w.Header().Set("Location", link.To(r.Context(), path))
	return WriteJSON(w, http.StatusCreated, v)
}

// NoContent answers with status 204.
func NoContent(w http.ResponseWriter) error {
	w.WriteHeader(http.StatusNoContent)
	return nil
}
