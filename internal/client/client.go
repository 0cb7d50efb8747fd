// Package client uploads files to a dashboard: to a server over the network,
// or to one in the same process.
package client

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"

	"tradeoff/internal/tradeoff"
)

// A Client calls the API of one server.
type Client struct {
	base string // of all addresses, without a slash at its end
	http *http.Client
	wait func(ctx context.Context, d time.Duration) error
}

// New returns a client of the server at an address such as
// http://127.0.0.1:8080. A wrong address is an Invalid error.
func New(address string) (*Client, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, tradeoff.Errorf(tradeoff.Invalid, "%q is not the address of a server", address).
			WithHint("Give it as http://127.0.0.1:8080.")
	}
	return &Client{base: strings.TrimSuffix(address, "/"), http: &http.Client{}, wait: sleep}, nil
}

// Within returns a client of a server in the same process.
func Within(h http.Handler) *Client {
	return &Client{base: "http://localhost", http: &http.Client{Transport: handlerTransport{h}}, wait: sleep}
}

// A File is one that is uploaded.
type File struct {
	Name string
	Size int64 // -1 if it is not known
	Open func() (io.ReadCloser, error)
}

// An Uploaded is the result of an upload.
type Uploaded struct {
	Experiment struct {
		ID   int64  `json:"id"`
		Name string `json:"name"`
		URL  string `json:"url"`
	} `json:"experiment"`
	Runs []struct {
		ID         int64                `json:"id"`
		Name       string               `json:"name"`
		LabelGroup *tradeoff.LabelGroup `json:"label_group,omitempty"` // of a file with several labels
		Findings   []tradeoff.Finding   `json:"findings"`
		URL        string               `json:"url"`
	} `json:"runs"`
}

// Address returns the whole address of a path that the server has given, which has
// the server's base path.
func (c *Client) Address(path string) string {
	u, err := url.Parse(c.base)
	if err != nil {
		return c.base + path // it was read once already
	}
	return u.Scheme + "://" + u.Host + path
}

// Upload uploads files as one: all of their runs are stored, or none. what
// has the names of the API's parameters. sent, which may be nil, is called
// with the bytes that have been sent and their total, -1 if it is not known.
//
// If the connection breaks or the server is busy, the upload is sent again
// with the same idempotency key. The server's refusals are [tradeoff.Error]
// with their place and hint.
func (c *Client) Upload(ctx context.Context, what url.Values, files []File,
	sent func(n, total int64)) (*Uploaded, error) {
	key := rand.Text()
	for try := 1; ; try++ {
		done, err := c.upload(ctx, what, files, key, sent)
		if err == nil || try == tries || ctx.Err() != nil || !isTemporary(err, try > 1) {
			return done, err
		}
		if err := c.wait(ctx, time.Duration(try*try)*time.Second); err != nil {
			return nil, err
		}
	}
}

// tries is how often an upload is sent at most.
const tries = 5

// isTemporary reports whether a retry may succeed: the server is busy or was
// not reached, or is still processing the first attempt.
func isTemporary(err error, again bool) bool {
	var refusal *tradeoff.Error
	var forever *permanentError
	switch {
	case errors.As(err, &forever):
		return false
	case errors.As(err, &refusal):
		return refusal.Kind == tradeoff.Busy || refusal.Kind == tradeoff.Unavailable ||
			again && refusal.Kind == tradeoff.Conflict
	default:
		return true
	}
}

// A permanentError stays the same after a retry: a file that cannot be read,
// or an address of another service.
type permanentError struct{ error }

func (e *permanentError) Unwrap() error { return e.error }

func (c *Client) upload(ctx context.Context, what url.Values, files []File, key string,
	sent func(n, total int64)) (*Uploaded, error) {
	form, err := newForm(files, sent)
	if err != nil {
		return nil, err
	}
	defer form.close()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/api/v1/runs?"+what.Encode(), form)
	if err != nil {
		return nil, err
	}
	r.ContentLength = form.size
	r.Header.Set("Content-Type", form.kind)
	r.Header.Set("Idempotency-Key", key)
	done := new(Uploaded)
	if err := c.do(r, done); err != nil {
		if form.err != nil {
			return nil, &permanentError{form.err} // rather than the error of the request
		}
		return nil, err
	}
	return done, nil
}

// Experiments returns the ids of the experiments that have exactly this name.
func (c *Client) Experiments(ctx context.Context, name string) (ids []int64, err error) {
	for cursor := ""; ; {
		q := url.Values{"search": {name}, "limit": {"1000"}}
		if cursor != "" {
			q.Set("cursor", cursor)
		}
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/api/v1/experiments?"+q.Encode(), nil)
		if err != nil {
			return nil, err
		}
		var list struct {
			Experiments []struct {
				ID   int64  `json:"id"`
				Name string `json:"name"`
			} `json:"experiments"`
			Next string `json:"next"`
		}
		if err := c.do(r, &list); err != nil {
			return nil, err
		}
		for _, e := range list.Experiments {
			if e.Name == name {
				ids = append(ids, e.ID)
			}
		}
		if cursor = list.Next; cursor == "" {
			return ids, nil
		}
	}
}

