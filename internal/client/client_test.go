package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"tradeoff/internal/tradeoff"
)

func text(name, content string) File {
	return File{Name: name, Size: int64(len(content)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(content)), nil
	}}
}

const stored = `{"experiment":{"id":2,"name":"x","url":"/experiments/2"},"runs":[{"id":3,"name":"r","findings":[],"url":"/runs/3"}]}`

// patient returns a client that does not wait, of a server with a handler.
func patient(t *testing.T, h http.HandlerFunc) (c *Client, waits *[]time.Duration) {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	c, err := New(s.URL + "/")
	if err != nil {
		t.Fatal(err)
	}
	waits = new([]time.Duration)
	c.wait = func(_ context.Context, d time.Duration) error {
		*waits = append(*waits, d)
		return nil
	}
	return c, waits
}

// sentFiles returns the files of a form.
func sentFiles(t *testing.T, r *http.Request) string {
	t.Helper()
	parts, err := r.MultipartReader()
	if err != nil {
		t.Error(err)
		return ""
	}
	var out []string
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return strings.Join(out, " ")
		} else if err != nil {
			t.Error(err)
			return ""
		}
		b, _ := io.ReadAll(part)
		out = append(out, part.FileName()+"="+string(b))
	}
}

func TestUploadSendsAllFilesAndReportsThem(t *testing.T) {
	c, _ := patient(t, func(w http.ResponseWriter, r *http.Request) {
		if got := sentFiles(t, r); got != `a "b".csv=first c.csv=second` ||
			r.URL.RequestURI() != "/api/v1/runs?kind=logit&tag=a&tag=b" || r.ContentLength < 100 {
			t.Errorf("got %q at %s, %d bytes", got, r.URL.RequestURI(), r.ContentLength)
		}
		w.WriteHeader(http.StatusCreated)
		io.WriteString(w, stored)
	})
	var last, of int64
	done, err := c.Upload(t.Context(), url.Values{"kind": {"logit"}, "tag": {"a", "b"}},
		[]File{text(`a "b".csv`, "first"), text("c.csv", "second")}, func(n, total int64) {
			if n <= last {
				t.Errorf("%d bytes after %d", n, last)
			}
			last, of = n, total
		})
	if err != nil || done.Experiment.ID != 2 || len(done.Runs) != 1 || c.Address(done.Runs[0].URL) != c.base+"/runs/3" {
		t.Errorf("got %+v, %v", done, err)
	}
	if last != of || of < 100 {
		t.Errorf("%d bytes of %d were reported", last, of)
	}
}

func TestUploadIsSentAgainWithItsKeyUntilTheServerAnswers(t *testing.T) {
	var keys []string
	c, waits := patient(t, func(w http.ResponseWriter, r *http.Request) {
		keys = append(keys, r.Header.Get("Idempotency-Key"))
		switch len(keys) {
		case 1: // dies when it has read everything
			sentFiles(t, r)
			panic(http.ErrAbortHandler)
		case 2: // dies at once
			panic(http.ErrAbortHandler)
		case 3:
			w.WriteHeader(http.StatusServiceUnavailable)
			io.WriteString(w, `{"kind":"busy","detail":"16 uploads are waiting already"}`)
		case 4: // still at work on what was sent before
			w.WriteHeader(http.StatusConflict)
			io.WriteString(w, `{"kind":"conflict","detail":"an upload with this key is being received"}`)
		default:
			if got := sentFiles(t, r); got != "a.csv=text" {
				t.Errorf("the last time it sends %q", got)
			}
			w.WriteHeader(http.StatusCreated)
			io.WriteString(w, stored)
		}
	})
	if _, err := c.Upload(t.Context(), nil, []File{text("a.csv", "text")}, nil); err != nil {
		t.Fatal(err)
	}
	if len(keys) != 5 || keys[0] == "" || keys[0] != keys[1] || keys[0] != keys[2] || keys[0] != keys[4] ||
		fmt.Sprint(*waits) != "[1s 4s 9s 16s]" {
		t.Errorf("the keys are %q, the waits %v", keys, *waits)
	}
	if _, err := c.Upload(t.Context(), nil, []File{text("a.csv", "text")}, nil); err != nil || keys[5] == keys[0] {
		t.Errorf("the next upload has the key %q, %v", keys[5], err)
	}
}

