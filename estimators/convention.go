package estimators

import (
	"fmt"
	"math"
	"strings"
)

// Convention names the small-sample factor of a clustered covariance, with N
// observations, k slopes and G clusters.
type Convention int

const (
	// Stata is G/(G-1) (N-1)/(N-K), where K counts the slopes, the constant
	// and the effects that are not nested in the clusters: regress, xtreg,
	// ivregress with small. With entity effects and clusters of whole
	// entities K is k+1; time effects count (xtreg with i.time). Two-way
	// clusters share the factor of the smaller G (ivreg2, reghdfe).
	Stata Convention = iota
	// StataLarge has no factor and refers to the normal distribution:
	// ivregress without small.
	StataLarge
	// Plm is G/(G-1) (N-1)/(N-K), where K leaves out all effects and, with
	// effects, the constant: plm's "sss". Two-way clusters each have their
	// own factor.
	Plm
	// Areg is G/(G-1) (N-1)/(N-K), where K counts everything: areg and dummy
	// variables.
	Areg
	// Arellano has no factor: plm's "HC0", clubSandwich's "CR0".
	Arellano
	// Fixest is the default of fixest, ssc(): the same as Stata.
	Fixest
	// CR1 is G/(G-1): clubSandwich's "CR1", sandwich's vcovCL type "HC0".
	// Two-way clusters each have their own factor.
	CR1
)

var conventions = [...]struct{ name, formula string }{
	Stata:      {"stata", "Stata: G/(G-1)·(N-1)/(N-k-1)"},
	StataLarge: {"stata-large", "Stata, large sample: no factor"},
	Plm:        {"plm", "plm sss: G/(G-1)·(N-1)/(N-k)"},
	Areg:       {"areg", "areg: G/(G-1)·(N-1)/(N-k-effects)"},
	Arellano:   {"arellano", "Arellano: no factor"},
	Fixest:     {"fixest", "fixest: G/(G-1)·(N-1)/(N-k-1)"},
	CR1:        {"cr1", "CR1: G/(G-1)"},
}

// String is the name that ParseConvention reads.
func (c Convention) String() string { return conventions[c].name }

// ParseConvention finds a convention by its name: stata, stata-large, plm,
// areg, arellano, fixest or cr1, in any case.
func ParseConvention(name string) (Convention, error) {
	var names []string
	for c, v := range conventions {
		if strings.EqualFold(name, v.name) {
			return Convention(c), nil
		}
		names = append(names, v.name)
	}
	return 0, fmt.Errorf("estimators: no small-sample convention %q; there are %s", name, strings.Join(names, ", "))
}

// nesting says which effects are nested in the clusters: every entity, or
// every period, lies in one of them.
type nesting struct{ entity, period bool }

func (g grouping) nesting() nesting {
	return nesting{entity: g.nested, period: g.name == ByTime}
}

// counted is the number of coefficients that are not nested in the clusters:
// slopes, one for the constant or one set of effects, and further effects.
func (f *Fit) counted(n nesting) int {
	w := &f.work
	k := len(w.beta)
	if w.constant || f.Absorbed > 0 {
		k++
	}
	if f.Absorbed == 0 {
		return k
	}
	more := f.Absorbed - 1
	switch w.effects {
	case Entity:
		if n.entity {
			more = 0
		}
	case Time:
		if n.period {
			more = 0
		}
	case TwoWay:
		if n.entity {
			more = min(more, w.periods)
		}
		if n.period {
			more = min(more, f.Absorbed-w.sweep.present)
		}
	}
	return k + more
}

// small gives the factor for g clusters and the degrees of freedom of the t
// statistics.
func (c Convention) small(f *Fit, g float64, nested nesting) (factor, dof float64) {
	n := float64(f.Observations)
	var k float64
	switch c {
	case StataLarge:
		return 1, math.Inf(1)
	case Arellano:
		return 1, g - 1
	case CR1:
		return g / (g - 1), g - 1
	case Plm:
		k = float64(len(f.work.beta))
		if f.work.constant && f.Absorbed == 0 {
			k++
		}
	case Areg:
		k = n - f.ResidualDoF
	default:
		k = float64(f.counted(nested))
	}
	return g / (g - 1) * (n - 1) / (n - k), g - 1
}

// sharesFactor tells whether the parts of a two-way clustered covariance take
// the factor of the smaller number of clusters.
func (c Convention) sharesFactor() bool { return c == Stata || c == Fixest }
