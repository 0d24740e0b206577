package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"panelstress/data"
	"panelstress/sim"
	"panelstress/sim/sensitivity"
	"panelstress/sim/store"
	"panelstress/sim/stress"
)

// tippingConfig asks how large a scenario must be before a conclusion flips.
type tippingConfig struct {
	Hypotheses names    `key:"hypotheses" short:"yes"` // none: all
	To         string   `key:"to"`                     // changed, contradicted
	UpTo       *float64 `key:"up_to"`                  // largest size
	Draws      *int     `key:"draws"`                  // of every size
}

// gridConfig asks for the shares of draws that support hypotheses over two
// properties of a scenario.
type gridConfig struct {
	X          axisConfig `key:"x"`
	Y          axisConfig `key:"y"`
	Hypotheses names      `key:"hypotheses"`
	Draws      *int       `key:"draws"` // of every cell
}

type axisConfig struct {
	Of    string   `key:"of" short:"yes"` // size, persistence, share, onset, correlation
	From  *float64 `key:"from"`
	To    *float64 `key:"to"`
	Steps *int     `key:"steps"`
}

// reverseConfig asks for the plausible shock that hurts hypotheses most.
type reverseConfig struct {
	Radius     *float64 `key:"radius" short:"yes"` // Mahalanobis distance from the median shock
	Hypotheses names    `key:"hypotheses"`
	By         string   `key:"by"` // coefficient, t
	Starts     *int     `key:"starts"`
	Draws      *int     `key:"draws"` // of the arm, under the worst shock
}

// samplingConfig arranges the random numbers of the draws of a scenario, and
// asks what this has gained for the mean change of coefficients.
type samplingConfig struct {
	Kind       string `key:"kind" short:"yes"` // of arrangements
	Control    bool   `key:"control_variate"`
	Hypotheses names  `key:"hypotheses"`
	Draws      *int   `key:"draws"`
}

// asked is what flags ask of every scenario.
type asked struct {
	tipping  bool
	grid     []string
	reverse  float64
	sampling string
}

// stressFlags are those of the command scenarios.
func (a *app) stressFlags(f *pflag.FlagSet) *asked {
	ask := &asked{}
	f.BoolVar(&ask.tipping, "tipping", false, "the size of every scenario at which conclusions flip in half of the draws")
	f.StringSliceVar(&ask.grid, "grid", nil, "shares of draws that support the hypotheses over two properties of every scenario: X,Y of "+strings.Join(stress.Properties(), ", "))
	f.Float64Var(&ask.reverse, "reverse", 0, "the shock within this Mahalanobis radius of the median one that hurts each hypothesis most")
	f.StringVar(&ask.sampling, "sampling", "", "how the amounts in the draws of every scenario are arranged: "+strings.Join(slices.Sorted(maps.Keys(arrangements)), ", "))
	return ask
}

// askScenarios gives every scenario the keys that flags ask for, where it does
// not have them.
func (t *tree) askScenarios(ask *asked) error {
	if ask == nil {
		return nil
	}
	if n := len(ask.grid); n != 0 && n != 2 {
		return &data.InputError{File: "--grid", Found: strings.Join(ask.grid, ","), Expected: "two properties X,Y of " + strings.Join(stress.Properties(), ", ")}
	}
	for _, name := range t.scenarioNames() {
		path := []string{"scenarios", name}
		if ask.tipping && t.get(append(path, "tipping")...) == nil {
			if err := t.assign(append(path, "tipping"), "{}", "--tipping"); err != nil {
				return err
			}
		}
		if ask.reverse != 0 {
			if err := t.assign(append(path, "reverse", "radius"), strconv.FormatFloat(ask.reverse, 'g', -1, 64), "--reverse"); err != nil {
				return err
			}
		}
		if ask.sampling != "" {
			if err := t.assign(append(path, "sampling", "kind"), ask.sampling, "--sampling"); err != nil {
				return err
			}
		}
		for i, axis := range ask.grid {
			if err := t.assign(append(path, "grid", []string{"x", "y"}[i], "of"), axis, "--grid"); err != nil {
				return err
			}
		}
	}
	return nil
}

// stress is what the scenarios of a study are asked beyond their draws.
func (b *builder) stress() (list []*stress.Stress) {
	c := b.cfg.Scenarios
	if c == nil {
		return nil
	}
	for i := range c.Own {
		sc := &c.Own[i].Value
		s := &stress.Stress{Arm: c.Own[i].Name}
		key := "scenarios." + s.Arm
		if sc.Tipping != nil {
			s.Tipping = b.tipping(key+".tipping", sc.Tipping)
		}
		if sc.Grid != nil {
			s.Grid = b.grid(key+".grid", sc.Grid)
		}
		if sc.Reverse != nil {
			s.Reverse = b.reverse(key+".reverse", sc.Reverse)
		}
		if sc.Sampling != nil {
			s.Sampling = b.sampling(key+".sampling", sc.Sampling)
		}
		if s.Tipping != nil || s.Grid != nil || s.Reverse != nil || s.Sampling != nil {
			list = append(list, s)
		}
	}
	return list
}

