package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/pflag"

	"panelstress/sim"
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

// asked is what flags ask of every scenario.
type asked struct {
	tipping bool
}

// stressFlags are those of the command scenarios.
func (a *app) stressFlags(f *pflag.FlagSet) *asked {
	ask := &asked{}
	f.BoolVar(&ask.tipping, "tipping", false, "the size of every scenario at which conclusions flip in half of the draws")
	return ask
}

// askScenarios gives every scenario the keys that flags ask for, where it does
// not have them.
func (t *tree) askScenarios(ask *asked) error {
	if ask == nil {
		return nil
	}
	for _, name := range t.scenarioNames() {
		if ask.tipping && t.get("scenarios", name, "tipping") == nil {
			if err := t.assign([]string{"scenarios", name, "tipping"}, "{}", "--tipping"); err != nil {
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
		if s.Tipping != nil {
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
