package jobs

import "sync"

// A Progress receives progress reports of work.
type Progress struct {
	mu  sync.Mutex
	now Report
}

// A Report is the progress of work. Its texts are chosen by the work.
type Report struct {
	Phase string
	Item  string // what the phase is about, such as a file
}

// Set replaces the report.
func (p *Progress) Set(r Report) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = r
}

func (p *Progress) report() Report {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}
