package estimators

// FirstStage is the regression of an endogenous regressor on all instruments.
type FirstStage struct {
	Term      string  // the endogenous regressor
	Fit       Fit     // the regression; exogenous regressors, then excluded instruments
	F         Test    // the excluded instruments are jointly zero, under the covariance of Fit
	PartialR2 float64 // of the excluded instruments, the others swept out
	R2        float64 // effects swept out first, where there are any
}

// FirstStages fits the first stage of every endogenous regressor, with the
// effects of e and the covariance c (nil: Classical{}). F on the excluded
// instruments has l and N-L degrees of freedom, or l and G-1 with clusters,
// and the small-sample factor of c. A covariance without such a factor makes
// it chi-squared, l times F.
func (e TwoSLS) FirstStages(d *Design, c Covariance) ([]FirstStage, error) {
	var stages []FirstStage
	var excluded []string
	first := *d
	first.Regressors, first.Excluded, first.Endogenous, first.exog = nil, nil, nil, nil
	first.terms = nil
	for _, j := range d.exog {
		first.Regressors = append(first.Regressors, d.Regressors[j])
		first.terms = append(first.terms, d.terms[j])
	}
	for _, v := range d.Excluded {
		first.Regressors = append(first.Regressors, v)
		excluded = append(excluded, d.Frame.Names[v])
	}
	first.terms = append(append(first.terms, excluded...), ConstName)
	without := first
	without.Regressors = first.Regressors[:len(d.exog)]
	without.terms = append(append([]string(nil), first.terms[:len(d.exog)]...), ConstName)
	for _, j := range d.Endogenous {
		s := FirstStage{Term: d.terms[j]}
		first.Outcome, without.Outcome = d.Regressors[j], d.Regressors[j]
		if err := e.leastSquares(&s.Fit, &first, c); err != nil {
			return nil, err
		}
		var restricted Fit
		if err := e.leastSquares(&restricted, &without, nil); err != nil {
			return nil, err
		}
		s.F = s.Fit.Wald(excluded...)
		s.PartialR2 = 1 - s.Fit.RSS/restricted.RSS
		s.R2 = 1 - s.Fit.RSS/s.Fit.TSS
		stages = append(stages, s)
	}
	return stages, nil
}

// leastSquares fits a design without instruments with the effects of e.
func (e TwoSLS) leastSquares(f *Fit, d *Design, c Covariance) error {
	if effects, ok := e.effects(); ok {
		return Within{Effects: effects, Cov: c}.Fit(f, d)
	}
	return Pooled{Cov: c}.Fit(f, d)
}
