package estimators

import (
	"math"
)

// BreuschPagan is the Lagrange multiplier test of no entity effects after
// pooled least squares, LM = N²/2 · A²/(ΣT_g² - N) with
// A = Σ_g(Σ_t e_gt)²/Σe² - 1 (Breusch and Pagan 1980; unbalanced: Baltagi and
// Li 1990). LM is chi-squared with one degree of freedom; OneSided is half its
// p value, which is what Stata reports, since a variance cannot be negative.
type BreuschPagan struct {
	Test
	OneSided float64
}

// BreuschPaganTest computes the Breusch-Pagan test.
func BreuschPaganTest(d *Design) (*BreuschPagan, error) {
	var f Fit
	if err := (Pooled{}).Fit(&f, d); err != nil {
		return nil, err
	}
	d = d.exogenous(&f.work)
	fr := d.Frame
	var sums, squares, rows2 float64
	for _, g := range fr.drawn {
		s := 0.0
		for r := fr.Start[g]; r < fr.Start[g+1]; r++ {
			e := f.residual(d, g, r)
			s += e
			squares += fr.count[g] * e * e
		}
		t := float64(fr.Start[g+1] - fr.Start[g])
		sums += fr.count[g] * s * s
		rows2 += fr.count[g] * t * t
	}
	n := float64(fr.n)
	a := sums/squares - 1
	lm := ChiSquaredTest(n*n/2*a*a/(rows2-n), 1)
	return &BreuschPagan{Test: lm, OneSided: lm.P / 2}, nil
}

// Groupwise is the modified Wald test of equal error variances in all
// entities after fixed effects, W = Σ_g (s_g - s²)²/V_g with s_g = Σ_t e²/T_g
// and V_g = Σ_t (e² - s_g)²/(T_g(T_g - 1)), chi-squared with G degrees of
// freedom (Greene 2000, p. 598; Stata's xttest3).
type Groupwise struct {
	Wald Test // with s² = RSS/N
	ByDF Test // with s² = RSS/residual degrees of freedom
}

// ModifiedWaldTest computes the modified Wald test.
func ModifiedWaldTest(d *Design) (*Groupwise, error) {
	var f Fit
	if err := (Within{}).Fit(&f, d); err != nil {
		return nil, err
	}
	d = d.exogenous(&f.work)
	fr := d.Frame
	rss := f.entityRSS(d)
	statistic := func(s2 float64) Test {
		w := 0.0
		for i, g := range fr.drawn {
			t := fr.rows[i]
			s := rss[i] / t
			v := 0.0
			for r := fr.Start[g]; r < fr.Start[g+1]; r++ {
				e := f.residual(d, g, r)
				v += (e*e - s) * (e*e - s)
			}
			if v <= 1e-24*t*s*s { // of two rows both residuals are the same but for the sign
				v = 0
			}
			w += fr.count[g] * (s - s2) * (s - s2) / (v / (t * (t - 1)))
		}
		return ChiSquaredTest(w, float64(fr.size))
	}
	return &Groupwise{Wald: statistic(f.RSS / float64(fr.n)), ByDF: statistic(f.RSS / f.ResidualDoF)}, nil
}

// SerialCorrelation is Wooldridge's test of no serial correlation in the
// errors of a panel model (Wooldridge 2002, section 10.6.3; Drukker 2003;
// Stata's xtserial): residuals of the regression in first differences, without
// a constant, on their own lag, also without. Uncorrelated errors give
// ρ = -0.5; F(1, G-1) with errors clustered by entity.
type SerialCorrelation struct {
	Test
	Rho, SE float64
	Rows    int // pairs of successive differences
}

