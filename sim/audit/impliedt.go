package audit

import (
	"math"

	"panelstress/data/published"
)

const classicalT = "t = b/se, se² = (1 - R²)/(n-k-1) sd(y)²/(sd(x)² (1 - R_x²)), pooled least squares from printed moments"

// A standard error that allows for heteroskedasticity or clusters is seldom
// less than a third of the classical one. It is seldom more than sqrt(T) of
// it, of regressors and errors that stay the same over the T periods of an
// entity (Moulton 1990, Review of Economics and Statistics 72, 334-338), and
// than three times it otherwise.
const robustFactor = 3

// impliedT holds marks, and standard errors and t that are declared classical,
// against the t that descriptives and correlations imply for pooled least
// squares over the same rows.
func impliedT(a *auditor) {
	for i := range a.Regressions {
		r := &a.Regressions[i]
		n := observed(r)
		xs, cells := regressors(r)
		if r.Estimator != "ols" || r.Effects != "" || !simple(r) || partial(r) || published.Find(r.Terms, published.Const) == nil || n <= len(xs)+1 {
			continue
		}
		same, _ := a.sample(r)
		t, turned := a.impliedTs(r.Outcome, xs, n)
		if !same || t == nil || turned {
			continue
		}
		for j, c := range cells {
			a.classical(r, c, t[j])
			a.impliedMark(r, c, t[j])
		}
	}
}

// impliedTs are the classical t statistics of a pooled regression: in standard
// deviations b is β, and its variance (1 - R²)/(n-k-1) over 1 - R² of the
// regressor on the others; a variance of the errors of RSS/n is allowed for.
// Nil where moments do not determine them.
func (a *auditor) impliedTs(outcome string, xs []string, n int) (out []Interval, turned bool) {
	s, ok := a.correlationsOf(outcome, xs)
	if !ok {
		return nil, false
	}
	beta, r2, ok := s.solve()
	rest := unexplained(r2)
	if !ok || rest.Lo <= 0 {
		return nil, false
	}
	turned = s.turned
	for j, x := range xs {
		own := point(1)
		if len(xs) > 1 {
			others := append(append([]string(nil), xs[:j]...), xs[j+1:]...)
			o, ok := a.correlationsOf(x, others)
			if !ok {
				return nil, false
			}
			_, shared, ok := o.solve()
			if own = unexplained(shared); !ok || own.Lo <= 0 {
				return nil, false
			}
		}
		v := rest.Div(own) // of β, times n-k-1
		se := Interval{math.Sqrt(v.Lo) * (1 - 1e-12), math.Sqrt(v.Hi) * (1 + 1e-12)}
		out = append(out, beta[j].Div(se).Mul(Interval{math.Sqrt(float64(n - len(xs) - 1)), math.Sqrt(float64(n))}))
	}
	return out, turned
}

// unexplained is 1 - R², which is between 0 and 1.
func unexplained(r2 Interval) Interval { return point(1).Sub(r2).Inter(Interval{0, 1}) }

// classical compares t and standard errors that are said to be classical.
func (a *auditor) classical(r *published.Regression, c *published.Cell, t Interval) {
	if r.Variance != "classical" {
		return
	}
	name := r.Name + "." + c.Name
	if p := published.Find(r.TStatistics, c.Name); p != nil {
		a.checked(1)
		if own := box(&p.Number); !own.Abs().Meets(t.Abs()) {
			a.add(Impossible, p.Text, t, []string{name + ".t", name}, say("%s: descriptives and correlations imply a classical t in %s; printed is %s.%s", name, span(t), p.Text, repairedBy(&p.Number, t)), classicalT)
		}
	}
	p := published.Find(r.StandardErrors, c.Name)
	m, ok := a.impliedBy(r.Outcome, namesOf(r))
	if p == nil || !ok || t.Contains(0) {
		return
	}
	for i, x := range namesOf(r) {
		if x != c.Name {
			continue
		}
		a.checked(1)
		se := m.coef[i].Abs().Div(t.Abs())
		if !box(&p.Number).Meets(se) {
			a.add(Impossible, p.Text, se, []string{name + ".se", name}, say("%s: descriptives and correlations imply a classical standard error in %s; printed is %s.%s", name, span(se), p.Text, repairedBy(&p.Number, se)), classicalT)
		}
	}
}

func namesOf(r *published.Regression) []string {
	names, _ := regressors(r)
	return names
}

// impliedMark holds a mark against the implied t, where neither a standard
// error nor t nor p is printed that could be held against it.
func (a *auditor) impliedMark(r *published.Regression, c *published.Cell, t Interval) {
	for _, list := range [][]published.Cell{r.StandardErrors, r.TStatistics, r.PValues} {
		if published.Find(list, c.Name) != nil {
			return
		}
	}
	level := a.Level(c.Mark)
	if c.Mark != "" && level == 0 {
		return
	}
	a.checked(1)
	least, most := float64(robustFactor), float64(robustFactor)
	if a.Panel != nil {
		most = max(most, math.Sqrt(float64(a.Panel.Periods)))
	}
	if r.Variance == "classical" {
		least, most = 1, 1
	}
	size := t.Abs()
	p := pRange(Interval{size.Lo / most, size.Hi * least}, term{a: a, r: r}.df())
	name := r.Name + "." + c.Name
	switch next := a.tighter(level); {
	case level > 0 && p.Lo > level:
		a.add(Implausible, c.Text, p, []string{name}, say("%s: %s is marked as significant at %s. Descriptives and correlations imply a classical |t| in %s; the standard error would have to be less than 1/%s of the classical one.",
			name, c.Text, num(level), span(size), num(least)), classicalT)
	case next > 0 && p.Hi < next && marked(r):
		a.add(Implausible, c.Text, p, []string{name}, say("%s: %s lacks the mark of the level %s. Descriptives and correlations imply a classical |t| in %s; the standard error would have to be more than %s times the classical one.",
			name, c.Text, num(next), span(size), num(most)), classicalT)
	}
}
