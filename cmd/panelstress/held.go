package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"panelstress/sim"
)

// holds are the words for what of an index stays as it is at the baseline.
var holds = map[string]sim.Hold{"nothing": sim.HoldNothing, "weights": sim.HoldWeights, "scores": sim.HoldScores}

func (b *builder) hold(key, word string) sim.Hold {
	if word == "" {
		return sim.HoldNothing
	}
	h, ok := holds[word]
	if !ok {
		b.errs = append(b.errs, b.tree.wrongWord(key, word, slices.Sorted(maps.Keys(holds))))
	}
	return h
}

// heldArms are copies of the bootstrap arm, on its samples, that hold what
// bootstrap.compare says.
func (b *builder) heldArms(s *sim.Study, boot sim.Arm) (arms []sim.Arm) {
	for i, word := range b.cfg.Bootstrap.Compare {
		key := fmt.Sprintf("bootstrap.compare.%d", i)
		a := boot
		a.Name, a.Common, a.Hold = "bootstrap-"+word+"-held", boot.Name, b.hold(key, word)
		switch {
		case !slices.Contains(slices.Collect(maps.Keys(holds)), word): // said already
		case a.Hold == boot.Hold:
			b.complain(key, fmt.Sprintf("%q, which the bootstrap itself holds", word), "another of "+strings.Join(slices.Sorted(maps.Keys(holds)), ", "), "")
		case slices.ContainsFunc(arms, func(x sim.Arm) bool { return x.Name == a.Name }):
			b.complain(key, fmt.Sprintf("%q a second time", word), "each word once", "")
		case len(s.Indices) == 0:
			b.complain(key, "a study without indices", "an index of which something can be held", "")
		}
		arms = append(arms, a)
	}
	return arms
}
