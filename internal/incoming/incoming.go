// Package incoming reads the bodies of uploads from slow and faulty clients. It knows
// connections and their deadlines; what the bytes mean is intake's.
package incoming

import (
	"context"
	"io"
	"mime"
	"net/http"
	"time"

	"tradeoff/internal/intake"
	"tradeoff/internal/web"
)

const (
	// Progress is how many bytes an upload must bring within the server's patience, so
	// that it is not given up.
	Progress = 256 << 10

	// Answering is how long the answer to an upload may take.
	Answering = 30 * time.Second

	// drainTime is how long the rest of a refused upload is read: a client that is cut
	// off while it sends never sees the answer.
	drainTime = 10 * time.Second
)

// A Body is the body of an upload, which is given up when it stalls.
type Body struct {
	request *http.Request
	body    io.Reader
	control *http.ResponseController
	release func() bool

	patience time.Duration
	n        int64         // bytes that were received
	mark     int64         // n when there was Progress last
	waited   time.Duration // for bytes since then
}

func newBody(r *http.Request, patience time.Duration) *Body {
	x := web.ExchangeOf(r)
	in := &Body{request: r, body: x.Body, control: http.NewResponseController(x.W), patience: patience}
	// Waiting for a turn and computing take longer than an ordinary answer.
	in.setDeadlines(time.Time{}, time.Time{})
	// A read that waits for bytes notices the end of its context only by a deadline.
	in.release = context.AfterFunc(r.Context(), func() { in.setDeadlines(time.Now(), time.Now().Add(Answering)) })
	return in
}

// Close sets deadlines that leave time for the answer.
func (in *Body) Close() {
	if in.release() {
		in.setDeadlines(time.Now().Add(Answering), time.Now().Add(Answering))
	}
}

// setDeadlines does nothing where there is no connection, as in tests.
func (in *Body) setDeadlines(read, write time.Time) {
	_ = in.control.SetReadDeadline(read)
	_ = in.control.SetWriteDeadline(write)
}

// Read reads the body. Only the time that it waits for bytes counts against the patience
// with the client, not the time in which they are parsed.
func (in *Body) Read(p []byte) (int, error) {
	if err := in.request.Context().Err(); err != nil {
		return 0, err
	}
	start := time.Now()
	_ = in.control.SetReadDeadline(start.Add(in.patience - in.waited))
	n, err := in.body.Read(p)
	in.waited += time.Since(start)
	in.n += int64(n)
	if in.n >= in.mark+Progress {
		in.mark, in.waited = in.n, 0
	}
	if err == io.EOF {
		// From now on the connection is watched for a client that goes away,
		// and a deadline would look like that.
		_ = in.control.SetReadDeadline(time.Time{})
	}
	return n, err
}

// drain reads the rest of a refused upload, at most most bytes.
func (in *Body) drain(most int64) {
	if in.request.Context().Err() != nil || in.n == 0 && in.request.Header.Get("Expect") != "" {
		return // it has ended, or the client waits for “100 Continue”
	}
	_ = in.control.SetReadDeadline(time.Now().Add(drainTime))
	_, _ = io.CopyN(io.Discard, in.body, most)
}

// Of returns the body of an upload: a form with a file, or the file itself. It is given up
// when it brings less than [Progress] bytes within patience. At most most bytes of the
// rest of a refused upload are read. The caller closes the Body before it answers.
func Of(r *http.Request, patience time.Duration, most int64) (intake.Body, *Body) {
	in := newBody(r, patience)
	return intake.Body{
		Reader: in, Length: r.ContentLength, ContentType: r.Header.Get("Content-Type"), FileName: fileName(r),
		Refused: func() { in.drain(most) },
	}, in
}

// fileName returns the name of a file that is the whole body.
func fileName(r *http.Request) string {
	if name := r.URL.Query().Get("file_name"); name != "" {
		return name
	}
	_, params, err := mime.ParseMediaType(r.Header.Get("Content-Disposition"))
	if err == nil && params["filename"] != "" {
		return params["filename"]
	}
	return r.URL.Query().Get("name")
}
