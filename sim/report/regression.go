package report

import (
	"fmt"
	"slices"

	"panelstress/sim"
)

// regressions makes one table per estimator: a column per model, standard
// errors in brackets below the coefficients.
func regressions(r *sim.Result, l Lang) []Table {
	var names []string
	for _, f := range r.Baseline {
		if !slices.Contains(names, f.Estimator) {
			names = append(names, f.Estimator)
		}
	}
	var out []Table
	for _, name := range names {
		var fits []sim.FitResult
		for _, f := range r.Baseline {
			if f.Estimator == name {
				fits = append(fits, f)
			}
		}
		out = append(out, regression(name, fits, l))
	}
	return out
}

// statistics are the rows below the coefficients, in this order.
var statistics = []struct{ key, label string }{
	{"r2", "R2"},
	{"r2_adj", "R2 adjusted"},
	{"r2_within", "R2 within"},
	{"r2_between", "R2 between"},
	{"r2_overall", "R2 overall"},
	{"F", "F (slopes)"},
	{"wald", "Wald chi2"},
	{"F_effects", "F (all effects zero)"},
	{"F_time", "F (no time effects)"},
	{"hausman", "Hausman"},
	{"breusch_pagan", "Breusch-Pagan LM"},
	{"wooldridge", "Wooldridge F"},
	{"modified_wald", "modified Wald"},
	{"pesaran_cd", "Pesaran CD"},
	{"chow_F", "Chow F"},
	{"vif_max", "largest VIF"},
	{"first_stage_F", "first-stage F"},
	{"effective_F", "effective F"},
	{"kleibergen_paap_F", "Kleibergen-Paap F"},
	{"cragg_donald_F", "Cragg-Donald F"},
	{"sargan", "Sargan"},
	{"hansen_j", "Hansen J"},
	{"wu_hausman", "Wu-Hausman F"},
	{"anderson_rubin_F", "Anderson-Rubin F"},
	{"sigma_u", "sigma_u"},
	{"sigma_e", "sigma_e"},
	{"rho", "rho"},
	{"corr_u_xb", "corr(u, Xb)"},
	{"rmse", "root MSE"},
	{"ll", "log-likelihood"},
}

func regression(name string, fits []sim.FitResult, l Lang) Table {
	t := Table{Name: "regression-" + sim.FileName(name), Title: l.word(kindTitle(fits[0].Kind)) + " (" + name + ")", Header: []string{""}}
	var terms []string
	for _, f := range fits {
		t.Header = append(t.Header, f.Model)
		for _, x := range f.Terms {
			if !slices.Contains(terms, x.Name) && x.Name != "const" {
				terms = append(terms, x.Name)
			}
		}
	}
	terms = append(terms, "const")
	t.Rows = append(t.Rows, outcomes(fits, l), nil)
	for _, term := range terms {
		b, se := []string{term}, []string{""}
		found := false
		for _, f := range fits {
			i := slices.IndexFunc(f.Terms, func(x sim.TermResult) bool { return x.Name == term })
			if i < 0 {
				b, se = append(b, ""), append(se, "")
				continue
			}
			found = true
			x := f.Terms[i]
			b, se = append(b, number(x.Estimate)+starsOf(x.P)), append(se, bracketed(x.SE))
		}
		if found {
			t.Rows = append(t.Rows, b, se)
		}
	}
	t.Rows = append(t.Rows, nil)
	t.Rows = append(t.Rows, facts(fits, l)...)
	for _, s := range statistics {
		row := []string{l.word(s.label)}
		found := false
		for _, f := range fits {
			v, ok := f.Statistics[s.key]
			if !ok {
				row = append(row, "")
				continue
			}
			found = true
			cell := number(v)
			for _, test := range f.Tests {
				if test.Name == s.key {
					cell += starsOf(test.P)
				}
			}
			row = append(row, cell)
		}
		if found {
			t.Rows = append(t.Rows, row)
		}
	}
	t.Notes = notes(fits, l)
	return t
}

// bracketed is a standard error in brackets; an empty cell where there is none.
func bracketed(n sim.Number) string {
	if s := number(n); s != "" {
		return "(" + s + ")"
	}
	return ""
}

// facts are the effects that the fits remove, where they have any to choose,
// and their numbers of observations and entities.
func facts(fits []sim.FitResult, l Lang) [][]string {
	effects, rows, entities := []string{l.word("effects")}, []string{l.word("observations")}, []string{l.word("entities")}
	for _, f := range fits {
		effects = append(effects, l.word(effectWords[f.Effects]))
		rows = append(rows, fmt.Sprint(f.Observations))
		entities = append(entities, fmt.Sprint(f.Entities))
	}
	if fits[0].Effects == "" {
		return [][]string{rows, entities}
	}
	return [][]string{effects, rows, entities}
}

var effectWords = map[string]string{"none": "none", "entity": "entity", "time": "time", "twoway": "entity, time"}

func outcomes(fits []sim.FitResult, l Lang) []string {
	row := []string{l.word("outcome")}
	for _, f := range fits {
		row = append(row, f.Outcome)
	}
	return row
}

func notes(fits []sim.FitResult, l Lang) []string {
	var out []string
	add := func(s string) {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	for _, f := range fits {
		dist := l.word("normal distribution")
		if f.Distribution == "t" {
			dist = "t(" + fmt.Sprintf("%g", float64(f.DoF)) + ")"
			if slices.ContainsFunc(f.Terms, func(x sim.TermResult) bool { return x.DoF != f.DoF }) {
				dist = l.word("t, with degrees of freedom of each coefficient's own")
			}
		}
		add(l.word("Standard errors in brackets") + ": " + l.word(f.Variance) + "; " + dist + ".")
	}
	add(l.word(stars))
	for _, f := range fits {
		if f.Centred {
			add(f.Model + ": " + l.word("variables of products are less their pooled means."))
		}
	}
	for i, f := range fits {
		for _, test := range f.Tests {
			note := l.word(labelOf(test.Name)) + ": " + l.word(test.Note)
			switch {
			case test.Note == "":
			case everywhere(fits, test):
				add(note)
			default:
				add(fits[i].Model + ", " + note)
			}
		}
	}
	return out
}

// everywhere tells whether all fits that have a test have the same note on it.
func everywhere(fits []sim.FitResult, t sim.TestResult) bool {
	for _, f := range fits {
		for _, other := range f.Tests {
			if other.Name == t.Name && other.Note != t.Note {
				return false
			}
		}
	}
	return true
}

func labelOf(key string) string {
	for _, s := range statistics {
		if s.key == key {
			return s.label
		}
	}
	return key
}

func kindTitle(kind string) string {
	switch kind {
	case "ols":
		return "Pooled least squares"
	case "fe":
		return "Fixed effects"
	case "re":
		return "Random effects"
	case "2sls":
		return "Two-stage least squares"
	case "fgls":
		return "Feasible generalised least squares"
	case "between":
		return "Between estimator"
	case "fd":
		return "First differences"
	}
	return kind
}
