package estimators

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// TestAndersonRubinSet: the set is what the test accepts, value by value on a
// grid that is dense in θ, and has the 2SLS estimate in it where the model is
// just-identified. Simulated models stand for the kinds of sets: strong
// instruments, weak ones, and such as enter the outcome themselves.
func TestAndersonRubinSet(t *testing.T) {
	for _, c := range []struct {
		kind             SetKind
		strength, direct float64
	}{
		{SetInterval, 1, 0},
		{SetEmpty, 1, 3},
		{SetComplement, 0.1, 0},
		{SetWholeLine, 0, 0},
	} {
		s := simulateIV(rand.New(rand.NewPCG(5, 5)), c.strength)
		y := append([]float64(nil), s.col("y")...)
		axpy(y, c.direct, s.col("z1"))
		m := instrumented(t, TwoSLS{Entity: true}, s.with("y", y).design(t))
		for _, e := range []Errors{IID, Heteroskedastic, Clustered} {
			if set := acceptedSet(t, m, 0.05, e); set.Kind != c.kind {
				t.Errorf("strength %g, direct effect %g, errors %d: %v, want one of the kind %v", c.strength, c.direct, e, set, c.kind)
			}
		}
	}
	if t.Failed() {
		return
	}
	rapid.Check(t, func(t *rapid.T) {
		c := drawIV(t, 1, rapid.IntRange(1, 4).Draw(t, "l"))
		if rapid.Bool().Draw(t, "weak") { // instruments that do not belong to x
			x := append([]float64(nil), c.col("x1")...)
			for j := range c.excluded {
				axpy(x, -0.4, c.col(c.excluded[j]))
			}
			c = c.with("x1", x)
		}
		m := instrumented(t, TwoSLS{Entity: c.effects}, c.design(t))
		level := rapid.SampledFrom([]float64{0.01, 0.05, 0.3, 0.7}).Draw(t, "level")
		for _, e := range []Errors{IID, Heteroskedastic, Clustered} {
			acceptedSet(t, m, level, e)
		}
	})
}

// acceptedSet is the set of a model, once it is found to be what the test
// accepts.
func acceptedSet(t rapid.TB, m *IV, level float64, e Errors) ConfidenceSet {
	set, err := m.AndersonRubinSet(level, e)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.q) == 1 && !set.Contains(m.beta[0]) {
		t.Fatalf("%v does not have the 2SLS estimate %g", set, m.beta[0])
	}
	scale := m.Fit.SE(m.places[0])
	for i := range 400 {
		beta := m.beta[0] + scale*math.Tan(math.Pi*(float64(i)+0.5)/400)
		f, _ := m.AndersonRubin([]float64{beta}, e)
		if math.Abs(f.P/level-1) < 1e-6 { // on an end, to rounding
			continue
		}
		if got, want := set.Contains(beta), f.P > level; got != want {
			t.Fatalf("%v contains %g: %v, p = %g at level %g", set, beta, got, f.P, level)
		}
	}
	for _, i := range set.Intervals {
		for _, end := range i {
			if math.IsInf(end, 0) {
				continue
			}
			f, _ := m.AndersonRubin([]float64{end}, e)
			if !(math.Abs(f.P/level-1) < 1e-6) {
				t.Fatalf("end %g of %v has p = %g, want %g", end, set, f.P, level)
			}
		}
	}
	return set
}

func TestConfidenceSetPrints(t *testing.T) {
	for _, c := range []struct {
		set  ConfidenceSet
		kind SetKind
		want string
	}{
		{newConfidenceSet(nil, nil, false), SetEmpty, "empty"},
		{newConfidenceSet(nil, nil, true), SetWholeLine, "(-Inf, +Inf)"},
		{newConfidenceSet([]float64{-0.5, 2}, []bool{true, false}, false), SetInterval, "[-0.5, 2]"},
		{newConfidenceSet([]float64{-0.5, 2}, []bool{false, true}, true), SetComplement, "(-Inf, -0.5] or [2, +Inf)"},
		{newConfidenceSet([]float64{1, 2, 3, 4}, []bool{true, false, true, false}, false), SetUnion, "[1, 2] or [3, 4]"},
	} {
		if c.set.Kind != c.kind || c.set.String() != c.want {
			t.Errorf("%v %q, want %v %q", c.set.Kind, c.set, c.kind, c.want)
		}
		if c.set.Bounded() != (c.kind != SetWholeLine && c.kind != SetComplement) {
			t.Errorf("%v bounded: %v", c.set, c.set.Bounded())
		}
	}
}

