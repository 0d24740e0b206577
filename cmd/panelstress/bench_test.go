package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

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

// BenchmarkScenario times the draws of every scenario of export-resilience,
// beside as many of the bootstrap under whose samples it is put, by one worker.
// Each run times both. The metrics are the best of all runs: draws a second of
// the scenario, and these in per cent of those of the bootstrap.
func BenchmarkScenario(b *testing.B) {
	const draws = 2000
	load := func(only ...string) *sim.Study {
		sets := []string{fmt.Sprintf("bootstrap.draws=%d", draws), fmt.Sprintf("scenarios.draws=%d", draws)}
		flags := pflag.NewFlagSet("", pflag.ContinueOnError)
		l := &loader{settings: settings{flags: flags, sets: sets, kinds: []string{"bootstrap", "scenarios"}}, files: disk, only: only}
		s, err := l.load("export-resilience")
		if err != nil {
			b.Fatal(err)
		}
		return s.study
	}
	for _, arm := range load().Arms {
		if arm.Scenario == nil {
			continue
		}
		b.Run(arm.Name, func(b *testing.B) {
			c, err := sim.Compile(load(arm.Name))
			if err != nil {
				b.Fatal(err)
			}
			var began time.Time
			best := make(map[string]float64) // draws a second
			observe := func(arm string, done, _ int) {
				switch done {
				case 0:
					began = time.Now()
				case draws:
					best[arm] = max(best[arm], draws/time.Since(began).Seconds())
				}
			}
			for b.Loop() {
				if _, err := c.Run(context.Background(), sim.Options{Dir: b.TempDir(), Workers: 1, Observe: observe}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(best[arm.Name], "draws/s")
			b.ReportMetric(100*best[arm.Name]/best["bootstrap"], "%plain")
		})
	}
}
