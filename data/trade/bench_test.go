package trade

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"panelstress/data"
)

// BenchmarkBuild is a measure of 29 entities over ten periods in a resample, as
// a draw of a study builds it. Shares of products are uneven as in real trade.
func BenchmarkBuild(b *testing.B) {
	for _, m := range []struct {
		name     string
		products int
		measure  Measure
	}{
		{"reflections-2", 97, Reflections{Order: 2}},
		{"reflections-20", 97, Reflections{Order: 20}},
		{"eci", 97, ECI{}},
		{"fitness", 97, Fitness{}},
		{"expy", 97, EXPY{"y"}},
		{"expy", 20, EXPY{"y"}},
		{"rca-total", 97, Advantage{Basket: Basket{Products: []string{"p0*"}}}},
		{"rca-mean", 97, Advantage{Basket: Basket{Over: Mean}}},
	} {
		b.Run(fmt.Sprintf("%s/products=%d", m.name, m.products), func(b *testing.B) {
			rng := rand.New(rand.NewPCG(1, 2))
			panel, table, err := tableOf(29, 10, m.products, func(g, t, p int) float64 { return math.Exp(2 * rng.NormFloat64()) })
			if err != nil {
				b.Fatal(err)
			}
			plan, err := Compile(table, []Column{{"m", m.measure}})
			if err != nil {
				b.Fatal(err)
			}
			samples := make([]data.Sample, 64)
			for i := range samples {
				list := make([]int, 29)
				for k := range list {
					list[k] = rng.IntN(29)
				}
				samples[i].Set(29, list)
			}
			w, dst, income := plan.NewWork(), [][]float64{make([]float64, panel.Len())}, [][]float64{panel.Column("y")}[:len(plan.Incomes())]
			i := 0
			b.ReportAllocs()
			for b.Loop() {
				if err := plan.Build(dst, income, w, &samples[i%len(samples)]); err != nil {
					b.Fatal(err)
				}
				i++
			}
		})
	}
}
