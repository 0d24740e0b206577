package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/spf13/pflag"

	"panelstress/sim"
)

// benchmarkRun times whole runs, with start, draws, Parquet and quantiles, in
// draws per second.
func benchmarkRun(b *testing.B, study string, draws int) {
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			flags := pflag.NewFlagSet("", pflag.ContinueOnError)
			sets := []string{fmt.Sprintf("bootstrap.draws=%d", draws)}
			l := &loader{settings: settings{flags: flags, sets: sets, kinds: []string{"bootstrap"}}, files: disk}
			for b.Loop() {
				s, err := l.load(study)
				if err != nil {
					b.Fatal(err)
				}
				c, err := sim.Compile(s.study)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := c.Run(context.Background(), sim.Options{Dir: b.TempDir(), Workers: workers}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N*draws)/b.Elapsed().Seconds(), "draws/s")
		})
	}
}

func BenchmarkRunUSStates(b *testing.B) { benchmarkRun(b, "us-states", 20000) }

func BenchmarkRunChain(b *testing.B) {
	study := filepath.Join("testdata", "chain.yaml")
	if _, err := os.Stat(filepath.Join("..", "..", "..", "shared", "reference", "chain")); err != nil {
		b.Skip("the reference folder chain is not beside the repository")
	}
	benchmarkRun(b, study, 20000)
}
