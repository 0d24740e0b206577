package estimators

import (
	"math/rand/v2"
	"testing"

	"panelstress/data"
)

// largePanel is a balanced panel with entity and time effects, k regressors
// that are correlated with both, and errors that are correlated within
// entities.
func largePanel(entities, periods, k int) *trial {
	rng := rand.New(rand.NewPCG(50000, 20))
	n := entities * periods
	p := &trial{start: make([]int, entities+1), time: make([]int, n), cols: make([][]float64, k+1)}
	for j := range k + 1 {
		p.cols[j] = make([]float64, n)
		p.names = append(p.names, "x"+string(rune('1'+j)))
	}
	p.names[k] = "y"
	when := make([]float64, periods)
	for t := range when {
		when[t] = rng.NormFloat64()
	}
	r := 0
	for g := range entities {
		p.counts = append(p.counts, 1)
		level, shared := rng.NormFloat64(), rng.NormFloat64()
		for t := range periods {
			p.time[r] = 2000 + t
			y := level + when[t] + shared*float64(t)/float64(periods) + rng.NormFloat64()
			for j := range k {
				x := rng.NormFloat64() + level/2 + when[t]/2
				p.cols[j][r] = x
				y += x
			}
			p.cols[k][r] = y
			r++
		}
		p.start[g+1] = r
	}
	return p
}

// BenchmarkTwoWayMillion is two-way effects with clustered errors on 1,000,000
// rows, 50,000 entities by 20 periods, 5 regressors: the fit alone, and with
// the frame and its moments made from the columns.
func BenchmarkTwoWayMillion(b *testing.B) {
	p := largePanel(50000, 20, 5)
	e := Within{Effects: TwoWay, Cov: Cluster{}}
	x := []string{"x1", "x2", "x3", "x4", "x5"}
	d := p.design(b, x...)
	b.Run("fit", func(b *testing.B) {
		b.ReportAllocs()
		var f Fit
		for b.Loop() {
			if err := e.Fit(&f, d); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("frame+fit", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			fr, err := NewFrame(p.start, p.time, p.names, p.cols, len(p.cols))
			if err != nil {
				b.Fatal(err)
			}
			d, err := NewDesign(fr, "y", x, nil, nil)
			if err != nil {
				b.Fatal(err)
			}
			var f Fit
			if err := e.Fit(&f, d); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkWithin is a fit of the paper's shape, 29 x 10 rows, 6 regressors,
// clustered errors, with all moments of the frame made anew.
func BenchmarkWithin(b *testing.B) {
	p := largePanel(29, 10, 6)
	d := p.design(b, "x1", "x2", "x3", "x4", "x5", "x6")
	var s data.Sample
	s.All(29)
	for name, e := range map[string]Estimator{
		"entity": Within{Cov: Cluster{}}, "two-way": Within{Effects: TwoWay, Cov: Cluster{}},
		"random": RandomEffects{Cov: Cluster{}}, "difference": FirstDifference{Cov: Cluster{}},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			var f Fit
			for b.Loop() {
				if err := d.Frame.Refresh(&s); err != nil {
					b.Fatal(err)
				}
				if err := e.Fit(&f, d); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
