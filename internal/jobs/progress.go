package jobs

import "sync"

// Progress is where work reports how far it is.
type Progress struct {
	mu  sync.Mutex
	now Report
}

// A Report says how far work is. Its words are the work's own.
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
