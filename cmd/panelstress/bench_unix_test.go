//go:build linux || darwin

package main

import (
	"context"
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"panelstress/sim"
)

// BenchmarkScenario times the draws of every scenario of export-resilience,
// beside as many of the bootstrap under whose samples it is put, by one worker.
// Each run times both, by the processor time of the process, which other load
// disturbs least. The metrics are the best of all runs: draws a second of the
// scenario, and these in per cent of those of the bootstrap.
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
			var began time.Duration
			best := make(map[string]float64) // draws a second
			observe := func(arm string, done, _ int) {
				switch done {
				case 0:
					began = processorTime(b)
				case draws:
					best[arm] = max(best[arm], draws/(processorTime(b)-began).Seconds())
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

// processorTime is that of the process so far.
func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