func (b *builder) tipping(key string, c *tippingConfig) *stress.Tipping {
	t := &stress.Tipping{Hypotheses: c.Hypotheses, To: b.word(key+".to", c.To, stress.Changed, sim.Contradicted), Draws: b.stressDraws(key, c.Draws), Level: 0.95}
	b.hypothesisNames(key, c.Hypotheses)
	if c.UpTo != nil {
		if t.UpTo = *c.UpTo; !(t.UpTo > 0) {
			b.complain(key+".up_to", fmt.Sprint(t.UpTo), "a size above 0; 1 is the scenario as written", "")
		}
	}
	return t
}

func (b *builder) grid(key string, c *gridConfig) *stress.Grid {
	b.hypothesisNames(key, c.Hypotheses)
	return &stress.Grid{
		X: b.axis(key+".x", &c.X, stress.Size), Y: b.axis(key+".y", &c.Y, "share"), Hypotheses: c.Hypotheses, Draws: b.stressDraws(key, c.Draws),
	}
}

// mostSteps is more than a heat map can show.
const mostSteps = 100

func (b *builder) axis(key string, c *axisConfig, usual string) stress.Axis {
	a := stress.Axis{Of: c.Of, From: c.From, To: c.To}
	if a.Of == "" {
		a.Of = usual
	}
	a.Of = b.word(key+".of", a.Of, stress.Properties()...)
	if c.Steps != nil {
		if a.Steps = *c.Steps; a.Steps < 2 || a.Steps > mostSteps {
			b.complain(key+".steps", fmt.Sprint(a.Steps), fmt.Sprintf("a number of values from 2 to %d", mostSteps), "")
		}
	}
	if c.From != nil && c.To != nil && *c.From >= *c.To {
		b.complain(key, fmt.Sprintf("from %v to %v", *c.From, *c.To), "from below to", "")
	}
	return a
}

// Limits of a search for the worst shock.
const (
	usualRadius = 2
	mostRadius  = 7 // beyond it a uniform number has no digits left
	mostStarts  = 1000
)

func (b *builder) reverse(key string, c *reverseConfig) *stress.Reverse {
	r := &stress.Reverse{Hypotheses: c.Hypotheses, Radius: usualRadius, By: b.word(key+".by", c.By, stress.Coefficient, stress.TStatistic), Draws: b.stressDraws(key, c.Draws)}
	b.hypothesisNames(key, c.Hypotheses)
	if c.Radius != nil {
		if r.Radius = *c.Radius; !(r.Radius > 0 && r.Radius <= mostRadius) {
			b.complain(key+".radius", fmt.Sprint(r.Radius), fmt.Sprintf("a distance above 0 and up to %d standard deviations", mostRadius), "")
		}
	}
	if c.Starts != nil {
		if r.Starts = *c.Starts; r.Starts < 1 || r.Starts > mostStarts {
			b.complain(key+".starts", fmt.Sprint(r.Starts), fmt.Sprintf("a number of searches from 1 to %d", mostStarts), "")
		}
	}
	return r
}

func (b *builder) sampling(key string, c *samplingConfig) *stress.Sampling {
	b.hypothesisNames(key, c.Hypotheses)
	return &stress.Sampling{Hypotheses: c.Hypotheses, Control: c.Control, Draws: b.stressDraws(key, c.Draws)}
}

// arrangement is that of the draws of a scenario; nil: they are independent.
func (b *builder) arrangement(name string, c *samplingConfig) sim.Arrangement {
	if c == nil {
		return nil
	}
	arrange := wordOf(b, "scenarios."+name+".sampling.kind", c.Kind, stress.Plain, arrangements)
	if arrange == nil {
		return nil
	}
	return arrange()
}

var arrangements = map[string]func() sim.Arrangement{
	stress.Plain: func() sim.Arrangement { return nil },
	"antithetic": func() sim.Arrangement { return sensitivity.Antithetic{} },
	"stratified": func() sim.Arrangement { return sensitivity.Hypercubes{} },
	"sobol":      func() sim.Arrangement { return sensitivity.NewScrambles() },
}

// stressDraws checks a number of draws; 0 where none is given.
func (b *builder) stressDraws(key string, draws *int) int {
	if draws == nil {
		return 0
	}
	if *draws < 1 {
		b.complain(key+".draws", fmt.Sprint(*draws), "at least 1 draw", "")
	}
	return *draws
}

// hypothesisNames checks that the study has hypotheses of these names.
func (b *builder) hypothesisNames(key string, list names) {
	var known []string
	for _, h := range b.cfg.Hypotheses {
		known = append(known, h.Name)
	}
	for i, n := range list {
		if !slices.Contains(known, n) {
			b.errs = append(b.errs, b.tree.wrongWord(fmt.Sprintf("%s.hypotheses.%d", key, i), n, known))
		}
	}
}

// checkStress finds mistakes before anything is written.
func (l *loaded) checkStress(c *sim.Chain) error {
	for _, s := range l.stress {
		if err := s.Check(c); err != nil {
			return l.tree.locate(err)
		}
	}
	return nil
}

// runStress answers what scenarios are asked, after their draws.
func (l *loaded) runStress(workers int, p *progress) func(context.Context, *sim.Chain, *sim.Result) (*store.Journal, error) {
	return func(ctx context.Context, c *sim.Chain, r *sim.Result) (*store.Journal, error) {
		for _, s := range l.stress {
			if err := s.Run(ctx, c, r, stress.Options{Workers: workers, Observe: p.observeWhole}); err != nil {
				return nil, err
			}
		}
		return nil, nil
	}
}
