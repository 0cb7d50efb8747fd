package api

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tradeoff/internal/export"
	"tradeoff/internal/incoming"
	"tradeoff/internal/ingest"
	"tradeoff/internal/intake"
	"tradeoff/internal/jobs"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// exportKinds are the media types of a run's rows.
func exportKinds() string {
	var kinds []string
	for _, f := range export.Formats {
		kinds = append(kinds, f.MediaType())
	}
	return strings.Join(kinds, ", ")
}

// exportRun answers with the rows of a run as a file.
func (s runAPI) exportRun(w http.ResponseWriter, r *http.Request) error {
	run, err := web.Named(r, s.explorer.Run)
	if err != nil {
		return err
	}
	kind := export.CSV
	if name := r.URL.Query().Get("format"); name != "" {
		if kind, err = export.Parse(name); err != nil {
			return err
		}
	}
	w.Header().Set("Content-Type", kind.MediaType())
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="run-%d.%s"`, run.ID, kind))
	if r.Method == http.MethodHead {
		return nil
	}
	turn, err := s.intake.Enter() // until the end, since the file takes disk space
	if err != nil {
		return err
	}
	defer turn.Leave()
	file, err := s.exportFile(r.Context(), turn, run, kind)
	if err != nil {
		return err
	}
	defer file.Close()
	w.Header().Set("Content-Length", strconv.FormatInt(file.Size(), 10))
	_, err = io.Copy(&steady{w: w, control: http.NewResponseController(w)}, file)
	return err
}

// exportFile writes the rows of a run to a temporary file. It holds a place to
// compute in only until the file is written, while all rows are in memory: a
// client that downloads the file slowly keeps no other request waiting.
func (s runAPI) exportFile(
	ctx context.Context, t *jobs.Turn, run tradeoff.Run, kind export.Format,
) (*ingest.Spool, error) {
	if err := t.Wait(ctx); err != nil {
		return nil, err
	}
	defer t.Rest()
	columns, err := s.explorer.Columns(ctx, run)
	if err != nil {
		return nil, err
	}
	from, to := io.Pipe()
	stop := context.AfterFunc(ctx, func() { to.CloseWithError(ctx.Err()) })
	defer stop()
	go func() {
		to.CloseWithError(export.Write(to, kind, export.WithImages(run.TaskFacts, columns), run.Classes))
	}()
	file, err := ingest.NewSpool(from, intake.HeldMemory, s.tempDir)
	from.CloseWithError(err) // ends the writer
	return file, err
}

// A steady writer extends the deadline of an answer as long as the client reads it.
type steady struct {
	w       io.Writer
	control *http.ResponseController
	until   time.Time
}

func (s *steady) Write(p []byte) (int, error) {
	if now := time.Now(); s.until.Sub(now) < incoming.Answering/2 {
		s.until = now.Add(incoming.Answering)
		_ = s.control.SetWriteDeadline(s.until) // fails where there is no connection
	}
	return s.w.Write(p)
}
