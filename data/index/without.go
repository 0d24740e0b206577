package index

import (
	"maps"
	"slices"
)

// Without is the index without some of its indicators: as if it had been
// written without them. Groups that are left without members are gone, and so
// are settings for what is gone. It is nil where no indicator is left.
func (ix *Index) Without(names ...string) *Index {
	out := *ix
	gone := func(name string) bool { return slices.Contains(names, name) }
	out.Indicators = slices.DeleteFunc(slices.Clone(ix.Indicators), func(in Indicator) bool { return gone(in.Name) })
	if len(out.Indicators) == 0 {
		return nil
	}
	out.Groups = slices.Clone(ix.Groups)
	for again := true; again; {
		again = false
		for i := range out.Groups {
			g := &out.Groups[i]
			g.Members = slices.DeleteFunc(slices.Clone(g.Members), gone)
		}
		out.Groups = slices.DeleteFunc(out.Groups, func(g Group) bool {
			if len(g.Members) == 0 {
				names, again = append(names, g.Name), true
			}
			return len(g.Members) == 0
		})
	}
	for i := range out.Groups {
		out.Groups[i].Weighter = without(out.Groups[i].Weighter, gone)
	}
	out.Weighter, out.Normaliser = without(ix.Weighter, gone), without(ix.Normaliser, gone)
	return &out
}

// without is a method without its settings for names that are gone.
func without[T any](method T, gone func(string) bool) T {
	switch m := any(method).(type) {
	case Given:
		kept := maps.Clone(m)
		maps.DeleteFunc(kept, func(n string, _ float64) bool { return gone(n) })
		return any(kept).(T)
	case Goalposts:
		kept := maps.Clone(m)
		maps.DeleteFunc(kept, func(n string, _ [2]float64) bool { return gone(n) })
		return any(kept).(T)
	}
	return method
}
