package estimators

import (
	"fmt"
	"math"
)

// Poolability are Chow's F tests of equal coefficients in all entities: the
// restricted residuals against those of least squares entity by entity,
// F = (RSS_r - RSS_u)/q / (RSS_u/(N - GK)) (Chow 1960, Econometrica 28;
// Baltagi 2021, section 4.1).
type Poolability struct {
	All    Test // slopes and constants: against pooled least squares, q = (G-1)K
	Slopes Test // slopes, each entity with its constant: against entity effects, q = (G-1)k
}

// PoolabilityTest computes the Chow tests in the sample of d. Every entity
// needs more rows than there are coefficients, and regressors that vary and
// are not collinear within it. Without a constant Slopes is NaN.
func PoolabilityTest(d *Design) (*Poolability, error) {
	var f Fit
	if err := (Pooled{}).Fit(&f, d); err != nil {
		return nil, err
	}
	pooledRSS, coefficients := f.RSS, float64(len(f.Coef))
	own, err := entityByEntity(d)
	if err != nil {
		return nil, err
	}
	groups := float64(d.Frame.size)
	if groups < 2 {
		return nil, f.fail(ErrTooFewEntities, "", "poolability needs at least two entities")
	}
	dof := float64(d.Frame.n) - groups*coefficients
	chow := func(restricted, q float64) Test {
		return FTest((restricted-own)/q/(own/dof), q, dof)
	}
	nan := math.NaN()
	p := &Poolability{
		All:    chow(pooledRSS, (groups-1)*coefficients),
		Slopes: Test{Statistic: nan, DF1: nan, DF2: nan, P: nan},
	}
	if d.NoConstant {
		return p, nil
	}
	if err := (Within{}).Fit(&f, d); err != nil {
		return nil, err
	}
	p.Slopes = chow(f.RSS, (groups-1)*float64(len(d.Regressors)))
	return p, nil
}

// entityByEntity is the residual sum of squares of a regression for each
// entity of the sample.
func entityByEntity(d *Design) (rss float64, err error) {
	fr := d.Frame
	var f Fit
	for _, g := range fr.drawn {
		a, b := fr.Start[g], fr.Start[g+1]
		cols := make([][]float64, len(fr.Cols))
		for j, c := range fr.Cols {
			cols[j] = c[a:b]
		}
		one, err := NewFrame([]int{0, b - a}, fr.Time[a:b], fr.Names, cols, len(cols))
		if err != nil {
			return 0, err
		}
		if err := (Pooled{}).Fit(&f, d.On(one)); err != nil {
			return 0, fmt.Errorf("regression of entity %d alone, %d rows: %w", g+1, b-a, err)
		}
		rss += fr.count[g] * f.RSS
	}
	return rss, nil
}
