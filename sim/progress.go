package sim

import "sync/atomic"

// Progress counts runs of an arm that workers do together, and tells an
// observer; nil: nobody.
type Progress struct {
	Arm     string
	Total   int
	Observe func(arm string, done, total int)

	done atomic.Int64
}

// Add counts n runs that a worker has done. Worker 0 alone speaks.
func (p *Progress) Add(worker, n int) {
	done := p.done.Add(int64(n))
	if worker == 0 && p.Observe != nil {
		p.Observe(p.Arm, int(done), p.Total)
	}
}
