package estimators

import "math"

// HC0 is White's covariance, M = Σ e_i² x̂_i x̂_i' (White 1980), without a
// factor. It refers to the normal distribution.
type HC0 struct{}

func (HC0) String() string { return "heteroskedasticity-robust (HC0: no factor)" }

func (HC0) fill(f *Fit, d *Design) error { return HC1{Large: true}.fill(f, d) }

// HC1 is White's covariance with the factor N/(N-K); effects that were swept
// out count among the K. Large leaves the factor out (HC0) and refers to the
// normal distribution: Stata's ivregress without small.
type HC1 struct{ Large bool }

func (c HC1) String() string {
	if c.Large {
		return HC0{}.String()
	}
	return "heteroskedasticity-robust (HC1: N/(N-K), effects counted)"
}

func (c HC1) fill(f *Fit, d *Design) error {
	kk := f.startCovariance()
	f.addRowScores(d, 1)
	f.DoF = f.ResidualDoF
	factor := float64(f.Observations) / f.ResidualDoF
	if c.Large {
		f.DoF, factor = math.Inf(1), 1
	}
	f.sandwich(factor, kk)
	return nil
}

// addRowScores adds c Σ e_i² x̂_i x̂_i' to the meat.
func (f *Fit) addRowScores(d *Design, c float64) {
	fr := d.Frame
	for _, g := range fr.drawn {
		for r := fr.Start[g]; r < fr.Start[g+1]; r++ {
			outer(f.work.meat, c*fr.count[g], f.rowScore(d, g, r))
		}
	}
}

// HC2 divides each squared residual by 1 - h_i, with h_i the leverage of row
// i (MacKinnon and White 1985, eq. 9). Effects that were swept out are part
// of the leverage, as in the regression with dummy variables; with two-way
// effects the panel must be balanced. A row that is fitted exactly, h_i = 1,
// has no residual and adds nothing.
type HC2 struct{}

func (HC2) String() string { return "heteroskedasticity-robust (HC2: e²/(1-h), effects in h)" }

func (HC2) fill(f *Fit, d *Design) error { return f.leveraged(d, false) }

// HC3 divides each squared residual by (1 - h_i)² (MacKinnon and White 1985,
// in the form of Davidson and MacKinnon 1993, eq. 16.16). See HC2.
type HC3 struct{}

func (HC3) String() string { return "heteroskedasticity-robust (HC3: e²/(1-h)², effects in h)" }

func (HC3) fill(f *Fit, d *Design) error { return f.leveraged(d, true) }

// fitted is the 1 - h below which a row counts as fitted exactly.
const fitted = 1e-10

func (f *Fit) leveraged(d *Design, squared bool) error {
	w, fr := &f.work, d.Frame
	kk := f.startCovariance()
	if f.Absorbed > 0 && w.effects == TwoWay && !fr.balanced() {
		return f.fail(ErrNoLeverage, "", "HC2 and HC3 with two-way effects need a balanced panel")
	}
	for _, g := range fr.drawn {
		for r := fr.Start[g]; r < fr.Start[g+1]; r++ {
			left := 1 - f.leverage(d, g, r)
			if left < fitted {
				continue
			}
			if squared {
				left *= left
			}
			outer(w.meat, fr.count[g]/left, f.rowScore(d, g, r))
		}
	}
	f.DoF = f.ResidualDoF
	f.sandwich(1, kk)
	return nil
}

// leverage is h = x̂'(X̂'X̂)⁻¹x̂ of row r and what the constant or the swept
// effects add to it. It leaves the row in work.row.
func (f *Fit) leverage(d *Design, g, r int) float64 {
	w, fr := &f.work, d.Frame
	k := len(w.beta)
	x := f.row(d, g, r)
	h := 0.0
	for i := range k {
		h += x[i] * dot(w.bread[i*k:(i+1)*k], x[:k])
	}
	if w.scheme != within {
		if w.constant {
			h += x[k] * x[k] / w.sw
		}
		return h
	}
	entity := 1 / float64(fr.Start[g+1]-fr.Start[g])
	if w.effects == Entity {
		return h + entity
	}
	h += 1 / w.sweep.weight[fr.period[r]]
	if w.effects == TwoWay {
		h += entity - 1/float64(f.Observations)
	}
	return h
}

// balanced tells whether every entity of the sample has a row in each period
// that any of them has.
func (f *Frame) balanced() bool {
	first := f.drawn[0]
	want := f.period[f.Start[first]:f.Start[first+1]]
	for _, g := range f.drawn[1:] {
		have := f.period[f.Start[g]:f.Start[g+1]]
		if len(have) != len(want) {
			return false
		}
		for t, p := range have {
			if p != want[t] {
				return false
			}
		}
	}
	return true
}
