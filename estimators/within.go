package estimators

// Within is the fixed-effects estimator: effects are swept out of all
// variables, b = (X̃'X̃)⁻¹ X̃'ỹ. The residual degrees of freedom are N - k less
// the number of effects: N-G-k with entity effects, N-T-k with time effects,
// N-G-T+C-k with both, where C is 1 unless entities fall into groups that
// share no period. Like Stata's xtreg it reports the constant ȳ - x̄'b, the
// mean of the effects, with its standard error from the regression of
// x̃ + x̄. An entity with one row adds nothing to b but counts in N and in G,
// as with xtreg and unlike reghdfe; Singletons counts them.
type Within struct {
	Effects Effects
	Cov     Covariance // nil: Classical{}
}

var _ Estimator = Within{}

// Fit implements Estimator. It ignores the instruments of the design.
func (e Within) Fit(f *Fit, d *Design) error {
	return f.absorb(d.exogenous(&f.work), e.Effects, e.Cov)
}

// Singletons counts the entities of the present sample with one row and the
// periods with one.
func (f *Frame) Singletons() (entities, periods int) {
	rows := make([]float64, len(f.times))
	for _, g := range f.drawn {
		if f.Start[g+1]-f.Start[g] == 1 {
			entities += int(f.count[g])
		}
		for _, t := range f.period[f.Start[g]:f.Start[g+1]] {
			rows[t] += f.count[g]
		}
	}
	for _, n := range rows {
		if n == 1 {
			periods++
		}
	}
	return entities, periods
}
