package bootstrap

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// WildIV is the wild restricted efficient bootstrap of the coefficient of one
// endogenous regressor in two-stage least squares (Davidson and MacKinnon 2010,
// J. Bus. Econ. Stat. 28, 128-144), by clusters. With y₁ the outcome, y₂ the
// regressor, X the exogenous columns and W the instruments, residuals e₁ of y₁ -
// r y₂ on X, and e₂ = y₂ - Xπ_x - Wπ_w from the regression of y₂ on X, W and e₁:
//
//	y₂* = Xπ_x + Wπ_w + v_g e₂,   y₁* = Xb + r y₂* + v_g e₁,   t* = (β* - r)/se*
//
// with clustered standard errors without a factor. Unless Imposed, r, b and e₁
// are the estimates of two-stage least squares.
//
// With W̃ the instruments less what X explains, c = (W̃'W̃)⁻¹W̃'y₂ and ŷ = W̃c,
// β = ŷ'y₁/ŷ'y₂, and the score of a cluster is c'W̃_g'(y₁ - βy₂ - Xb).
type WildIV struct {
	Y, Endogenous []float64
	X, W          [][]float64 // columns; X with the constant where there is one
	Group         []int       // the cluster of each row, from 0
	Imposed       bool
}

// WildIVTest is a WildIV with its estimates.
type WildIVTest struct {
	Estimate, SE float64
	Groups       int

	w           *WildIV
	z           [][]float64 // W̃, then X
	m           int         // instruments
	instruments *mat.Dense  // (W̃'W̃)⁻¹
	exogenous   *mat.Dense  // (X'X)⁻¹
	cross       [][]float64 // per cluster: W̃_g'X, m x k
	c, b, sum   []float64
}

// groupMoments are sums of products with W̃ and X: with W̃ by cluster, with X
// over all.
type groupMoments struct{ w, x []float64 }

// Prepare computes the estimates and the moments of instruments.
func (w *WildIV) Prepare() (*WildIVTest, error) {
	t := &WildIVTest{w: w, m: len(w.W)}
	for _, g := range w.Group {
		t.Groups = max(t.Groups, g+1)
	}
	if t.m == 0 || len(w.Y) <= t.m+len(w.X) || t.Groups < 2 {
		return nil, fmt.Errorf("bootstrap: %d rows and %d clusters for %d instruments, expected more rows than instruments and two clusters at least",
			len(w.Y), t.Groups, t.m+len(w.X))
	}
	x := &Wild{Y: w.Y, X: w.X, Group: w.Group}
	var explained func([]float64) []float64
	var err error
	if t.exogenous, explained, err = x.leastSquares(nil); err != nil {
		return nil, err
	}
	for _, instrument := range w.W {
		t.z = append(t.z, less(instrument, w.X, explained(instrument)))
	}
	if t.instruments, _, err = (&Wild{Y: w.Y, X: t.z, Group: w.Group}).leastSquares(nil); err != nil {
		return nil, err
	}
	t.z = append(t.z, w.X...)
	k := len(w.X)
	t.c, t.b, t.sum = make([]float64, t.m), make([]float64, k), make([]float64, k)
	t.cross = make([][]float64, t.Groups)
	for g := range t.cross {
		t.cross[g] = make([]float64, t.m*k)
	}
	for r, g := range w.Group {
		for i := range t.m {
			for j := range k {
				t.cross[g][i*k+j] += t.z[i][r] * w.X[j][r]
			}
		}
	}
	var variance float64
	t.Estimate, variance = t.twoStage(t.moments(w.Y), t.moments(w.Endogenous))
	if !(variance > 0) {
		return nil, errors.New("bootstrap: the instruments do not identify the coefficient")
	}
	t.SE = math.Sqrt(variance)
	return t, nil
}

// less is y - Xb.
func less(y []float64, x [][]float64, b []float64) []float64 {
	u := append([]float64(nil), y...)
	for j, v := range b {
		floats.AddScaled(u, -v, x[j])
	}
	return u
}

// moments of a column.
func (t *WildIVTest) moments(y []float64) groupMoments {
	by := t.byGroup(y)
	m := groupMoments{make([]float64, t.Groups*t.m), make([]float64, len(t.w.X))}
	for g, s := range by {
		copy(m.w[g*t.m:], s[:t.m])
		floats.Add(m.x, s[t.m:])
	}
	return m
}

