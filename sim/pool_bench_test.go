package sim

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"panelstress/sim/store"
)

// BenchmarkPool times draws with their journal, by one worker and by two,
// without start, Parquet and summary.
func BenchmarkPool(b *testing.B) {
	b.Run("us-states", func(b *testing.B) { benchmarkPool(b, usStates(b)) })
	b.Run("chain", func(b *testing.B) { benchmarkPool(b, chainStudy(b)) })
}

func benchmarkPool(b *testing.B, s *Study) {
	c, _ := compiled(b, s)
	const draws = 40000
	for _, n := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", n), func(b *testing.B) {
			workers := make(workers, n)
			for i := range workers {
				workers[i] = c.newWorker(s.Arms[0])
			}
			for b.Loop() {
				j, err := store.Create(filepath.Join(b.TempDir(), "journal"), c.header(s.Arms[0]))
				if err != nil {
					b.Fatal(err)
				}
				if err := pool(context.Background(), workers, draws, j, nil); err != nil {
					b.Fatal(err)
				}
				j.Close()
			}
			b.ReportMetric(float64(b.N*draws)/b.Elapsed().Seconds(), "draws/s")
		})
	}
}