// WooldridgeTest computes Wooldridge's test.
func WooldridgeTest(d *Design) (*SerialCorrelation, error) {
	var f Fit
	if err := (FirstDifference{}).Fit(&f, d); err != nil {
		return nil, err
	}
	v := &f.work.derived
	out, fr := &v.design, &v.frame
	step := d.Frame.step()
	var xx, xy float64
	pairs := func(g int, visit func(e, lag float64)) {
		for r := fr.Start[g] + 1; r < fr.Start[g+1]; r++ {
			if fr.Time[r]-fr.Time[r-1] == step {
				visit(f.residual(out, g, r), f.residual(out, g, r-1))
			}
		}
	}
	s := &SerialCorrelation{}
	groups := 0.0
	for _, g := range fr.drawn {
		n := 0
		pairs(g, func(e, lag float64) {
			xx += fr.count[g] * lag * lag
			xy += fr.count[g] * lag * e
			n++
		})
		s.Rows += n * int(fr.count[g])
		if n > 0 {
			groups += fr.count[g]
		}
	}
	if groups < 2 {
		return nil, f.fail(ErrTooFewPeriods, "", "the test needs entities with three periods that follow each other")
	}
	s.Rho = xy / xx
	meat := 0.0
	for _, g := range fr.drawn {
		score := 0.0
		pairs(g, func(e, lag float64) { score += lag * (e - s.Rho*lag) })
		meat += fr.count[g] * score * score
	}
	s.SE = math.Sqrt(meat*groups/(groups-1)) / xx
	t := (s.Rho + 0.5) / s.SE
	s.Test = FTest(t*t, 1, groups-1)
	return s, nil
}

// CrossSection is Pesaran's (2004) CD test of independence between entities,
// CD = sqrt(2/(G(G-1))) Σ_{i<j} sqrt(T_ij) r_ij with r_ij the correlation of
// the residuals of entities i and j over their T_ij common periods; standard
// normal, two-sided. Pairs with fewer than three common periods are left out.
type CrossSection struct {
	CD, P         float64
	MeanAbs       float64 // mean of |r_ij|
	Pairs, Missed int
}

// PesaranTest computes the CD test from the residuals of a fit of d.
// Copies of an entity in a resample are entities of their own.
func (f *Fit) PesaranTest(d *Design) CrossSection {
	d = d.exogenous(&f.work)
	fr := d.Frame
	var groups []int
	for _, g := range fr.drawn {
		for range int(fr.count[g]) {
			groups = append(groups, g)
		}
	}
	c := CrossSection{}
	sum := 0.0
	for i, g := range groups {
		for _, h := range groups[:i] {
			r, t := f.residualCorrelation(d, g, h)
			if math.IsNaN(r) {
				c.Missed++
				continue
			}
			c.Pairs++
			c.MeanAbs += math.Abs(r)
			sum += math.Sqrt(t) * r
		}
	}
	c.CD = sum / math.Sqrt(float64(c.Pairs))
	c.MeanAbs /= float64(c.Pairs)
	c.P = TwoSided(c.CD, math.Inf(1))
	return c
}

// residualCorrelation is that of two entities over their common periods, NaN
// where there are fewer than three.
func (f *Fit) residualCorrelation(d *Design, g, h int) (r, t float64) {
	fr := d.Frame
	var x, y []float64
	j := fr.Start[h]
	for i := fr.Start[g]; i < fr.Start[g+1]; i++ {
		for j < fr.Start[h+1] && fr.Time[j] < fr.Time[i] {
			j++
		}
		if j < fr.Start[h+1] && fr.Time[j] == fr.Time[i] {
			x, y = append(x, f.residual(d, g, i)), append(y, f.residual(d, h, j))
		}
	}
	if len(x) < 3 {
		return math.NaN(), 0
	}
	n := float64(len(x))
	mx, my := mean(x, 1/n), mean(y, 1/n)
	for i := range x {
		x[i] -= mx
		y[i] -= my
	}
	return dot(x, y) / math.Sqrt(dot(x, x)*dot(y, y)), n
}

// VIF are the variance inflation factors of the regressors, 1/(1-R_j²) with
// R_j² from the regression of x_j on the others and the constant, all rows
// pooled.
func VIF(d *Design) ([]float64, error) {
	var f Fit
	if err := (Pooled{}).Fit(&f, d); err != nil {
		return nil, err
	}
	w := &f.work
	k, q := len(w.beta), len(w.columns)
	v := make([]float64, k)
	for j := range v {
		v[j] = w.bread[j*k+j] * w.moment[j*q+j]
	}
	return v, nil
}