// simulateIV draws 40 entities of 6 rows with entity effects that x depends
// on, x endogenous with coefficient 1, and two instruments of the strength
// given.
func simulateIV(rng *rand.Rand, strength float64) ivCase {
	c := ivCase{names: []string{"w1", "w2", "x1", "z1", "z2", "y"}, endog: []string{"x1"}, excluded: []string{"z1", "z2"}, start: []int{0}}
	c.cols = make([][]float64, 6)
	for range 40 {
		effect := rng.NormFloat64()
		for r := range 6 {
			z1, z2, w1, w2, u := rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64()
			x := strength*(z1+z2) + 0.8*u + 0.6*rng.NormFloat64() + effect + 0.5*w1
			for j, v := range []float64{w1, w2, x, z1, z2, x + w1 - w2 + u + effect} {
				c.cols[j] = append(c.cols[j], v)
			}
			c.time = append(c.time, r)
		}
		c.start = append(c.start, len(c.time))
	}
	return c
}

// TestIVKnownTruth: with x endogenous by design Within is far off in the mean
// of 200 simulations and 2SLS is not. The standard error of the mean comes from
// the draws themselves; 4 of them are allowed. Less w1 and effects, x varies by
// 0.5 + 0.64 + 0.36 = 1.5, of which 0.8 goes with u: Within has the probability
// limit 1 + 0.8/1.5; 0.03 is eight standard errors of its mean.
func TestIVKnownTruth(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 14))
	const draws = 200
	iv, ols, squares := 0.0, 0.0, 0.0
	for range draws {
		d := simulateIV(rng, 0.5).design(t)
		var f Fit
		if err := (TwoSLS{Entity: true}).Fit(&f, d); err != nil {
			t.Fatal(err)
		}
		j := f.Term("x1")
		iv += f.Coef[j]
		squares += (f.Coef[j] - 1) * (f.Coef[j] - 1)
		if err := (Within{}).Fit(&f, d); err != nil {
			t.Fatal(err)
		}
		ols += f.Coef[j]
	}
	iv, ols = iv/draws, ols/draws
	se := math.Sqrt(squares) / draws
	t.Logf("2SLS %.4f (%.4f), within %.4f", iv, se, ols)
	if !(math.Abs(iv-1) < 4*se) {
		t.Errorf("2SLS has mean %.4f, the truth is 1 (%.4f)", iv, se)
	}
	if !(math.Abs(ols-(1+0.8/1.5)) < 0.03) {
		t.Errorf("within has mean %.4f, its limit is %.4f", ols, 1+0.8/1.5)
	}
}

// TestAndersonRubinCoverage: with instruments of hardly any strength the set
// covers the truth as often as it says, exactly so under normal errors of
// equal variance. Of 1000 draws a 95 % set misses 50 on average, with a
// standard deviation of 6.9: four of these are allowed. The Wald interval of
// 2SLS misses far more often. Robust and clustered tests are asymptotic, with
// 40 clusters: 1.5 points more are allowed.
func TestAndersonRubinCoverage(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 71))
	const draws = 1000
	missed := make(map[Errors]int)
	wald, unbounded := 0, 0
	for range draws {
		d := simulateIV(rng, 0.05).design(t)
		m := instrumented(t, TwoSLS{Entity: true}, d)
		for _, e := range []Errors{IID, Heteroskedastic, Clustered} {
			set, err := m.AndersonRubinSet(0.05, e)
			if err != nil {
				t.Fatal(err)
			}
			if !set.Contains(1) {
				missed[e]++
			}
			if e == IID && !set.Bounded() {
				unbounded++
			}
		}
		if j := m.places[0]; math.Abs(m.beta[0]-1) > 1.972*m.Fit.SE(j) {
			wald++
		}
	}
	t.Logf("missed %v, Wald %d, unbounded %d of %d", missed, wald, unbounded, draws)
	for e, slack := range map[Errors]float64{IID: 0, Heteroskedastic: 15, Clustered: 15} {
		if !(math.Abs(float64(missed[e])-50) <= 4*6.9+slack) {
			t.Errorf("errors %d: the set misses %d of %d", e, missed[e], draws)
		}
	}
	if wald < 150 {
		t.Errorf("the Wald interval misses only %d of %d: the instruments are not weak", wald, draws)
	}
	if unbounded < draws/2 {
		t.Errorf("%d of %d sets are unbounded, weak instruments make most so", unbounded, draws)
	}
}

