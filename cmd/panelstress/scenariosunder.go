package main

import (
	"context"
	"errors"
	"fmt"

	"panelstress/sim"
	"panelstress/sim/multiverse"
	"panelstress/sim/store"
)

// underMultiverse is the word for a scenario under every specification.
const underMultiverse = "multiverse"

// drawsUnderMultiverse are few: all specifications have the same shocks, and
// what is asked is how they differ.
const drawsUnderMultiverse = 10

// scenariosUnder tells whether a scenario of a tree is with a word.
func (t *tree) scenariosUnder(word string) bool {
	all := t.get("scenarios", "with")
	for _, name := range t.scenarioNames() {
		n := t.get("scenarios", name, "with")
		if n == nil {
			n = all
		}
		if n != nil && n.Value == word {
			return true
		}
	}
	return false
}

// underMultiverse are the scenarios of a study under every specification of
// its multiverse: m, or where it is nil the one that the study declares or
// lends itself to.
func (b *builder) underMultiverse(s *sim.Study, m *multiverse.Multiverse) (list []*multiverse.Scenario) {
	for i := range b.cfg.Scenarios.Own {
		e := &b.cfg.Scenarios.Own[i]
		if e.Value.With != underMultiverse || len(b.errs) > 0 {
			continue
		}
		if m == nil {
			m = b.undeclaredMultiverse(s)
		}
		for _, a := range s.Arms {
			if a.Name == e.Name && m != nil {
				list = append(list, &multiverse.Scenario{Multiverse: m, Arm: a.Name, Draws: min(a.Draws, b.specificationDraws(e)), Hypotheses: s.Hypotheses})
			}
		}
	}
	return list
}

// specificationDraws are those of every specification: the first of the draws
// of the scenario's arm.
func (b *builder) specificationDraws(e *entry[scenarioConfig]) int {
	n := drawsUnderMultiverse
	if e.Value.Under != nil {
		n = *e.Value.Under
	}
	if n < 1 {
		b.complain("scenarios."+e.Name+".specification_draws", fmt.Sprint(n), "at least 1 draw", "")
	}
	return n
}

// undeclaredMultiverse is that of a study which may have no such key.
func (b *builder) undeclaredMultiverse(s *sim.Study) *multiverse.Multiverse {
	cfg := *b.cfg
	if cfg.Multiverse == nil {
		cfg.Multiverse = &multiverseConfig{}
		cfg.Multiverse.fill()
	}
	own := &builder{tree: b.tree, cfg: &cfg, files: b.files, dir: b.dir}
	m := own.multiverse(s)
	b.errs = append(b.errs, own.errs...)
	return m
}

// checkUnder finds mistakes before anything is written.
func (l *loaded) checkUnder(c *sim.Chain) error {
	var errs []error
	for _, u := range l.under {
		errs = append(errs, u.Check(c))
	}
	return l.tree.locate(errors.Join(errs...))
}

// runUnder puts scenarios under every specification, after their draws.
func (l *loaded) runUnder(o *sim.Options, p *progress) {
	to := multiverse.Options{Dir: o.Dir, Resume: o.Resume, Workers: o.Workers, Observe: p.observePieces}
	for _, u := range l.under {
		o.Further = append(o.Further, func(ctx context.Context, c *sim.Chain, r *sim.Result) (*store.Journal, error) {
			return nil, u.Run(ctx, c, r, to)
		})
	}
}
