package published

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"panelstress/data/formula"
)

// settle fills what one block takes from another and checks the names.
func (r *reader) settle(t *Tables) {
	if len(r.errs) > 0 {
		return
	}
	seen := make(map[string]bool)
	for i := range t.Regressions {
		reg := &t.Regressions[i]
		at := &yaml.Node{Line: reg.Line}
		if reg.Outcome == "" && t.Correlations != nil && len(t.Correlations.Order) > 0 {
			reg.Outcome = t.Correlations.Order[0]
		}
		if reg.Outcome == "" {
			r.fail(at, reg.Name+".outcome", "nothing", "the variable on the left", "")
		}
		if seen[reg.Name] {
			r.fail(at, reg.Name, "the name twice", "another for every regression", "")
		}
		seen[reg.Name] = true
	}
	r.checkNames(t)
}

// checkNames wants every variable declared where variables are declared, and
// otherwise takes a name for a slip where it is close to one that is described.
func (r *reader) checkNames(t *Tables) {
	var known []string
	for _, v := range t.Variables {
		known = append(known, v.Name)
	}
	declared := len(known) > 0
	check := func(line int, key, name string) {
		if slices.Contains(known, name) || name == "" {
			return
		}
		hint := ""
		near, ok := formula.Nearest(name, known)
		if ok {
			hint = "perhaps " + near
		}
		if declared || ok && len(name) > 3 && strings.EqualFold(near, name) {
			r.fail(&yaml.Node{Line: line}, key, strconv.Quote(name)+", an unknown variable", "one of "+abridge(known), hint)
		}
	}
	for _, d := range t.Descriptives {
		if declared {
			check(d.Line, "descriptives."+d.Variable, d.Variable)
		} else {
			known = append(known, d.Variable)
		}
	}
	if t.Correlations != nil {
		for _, name := range t.Correlations.Order {
			check(t.Correlations.Line, "correlations.order", name)
			if !declared && !slices.Contains(known, name) {
				known = append(known, name)
			}
		}
	}
	if t.Panel != nil {
		check(t.Panel.Line, "panel.names.by", t.Names.By)
	}
	for _, reg := range t.Regressions {
		check(reg.Line, reg.Name+".outcome", reg.Outcome)
		for _, c := range reg.Terms {
			for _, f := range Factors(c.Name) {
				if f != Const {
					check(c.Line, reg.Name+".terms."+c.Name, Base(f))
				}
			}
		}
		for _, name := range reg.Omitted {
			for _, f := range Factors(name) {
				check(reg.Line, reg.Name+".omitted", Base(f))
			}
		}
	}
}

// abridge lists names, the first ten of many.
func abridge(names []string) string {
	const most = 10
	if len(names) > most {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", len(names)-most)
	}
	return strings.Join(names, ", ")
}
