package trade

import (
	"math"
	"math/rand/v2"
	"testing"
)

// provinces are 29 entities that export 97 products with shares as uneven as
// those of real trade, and half of them hardly at all, in ten periods.
func provinces(rng *rand.Rand) (periods [][][]float64) {
	const entities, products, years = 29, 97, 10
	for range years {
		x := make([][]float64, entities)
		for c := range x {
			x[c] = make([]float64, products)
			for i := range x[c] {
				x[c][i] = math.Exp(2*rng.NormFloat64() + float64(c)/10)
			}
		}
		periods = append(periods, x)
	}
	return periods
}

// resamples draws entities with replacement: rows and counts of the distinct
// ones.
func resamples(rng *rand.Rand, n int) (counts [][]int) {
	for range 64 {
		count := make([]int, n)
		for range n {
			count[rng.IntN(n)]++
		}
		counts = append(counts, count)
	}
	return counts
}

func benchmarkMeasure(b *testing.B, measure func(p *Period, dst []float64)) {
	rng := rand.New(rand.NewPCG(1, 2))
	years, counts := provinces(rng), resamples(rng, 29)
	p := new(Period)
	rows, count := make([][]float64, 0, 29), make([]float64, 0, 29)
	dst, income := make([]float64, 29), make([]float64, 29)
	for c := range income {
		income[c] = 1000 * rng.ExpFloat64()
	}
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		draw := counts[i%len(counts)]
		i++
		for _, x := range years {
			rows, count = rows[:0], count[:0]
			for c, n := range draw {
				if n > 0 {
					rows, count = append(rows, x[c]), append(count, float64(n))
				}
			}
			p.Reset(rows, count)
			p.Income = income[:len(rows)]
			measure(p, dst[:len(rows)])
		}
	}
}

func BenchmarkReflections20(b *testing.B) {
	benchmarkMeasure(b, func(p *Period, dst []float64) { p.Network(1, Sample).EntityReflectionZ(dst, 20) })
}

func BenchmarkReflections2(b *testing.B) {
	benchmarkMeasure(b, func(p *Period, dst []float64) { p.Network(1, Sample).EntityReflectionZ(dst, 2) })
}

func BenchmarkECI(b *testing.B) {
	pci := make([]float64, 97)
	benchmarkMeasure(b, func(p *Period, dst []float64) { p.Network(1, Sample).Complexity(dst, pci) })
}

func BenchmarkFitness(b *testing.B) {
	q := make([]float64, 97)
	benchmarkMeasure(b, func(p *Period, dst []float64) { p.Network(1, Sample).Fitness(dst, q, 20) })
}

func BenchmarkEXPY(b *testing.B) {
	benchmarkMeasure(b, func(p *Period, dst []float64) { p.EXPY(dst) })
}

func BenchmarkReset(b *testing.B) {
	benchmarkMeasure(b, func(p *Period, dst []float64) {})
}
