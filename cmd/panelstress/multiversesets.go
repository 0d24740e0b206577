package main

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"panelstress/data/formula"
	"panelstress/data/index"
	"panelstress/sim"
)

// indicatorSources are the sets of indicators of every index, each a choice
// of its own.
func (b *builder) indicatorSources(s *sim.Study, c *multiverseConfig) (list []sim.Source) {
	for _, e := range c.Indicators {
		key := "multiverse.indicators." + e.Name
		if !b.knownIndex(key, e.Name, s) {
			continue
		}
		ix := s.Indices[slices.IndexFunc(s.Indices, func(ix *index.Index) bool { return ix.Name == e.Name })]
		source := sim.Source{Name: "indicators of " + ix.Name, Stage: sim.Construction}
		for _, set := range b.indicatorSets(key, ix, e.Value) {
			b.twice(key, set.Value)
			source.Options = append(source.Options, sim.Keep(set.Name, ix.Name, set.Value))
		}
		b.distinct(key, source.Options)
		list = append(list, source)
	}
	return list
}

// mostSubsets bounds what all-subsets may mean.
const mostSubsets = 1 << 12

func (b *builder) indicatorSets(key string, ix *index.Index, c subsetsConfig) named[[]string] {
	var all []string
	for _, in := range ix.Indicators {
		all = append(all, in.Name)
	}
	sets := named[[]string]{{"all", all}}
	minus := func(name string, out []string) {
		left := slices.DeleteFunc(slices.Clone(all), func(n string) bool { return slices.Contains(out, n) })
		if len(left) > 0 {
			sets = append(sets, entry[[]string]{"without " + name, left})
		}
	}
	pillars := lowestGroups(ix)
	switch b.word(key+".rule", c.Rule, "all", "drop-one", "all-subsets", "drop-pillar", "pillar-subsets") {
	case "drop-one":
		for _, name := range all {
			minus(name, []string{name})
		}
	case "drop-pillar":
		b.needPillars(key, ix, pillars)
		for _, g := range pillars {
			minus(g.Name, g.Members)
		}
	case "pillar-subsets":
		b.needPillars(key, ix, pillars)
		var names []string
		for _, g := range pillars {
			names = append(names, g.Name)
		}
		for _, out := range b.subsetsOf(key, names) {
			var members []string
			for _, g := range pillars {
				if slices.Contains(out, g.Name) {
					members = append(members, g.Members...)
				}
			}
			minus(strings.Join(out, ", "), members)
		}
	case "all-subsets":
		for _, out := range b.subsetsOf(key, all) {
			minus(strings.Join(out, ", "), out)
		}
	}
	for _, set := range c.Sets {
		for _, name := range set.Value {
			if !slices.Contains(all, name) {
				b.errs = append(b.errs, b.tree.wrongWord(key+".sets."+set.Name, name, all))
			}
		}
		if len(set.Value) == 0 {
			b.complain(key+".sets."+set.Name, "no indicator", "at least one", "")
		}
		sets = append(sets, set)
	}
	return sets
}

func (b *builder) needPillars(key string, ix *index.Index, pillars []index.Group) {
	if len(pillars) < 2 {
		b.complain(key, fmt.Sprintf("pillars of %s, which has %d", ix.Name, len(pillars)), "an index with groups", "drop-one and all-subsets are of indicators")
	}
}

// lowestGroups are the groups whose members are indicators.
func lowestGroups(ix *index.Index) (out []index.Group) {
	for _, g := range ix.Groups {
		if slices.ContainsFunc(ix.Indicators, func(in index.Indicator) bool { return slices.Contains(g.Members, in.Name) }) {
			out = append(out, g)
		}
	}
	return out
}

// subsetsOf are all subsets of names but the empty one, small ones first.
func (b *builder) subsetsOf(key string, names []string) (out [][]string) {
	if len(names) > bits.Len(mostSubsets)-1 {
		b.complain(key, fmt.Sprintf("all subsets of %d", len(names)), fmt.Sprintf("at most %d subsets", mostSubsets), "drop-one, or name the sets")
		return nil
	}
	for size := 1; size <= len(names); size++ {
		for mask := range 1 << len(names) {
			if bits.OnesCount(uint(mask)) != size {
				continue
			}
			var set []string
			for i, n := range names {
				if mask>>i&1 == 1 {
					set = append(set, n)
				}
			}
			out = append(out, set)
		}
	}
	return out
}

// controlOptions are the sets of controls of a model.
func (b *builder) controlOptions(g *sim.Grid) (out []sim.Option) {
	c := b.cfg.Multiverse
	const key = "multiverse.controls"
	all := g.Controls()
	rule, sets := "as-written", named[string](nil)
	switch {
	case c.Controls != nil:
		rule = b.word(key+".rule", c.Controls.Rule, "as-written", "all-subsets", "drop-one")
		sets = c.Controls.Sets
	case c.declares():
		return nil
	case len(all) <= 4:
		rule = "all-subsets"
	default:
		rule = "drop-one"
	}
	add := func(name string, terms []formula.Term) { out = append(out, sim.ControlFor(name, g.Focal.Term, terms)) }
	var names []string
	for _, t := range all {
		names = append(names, t.Name)
	}
	without := func(left []string) {
		add("without "+strings.Join(left, ", "), slices.DeleteFunc(slices.Clone(all), func(t formula.Term) bool { return slices.Contains(left, t.Name) }))
	}
	if rule != "as-written" || len(sets) == 0 {
		add("all", all)
	}
	switch rule {
	case "all-subsets":
		for _, left := range b.subsetsOf(key, names) {
			without(left)
		}
	case "drop-one":
		for _, n := range names {
			without([]string{n})
		}
		if len(names) > 1 {
			add("none", nil)
		}
	}
	for _, set := range sets { // one of the name of a rule's takes its place
		out = slices.DeleteFunc(out, func(o sim.Option) bool { return o.Name == set.Name })
		add(set.Name, b.controlTerms(key+".sets."+set.Name, set.Value))
	}
	return out
}
