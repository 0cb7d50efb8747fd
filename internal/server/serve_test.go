package server

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"tradeoff/internal/incoming"
	"tradeoff/internal/intake"
)

// A running server serves until stop is called.
type running struct {
	addr string
	stop context.CancelFunc
	done chan error
}

func start(t testing.TB, s *Server) *running {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	r := &running{addr: l.Addr().String(), stop: cancel, done: make(chan error, 1)}
	go func() {
		r.done <- s.Serve(ctx, l)
		close(r.done)
	}()
	t.Cleanup(func() { // before the store is closed and its folder is deleted
		cancel()
		for range r.done {
		}
	})
	return r
}

// ended waits for Serve to return.
func (r *running) ended(t testing.TB) error {
	t.Helper()
	select {
	case err := <-r.done:
		return err
	case <-time.After(time.Minute):
		t.Fatal("the server does not end")
		return nil
	}
}

// A slowUpload is an upload whose client has sent the first half of the file.
type slowUpload struct {
	send   *io.PipeWriter
	rest   string
	answer chan answered
}

type answered struct {
	status int
	body   string
	err    error
}

func beginUpload(addr, file string) *slowUpload {
	r, w := io.Pipe()
	u := &slowUpload{send: w, rest: file[len(file)/2:], answer: make(chan answered, 1)}
	go func() {
		res, err := http.Post("http://"+addr+"/api/v1/experiments/1/runs", "text/csv", r)
		if err != nil {
			u.answer <- answered{err: err}
			return
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		u.answer <- answered{res.StatusCode, string(body), err}
	}()
	io.WriteString(w, file[:len(file)/2]) // returns when the client has read it
	return u
}

func (u *slowUpload) finish() answered {
	io.WriteString(u.send, u.rest)
	u.send.Close()
	return <-u.answer
}

// inFlight waits until n uploads are in flight.
func inFlight(t testing.TB, s *Server, n int) {
	t.Helper()
	for end := time.Now().Add(time.Minute); s.intake.Slots().Entered() != n; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d uploads in flight, want %d", s.intake.Slots().Entered(), n)
		}
	}
}

func TestShutdownFinishesUploadsInFlight(t *testing.T) {
	s := filled(t, Options{})
	r := start(t, s)
	var uploads []*slowUpload
	for range intake.AtOnce {
		uploads = append(uploads, beginUpload(r.addr, table(5000)))
	}
	inFlight(t, s, intake.AtOnce)
	r.stop()
	for end := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		c, err := net.Dial("tcp", r.addr)
		if err != nil {
			break // no new client is accepted
		}
		c.Close()
		if time.Now().After(end) {
			t.Fatal("the server still accepts connections")
		}
	}
	for _, u := range uploads {
		if a := u.finish(); a.err != nil || a.status != http.StatusCreated {
			t.Errorf("got %+v, want 201", a)
		}
	}
	if err := r.ended(t); err != nil {
		t.Errorf("the server ended with %v", err)
	}
	if _, runs, _ := contents(t, s); runs != 1+intake.AtOnce {
		t.Errorf("%d runs are stored, want %d", runs, 1+intake.AtOnce)
	}
}

func TestShutdownCancelsSlowUploads(t *testing.T) {
	s := filled(t, Options{})
	s.grace = 100 * time.Millisecond
	r := start(t, s)
	u := beginUpload(r.addr, table(5000))
	inFlight(t, s, 1)
	r.stop()
	a := <-u.answer
	if a.err == nil && (a.status != http.StatusServiceUnavailable || !strings.Contains(a.body, "shutting down")) {
		t.Errorf("got %+v, want 503", a)
	}
	if err := r.ended(t); err != nil {
		t.Errorf("the server ended with %v", err)
	}
	if _, runs, _ := contents(t, s); runs != 1 {
		t.Errorf("%d runs are stored, want 1", runs)
	}
}

func TestStalledUploadTimesOut(t *testing.T) {
	s := filled(t, Options{})
	s.patience = 100 * time.Millisecond
	s.assemble()
	r := start(t, s)
	u := beginUpload(r.addr, table(5000))
	select {
	case a := <-u.answer:
		if a.err == nil && (a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "timed out")) {
			t.Errorf("got %+v, want 422", a)
		}
	case <-time.After(time.Minute):
		t.Fatal("the upload holds its place")
	}
	inFlight(t, s, 0)
	// all in one packet
	res, err := http.Post("http://"+r.addr+"/api/v1/experiments/1/runs", "text/csv", strings.NewReader(few))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusCreated {
		t.Errorf("the next upload gets %d, want 201", res.StatusCode)
	}
}

func TestSlowButSteadyUploadIsAccepted(t *testing.T) {
	s := filled(t, Options{})
	s.patience = 2 * time.Second
	s.assemble()
	r := start(t, s)
	file := table(60_000) // about five times the minimum that counts as progress
	u := beginUpload(r.addr, file[:2])
	rest := u.rest + file[2:]
	for len(rest) > 0 {
		n := min(len(rest), incoming.Progress/2)
		io.WriteString(u.send, rest[:n])
		rest = rest[n:]
		time.Sleep(300 * time.Millisecond)
	}
	u.send.Close()
	if a := <-u.answer; a.status != http.StatusCreated {
		t.Errorf("got %+v, want 201", a)
	}
}

