package audit

import (
	"cmp"
	"math"
	"slices"

	"panelstress/data/published"
)

const constantIdentity = "const = mean(y) - b'mean(x)"

// constants holds the constant of every regression against the means. Pooled
// least squares meets const = mean(y) - b'mean(x) over its own sample exactly;
// so does fixed effects in the form of xtreg, random effects of a balanced
// panel, and 2SLS over its own sample. FGLS meets it with its weights. A
// constant that is the effect of one entity, as with dummies, does not, and a
// product of centred variables has another mean.
func constants(a *auditor) {
	for i := range a.Regressions {
		r := &a.Regressions[i]
		c := published.Find(r.Terms, published.Const)
		if c == nil || r.Estimator == "other" || r.Effects != "" && r.Effects != "entity" {
			continue
		}
		parts, why := a.parts(r)
		if parts == nil {
			a.skip(say("%s: the constant; %s", r.Name, why))
			continue
		}
		a.checked(len(parts))
		a.constant(r, parts)
	}
}

// part is a summand of mean(y) - const - b'mean(x) = 0.
type part struct {
	term  string
	cell  *published.Cell // nil for the outcome
	value Interval        // the coefficient
	mean  Interval        // what it is multiplied with, sign included
}

// parts are the summands; why says what is not printed.
func (a *auditor) parts(r *published.Regression) (out []part, why phrase) {
	if partial(r) {
		return nil, say("not all terms are printed")
	}
	y, ok := a.mean(r.Outcome)
	if !ok {
		return nil, say("the mean of %s is not printed", r.Outcome)
	}
	out = append(out, part{term: r.Outcome, value: point(1), mean: y})
	for i := range r.Terms {
		c := &r.Terms[i]
		m := point(1)
		if c.Name != published.Const {
			if m, ok = a.termMean(c.Name); !ok {
				return nil, say("the mean of %s is not printed", c.Name)
			}
		}
		out = append(out, part{term: c.Name, cell: c, value: box(&c.Number), mean: m.Neg()})
	}
	return out, phrase{}
}

// mean is the printed mean of a variable.
func (a *auditor) mean(v string) (Interval, bool) {
	d := a.Describe(v)
	if d == nil || d.Mean == nil {
		return everything, false
	}
	return box(d.Mean), true
}

// termMean is the mean of a term: that of a variable as printed, that of a
// product from E[ab] = mean(a) mean(b) + r sd(a) sd(b) (n-1)/n, with n-1 or n.
func (a *auditor) termMean(term string) (Interval, bool) {
	f := published.Factors(term)
	if len(f) > 2 || published.Base(f[0]) != f[0] || published.Base(f[len(f)-1]) != f[len(f)-1] {
		return everything, false
	}
	m, ok := a.mean(f[0])
	if len(f) == 1 || !ok {
		return m, ok
	}
	p, ok := a.mean(f[1])
	x, y := a.Describe(f[0]), a.Describe(f[1])
	if !ok || x.SD == nil || y.SD == nil {
		return everything, false
	}
	r, _ := a.correlation(f[0], f[1])
	n := float64(max(2, a.n(f[0])))
	cov := r.Mul(box(x.SD)).Mul(box(y.SD)).Mul(Interval{(n - 1) / n, 1})
	return m.Mul(p).Add(cov), true
}

// constant compares and, where the identity fails, names what could repair it.
func (a *auditor) constant(r *published.Regression, parts []part) {
	sum := point(0)
	for _, p := range parts {
		sum = sum.Add(p.value.Mul(p.mean))
	}
	exact, slack, basis := a.exactness(r)
	if sum.Widen(slack).Contains(0) {
		return
	}
	candidates := a.suspects(r, parts, slack)
	if len(candidates) == 0 {
		return
	}
	severity := Implausible
	if exact && slack == 0 {
		severity = Impossible
	}
	c := published.Find(r.Terms, published.Const)
	first := candidates[0]
	var where []string
	for _, s := range candidates {
		where = append(where, r.Name+"."+s.term)
	}
	if !slices.Contains(where, r.Name+".const") {
		where = append(where, r.Name+".const")
	}
	rest := sum.Add(point(c.Value))
	message := say("%s: the means and the other coefficients imply a constant in %s; printed is %s%s. Nearest to repair: %s is printed %s and implied in %s%s.",
		r.Name, span(rest.Widen(slack)), c.Text, basis, first.term, first.cell.Text, span(first.implied), first.words(3))
	if len(candidates) > 1 {
		message = message.then(say(" Other single changes: %s.", words(candidates[1:])))
	}
	a.add(severity, first.cell.Text, first.implied, where, message, constantIdentity)
}

