package audit

import (
	"slices"
	"strings"
	"unicode"

	"panelstress/data/published"
)

// source of a quantity: where in the study it enters.
type use struct {
	where, text string
	index       string // that it is part of; empty for a variable that is no index
}

// shared looks for quantities that enter more than one variable: twice in one
// index, in indices on both sides, in an index and a control. Part of the
// correlation between such variables is built in.
func shared(a *auditor) {
	if len(a.Indices) == 0 {
		return
	}
	uses := make(map[string][]use)
	var names []string
	add := func(text string, u use) {
		for _, q := range quantities(text) {
			if uses[q] == nil {
				names = append(names, q)
			}
			if !slices.Contains(uses[q], u) {
				uses[q] = append(uses[q], u)
			}
		}
	}
	for _, x := range a.Indices {
		for _, i := range x.Indicators {
			a.checked(1)
			add(i.En+"; "+i.Formula, use{"indices." + x.Name, i.En, x.Name})
		}
	}
	for i := range a.Variables {
		v := &a.Variables[i]
		if !slices.ContainsFunc(a.Indices, func(x published.Index) bool { return x.Name == v.Name }) {
			a.checked(1)
			add(v.Said, use{"variables." + v.Name, v.Said, ""})
		}
	}
	for _, q := range names {
		a.addShared(q, uses[q])
	}
}

func (a *auditor) addShared(q string, uses []use) {
	indices := 0
	var where []string
	words := list{between: ", ", last: " and "}
	for _, u := range uses {
		if u.index != "" {
			indices++
		}
		if !slices.Contains(where, u.where) {
			where = append(where, u.where)
		}
		name := u.index
		if name == "" {
			name = strings.TrimPrefix(u.where, "variables.")
		}
		words.items = append(words.items, say("%s (%s)", name, u.text))
	}
	if indices == 0 || len(uses) < 2 {
		return
	}
	message := say("%s enters %s.", capital(q), words)
	if len(where) > 1 {
		message = message.then(say(" Part of the correlation between them is built in."))
	}
	a.add(Note, "", everything, where, message, "shared components")
}

// capital begins a sentence with a quantity.
func capital(q string) string {
	if rest, ok := strings.CutPrefix(q, "r&d"); ok {
		return "R&D" + rest
	}
	return strings.ToUpper(q[:1]) + q[1:]
}

// quantities are the amounts that a description speaks of: its phrases between
// signs and words of calculation, without words that only qualify.
func quantities(text string) []string {
	text = strings.ToLower(text)
	for _, w := range []string{" over ", " plus ", " minus ", " per ", " of ", " in ", " and ", " to ", " is ", "+", "/", "(", ")", ";", ",", " - ", "*"} {
		text = strings.ReplaceAll(text, w, "|")
	}
	var out []string
	for _, phrase := range strings.Split(text, "|") {
		words := slices.DeleteFunc(strings.FieldsFunc(phrase, func(r rune) bool { return unicode.IsSpace(r) || r == '-' }), qualifies)
		q := strings.Join(words, " ")
		if root, ok := synonyms[q]; ok {
			q = root
		}
		if (len(words) > 1 || q == "imports" || q == "exports" || q == "r&d expenditure") && !slices.Contains(out, q) {
			out = append(out, q)
		}
	}
	return out
}

// qualifies tells whether a word does not change which amount is meant.
func qualifies(word string) bool {
	return slices.Contains([]string{"real", "nominal", "total", "log", "the", "a", "an", "share", "ratio", "number", "printed", "measure", "annual", "average"}, word)
}

// synonyms are other words for the same amount.
var synonyms = map[string]string{
	"gdp": "gross regional product", "grp": "gross regional product", "gross domestic product": "gross regional product",
	"r&d spending": "r&d expenditure", "r&d": "r&d expenditure",
	"regional gross product": "gross regional product", "export": "exports", "import": "imports",
}

// directions shows indicators whose words say that less is better and that
// count as more is better.
func directions(a *auditor) {
	worse := []string{"distance", "cost", "pollution", "emission", "unemploy", "mortality", "poverty", "debt", "congestion", "travel time", "concentration"}
	for _, x := range a.Indices {
		for _, i := range x.Indicators {
			a.checked(1)
			text := strings.ToLower(i.En)
			k := slices.IndexFunc(worse, func(w string) bool { return strings.Contains(text, w) })
			switch {
			case k < 0 || i.Direction < 0:
			case i.Direction > 0:
				a.add(Implausible, "+", everything, []string{"indices." + x.Name},
					say("%s: %s (%s) has a positive direction, although less of it is better.", x.Name, i.En, i.Zh), "direction of an indicator")
			default:
				a.add(Note, "", everything, []string{"indices." + x.Name},
					say("%s: no direction is printed for %s (%s); less of it is better, and a positive one would be wrong.", x.Name, i.En, i.Zh), "direction of an indicator")
			}
		}
	}
}
