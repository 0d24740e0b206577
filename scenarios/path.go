package scenarios

import (
	"fmt"
	"math"
)

// Path says how a shock lasts: At(k) is the share of its size that is in
// force k years after the onset, k >= 0. Before the onset it is 0.
type Path interface {
	At(k int) float64
	Check() error
}

// Impulse is a shock of one year.
type Impulse struct{}

// Step is a shock in full force for Years years, or for good where that is 0.
type Step struct{ Years int }

// Decay is a shock in full force for Years years (0 means 1) of which a share
// Rho remains from year to year: 1, Rho, Rho², ..., as the response of a
// first-order autoregression. Its half-life is ln 0.5 / ln Rho years.
type Decay struct {
	Years int
	Rho   float64
}

// Ramp is a shock that grows by equal parts to full force in Over years,
// 1/Over in the year of the onset, and keeps it.
type Ramp struct{ Over int }

// Recovery is a shock in full force for Years years (0 means 1) that then
// shrinks by equal parts over Over years until the share Recovered of it is
// gone; 1 is a full recovery.
type Recovery struct {
	Years     int
	Over      int
	Recovered float64
}

// Profile is a path given year by year; after its end the shock is over.
type Profile []float64

// At implements Path.
func (Impulse) At(k int) float64 {
	if k == 0 {
		return 1
	}
	return 0
}

// At implements Path.
func (s Step) At(k int) float64 {
	if s.Years == 0 || k < s.Years {
		return 1
	}
	return 0
}

// At implements Path.
func (d Decay) At(k int) float64 {
	return math.Pow(d.Rho, float64(max(0, k-max(1, d.Years)+1)))
}

// At implements Path.
func (r Ramp) At(k int) float64 { return min(1, float64(k+1)/float64(r.Over)) }

// At implements Path.
func (r Recovery) At(k int) float64 {
	gone := min(1, float64(max(0, k-max(1, r.Years)+1))/float64(r.Over))
	return 1 - r.Recovered*gone
}

// At implements Path.
func (p Profile) At(k int) float64 {
	if k < len(p) {
		return p[k]
	}
	return 0
}

// Check implements Path.
func (Impulse) Check() error { return nil }

// Check implements Path.
func (s Step) Check() error { return atLeast("years", s.Years, 0) }

// Check implements Path.
func (d Decay) Check() error {
	if !(d.Rho >= 0 && d.Rho < 1) {
		return fmt.Errorf("rho %v; expected a share from 0 to below 1", d.Rho)
	}
	return atLeast("years", d.Years, 0)
}

// Check implements Path.
func (r Ramp) Check() error { return atLeast("over", r.Over, 1) }

// Check implements Path.
func (r Recovery) Check() error {
	if !(r.Recovered >= 0 && r.Recovered <= 1) {
		return fmt.Errorf("recovered %v; expected a share from 0 to 1", r.Recovered)
	}
	return firstError(atLeast("years", r.Years, 0), atLeast("over", r.Over, 1))
}

// Check implements Path.
func (p Profile) Check() error {
	if len(p) == 0 {
		return fmt.Errorf("no values; expected a share of the size for every year from the onset")
	}
	for _, v := range p {
		if err := finite("a value", v); err != nil {
			return err
		}
	}
	return nil
}

func atLeast(name string, v, least int) error {
	if v < least {
		return fmt.Errorf("%s %d; expected a whole number of years, at least %d", name, v, least)
	}
	return nil
}
