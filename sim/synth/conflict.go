package synth

import (
	"context"
	"slices"

	"panelstress/data/published"
)

// Conflict is a set of printed numbers that no start led to a panel for,
// while without any one of them there is such a panel. It is evidence from a
// search, no proof: a panel may exist that was not found.
type Conflict struct{ Numbers []Target }

// Conflicts looks for up to most such sets, each among the numbers that are
// in none before; none where all numbers can be met. What was found before
// ctx ended comes with its error.
func Conflicts(ctx context.Context, p *Problem, seed uint64, most int) ([]Conflict, error) {
	s, err := newSystem(p)
	if err != nil {
		return nil, err
	}
	f := finder{ctx: ctx, problem: p, seed: seed}
	left := s.targets
	var out []Conflict
	for len(out) < most && len(left) > 0 {
		if !f.conflicting(left) || f.err != nil {
			break
		}
		set := f.tighten(f.explain(nil, left, false))
		if f.err != nil {
			break
		}
		out = append(out, Conflict{set})
		left = slices.DeleteFunc(slices.Clone(left), func(t Target) bool {
			return slices.ContainsFunc(set, func(c Target) bool { return c.Where == t.Where })
		})
	}
	return out, f.err
}

// finder finds small sets of numbers that cannot be met together.
type finder struct {
	ctx     context.Context
	problem *Problem
	seed    uint64
	err     error
}

// explain is the algorithm QuickXplain (Junker 2004, AAAI, 167-172): a least
// conflicting set among some numbers, given others that are kept. It needs
// about 2k log2(n/k) searches for a set of k among n numbers. Added tells
// that the others have grown, so that they may conflict by themselves.
func (f *finder) explain(kept, among []Target, added bool) []Target {
	if f.err != nil || added && f.conflicting(kept) {
		return nil
	}
	if len(among) == 1 {
		return among
	}
	first, second := among[:len(among)/2], among[len(among)/2:]
	fromSecond := f.explain(slices.Concat(kept, first), second, true)
	fromFirst := f.explain(slices.Concat(kept, fromSecond), first, len(fromSecond) > 0)
	return slices.Concat(fromFirst, fromSecond)
}

// tighten drops the numbers without which the others still conflict, so that
// a panel was found without any one of those that are left. QuickXplain alone
// warrants that only where a search never fails by accident.
func (f *finder) tighten(set []Target) []Target {
	for i := 0; i < len(set) && f.err == nil; {
		rest := slices.Delete(slices.Clone(set), i, i+1)
		if f.conflicting(rest) {
			set = rest
		} else {
			i++
		}
	}
	return set
}

// starts is the number of random panels from which a set of numbers is tried
// to be met before it counts as conflicting.
const starts = 2

// conflicting tells that no panel was found for some of the numbers.
func (f *finder) conflicting(numbers []Target) bool {
	if f.err != nil || len(numbers) == 0 {
		return false
	}
	wanted := make(map[string]bool, len(numbers))
	for _, t := range numbers {
		wanted[t.Where] = true
	}
	made, err := best(f.ctx, f.problem.only(wanted), f.seed, 0, starts)
	if f.err = f.ctx.Err(); f.err != nil {
		return false
	}
	return err != nil || !made.Met()
}

// only is the problem with those of its numbers that are wanted.
func (p *Problem) only(wanted map[string]bool) *Problem {
	out := *p
	out.Variables, out.Correlations, out.Regressions = nil, nil, nil
	for _, v := range p.Variables {
		for name, b := range map[string]**Box{"mean": &v.Mean, "sd": &v.SD, "min": &v.Min, "max": &v.Max} {
			if !wanted[published.DescriptiveCell(v.Name, name)] {
				*b = nil
			}
		}
		out.Variables = append(out.Variables, v)
	}
	for _, c := range p.Correlations {
		if wanted[published.CorrelationCell(c.A, c.B)] {
			out.Correlations = append(out.Correlations, c)
		}
	}
	for _, r := range p.Regressions {
		keep := func(list []Named) []Named {
			return slices.DeleteFunc(slices.Clone(list), func(n Named) bool { return !wanted[r.Name+"."+n.Name] })
		}
		r.Coefficients, r.Inference, r.Statistics = keep(r.Coefficients), keep(r.Inference), keep(r.Statistics)
		if len(r.numbers()) > 0 {
			out.Regressions = append(out.Regressions, r)
		}
	}
	return &out
}
