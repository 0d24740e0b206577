package estimators

import "math"

// Statistics are what stands under a column of a regression table. What a fit
// does not have is NaN: FGLS has no R2, R2Adj and RMSE. N, G, K and T̄ are
// observations, entities, slopes with the constant, and rows per entity;
// entities drawn twice count twice.
type Statistics struct {
	R2        float64 // 1 - RSS/TSS in the metric of the fit
	R2Adj     float64 // 1 - (RSS/residual dof)/(TSS/(N-1)); N without constant or effects
	R2Within  float64 // with effects R2, else corr(y, x'b)² of deviations from entity means
	R2Between float64 // corr(ȳ_g, x̄_g'b)², each entity once
	R2Overall float64 // corr(y, x'b)² over all rows
	// R2WithinTime is R2Within of two-way effects with the time effects among
	// what explains, as xtreg prints it with i.time.
	R2WithinTime float64

	Slopes  Test // all slopes are zero, by the covariance of the fit
	Effects Test // all effects are equal, against pooled least squares: F_u of xtreg
	Time    Test // two-way: no time effects beside the entity effects
	// SlopesTime tests slopes and time effects together: what xtreg prints
	// with i.time. All three tests of effects are classical.
	SlopesTime Test

	SigmaU float64 // standard deviation of the entity effects: of their G estimates with divisor G-1, or the component of random effects
	SigmaE float64 // of the remainder: sqrt(RSS/residual dof) with effects, or the component
	Rho    float64 // SigmaU²/(SigmaU² + SigmaE²)
	CorrXB float64 // corr(u_g, x'b) over all rows
	RMSE   float64 // sqrt(RSS/residual dof)
	LL     float64 // Gaussian log-likelihood: at RSS/N of a least-squares fit, at Ω of an FGLS one
	LLZero float64 // the same without regressors

	MinT, MaxT       int     // rows of the entities
	MeanT, HarmonicT float64 // N/G, G/Σ(1/T_g)
}

// Statistics computes them from the fit of a design, in the sample that the
// design's frame had then.
func (f *Fit) Statistics(d *Design) Statistics {
	nan := math.NaN()
	none := Test{Statistic: nan, DF1: nan, DF2: nan, P: nan}
	s := Statistics{
		R2: 1 - f.RSS/f.TSS, R2Within: nan, R2WithinTime: nan,
		Effects: none, Time: none, SlopesTime: none,
		SigmaU: nan, SigmaE: nan, Rho: nan, CorrXB: nan, LL: nan, LLZero: nan,
		RMSE: math.Sqrt(f.RSS / f.ResidualDoF),
	}
	w := &f.work
	n := float64(f.Observations)
	total := n
	if w.constant || f.Absorbed > 0 {
		total--
	}
	s.R2Adj = 1 - f.RSS/f.ResidualDoF/(f.TSS/total)
	s.Slopes = f.slopesTest()
	if w.scheme != weighted && !w.instrumented {
		s.LL = logLikelihood(f.RSS, n)
		s.LLZero = logLikelihood(f.TSS, n)
	}
	s.rows(d.Frame)
	s.correlations(f, d)
	if f.detail != nil { // the rows of FGLS have no metric of interest
		s.R2, s.R2Adj, s.RMSE = nan, nan, nan
		s.LL, s.LLZero = f.FGLS().LogLikelihood, nan
	}
	if f.Absorbed > 0 {
		s.R2Within = s.R2
		s.SigmaE = s.RMSE
		s.effects(f, d)
	}
	if c, ok := f.Components(d); ok {
		s.SigmaU, s.SigmaE, s.Rho = c.SigmaU, c.SigmaE, c.Rho
	}
	return s
}

// Values gives the statistics that exist by the names of results files.
func (s *Statistics) Values() map[string]float64 {
	v := make(map[string]float64)
	for name, x := range map[string]float64{
		"r2": s.R2, "r2_adj": s.R2Adj, "r2_within": s.R2Within, "r2_between": s.R2Between, "r2_overall": s.R2Overall,
		"r2_within_time": s.R2WithinTime, "F_effects": s.Effects.Statistic, "F_time": s.Time.Statistic,
		"sigma_u": s.SigmaU, "sigma_e": s.SigmaE, "rho": s.Rho, "corr_u_xb": s.CorrXB, "rmse": s.RMSE, "ll": s.LL,
		"t_min": float64(s.MinT), "t_max": float64(s.MaxT), "t_mean": s.MeanT, "t_harmonic": s.HarmonicT,
	} {
		if !math.IsNaN(x) {
			v[name] = x
		}
	}
	name := "F"
	if math.IsInf(s.Slopes.DF2, 1) {
		name = "wald"
	}
	if !math.IsNaN(s.Slopes.Statistic) {
		v[name] = s.Slopes.Statistic
	}
	return v
}