// do sends a request and decodes the answer, or returns the problem that it is.
func (c *Client) do(r *http.Request, into any) error {
	res, err := c.http.Do(r)
	if err != nil {
		var failed *url.Error
		if errors.As(err, &failed) { // its text has the whole address
			err = failed.Err
		}
		if r.Context().Err() != nil {
			return r.Context().Err()
		}
		return fmt.Errorf("the server at %s cannot be reached: %w", c.base, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, 16<<20))
	if err != nil {
		return fmt.Errorf("the server at %s broke off its answer: %w", c.base, err)
	}
	if res.StatusCode < 300 {
		if err := json.Unmarshal(body, into); err == nil {
			return nil
		}
	} else if e := problemIn(body); e != nil {
		return e
	}
	return &permanentError{fmt.Errorf("the server at %s is not a dashboard (%s)", c.base, res.Status)}
}

// problemIn returns the error that a problem document describes, nil if it is none.
func problemIn(body []byte) *tradeoff.Error {
	var p struct {
		Detail string         `json:"detail"`
		Kind   tradeoff.Kind  `json:"kind"`
		Hint   string         `json:"hint"`
		Place  tradeoff.Place `json:"place"`
		Fixes  []tradeoff.Fix `json:"fixes"`
	}
	if json.Unmarshal(body, &p) != nil || p.Kind == "" {
		return nil
	}
	return &tradeoff.Error{Kind: p.Kind, Message: p.Detail, Hint: p.Hint, Place: p.Place, Fixes: p.Fixes}
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// A form is files as the body of a request. It opens them one after the other.
type form struct {
	parts  []io.Reader
	now    io.Closer // the file that is being read
	kind   string
	size   int64 // -1 if it is not known
	n      int64 // bytes that have been read
	report func(n, total int64)
	err    error // of a file
}

func newForm(files []File, report func(n, total int64)) (*form, error) {
	f := &form{report: report}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	f.kind = w.FormDataContentType()
	flush := func() {
		f.size += int64(b.Len())
		f.parts = append(f.parts, bytes.NewReader(bytes.Clone(b.Bytes())))
		b.Reset()
	}
	known := true
	for _, file := range files {
		if _, err := w.CreateFormFile("file", file.Name); err != nil {
			return nil, err
		}
		flush()
		f.parts = append(f.parts, &lazyFile{form: f, file: file})
		f.size += file.Size
		known = known && file.Size >= 0
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	flush()
	if !known {
		f.size = -1
	}
	return f, nil
}

func (f *form) Read(p []byte) (int, error) {
	for len(f.parts) > 0 {
		n, err := f.parts[0].Read(p)
		if err == io.EOF {
			err = nil
			f.parts = f.parts[1:]
			f.close()
		}
		if f.n += int64(n); n > 0 && f.report != nil {
			f.report(f.n, f.size)
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
	return 0, io.EOF
}

func (f *form) close() {
	if f.now != nil {
		f.now.Close()
		f.now = nil
	}
}

// A lazyFile is opened when it is first read.
type lazyFile struct {
	form *form
	file File
	r    io.Reader
}

func (l *lazyFile) Read(p []byte) (int, error) {
	if l.r == nil {
		f, err := l.file.Open()
		if err != nil {
			l.form.err = err
			return 0, err
		}
		l.form.now, l.r = f, f
	}
	n, err := l.r.Read(p)
	if err != nil && err != io.EOF {
		l.form.err = err
	}
	return n, err
}

// A handlerTransport is a transport to a handler in the same process.
type handlerTransport struct{ h http.Handler }

func (t handlerTransport) RoundTrip(r *http.Request) (res *http.Response, err error) {
	in := r.Clone(r.Context())
	in.Host, in.RequestURI = r.URL.Host, r.URL.RequestURI()
	if in.Body == nil {
		in.Body = http.NoBody
	}
	defer in.Body.Close()
	defer func() {
		if v := recover(); v == http.ErrAbortHandler {
			err = io.ErrUnexpectedEOF // as a connection would break off
		} else if v != nil {
			panic(v)
		}
	}()
	w := &recorder{header: make(http.Header)}
	t.h.ServeHTTP(w, in)
	return &http.Response{
		Status: http.StatusText(w.status), StatusCode: w.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.header, Body: io.NopCloser(&w.body), ContentLength: int64(w.body.Len()), Request: r,
	}, nil
}

// A recorder keeps the answer of a handler.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *recorder) Header() http.Header { return a.header }

func (a *recorder) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *recorder) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(p)
}
