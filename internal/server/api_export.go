package server

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"tradeoff/internal/export"
	"tradeoff/web/templates"
)

// exportKinds are the media types of a run's rows.
func exportKinds() string {
	var kinds []string
	for _, f := range export.Formats {
		kinds = append(kinds, f.MediaType())
	}
	return strings.Join(kinds, ", ")
}

func exportNames() []string {
	var names []string
	for _, f := range export.Formats {
		names = append(names, string(f))
	}
	return names
}

// exportRun answers with the rows of a run as a file.
func (s *Server) exportRun(w http.ResponseWriter, r *http.Request) error {
	run, err := s.runOf(r)
	if err != nil {
		return err
	}
	kind := export.CSV
	if name := r.URL.Query().Get("format"); name != "" {
		if kind, err = export.Parse(name); err != nil {
			return err
		}
	}
	leave, err := s.queue.place(r.Context()) // all rows are in memory, as at an upload
	if err != nil {
		return err
	}
	defer leave()
	columns, err := s.store.Columns(r.Context(), run.ID)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", kind.MediaType())
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="run-%d.%s"`, run.ID, kind))
	if r.Method == http.MethodHead {
		return nil
	}
	return export.Write(&steady{w: w, control: http.NewResponseController(w)}, kind, columns, run.Classes)
}

// A steady writer gives a long answer more time as long as it is taken.
type steady struct {
	w       io.Writer
	control *http.ResponseController
	until   time.Time
}

func (s *steady) Write(p []byte) (int, error) {
	if now := time.Now(); s.until.Sub(now) < answering/2 {
		s.until = now.Add(answering)
		_ = s.control.SetWriteDeadline(s.until) // in vain where there is no connection
	}
	return s.w.Write(p)
}

var exportLabels = map[string]string{"csv": "CSV", "json": "JSON", "parquet": "Parquet"}

// exportLinks lead to the rows of a run in each format.
func (v runView) exportLinks() []templates.Choice {
	var list []templates.Choice
	for _, name := range exportNames() {
		list = append(list, templates.Choice{
			Label: "The rows (" + exportLabels[name] + ")", Value: fmt.Sprintf("%s%s/export?format=%s", apiPath, runPath(v.run.ID), name),
		})
	}
	return list
}