// slopesTest is the Wald test of all slopes. With the classical covariance of
// least squares it is computed from the sums of squares, which keep their
// digits where the covariance is nearly singular.
func (f *Fit) slopesTest() Test {
	w := &f.work
	k := float64(len(w.beta))
	if !w.classical || w.instrumented || math.IsInf(f.DoF, 1) || k == 0 {
		return f.Wald()
	}
	return FTest((f.TSS-f.RSS)/k/f.Sigma2, k, f.ResidualDoF)
}

func logLikelihood(rss, n float64) float64 {
	return -n / 2 * (math.Log(2*math.Pi*rss/n) + 1)
}

// rows counts the rows of the entities.
func (s *Statistics) rows(fr *Frame) {
	inverse := 0.0
	s.MinT = math.MaxInt
	for _, g := range fr.drawn {
		rows := fr.Start[g+1] - fr.Start[g]
		s.MinT, s.MaxT = min(s.MinT, rows), max(s.MaxT, rows)
		inverse += fr.count[g] / float64(rows)
	}
	s.MeanT = float64(fr.n) / float64(fr.size)
	s.HarmonicT = float64(fr.size) / inverse
}

// correlation gathers a weighted correlation about given means.
type correlation struct{ xx, yy, xy float64 }

func (c *correlation) add(w, x, y float64) {
	c.xx += w * x * x
	c.yy += w * y * y
	c.xy += w * x * y
}

func (c *correlation) squared() float64 { return c.xy * c.xy / (c.xx * c.yy) }

// correlations sets the three squared correlations of y and x'b.
func (s *Statistics) correlations(f *Fit, d *Design) {
	fr := d.Frame
	var inside, overall, between correlation
	my, mx := 0.0, 0.0 // means of the entities, about those of the rows
	for _, g := range fr.drawn {
		y, x := f.entityFitted(d, g)
		my += fr.count[g] * y / float64(fr.size)
		mx += fr.count[g] * x / float64(fr.size)
	}
	for _, g := range fr.drawn {
		c := fr.count[g]
		y, x := f.entityFitted(d, g)
		between.add(c, x-mx, y-my)
		for r := fr.Start[g]; r < fr.Start[g+1]; r++ {
			dy, dx := fr.dev[d.Outcome][r], 0.0
			for j, v := range d.Regressors {
				dx += f.work.beta[j] * fr.dev[v][r]
			}
			inside.add(c, dx, dy)
			overall.add(c, x+dx, y+dy)
		}
	}
	s.R2Within, s.R2Between, s.R2Overall = inside.squared(), between.squared(), overall.squared()
}

// entityFitted gives ȳ_g - ȳ and (x̄_g - x̄)'b.
func (f *Fit) entityFitted(d *Design, g int) (y, x float64) {
	fr := d.Frame
	e := fr.place[g]
	for j, v := range d.Regressors {
		x += f.work.beta[j] * (fr.mean.of(v)[e] - fr.total[v])
	}
	return fr.mean.of(d.Outcome)[e] - fr.total[d.Outcome], x
}

// effects sets what fits with effects have.
func (s *Statistics) effects(f *Fit, d *Design) {
	fr := d.Frame
	if !f.work.instrumented {
		s.effectTests(f, d)
	}
	if f.work.effects == Time {
		return
	}
	u, _ := f.Effects(d)
	squares := 0.0
	mean := 0.0
	for _, g := range fr.drawn {
		mean += fr.count[g] * u[g] / float64(fr.size)
	}
	var c correlation
	for _, g := range fr.drawn {
		squares += fr.count[g] * (u[g] - mean) * (u[g] - mean)
		_, x := f.entityFitted(d, g)
		for r := fr.Start[g]; r < fr.Start[g+1]; r++ {
			dx := x
			for j, v := range d.Regressors {
				dx += f.work.beta[j] * fr.dev[v][r]
			}
			c.add(fr.count[g], dx, u[g])
		}
	}
	s.SigmaU = math.Sqrt(squares / float64(fr.size-1))
	s.Rho = s.SigmaU * s.SigmaU / (s.SigmaU*s.SigmaU + s.SigmaE*s.SigmaE)
	s.CorrXB = c.xy / math.Sqrt(c.xx*c.yy)
}

// effectTests compares with the fits that leave out effects or slopes.
func (s *Statistics) effectTests(f *Fit, d *Design) {
	s2, k := f.RSS/f.ResidualDoF, float64(len(f.work.beta))
	var other Fit
	if err := (Pooled{}).Fit(&other, d); err == nil {
		df := other.ResidualDoF - f.ResidualDoF
		s.Effects = FTest((other.RSS-f.RSS)/df/s2, df, f.ResidualDoF)
	}
	if f.work.effects != TwoWay {
		return
	}
	if err := (Within{}).Fit(&other, d); err == nil {
		df := other.ResidualDoF - f.ResidualDoF
		s.Time = FTest((other.RSS-f.RSS)/df/s2, df, f.ResidualDoF)
		s.SlopesTime = FTest((other.TSS-f.RSS)/(k+df)/s2, k+df, f.ResidualDoF)
		s.R2WithinTime = 1 - f.RSS/other.TSS
	}
}
