package estimators

// FirstDifference is least squares on the changes from one period to the
// next, y_t - y_{t-1} on x_t - x_{t-1} within entities. Periods follow each
// other in calendar time: there is no difference across a gap. The step is
// the greatest common divisor of the distances between the panel's periods: a
// panel of every fifth year has five-year differences.
//
// There is no constant, as in Stata's regress of D.y on D.x with noconstant:
// a constant of the levels drops out. Trend adds one, which is a linear trend
// of the levels; plm's model "fd" has it unless the formula says otherwise.
type FirstDifference struct {
	Trend bool
	Cov   Covariance // nil: Classical{}
}

var _ Estimator = FirstDifference{}

// Fit implements Estimator. It ignores the instruments of the design.
// Observations are the differences, entities those that have one.
func (e FirstDifference) Fit(f *Fit, d *Design) error {
	d = d.exogenous(&f.work)
	src, v := d.Frame, &f.work.derived
	step := src.step()
	groups := src.Entities()
	v.start = resize(v.start, groups+1)
	v.time = resize(v.time, src.Rows())[:0]
	for g := range groups {
		v.start[g] = len(v.time)
		for r := src.Start[g] + 1; r < src.Start[g+1]; r++ {
			if src.Time[r]-src.Time[r-1] == step {
				v.time = append(v.time, src.Time[r])
			}
		}
	}
	v.start[groups] = len(v.time)
	fr, out := v.lay(d, len(v.time))
	v.ownRows(src)
	if fr.n == 0 {
		return f.fail(ErrTooFewPeriods, "", "no entity has two periods that follow each other")
	}
	for j, col := range fr.Cols {
		x := src.Cols[d.variable(j)]
		for _, g := range fr.drawn {
			at := v.start[g]
			for r := src.Start[g] + 1; r < src.Start[g+1]; r++ {
				if src.Time[r]-src.Time[r-1] == step {
					col[at] = x[r] - x[r-1]
					at++
				}
			}
		}
	}
	v.refresh()
	out.NoConstant = !e.Trend
	return f.regress(out, pooled, 0, e.Cov)
}

// step is the greatest common divisor of the distances between the periods.
func (f *Frame) step() int {
	step := 0
	for i := 1; i < len(f.times); i++ {
		a, b := f.times[i]-f.times[i-1], step
		for b != 0 {
			a, b = b, a%b
		}
		step = a
	}
	return step
}
