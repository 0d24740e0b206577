package synth

import (
	"fmt"

	"panelstress/data/formula"
)

// system is the printed numbers as functions of the values of a panel.
type system struct {
	problem *Problem
	rows    int
	cols    [][]float64 // the values at hand, by variable
	targets []Target
	parts   []part
	first   []int // of each part, its first target
	lags    []formula.LagMap
	scratch formula.Scratch
}

// part computes some of the targets.
type part interface {
	// evaluate sets the values of the part's targets.
	evaluate(dst []float64) error
	// gradient adds, for each target, its derivatives by all values of the
	// panel, at the values that evaluate has seen last.
	gradient(dst [][]float64)
}

func newSystem(p *Problem) (*system, error) {
	s := &system{problem: p, rows: p.rows()}
	buf := make([]float64, s.rows*len(p.Variables))
	for j := range p.Variables {
		s.cols = append(s.cols, buf[j*s.rows:(j+1)*s.rows])
	}
	s.add(newMoments(s))
	for i := range p.Regressions {
		r, err := newRegression(s, &p.Regressions[i])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.Regressions[i].Name, err)
		}
		s.add(r, r.targets())
	}
	return s, nil
}

func (s *system) add(p part, targets []Target) {
	s.parts = append(s.parts, p)
	s.first = append(s.first, len(s.targets))
	s.targets = append(s.targets, targets...)
}

// end is the target behind the last one of part i.
func (s *system) end(i int) int {
	if i+1 < len(s.first) {
		return s.first[i+1]
	}
	return len(s.targets)
}

// evaluate computes all targets at the present values.
func (s *system) evaluate(dst []float64) error {
	for i, p := range s.parts {
		if err := p.evaluate(dst[s.first[i]:s.end(i)]); err != nil {
			if r, ok := p.(*regression); ok {
				return fmt.Errorf("%s: %w", r.spec.Name, err)
			}
			return err
		}
	}
	return nil
}

// gradient computes the Jacobian: a row per target, the values of the
// variables behind each other in it.
func (s *system) gradient(dst [][]float64) {
	for i, p := range s.parts {
		for _, row := range dst[s.first[i]:s.end(i)] {
			clear(row)
		}
		p.gradient(dst[s.first[i]:s.end(i)])
	}
}

// lag gives the rows k periods before, as data.Panel.LagRows does; entities
// have all periods.
func (s *system) lag(k int) []int32 {
	for _, l := range s.lags {
		if l.K == k {
			return l.Row
		}
	}
	t := s.problem.Periods
	rows := make([]int32, s.rows)
	for i := range rows {
		rows[i] = -1
		if p := i%t - k; p >= 0 && p < t {
			rows[i] = int32(i - k)
		}
	}
	s.lags = append(s.lags, formula.NewLagMap(k, rows))
	return rows
}

// eval computes a program on all rows.
func (s *system) eval(dst []float64, p *formula.Program) {
	p.Eval(dst, 0, s.rows, s.cols, s.lags, &s.scratch)
}