// byGroup is W̃_g'y and X_g'y per cluster.
func (t *WildIVTest) byGroup(y []float64) [][]float64 {
	by := make([][]float64, t.Groups)
	for g := range by {
		by[g] = make([]float64, len(t.z))
	}
	for r, g := range t.w.Group {
		for i := range t.z {
			by[g][i] += t.z[i][r] * y[r]
		}
	}
	return by
}

// twoStage is the estimate and its clustered variance.
func (t *WildIVTest) twoStage(y1, y2 groupMoments) (beta, variance float64) {
	m, k := t.m, len(t.w.X)
	top, bottom := 0.0, 0.0
	for i := range t.c {
		t.c[i] = 0
		for j := range m {
			sum := 0.0
			for g := range t.Groups {
				sum += y2.w[g*m+j]
			}
			t.c[i] += t.instruments.At(i, j) * sum
		}
	}
	for g := range t.Groups {
		for i, c := range t.c {
			top += c * y1.w[g*m+i]
			bottom += c * y2.w[g*m+i]
		}
	}
	beta = top / bottom
	for j := range t.sum {
		t.sum[j] = y1.x[j] - beta*y2.x[j]
	}
	for j := range t.b {
		t.b[j] = floats.Dot(t.exogenous.RawRowView(j), t.sum)
	}
	for g := range t.Groups {
		score := 0.0
		for i, c := range t.c {
			score += c * (y1.w[g*m+i] - beta*y2.w[g*m+i] - floats.Dot(t.cross[g][i*k:(i+1)*k], t.b))
		}
		variance += score * score
	}
	return beta, variance / (bottom * bottom)
}

// Draw gives the statistics of draws of weights under a null. What it returns
// keeps memory of the test, so that both belong to one goroutine.
func (t *WildIVTest) Draw(null float64) (func(v []float64) float64, error) {
	w := t.w
	if !w.Imposed {
		null = t.Estimate
	}
	d := less(w.Y, [][]float64{w.Endogenous}, []float64{null})
	_, ofX, err := (&Wild{Y: w.Y, X: w.X, Group: w.Group}).leastSquares(nil)
	if err != nil {
		return nil, err
	}
	e1 := less(d, w.X, ofX(d))
	all := append(append([][]float64(nil), t.z...), e1)
	_, ofAll, err := (&Wild{Y: w.Y, X: all, Group: w.Group}).leastSquares(nil)
	if err != nil {
		return nil, err
	}
	e2 := less(w.Endogenous, t.z, ofAll(w.Endogenous)[:len(t.z)])
	first, second := t.byGroup(e1), t.byGroup(e2)
	systematic1, systematic2 := t.moments(less(d, [][]float64{e1}, []float64{1})), t.moments(less(w.Endogenous, [][]float64{e2}, []float64{1}))
	y1 := groupMoments{make([]float64, len(systematic1.w)), make([]float64, len(systematic1.x))}
	y2 := groupMoments{make([]float64, len(systematic1.w)), make([]float64, len(systematic1.x))}
	return func(v []float64) float64 {
		copy(y1.x, systematic1.x)
		copy(y2.x, systematic2.x)
		for g, weight := range v {
			for i := range t.m {
				y2.w[g*t.m+i] = systematic2.w[g*t.m+i] + weight*second[g][i]
				y1.w[g*t.m+i] = systematic1.w[g*t.m+i] + weight*first[g][i] + null*y2.w[g*t.m+i]
			}
			floats.AddScaled(y1.x, weight, first[g][t.m:])
			floats.AddScaled(y2.x, weight, second[g][t.m:])
		}
		floats.AddScaled(y1.x, null, y2.x)
		beta, variance := t.twoStage(y1, y2)
		if !(variance > 0) {
			return math.NaN()
		}
		return (beta - null) / math.Sqrt(variance)
	}, nil
}

// Statistic is (β - null)/se.
func (t *WildIVTest) Statistic(null float64) float64 { return (t.Estimate - null) / t.SE }

// PValues compares the statistic with all draws of weights.
func (t *WildIVTest) PValues(law WildWeights, null float64) (PValues, error) {
	draw, err := t.Draw(null)
	if err != nil {
		return PValues{}, err
	}
	return pValuesOfAll(t.Statistic(null), law, t.Groups, draw), nil
}