func TestRefusalsAreNotTriedAgain(t *testing.T) {
	asked := 0
	c, _ := patient(t, func(w http.ResponseWriter, r *http.Request) {
		asked++
		w.WriteHeader(http.StatusUnprocessableEntity)
		io.WriteString(w, `{"kind":"invalid","detail":"the score is missing","hint":"Give one.","place":{"file":"a.csv","line":3,"column":"score"},"fixes":[{"text":"Skip","name":"skip_missing","value":"true"}]}`)
	})
	_, err := c.Upload(t.Context(), nil, []File{text("a.csv", "text")}, nil)
	var e *tradeoff.Error
	if !errors.As(err, &e) || e.Kind != tradeoff.Invalid ||
		e.Error() != `a.csv, line 3, column "score": the score is missing. Give one.` || len(e.Fixes) != 1 || asked != 1 {
		t.Errorf("got %v after %d requests", err, asked)
	}
}

func TestUploadDoesNotRetryOtherServices(t *testing.T) {
	for status, body := range map[int]string{404: "<h1>Not found</h1>", 200: "hello", 502: "{}"} {
		asked := 0
		c, _ := patient(t, func(w http.ResponseWriter, r *http.Request) {
			asked++
			w.WriteHeader(status)
			io.WriteString(w, body)
		})
		if _, err := c.Upload(t.Context(), nil, []File{text("a.csv", "text")}, nil); err == nil ||
			!strings.Contains(err.Error(), "not a dashboard") || asked != 1 {
			t.Errorf("got %v after %d requests", err, asked)
		}
	}
}

func TestUnreachableServerIsNamed(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	c, err := New("http://" + l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	waits := 0
	c.wait = func(context.Context, time.Duration) error { waits++; return nil }
	if _, err := c.Upload(t.Context(), nil, []File{text("a.csv", "text")}, nil); err == nil ||
		!strings.Contains(err.Error(), l.Addr().String()) || strings.Contains(err.Error(), "api/v1") || waits != tries-1 {
		t.Errorf("got %v after %d waits", err, waits)
	}
	ctx, cancel := context.WithCancel(t.Context())
	c.wait = func(context.Context, time.Duration) error { cancel(); return ctx.Err() }
	if _, err := c.Upload(ctx, nil, []File{text("a.csv", "text")}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that of the context", err)
	}
}

func TestFileThatCannotBeReadIsTheError(t *testing.T) {
	asked := 0
	c, _ := patient(t, func(w http.ResponseWriter, r *http.Request) {
		asked++
		io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusUnprocessableEntity)
		io.WriteString(w, `{"kind":"invalid","detail":"the request ended before its end"}`)
	})
	missing := File{Name: "m.csv", Size: 5, Open: func() (io.ReadCloser, error) { return os.Open("does not exist.csv") }}
	if _, err := c.Upload(t.Context(), nil, []File{text("a.csv", "x"), missing}, nil); !errors.Is(err, os.ErrNotExist) ||
		asked > 1 {
		t.Errorf("got %v after %d requests", err, asked)
	}
}

func TestAddressesAreChecked(t *testing.T) {
	for _, a := range []string{"", "localhost:8080", "ftp://x", "http://", "http://x?y=1", "http://x#y", "::"} {
		if _, err := New(a); tradeoff.KindOf(err) != tradeoff.Invalid {
			t.Errorf("%q: %v", a, err)
		}
	}
}

func TestServerWithinTheProcess(t *testing.T) {
	c := Within(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Host != "localhost" {
			t.Errorf("the host is %q", r.Host)
		}
		switch r.URL.Query().Get("search") {
		case "abort":
			panic(http.ErrAbortHandler)
		case "":
			if got := sentFiles(t, r); got != "a.csv=text" {
				t.Errorf("got %q", got)
			}
			w.WriteHeader(http.StatusCreated)
			io.WriteString(w, stored)
		default:
			if r.URL.Query().Get("cursor") == "" {
				io.WriteString(w, `{"experiments":[{"id":9,"name":"Diabetes"},{"id":8,"name":"Diabetes scan"}],"next":"more"}`)
				return
			}
			io.WriteString(w, `{"experiments":[{"id":4,"name":"Diabetes"}]}`)
		}
	}))
	if done, err := c.Upload(t.Context(), nil, []File{text("a.csv", "text")}, nil); err != nil || done.Runs[0].ID != 3 {
		t.Errorf("got %+v, %v", done, err)
	}
	if ids, err := c.Experiments(t.Context(), "Diabetes"); err != nil || fmt.Sprint(ids) != "[9 4]" {
		t.Errorf("got %v, %v", ids, err)
	}
	if _, err := c.Experiments(t.Context(), "abort"); err == nil {
		t.Error("an answer that was broken off is no error")
	}
}
