package estimators

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// moderated is a trial with the columns x1, x2 and their product, and forms
// of them that are centred at given values.
func moderated(p *trial, a, c float64) *trial {
	q := *p
	x, m := p.col("x1"), p.col("x2")
	n := len(x)
	xm, xc, mc, xcmc := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	for r := range x {
		xm[r] = x[r] * m[r]
		xc[r], mc[r] = x[r]-a, m[r]-c
		xcmc[r] = xc[r] * mc[r]
	}
	q.names = append(append([]string(nil), p.names...), "xm", "xc", "mc", "xcmc")
	q.cols = append(append([][]float64(nil), p.cols...), xm, xc, mc, xcmc)
	return &q
}

// fitModerated fits both forms of the same equation in the sample of the
// trial; it passes over draws that are too small.
func fitModerated(t rapid.TB, p *trial, e Estimator, x ...string) (*Fit, *Design) {
	d := p.design(t, x...)
	var f Fit
	if err := e.Fit(&f, d); err != nil {
		t.Skip(err.Error())
	}
	return &f, d
}

var moderatedEstimators = []Estimator{
	Pooled{}, Pooled{Cov: HC1{}}, Within{Cov: Cluster{}}, Within{Effects: TwoWay}, RandomEffects{}, FGLS{},
}

// TestMarginsByRefit fits the equation again with x and the moderator
// centred: the coefficients of that fit are the effects at the new origin,
// and Centred foretells its whole table. RE and FGLS weigh by variances of
// residuals, which are those of the same equation; the tolerance allows for
// the digits that a shift of levels costs.
func TestMarginsByRefit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, c := rapid.Float64Range(-3, 3).Draw(t, "a"), rapid.Float64Range(-3, 3).Draw(t, "c")
		// large enough that no covariance is zero but for rounding
		p := moderated(makeTrial(rapid.IntRange(8, 12).Draw(t, "entities"), rapid.IntRange(6, 10).Draw(t, "periods"), 3,
			rapid.Float64Range(0.7, 1).Draw(t, "share of rows kept"), rapid.Uint64().Draw(t, "seed"), true), a, c)
		e := rapid.SampledFrom(moderatedEstimators).Draw(t, "estimator")
		plain, d := fitModerated(t, p, e, "x1", "x2", "xm", "x3")
		centred, dc := fitModerated(t, p, e, "xc", "mc", "xcmc", "x3")

		i := Interaction{X: "x1", Moderator: "x2", Product: "xm"}
		effects, err := i.Effects(plain, 0.9, c)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := i.Centred(plain, a, c, 0.9)
		if err != nil {
			t.Fatal(err)
		}
		const tolerance = 1e-7
		want := centred.Table(0.9)
		compareRow(t, "effect", effects[0].Row, want[0], tolerance)
		for j := range want {
			compareRow(t, want[j].Term, rows[j], want[j], tolerance)
		}
		// and back: the centred product with the plain columns' origin
		back, err := Interaction{X: "xc", Moderator: "mc", Product: "xcmc"}.Centred(centred, -a, -c, 0.9)
		if err != nil {
			t.Fatal(err)
		}
		for j, w := range plain.Table(0.9) {
			compareRow(t, "back "+w.Term, back[j], w, tolerance)
		}
		// the average effect is the same in both forms
		one, err := i.Average(plain, d, 0.9)
		if err != nil {
			t.Fatal(err)
		}
		two, err := Interaction{X: "xc", Moderator: "mc", Product: "xcmc"}.Average(centred, dc, 0.9)
		if err != nil {
			t.Fatal(err)
		}
		compareRow(t, "average", one.Row, two.Row, tolerance)
		near(t, "mean of the moderator", one.At, two.At+c, tolerance)
	})
}

