package estimators

// Between is least squares on the means of the entities, one row per entity
// and unweighted also where the panel is unbalanced: Stata's xtreg, be. Its
// observations are the G entities, its residual degrees of freedom G - K.
type Between struct {
	Cov Covariance // nil: Classical{}
}

var _ Estimator = Between{}

// Fit implements Estimator. It ignores the instruments of the design.
func (e Between) Fit(f *Fit, d *Design) error {
	d = d.exogenous(&f.work)
	src, v := d.Frame, &f.work.derived
	groups := src.Entities()
	v.start = resize(v.start, groups+1)
	v.time = resize(v.time, groups)
	rows := 0
	for g := range groups {
		v.start[g] = rows
		if src.Start[g+1] > src.Start[g] {
			v.time[rows] = src.times[0] // a mean has no time
			rows++
		}
	}
	v.start[groups] = rows
	v.time = v.time[:rows]
	fr, out := v.lay(d, rows)
	v.ownRows(src)
	for j, col := range fr.Cols {
		for _, g := range fr.drawn {
			col[v.start[g]] = src.mean.of(d.variable(j))[src.place[g]]
		}
	}
	v.refresh()
	return f.regress(out, pooled, 0, e.Cov)
}
