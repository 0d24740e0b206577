package audit

import (
	"strings"

	"panelstress/data/published"
)

const normalEquations = "pooled least squares from printed means, standard deviations and correlations, enclosed over the rounding box"

// pooled compares regressions with the pooled least squares that descriptives
// and correlations imply. Pooled least squares over the same rows must agree;
// for 2SLS and FGLS, which estimate the same coefficients with other weights,
// only a significant coefficient of the opposite sign is worth a remark.
func pooled(a *auditor) {
	for i := range a.Regressions {
		r := &a.Regressions[i]
		if r.Estimator == "fe" || r.Estimator == "re" || r.Estimator == "other" || r.Effects != "" || !simple(r) {
			continue
		}
		if partial(r) || published.Find(r.Terms, published.Const) == nil {
			a.skip(say("%s: the implied pooled regression; not all terms, or no constant, are printed", r.Name))
			continue
		}
		xs, cells := regressors(r)
		m, ok := a.impliedBy(r.Outcome, xs)
		if !ok {
			a.skip(say("%s: the implied pooled regression; moments are not printed or do not determine it", r.Name))
			continue
		}
		a.checked(len(xs) + 1)
		if r.Estimator == "ols" {
			a.exactPooled(r, cells, m)
		} else {
			a.oppositeSigns(r, cells, m)
		}
	}
}

// repairedMatrix says that a correlation was used with the opposite sign.
func (a *auditor) repairedMatrix(turned bool) phrase {
	if !turned {
		return phrase{}
	}
	r := a.repairs[0]
	return say(", with %s-%s as %s, which alone makes the correlations a correlation matrix", a.Correlations.Order[r.j], a.Correlations.Order[r.i], r.number.Flipped().Digits())
}

// exactPooled compares pooled least squares with what the moments imply. Where
// several numbers disagree and the sign of one correlation explains them all,
// the correlation is the one in doubt.
func (a *auditor) exactPooled(r *published.Regression, cells []*published.Cell, m implied) {
	same, lost := a.sample(r)
	if !same && lost != 0 {
		return
	}
	severity := Implausible
	if same && !m.turned {
		severity = Impossible
	}
	wrong := disagreements(r, cells, m)
	if len(wrong) > 0 {
		if a.turnedCorrelation(severity, r, cells, wrong) {
			return
		}
	}
	for _, w := range wrong {
		a.add(severity, w.cell.Text, w.implied, []string{r.Name + "." + w.cell.Name},
			say("%s: means, standard deviations and correlations imply %s in %s%s; printed is %s.%s",
				r.Name, w.what(), span(w.implied), a.repairedMatrix(m.turned), w.cell.Text, repairedBy(&w.cell.Number, w.implied)), normalEquations)
	}
	if c := published.Find(r.Statistics, "r2"); c != nil {
		a.impliedR2(severity, r, c, m)
	}
}

// disagreement is a printed coefficient outside its implied interval.
type disagreement struct {
	cell    *published.Cell
	implied Interval
}

func (d disagreement) what() phrase {
	if d.cell.Name == published.Const {
		return say("a constant")
	}
	return say("a coefficient of %s", d.cell.Name)
}

func disagreements(r *published.Regression, cells []*published.Cell, m implied) (out []disagreement) {
	for i, c := range cells {
		if !box(&c.Number).Meets(m.coef[i]) {
			out = append(out, disagreement{c, m.coef[i]})
		}
	}
	if c := published.Find(r.Terms, published.Const); c != nil && !box(&c.Number).Meets(m.constant) {
		out = append(out, disagreement{c, m.constant})
	}
	return out
}