// TestCentredProductOnly takes a product of centred columns beside plain
// columns: CentreX and CentreM say so.
func TestCentredProductOnly(t *testing.T) {
	p := moderated(makeTrial(8, 9, 3, 1, 5, false), 0.7, -1.3)
	plainDesign, mixedDesign := p.design(t, "x1", "x2", "xm"), p.design(t, "x1", "x2", "xcmc")
	var plain, mixed Fit
	for _, err := range []error{(Within{}).Fit(&plain, plainDesign), (Within{}).Fit(&mixed, mixedDesign)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	i := Interaction{X: "x1", Moderator: "x2", Product: "xm"}
	j := Interaction{X: "x1", Moderator: "x2", Product: "xcmc", CentreX: 0.7, CentreM: -1.3}
	at := []float64{-2, 0, 0.5, 4}
	a, err := i.Effects(&plain, 0.95, at...)
	if err != nil {
		t.Fatal(err)
	}
	b, err := j.Effects(&mixed, 0.95, at...)
	if err != nil {
		t.Fatal(err)
	}
	for n := range at {
		compareRow(t, "effect", a[n].Row, b[n].Row, 1e-9)
	}
	ra, err := i.JohnsonNeyman(&plain, plainDesign, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	rb, err := j.JohnsonNeyman(&mixed, mixedDesign, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	if ra.Significant.Kind != rb.Significant.Kind || ra.Share != rb.Share {
		t.Errorf("%+v, %+v", ra, rb)
	}
	rows, err := j.Centred(&mixed, 0, 0, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	for n, w := range plain.Table(0.95) {
		compareRow(t, w.Term, rows[n], w, 1e-9)
	}
}

func compareRow(t failer, what string, got, want Row, tolerance float64) {
	t.Helper()
	size := math.Abs(want.Estimate) + want.SE
	near(t, what+" estimate", (got.Estimate-want.Estimate)/size, 0, tolerance)
	near(t, what+" se", got.SE/want.SE, 1, tolerance)
	near(t, what+" lower", (got.Lower-want.Lower)/size, 0, 10*tolerance)
	near(t, what+" higher", (got.Higher-want.Higher)/size, 0, 10*tolerance)
}

// TestJohnsonNeymanByGrid asks at many values of the moderator whether the
// interval of the effect leaves out zero: those values and no others lie in
// the region. Coefficients of x and of the product that are set in units of
// their errors stand for the kinds of regions: those of a zero effect, of a
// large one and of a large slope.
func TestJohnsonNeymanByGrid(t *testing.T) {
	for _, c := range []struct {
		x, product float64
		kind       SetKind
		inRange    string
	}{
		{0, 0, SetEmpty, "none"},
		{1000, 0, SetInterval, "all"},
		{2.2, 0, SetInterval, "part"},
		{0, 50, SetComplement, "part"},
		{1000, 50, SetComplement, "all"},
	} {
		p := moderated(makeTrial(12, 8, 2, 0.8, 3, true), 0, 0)
		f, d := fitModerated(t, p, Within{Cov: HC1{}}, "x1", "x2", "xm")
		f.Coef[0], f.Coef[2] = c.x*f.SE(0), c.product*f.SE(2)
		r := significantRegion(t, p, f, d, 0.95)
		inRange := "part"
		switch {
		case len(r.InRange) == 0:
			inRange = "none"
		case r.InRange[0] == [2]float64{r.Lo, r.Hi}:
			inRange = "all"
		}
		if r.Significant.Kind != c.kind || inRange != c.inRange {
			t.Errorf("coefficients of %v and %v errors: region %v, %s of the range, want one of the kind %v and %s", c.x, c.product, r.Significant, inRange, c.kind, c.inRange)
		}
	}
	if t.Failed() {
		return
	}
	rapid.Check(t, func(t *rapid.T) {
		p := moderated(drawTrial(t, 2, true), 0, 0)
		level := rapid.Float64Range(0.5, 0.999).Draw(t, "level")
		f, d := fitModerated(t, p, Within{Cov: HC1{}}, "x1", "x2", "xm")
		// coefficients of any size against their errors
		f.Coef[0] *= rapid.Float64Range(-2, 2).Draw(t, "x")
		f.Coef[2] += rapid.Float64Range(-3, 3).Draw(t, "product") * f.SE(2)
		significantRegion(t, p, f, d, level)
	})
}

// significantRegion is the region of a fit, once it is found to be where the
// effect is significant.
func significantRegion(t rapid.TB, p *trial, f *Fit, d *Design, level float64) Region {
	i := Interaction{X: "x1", Moderator: "x2", Product: "xm"}
	r, err := i.JohnsonNeyman(f, d, level)
	if err != nil {
		t.Fatal(err)
	}
	curve, err := i.Curve(f, d, level, 101)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "first point", curve[0].At, r.Lo, 0)
	near(t, "last point", curve[100].At, r.Hi, 0)
	for u := -40.0; u <= 40; u += 0.37 {
		more, err := i.Effects(f, level, u)
		if err != nil {
			t.Fatal(err)
		}
		curve = append(curve, more...)
	}
	for _, m := range curve {
		if gap := math.Abs(m.Estimate) - (m.Higher - m.Estimate); math.Abs(gap) < 1e-9*m.SE {
			continue // on the border up to rounding
		}
		significant := m.Lower > 0 || m.Higher < 0
		if r.Significant.Contains(m.At) != significant {
			t.Errorf("effect %v in [%v, %v] at %v, region %v", m.Estimate, m.Lower, m.Higher, m.At, r.Significant)
		}
		within := false
		for _, s := range r.InRange {
			within = within || s[0] <= m.At && m.At <= s[1]
		}
		if within != (significant && r.Lo <= m.At && m.At <= r.Hi) {
			t.Errorf("at %v: within %v, region %v in range %v of %v to %v", m.At, within, r.Significant, r.InRange, r.Lo, r.Hi)
		}
	}
	n, total := 0.0, 0.0
	for g, c := range p.counts {
		for _, v := range p.col("x2")[p.start[g]:p.start[g+1]] {
			total += float64(c)
			if r.Significant.Contains(v) {
				n += float64(c)
			}
		}
	}
	near(t, "share", r.Share, n/total, 1e-12)
	return r
}

// TestQuadraticRegion has the cases by hand, roots 1 and 3 (and 0 and 2 less
// the shift of 1), and one end where the square vanishes.
func TestQuadraticRegion(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		a, b, c float64
		kind    SetKind
		want    [][2]float64
	}{
		{1, -2, 3, SetComplement, [][2]float64{{-inf, 2}, {4, inf}}},
		{-1, 2, -3, SetInterval, [][2]float64{{2, 4}}},
		{1, 0, 1, SetWholeLine, [][2]float64{{-inf, inf}}},
		{-1, 0, -1, SetEmpty, nil},
		{0, 1, -4, SetUnion, [][2]float64{{3, inf}}},
		{0, -1, 4, SetUnion, [][2]float64{{-inf, 3}}},
		{0, 0, 1, SetWholeLine, [][2]float64{{-inf, inf}}},
		{0, 0, -1, SetEmpty, nil},
		{1, 0, -4, SetComplement, [][2]float64{{-inf, -1}, {3, inf}}},
	} {
		s := quadraticRegion(c.a, c.b, c.c, 1)
		ok := s.Kind == c.kind && len(s.Intervals) == len(c.want)
		for i := range c.want {
			ok = ok && s.Intervals[i] == c.want[i]
		}
		if !ok {
			t.Errorf("%v u² + 2·%v u + %v: %v %v, expected %v %v", c.a, c.b, c.c, s.Kind, s.Intervals, c.kind, c.want)
		}
	}
}

func TestMarginsMistakes(t *testing.T) {
	p := moderated(makeTrial(6, 5, 2, 1, 3, false), 0, 0)
	d := p.design(t, "x1", "xm")
	var f Fit
	if err := (Within{}).Fit(&f, d); err != nil {
		t.Fatal(err)
	}
	good := Interaction{X: "x1", Moderator: "x2", Product: "xm"}
	for what, i := range map[string]Interaction{
		"x":       {X: "x9", Moderator: "x2", Product: "xm"},
		"product": {X: "x1", Moderator: "x2", Product: "x1:x2"},
		"column":  {X: "x1", Moderator: "x9", Product: "xm"},
	} {
		if _, err := i.JohnsonNeyman(&f, d, 0.95); err == nil {
			t.Errorf("%s: no error", what)
		}
	}
	if _, err := good.Curve(&f, d, 0.95, 1); err == nil {
		t.Error("a curve of one point: no error")
	}
	if _, err := good.Centred(&f, 1, 0, 0.95); err == nil {
		t.Error("x centred without a term of the moderator: no error")
	}
	if _, err := good.Centred(&f, 0, 1, 0.95); err != nil {
		t.Error(err)
	}
	f.Cov[0] = -1
	if _, err := good.JohnsonNeyman(&f, d, 0.95); err == nil {
		t.Error("a negative variance: no error")
	}
}
