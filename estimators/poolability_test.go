package estimators

import (
	"errors"
	"math"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"panelstress/data"
)

// TestPoolabilityGrunfeld has the printed values of Baltagi, Econometric
// Analysis of Panel Data, section 4.1, which plm's pooltest gives as well:
// F(27, 170) = 27.75 and F(18, 170) = 5.78, p = 1.219e-10.
func TestPoolabilityGrunfeld(t *testing.T) {
	table, err := data.Open(filepath.Join("..", "sim", "verify", "cases", "grunfeld10.csv"), data.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"invest", "value", "capital"}
	panel, err := table.Panel(data.Options{Entity: "firm", Time: "year", Columns: names})
	if err != nil {
		t.Fatal(err)
	}
	var cols [][]float64
	for _, n := range names {
		cols = append(cols, panel.Column(n))
	}
	fr, err := NewFrame(panel.Starts(), panel.Times(), names, cols, 3)
	if err != nil {
		t.Fatal(err)
	}
	d, err := NewDesign(fr, "invest", names[1:], nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := PoolabilityTest(d)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what              string
		got, want, within float64 // half a unit of the last printed digit
	}{
		{"all", p.All.Statistic, 27.75, 0.005},
		{"all, q", p.All.DF1, 27, 0},
		{"all, dof", p.All.DF2, 170, 0},
		{"slopes", p.Slopes.Statistic, 5.7805, 0.00005},
		{"slopes, q", p.Slopes.DF1, 18, 0},
		{"slopes, dof", p.Slopes.DF2, 170, 0},
		{"slopes, p", p.Slopes.P * 1e10, 1.219, 0.0005},
	} {
		if !(math.Abs(c.got-c.want) <= c.within) {
			t.Errorf("%s: got %v, printed %v", c.what, c.got, c.want)
		}
	}
}

// TestPoolabilityDummies writes the three regressions out, with a dummy and
// its products per entity, in the sample with repeated rows.
func TestPoolabilityDummies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := makeTrial(rapid.IntRange(5, 8).Draw(t, "entities"), rapid.IntRange(7, 10).Draw(t, "periods"), 2,
			rapid.Float64Range(0.7, 1).Draw(t, "share of rows kept"), rapid.Uint64().Draw(t, "seed"), true)
		got, err := PoolabilityTest(p.design(t, "x1", "x2"))
		if errors.Is(err, ErrTooFewRows) {
			t.Skip("an entity with three rows or fewer")
		}
		if err != nil {
			t.Fatal(err)
		}
		q := p.rows()
		one := make([]float64, len(q.time))
		for i := range one {
			one[i] = 1
		}
		x := q.pick([]string{"x1", "x2"})
		own := q.entityDummies()
		groups := float64(len(own))
		var each [][]float64
		for _, dummy := range own {
			each = append(each, dummy)
			for _, c := range x {
				product := make([]float64, len(c))
				for i := range c {
					product[i] = dummy[i] * c[i]
				}
				each = append(each, product)
			}
		}
		y := q.col("y")
		full := leastSquares(y, each...).rss
		dof := float64(len(y)) - 3*groups
		all := (leastSquares(y, append([][]float64{one}, x...)...).rss - full) / (3 * (groups - 1)) / (full / dof)
		slopes := (leastSquares(y, append(own, x...)...).rss - full) / (2 * (groups - 1)) / (full / dof)
		near(t, "all", got.All.Statistic, all, tight)
		near(t, "slopes", got.Slopes.Statistic, slopes, tight)
	})
}

func TestPoolabilityMistakes(t *testing.T) {
	p := makeTrial(6, 3, 2, 1, 4, false)
	if _, err := PoolabilityTest(p.design(t, "x1", "x2")); !errors.Is(err, ErrTooFewRows) {
		t.Errorf("three rows for three coefficients: %v", err)
	}
	p = makeTrial(6, 8, 2, 1, 4, false)
	clear(p.col("x2")[:8])
	if _, err := PoolabilityTest(p.design(t, "x1", "x2")); !errors.Is(err, ErrNoVariation) {
		t.Errorf("x2 constant in one entity: %v", err)
	}
	d := makeTrial(6, 8, 2, 1, 4, false).design(t, "x1", "x2")
	d.NoConstant = true
	got, err := PoolabilityTest(d)
	if err != nil || !math.IsNaN(got.Slopes.Statistic) || got.All.DF1 != 10 || got.All.DF2 != 36 {
		t.Errorf("without a constant: %+v, %v", got, err)
	}
}
