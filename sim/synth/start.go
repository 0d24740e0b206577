package synth

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// manner is how a starting panel varies: the shares of the variance of a
// standardised variable that are levels of the entities and a trend that all
// have in common, and the correlation of the rest with that of the year
// before. Levels and rest have the printed correlations. Each start draws
// values that are ordinary in yearly panels; the solver changes what has to
// change.
type manner struct{ between, trend, memory float64 }

func drawManner(rng *rand.Rand) manner {
	uniform := func(lo, hi float64) float64 { return lo + (hi-lo)*rng.Float64() }
	m := manner{between: uniform(0.6, 0.85), memory: uniform(0.3, 0.8)}
	m.trend = (1 - m.between) * uniform(0.2, 0.6)
	return m
}

// start sets the values of the system to a random panel that has roughly the
// printed moments: normal variables with the printed correlations, mapped by
// their ranks in the distribution to beta distributions with the printed
// range, mean and standard deviation.
func (s *system) start(rng *rand.Rand) {
	p, m := s.problem, drawManner(rng)
	v := len(p.Variables)
	root := correlationRoot(p)
	normal := func() []float64 {
		z, x := make([]float64, v), make([]float64, v)
		for j := range z {
			z[j] = rng.NormFloat64()
		}
		for i := range x {
			for j := range z {
				x[i] += root.At(i, j) * z[j]
			}
		}
		return x
	}
	between, trend, rest := math.Sqrt(m.between), math.Sqrt(m.trend), math.Sqrt(1-m.between-m.trend)
	innovation := math.Sqrt(1 - m.memory*m.memory)
	for g := range p.Entities {
		level, state := normal(), normal()
		for t := range p.Periods {
			if t > 0 {
				for j, u := range normal() {
					state[j] = m.memory*state[j] + innovation*u
				}
			}
			year := 0.0
			if p.Periods > 1 { // from -√3 to √3: variance 1
				year = math.Sqrt(3) * (2*float64(t)/float64(p.Periods-1) - 1)
			}
			for j := range v {
				z := between*level[j] + trend*year + rest*state[j]
				s.cols[j][g*p.Periods+t] = p.Variables[j].quantile(distuv.UnitNormal.CDF(z))
			}
		}
	}
}

// quantile maps a uniform number to the printed distribution.
func (v *Variable) quantile(u float64) float64 {
	mean, sd := v.location()
	b := v.ends()
	if b.closed() {
		// a mean near the ends, or behind them, and a standard deviation that no
		// variable in the range has are for the solver to find out
		m := min(max((mean-b.lo)/(b.hi-b.lo), 0.02), 0.98)
		w := sd / (b.hi - b.lo)
		size := max(m*(1-m)/(w*w)-1, 0.5)
		return b.lo + (b.hi-b.lo)*distuv.Beta{Alpha: m * size, Beta: (1 - m) * size}.Quantile(u)
	}
	x := mean + sd*distuv.UnitNormal.Quantile(min(max(u, 1e-12), 1-1e-12))
	return b.value(b.inverse(x))
}

// location gives mean and standard deviation, guessed from the range where
// they are not printed: a sixth of it is a standard deviation.
func (v *Variable) location() (mean, sd float64) {
	b := v.ends()
	mean, sd = 0, 1
	switch {
	case b.closed():
		mean, sd = (b.lo+b.hi)/2, (b.hi-b.lo)/6
	case !math.IsInf(b.lo, -1):
		mean = b.lo + 2
	case !math.IsInf(b.hi, 1):
		mean = b.hi - 2
	}
	if v.SD != nil {
		sd = v.SD.middle()
	}
	if v.Mean != nil {
		mean = v.Mean.middle()
	}
	if !b.closed() { // a start on the right side of the one end that is there
		mean = min(max(mean, b.lo+sd), b.hi-sd)
	}
	return mean, sd
}

// ends are the printed minimum and maximum, else the declared range.
func (v *Variable) ends() bound {
	b := bound{lo: math.Inf(-1), hi: math.Inf(1), scale: 1}
	if v.Range != nil {
		b.lo, b.hi = v.Range[0], v.Range[1]
	}
	if v.Min != nil {
		b.lo = v.Min.middle()
	}
	if v.Max != nil {
		b.hi = v.Max.middle()
	}
	if v.SD != nil {
		b.scale = v.SD.middle()
	}
	return b
}

// correlationRoot is V with VV' the nearest thing to the printed correlations
// that is a correlation matrix: small and negative eigenvalues are raised to
// 0.01 and the diagonal is made 1 again. Pairs that are not printed get 0.
func correlationRoot(p *Problem) *mat.Dense {
	n := len(p.Variables)
	c := mat.NewSymDense(n, nil)
	for i := range n {
		c.SetSym(i, i, 1)
	}
	for _, r := range p.Correlations {
		i, _ := p.variable(r.A)
		j, _ := p.variable(r.B)
		c.SetSym(i, j, r.Box.middle())
	}
	var e mat.EigenSym
	e.Factorize(c, true)
	var vectors mat.Dense
	e.VectorsTo(&vectors)
	values := e.Values(nil)
	root := mat.NewDense(n, n, nil)
	for i := range n {
		row := 0.0
		for j := range n {
			x := vectors.At(i, j) * math.Sqrt(max(values[j], 0.01))
			root.Set(i, j, x)
			row += x * x
		}
		for j := range n {
			root.Set(i, j, root.At(i, j)/math.Sqrt(row))
		}
	}
	return root
}
