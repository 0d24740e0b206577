package estimators

import "math"

// size is the sum of squares of column v as it came, in the metric of the
// scheme: what sweeping and centring leave of a variable without variation is
// rounding error of this size.
func (f *Fit) size(d *Design, v int) float64 {
	w, fr := &f.work, d.Frame
	size := fr.pooled[at(v, v)] + float64(fr.n)*fr.total[v]*fr.total[v]
	if fr.base != nil {
		size = max(size, float64(fr.n)*fr.base[v])
	}
	if w.scheme == weighted {
		size *= w.sw / float64(fr.n)
	}
	return size
}

// noVariation is the share of its sum of squares below which what is left of
// a variable counts as rounding error: 500 times the precision of a double,
// squared.
const noVariation = 1e-26

// blame reports the column at which a factorisation ended. The first c
// columns are the constant.
func (f *Fit) blame(q *qr, d *Design, c, bad int, variable func(int) int, detail string) error {
	w := &f.work
	w.bad = max(bad-c, 0)
	w.with = f.dependent(q, d, c, bad, variable)
	err := f.fail(ErrRankDeficient, d.name(variable(w.bad)), detail)
	f.fault.With = w.with
	return err
}

// dependent finds the terms that a column of a factorisation depends on:
// those before it that enter with more than a hundred-millionth of its length.
// The names are in memory that the next fit reuses.
func (f *Fit) dependent(q *qr, d *Design, c, bad int, variable func(int) int) []string {
	w := &f.work
	w.with = w.with[:0]
	whole := norm(q.col(bad))
	w.temp = resize(w.temp, bad)
	q.back(w.temp, 0, bad, bad)
	for i := c; i < bad; i++ {
		length := math.Hypot(norm(q.col(i)[:i]), q.diag[i])
		if math.Abs(w.temp[i])*length > 1e-8*whole {
			w.with = append(w.with, d.name(variable(i-c)))
		}
	}
	return w.with
}
