package verify

import "panelstress/estimators"

// NotComputed stands in the place of a quantity that this project does not
// compute and says why. Its case counts as skipped, unless another number of
// it is wrong.
type NotComputed string

// byTerm makes an object of the recorded form, keyed by term.
func byTerm(f *estimators.Fit, of func(int) float64) map[string]any {
	v := make(map[string]any, len(f.Terms))
	for j, term := range f.Terms {
		v[recorded(term)] = of(j)
	}
	return v
}

// recorded is the name that the cases give a term.
func recorded(term string) string {
	if term == estimators.ConstName {
		return "_cons"
	}
	return term
}

// coefficients are the coefficients of a fit by term.
func coefficients(f *estimators.Fit) map[string]any {
	return byTerm(f, func(j int) float64 { return f.Coef[j] })
}

// covariances are the elements of the covariance matrix of a fit under the
// names "a|b".
func covariances(f *estimators.Fit) map[string]any {
	k := len(f.Coef)
	v := make(map[string]any, k*k)
	for i, a := range f.Terms {
		for j, b := range f.Terms {
			v[recorded(a)+"|"+recorded(b)] = f.Cov[i*k+j]
		}
	}
	return v
}
