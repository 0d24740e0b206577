package estimators

import "panelstress/data/lanes"

// Effects says which effects a fixed-effects estimator sweeps out.
type Effects int

const (
	Entity Effects = iota // one effect per entity
	Time                  // one effect per period
	TwoWay                // both
)

// absorbs tells of a variable that nothing is left of.
func (e Effects) absorbs() string {
	switch e {
	case Time:
		return "it does not vary within any period"
	case TwoWay:
		return "it is the sum of an entity effect and a time effect"
	}
	return "it does not vary within any entity"
}

// absorb sweeps effects out of the variables of a design and fits what is
// left. It uses the instruments of the design where there are any.
func (f *Fit) absorb(d *Design, e Effects, c Covariance) error {
	w, fr := &f.work, d.Frame
	w.effects, w.periods = e, 0
	if fr.size < 2 && e != Time {
		return f.fail(ErrTooFewEntities, "", "entity effects need at least two entities")
	}
	if e == Entity {
		return f.regress(d, within, fr.size, c)
	}
	s := &w.sweep
	s.weigh(fr)
	if s.present < 2 {
		return f.fail(ErrTooFewPeriods, "", "time effects need at least two periods")
	}
	swept, out := w.derived.lay(d, fr.Rows())
	w.derived.sameRows(fr)
	absorbed := s.present
	w.periods = s.present - 1
	if e == Time {
		s.demeanPeriods(swept, d)
	} else {
		w.periods = s.present - s.connect(fr)
		absorbed = fr.size + w.periods
		ok := false
		if len(fr.times) <= len(fr.drawn) {
			ok = s.throughPeriods(swept, d)
		} else {
			ok = s.throughEntities(swept, d)
		}
		if !ok {
			return f.fail(ErrNotFinite, "", "the effects cannot be told apart numerically")
		}
	}
	swept.sumSwept(d)
	return f.regress(out, within, absorbed, c)
}

// sumSwept takes the moments of swept rows, which are deviations already.
// The means are those of the variables before, so that the constant comes out
// in the xtreg form; the pooled moments too, as the measure of what is left.
func (f *Frame) sumSwept(d *Design) {
	src, q := d.Frame, len(f.Cols)
	for j := range q {
		v := d.variable(j)
		f.total[j] = src.total[v]
		for i := range j + 1 {
			f.pooled[at(i, j)] = src.pooled[sym(d.variable(i), v)]
		}
	}
	f.off.reset(q, len(f.drawn))
	f.deviate()
	f.cross.sums(f.within, f.copies, f.order)
}

// deviate computes cross products and means of swept rows, which are
// deviations from the common mean.
func (f *Frame) deviate() {
	for lo := 0; lo < len(f.drawn); lo += atOnce {
		hi := min(lo+atOnce, len(f.drawn))
		rows := lanes.Cut(f.Start, f.drawn[lo:hi])
		for j, dev := range f.dev {
			lanes.Products(f.cross.values, f.cross.n, lo, f.spots[j], f.dev, f.partners[j], f.dev[j], rows)
			means, offs := f.mean.of(j), f.off.of(j)
			for i := lo; i < hi; i++ {
				g := f.drawn[i]
				sum := 0.0
				for _, v := range dev[f.Start[g]:f.Start[g+1]] {
					sum += v
				}
				offs[i] = sum / f.rows[i]
				means[i] = f.total[j] + offs[i]
			}
		}
	}
}