// turnedCorrelation looks for correlations whose opposite sign makes all
// coefficients and R2 of a regression agree, and reports them.
func (a *auditor) turnedCorrelation(severity Severity, r *published.Regression, cells []*published.Cell, wrong []disagreement) bool {
	names, _ := regressors(r)
	names = append(names, r.Outcome)
	var where []string
	var pairs []phrase
	var first *published.Number
	for i, x := range names {
		for _, y := range names[:i] {
			n := a.Correlations.Between(x, y)
			if n.Value == 0 || !a.agreesTurned(r, cells, x, y) {
				continue
			}
			if first == nil {
				first = n
			}
			u, v := a.Correlations.Sorted(x, y)
			where, pairs = append(where, cell(u, v)), append(pairs, say("%s-%s as %s", u, v, n.Flipped().Digits()))
		}
	}
	if len(where) == 0 || len(wrong) < 2 && len(where) > 1 {
		return false
	}
	what := list{between: ", ", last: " and "}
	for _, w := range wrong {
		what.items = append(what.items, say("%s in %s (printed %s)", w.what(), span(w.implied), w.cell.Text))
		where = append(where, r.Name+"."+w.cell.Name)
	}
	a.add(severity, first.Text, box(first).Neg(), where,
		say("%s: means, standard deviations and correlations imply %s. One change makes all coefficients agree: %s.", r.Name, what, list{items: pairs, between: ", or "}), normalEquations)
	return true
}

// agreesTurned tells whether a regression agrees with the moments when the
// sign of one correlation is turned.
func (a *auditor) agreesTurned(r *published.Regression, cells []*published.Cell, x, y string) bool {
	trial := *a
	trial.turn = [2]string{x, y}
	xs, _ := regressors(r)
	m, ok := trial.impliedBy(r.Outcome, xs)
	if !ok || len(disagreements(r, cells, m)) > 0 {
		return false
	}
	c := published.Find(r.Statistics, "r2")
	return c == nil || box(&c.Number).Meets(m.r2)
}

// impliedR2 allows for a printed R2 that is adjusted.
func (a *auditor) impliedR2(severity Severity, r *published.Regression, c *published.Cell, m implied) {
	a.checked(1)
	n, k := float64(observed(r)), float64(len(r.Terms)-1)
	allowed := m.r2
	if n > k+1 {
		f := (n - 1) / (n - k - 1)
		allowed = allowed.Hull(point(1).Sub(point(1).Sub(m.r2).Mul(point(f))))
	}
	if !box(&c.Number).Meets(allowed) {
		a.add(severity, c.Text, m.r2, []string{r.Name + "." + c.Name},
			say("%s: the correlations imply an R2 in %s%s; printed is %s.%s", r.Name, span(m.r2), a.repairedMatrix(m.turned), c.Text, repairedBy(&c.Number, allowed)), normalEquations)
	}
}

// oppositeSigns: significant, and of the other sign than pooled least squares.
func (a *auditor) oppositeSigns(r *published.Regression, cells []*published.Cell, m implied) {
	for i, c := range cells {
		b := box(&c.Number)
		if a.Level(c.Mark) == 0 || !(b.Positive() && m.coef[i].Negative() || b.Negative() && m.coef[i].Positive()) {
			continue
		}
		message := say("%s: the study's own moments imply a pooled coefficient of %s in %s%s; printed is %s, with the opposite sign and significant.",
			r.Name, c.Name, span(m.coef[i]), a.repairedMatrix(m.turned), c.Text)
		if h := a.hypothesis(c.Name, r.Outcome); h != nil {
			message = message.then(say(" %s (%s) is contradicted by these moments.", h.About, h.Said))
		}
		a.add(Implausible, c.Text, m.coef[i], []string{r.Name + "." + c.Name}, message, normalEquations)
	}
}

// hypothesis is the one that says that a variable raises or lowers the outcome.
func (a *auditor) hypothesis(x, y string) *published.Claim {
	for i := range a.Hypotheses {
		h := &a.Hypotheses[i]
		w := strings.Fields(h.Said)
		if len(w) == 3 && w[0] == x && w[2] == y {
			return h
		}
	}
	return nil
}