// More uploads than there are slots arrive very slowly: a fast one is processed in the
// meantime.
func TestSlowUploadsHoldNoSlot(t *testing.T) {
	s := filled(t, Options{})
	s.patience = time.Hour // the last one waits for all others
	s.assemble()
	r := start(t, s)
	// larger than the buffer in memory
	long := strings.ReplaceAll(table(2000), "\nr", "\n"+strings.Repeat("long ", 120)+"r")
	var slow []*slowUpload
	for range 3 * intake.AtOnce {
		slow = append(slow, beginUpload(r.addr, long))
	}
	inFlight(t, s, len(slow))
	if a := beginUpload(r.addr, table(100)).finish(); a.status != http.StatusCreated {
		t.Errorf("the upload that comes at once gets %+v, want 201", a)
	}
	if n := s.intake.Slots().Taken(); n != 0 {
		t.Errorf("%d places are taken by uploads that have not arrived", n)
	}
	for _, u := range slow {
		if a := u.finish(); a.status != http.StatusCreated {
			t.Errorf("a slow upload gets %+v, want 201", a)
		}
	}
	if n := s.intake.Slots().Entered(); n != 0 {
		t.Errorf("%d uploads are counted in the end", n)
	}
}

// More clients than there are slots read a file very slowly: an upload of another client is
// processed in the meantime, and a slow client still gets the complete file.
func TestSlowReadersOfExportHoldNoSlot(t *testing.T) {
	s := filled(t, Options{})
	r := start(t, s)
	wide := strings.ReplaceAll(table(3200), "\nr", "\n"+strings.Repeat("long ", 500)+"r") // more than a connection buffers
	client := http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network,
		addr string) (net.Conn, error) {
		c, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		if err == nil {
			err = c.(*net.TCPConn).SetReadBuffer(256 << 10)
		}
		return c, err
	}}}
	answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?name=wide", wide), http.StatusCreated)
	var begun []*http.Response
	for range intake.AtOnce + 1 {
		req, err := http.NewRequest("GET", "http://"+r.addr+"/api/v1/runs/2/export", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept-Encoding", "identity")
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		begun = append(begun, res) // its body is not read
	}
	if n := s.intake.Slots().Taken(); n != 0 {
		t.Errorf("%d places are taken by files that are being read", n)
	}
	if a := beginUpload(r.addr, table(100)).finish(); a.status != http.StatusCreated {
		t.Errorf("an upload meanwhile gets %+v, want 201", a)
	}
	if n := s.intake.Slots().Entered(); n != len(begun) {
		t.Errorf("%d clients are counted, want %d", n, len(begun))
	}
	for _, res := range begun {
		n, err := io.Copy(io.Discard, res.Body)
		if err != nil || n != res.ContentLength || n < 6<<20 {
			t.Errorf("got %d bytes of %d, %v", n, res.ContentLength, err)
		}
	}
}

func TestClientThatGoesAwayLeavesNothing(t *testing.T) {
	s := filled(t, Options{})
	r := start(t, s)
	c, err := net.Dial("tcp", r.addr)
	if err != nil {
		t.Fatal(err)
	}
	file := table(5000)
	fmt.Fprintf(c, "POST /api/v1/experiments/1/runs HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s", len(file), file[:len(file)/2])
	inFlight(t, s, 1)
	c.Close()
	for end := time.Now().Add(time.Minute); s.intake.Slots().Entered() > 0; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the upload holds its place")
		}
	}
	if _, runs, _ := contents(t, s); runs != 1 {
		t.Errorf("%d runs are stored, want 1", runs)
	}
}

// TestSendingClientsReceiveTheError sends a file whose third line is invalid and that is
// larger than the buffers of a connection.
func TestSendingClientsReceiveTheError(t *testing.T) {
	s := filled(t, Options{})
	r := start(t, s)
	file := "label,score\n1,0.5\n0,high\n" + strings.Repeat("1,0.123456789\n", 3_000_000)
	res, err := http.Post("http://"+r.addr+"/api/v1/experiments/1/runs?score=score", "text/csv", strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(string(body), `"line":3`) {
		t.Errorf("got %d, %s, %v", res.StatusCode, body, err)
	}
}

func TestPagesAnswerWhileUploadsRun(t *testing.T) {
	s := filled(t, Options{})
	r := start(t, s)
	var uploads []*slowUpload
	for range intake.AtOnce {
		uploads = append(uploads, beginUpload(r.addr, table(2000)))
	}
	inFlight(t, s, intake.AtOnce)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			res, err := http.Get("http://" + r.addr + "/api/v1/runs/1")
			if err != nil {
				t.Error(err)
				return
			}
			res.Body.Close()
			if res.StatusCode != http.StatusOK {
				t.Errorf("status %d", res.StatusCode)
			}
		})
	}
	wg.Wait()
	for _, u := range uploads {
		if a := u.finish(); a.status != http.StatusCreated {
			t.Errorf("got %+v, want 201", a)
		}
	}
}

func TestEndlessHeadersTimeOut(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes five seconds")
	}
	r := start(t, filled(t, Options{}))
	c, err := net.Dial("tcp", r.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprint(c, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
	c.SetReadDeadline(time.Now().Add(15 * time.Second))
	if _, err := bufio.NewReader(c).ReadByte(); err == nil || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want a closed connection", err)
	} else if ne, ok := err.(net.Error); ok && ne.Timeout() {
		t.Error("the connection stays open")
	}
}

func TestServeReturnsListenerErrors(t *testing.T) {
	s := open(t, Options{})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if err := s.Serve(context.Background(), l); err == nil {
		t.Error("a closed listener is no error")
	}
}