// TestFQuantile: upper 5 % points of any table of F, and the exact tail.
func TestFQuantile(t *testing.T) {
	for _, c := range []struct{ df1, df2, want float64 }{
		{1, 10, 4.96}, {2, 20, 3.49}, {5, 60, 2.37}, {10, 120, 1.91},
	} {
		x := fQuantile(0.05, c.df1, c.df2)
		if math.Abs(x-c.want) > 0.005 {
			t.Errorf("F(%g, %g): %g, tables have %g", c.df1, c.df2, x, c.want)
		}
		ivNear(t, "tail", fTail(x, c.df1, c.df2), 0.05, 1e-13)
	}
}

// TestNoncentral: with 1 and 3 degrees of freedom the distribution is one of
// normal tails. One instrument has K_eff = 1, and the critical values of
// Montiel Olea and Pflueger are then (1.6449 + sqrt(1/τ))², as the other tail is
// below 1e-6.
func TestNoncentral(t *testing.T) {
	tail := func(z float64) float64 { return math.Erfc(z/math.Sqrt2) / 2 }
	density := func(z float64) float64 { return math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) }
	for _, delta := range []float64{0.3, 3.3, 20, 150} {
		for _, x := range []float64{0.5, 4, 30, 200} {
			a, d := math.Sqrt(x), math.Sqrt(delta)
			one := tail(a-d) + tail(a+d)
			if got := noncentralTail(x, 1, delta); math.Abs(got-one) > 1e-13 {
				t.Errorf("P(chi2(1, %g) > %g) = %g, want %g", delta, x, got, one)
			}
			three := one + (density(a-d)-density(a+d))/d
			if got := noncentralTail(x, 3, delta); math.Abs(got-three) > 1e-13 {
				t.Errorf("P(chi2(3, %g) > %g) = %g, want %g", delta, x, got, three)
			}
		}
	}
	m := instrumented(t, TwoSLS{}, func() *Design {
		c := simulateIV(rand.New(rand.NewPCG(1, 1)), 1)
		c.excluded = c.excluded[:1]
		return c.design(t)
	}())
	for i, want := range []float64{37.42, 23.11, 15.06, 12.05} {
		if c := m.EffectiveF(Clustered).Critical[i]; math.Abs(c.Value-want) > 0.005 {
			t.Errorf("tau %g: %g, want %g", c.Tau, c.Value, want)
		}
	}
}

// TestStockYogo: values that the tables are known for, and no slip of the pen:
// down a column the second differences fall with the cube of l to the rounding of
// the tables.
func TestStockYogo(t *testing.T) {
	v := StockYogoValues(1, 1)
	if v.Size != [4]float64{16.38, 8.96, 6.66, 5.53} || v.LIMLSize != v.Size || !math.IsNaN(v.Bias[0]) {
		t.Errorf("one instrument: %v", v)
	}
	if v := StockYogoValues(2, 4); v.Bias[0] != 11.04 || v.Size[1] != 9.93 || v.LIMLSize[3] != 2.79 {
		t.Errorf("two and four: %v", v)
	}
	if v := StockYogoValues(3, 5); v.Bias[3] != 4.30 || !math.IsNaN(v.Size[0]) {
		t.Errorf("three and five: %v", v)
	}
	for _, v := range []StockYogo{StockYogoValues(4, 9), StockYogoValues(1, 31), StockYogoValues(2, 1)} {
		for _, x := range append(append(v.Bias[:], v.Size[:]...), v.LIMLSize[:]...) {
			if !math.IsNaN(x) {
				t.Errorf("a value outside the tables: %v", v)
			}
		}
	}
	for endogenous := 1; endogenous <= 3; endogenous++ {
		for l := endogenous + 5; l <= 29; l++ {
			a, b, c := StockYogoValues(endogenous, l-1), StockYogoValues(endogenous, l), StockYogoValues(endogenous, l+1)
			for i := range 4 {
				for _, x := range [][3]float64{{a.Bias[i], b.Bias[i], c.Bias[i]}, {a.Size[i], b.Size[i], c.Size[i]}} {
					if d := x[0] - 2*x[1] + x[2]; math.Abs(d) > 0.02+250/float64(l*l*l) {
						t.Errorf("%d endogenous, %d instruments, column %d: second difference %.2f", endogenous, l, i, d)
					}
				}
			}
		}
	}
}
