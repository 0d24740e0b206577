package estimators

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// nistDigits are the correct digits that Householder QR of the raw powers
// reaches with plain doubles, from the README of the cases; NoInt1, which it
// does not list, is well conditioned. Wampler1 has no residuals, so that
// refinement finds its whole numbers to the last digit, where QR has 9.4.
var nistDigits = map[string]float64{
	"Longley": 10, "Norris": 12.1, "Pontius": 12.7, "Wampler1": 15, "Wampler2": 13, "Wampler3": 9.1,
	"Wampler4": 7.8, "Wampler5": 5.5, "Filip": 7.5, "NoInt1": 14,
}

// TestNIST computes the linear problems of NIST's StRD, with the constant swept
// out and with a column of ones in a design without constant.
func TestNIST(t *testing.T) {
	dir := shared(t, "estimators")
	text, err := os.ReadFile(filepath.Join(dir, "nist_strd.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases map[string]struct {
			CSV, Model string
			Expected   struct {
				Coef, SE                   map[string]float64
				RMSE, R2, RSS, F, Df_resid float64
			}
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) != 10 {
		t.Fatalf("%d problems, not 10", len(file.Cases))
	}
	for name, c := range file.Cases {
		table := readTable(t, filepath.Join(dir, c.CSV))
		for _, ones := range []bool{false, true} {
			d := nistDesign(t, table, name, ones)
			var f Fit
			if err := (Pooled{}).Fit(&f, d); err != nil {
				t.Errorf("%s (ones %v): %v", name, ones, err)
				continue
			}
			digits, se := math.Inf(1), math.Inf(1)
			for j, term := range f.Terms {
				if term == ConstName || term == "ones" {
					term = "B0"
				}
				digits = min(digits, correct(f.Coef[j], c.Expected.Coef[term]))
				se = min(se, correct(f.SE(j), c.Expected.SE[term]))
			}
			t.Logf("%-8s ones %-5v coef %.1f se %.1f rss %.1f", name, ones, digits, se, correct(f.RSS, c.Expected.RSS))
			if digits < nistDigits[name]-0.05 { // they are printed with one decimal
				t.Errorf("%s (ones %v): %.2f correct digits, want %.1f", name, ones, digits, nistDigits[name])
			}
		}
	}
}

// correct is the number of correct digits, absolute where zero is right.
func correct(got, want float64) float64 {
	off := math.Abs(got - want)
	if want != 0 {
		off /= math.Abs(want)
	}
	return -math.Log10(max(off, 1e-16))
}

func nistDesign(t *testing.T, table ivTable, name string, ones bool) *Design {
	t.Helper()
	y := table.numbers(t, "y")
	var names []string
	var cols [][]float64
	if table["x1"] != nil {
		for j := 1; table[fmt.Sprintf("x%d", j)] != nil; j++ {
			names = append(names, fmt.Sprintf("B%d", j))
			cols = append(cols, table.numbers(t, fmt.Sprintf("x%d", j)))
		}
	} else {
		degree := map[string]int{"Filip": 10, "Pontius": 2, "NoInt1": 1, "Norris": 1}[name]
		if strings.HasPrefix(name, "Wampler") {
			degree = 5
		}
		x := table.numbers(t, "x")
		for j := range degree {
			power := make([]float64, len(x))
			for i := range x {
				power[i] = math.Pow(x[i], float64(j+1))
			}
			names, cols = append(names, fmt.Sprintf("B%d", j+1)), append(cols, power)
		}
	}
	if ones && name != "NoInt1" {
		names = append([]string{"ones"}, names...)
		cols = append([][]float64{slices.Repeat([]float64{1}, len(y))}, cols...)
	}
	regressors := slices.Clone(names)
	start, time := []int{0}, make([]int, len(y))
	for i := range y {
		start = append(start, i+1)
	}
	fr, err := NewFrame(start, time, append(names, "y"), append(cols, y), 0)
	if err != nil {
		t.Fatal(err)
	}
	d, err := NewDesign(fr, "y", regressors, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	d.NoConstant = ones || name == "NoInt1"
	return d
}

// TestCollinear finds columns that depend on others, at any level and scale,
// and says on which; columns that nearly do are fitted.
func TestCollinear(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	for trial := range 200 {
		level, scale := math.Pow(10, 6*rng.Float64()), math.Pow(10, 12*rng.Float64()-6)
		p := makeTrial(10, 8, 4, 0.9, uint64(trial), false)
		for j := range 4 {
			for i := range p.cols[j] {
				p.cols[j][i] += level
			}
		}
		for _, near := range []float64{0, 1e-5} {
			for i := range p.time {
				p.cols[3][i] = scale * (p.cols[0][i] - 2*p.cols[2][i] + near*rng.NormFloat64()*level)
			}
			d := p.design(t, "x1", "x2", "x3", "x4")
			for _, e := range []Estimator{Pooled{}, Within{}, Within{Effects: Time}, Within{Effects: TwoWay}, FirstDifference{}} {
				var f Fit
				err := e.Fit(&f, d)
				if near > 0 {
					if err != nil {
						t.Fatalf("%T level %g scale %g: %v", e, level, scale, err)
					}
					continue
				}
				var fault *Fault
				if !errors.As(err, &fault) || fault.Cause != ErrRankDeficient || fault.Term != "x4" || !slices.Equal(fault.With, []string{"x1", "x3"}) {
					t.Fatalf("%T %v level %g scale %g: %v", e, e, level, scale, err)
				}
			}
		}
	}
}