// exactness tells whether the identity holds exactly for a regression, and by
// how much it may miss otherwise. Means over a subset that lacks m of n rows
// differ from those over all by at most sd sqrt(m/(n-m)), here of the outcome;
// the weights of FGLS move them by a part of the outcome's standard deviation.
func (a *auditor) exactness(r *published.Regression) (exact bool, slack float64, basis phrase) {
	same, lost := a.sample(r)
	d := a.Describe(r.Outcome)
	sd := math.Inf(1)
	if d != nil && d.SD != nil {
		sd = box(d.SD).Hi
	}
	switch r.Estimator {
	case "fgls":
		return false, sd / 2, say(", more than half a standard deviation of the outcome away, which weights do not explain")
	case "fe":
		exact, basis = false, say(" (with the constant as the mean of the effects)")
	default:
		exact = simple(r) && same
	}
	switch {
	case same:
		return exact, 0, basis
	case lost > 0:
		n := float64(observed(r))
		return false, sd * math.Sqrt(float64(lost)/n), basis.then(say(", further away than leaving out %d rows can move the mean of the outcome", lost))
	}
	return false, sd / 2, basis.then(say(", more than half a standard deviation of the outcome away"))
}

// suspect is a coefficient that could repair an identity alone.
type suspect struct {
	part
	implied  Interval
	slips    []slip
	simple   bool    // a slip of a common kind explains it
	gain     float64 // how much nearer the slip brings it to the other columns
	distance float64 // of the printed box from the implied interval, in units of the last digit
}

func (s suspect) words(most int) phrase {
	if len(s.slips) == 0 {
		return phrase{}
	}
	return say(": %s would do", explain(s.slips[:min(most, len(s.slips))]))
}

func words(suspects []suspect) list {
	const most = 3
	out := list{between: "; "}
	for _, s := range suspects[:min(most, len(suspects))] {
		out.items = append(out.items, say("%s in %s%s", s.term, span(s.implied), s.words(1)))
	}
	return out
}

// suspects are the coefficients that a single slip of the pen explains, those
// first that a common slip explains and that it brings nearer to the other
// columns of the table, then by the size of the change. Where no slip explains
// any, they are all.
func (a *auditor) suspects(r *published.Regression, parts []part, slack float64) []suspect {
	var out []suspect
	for i, p := range parts {
		if p.cell == nil {
			continue
		}
		rest := point(0).Widen(slack)
		for j, q := range parts {
			if j != i {
				rest = rest.Add(q.value.Mul(q.mean))
			}
		}
		implied := rest.Neg().Div(p.mean)
		if !implied.Finite() {
			continue
		}
		s := suspect{part: p, implied: implied, distance: p.value.Gap(implied) / (2 * p.cell.Half)}
		s.slips, s.simple = slips(&p.cell.Number, implied)
		s.gain = a.gain(r, s)
		out = append(out, s)
	}
	slices.SortStableFunc(out, func(x, y suspect) int {
		switch {
		case x.simple != y.simple && x.simple:
			return -1
		case x.simple != y.simple:
			return 1
		}
		return cmp.Or(cmp.Compare(math.Round(10*y.gain), math.Round(10*x.gain)), cmp.Compare(x.distance, y.distance))
	})
	explained := slices.DeleteFunc(slices.Clone(out), func(s suspect) bool { return len(s.slips) == 0 })
	if len(explained) > 0 {
		return explained
	}
	return out
}

// gain is by how much the likeliest slip brings a coefficient nearer to that of
// the other columns of its table.
func (a *auditor) gain(r *published.Regression, s suspect) float64 {
	if len(s.slips) == 0 {
		return 0
	}
	before, after := math.Inf(1), math.Inf(1)
	for i := range a.Regressions {
		other := &a.Regressions[i]
		c := published.Find(other.Terms, s.term)
		if c == nil || other.Name == r.Name || other.Estimator != r.Estimator || table(other.Name) != table(r.Name) {
			continue
		}
		before = min(before, unlike(s.cell.Value, c.Value, s.cell.Half))
		after = min(after, unlike(s.slips[0].box.Mid(), c.Value, s.cell.Half))
	}
	if math.IsInf(before, 1) {
		return 0
	}
	return before - after
}

// unlike is the logarithm of the ratio of two coefficients in size, and 2 more
// where they differ in sign beyond rounding.
func unlike(x, y, half float64) float64 {
	d := math.Abs(math.Log((math.Abs(x) + half) / (math.Abs(y) + half)))
	if x*y < 0 && math.Abs(x) > half && math.Abs(y) > half {
		d += 2
	}
	return d
}
