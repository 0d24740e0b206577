package synth

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/data/published"
)

// Unused is a printed number that the panel is not made to meet.
type Unused struct{ Where, Printed, Why string }

// Shape is the shape of the panel where the tables do not say it; what is 0
// is taken from them.
type Shape struct{ Entities, Periods, First int }

// FromTables makes the problem of printed tables and lists the numbers that
// it leaves out. Errors are data.InputErrors.
func FromTables(t *published.Tables, shape Shape) (*Problem, []Unused, error) {
	r := &reading{t: t, p: &Problem{Name: t.Name}}
	if err := r.shape(shape); err != nil {
		return nil, nil, err
	}
	if err := r.variables(); err != nil {
		return nil, nil, err
	}
	r.correlations()
	for i := range t.Regressions {
		if err := r.regression(&t.Regressions[i]); err != nil {
			return nil, nil, err
		}
	}
	if err := r.size(); err != nil {
		return nil, nil, err
	}
	if _, err := newSystem(r.p); err != nil {
		key, found, _ := strings.Cut(err.Error(), ": synth: ")
		return nil, nil, r.wrong(key, found, "a regression that can be computed and has derivatives", "")
	}
	return r.p, r.unused, nil
}

// maxDerivatives bounds the memory of the Jacobian: 200 MB.
const maxDerivatives = 25_000_000

// size refuses tables whose Jacobian would not fit into memory.
func (r *reading) size() error {
	numbers := len(r.p.Correlations)
	for _, v := range r.p.Variables {
		for _, b := range []*Box{v.Mean, v.SD, v.Min, v.Max} {
			if b != nil {
				numbers++
			}
		}
	}
	for _, g := range r.p.Regressions {
		numbers += len(g.numbers())
	}
	values := len(r.p.Variables) * r.p.rows()
	switch {
	case numbers == 0:
		return r.wrong("regressions", "no number that a panel can be made to meet", "descriptives, correlations or regressions", "")
	case numbers > maxDerivatives/values:
		return r.wrong("panel", fmt.Sprintf("%d numbers of %d values (%d variables in %d rows)", numbers, values, len(r.p.Variables), r.p.rows()),
			fmt.Sprintf("at most %d derivatives of numbers by values", maxDerivatives), "leave out variables or correlations that no regression needs")
	}
	return nil
}

// reading is a problem in the making.
type reading struct {
	t      *published.Tables
	p      *Problem
	unused []Unused
}

func (r *reading) wrong(key, found, expected, hint string) error {
	return &data.InputError{File: r.t.File, Key: key, Found: found, Expected: expected, Hint: hint}
}

func (r *reading) skip(where string, n published.Number, why string) {
	r.unused = append(r.unused, Unused{where, n.Text, why})
}

// shape finds entities and periods.
func (r *reading) shape(s Shape) error {
	if p := r.t.Panel; p != nil {
		if s.Entities == 0 {
			s.Entities = p.Entities
		}
		if s.Periods == 0 {
			s.Periods = p.Periods
		}
		if s.First == 0 {
			s.First = p.First
		}
	}
	if s.Entities < 2 || s.Periods < 1 {
		return r.wrong("panel", fmt.Sprintf("%d entities and %d periods", s.Entities, s.Periods), "a panel of at least two entities",
			"the key panel: {entities: 29, periods: 10, first: 2011}, or the flags --entities and --periods")
	}
	if p := r.t.Panel; p != nil && p.Observations > 0 && p.Observations != s.Entities*s.Periods {
		return r.wrong("panel.observations", fmt.Sprint(p.Observations), fmt.Sprintf("%d entities x %d periods = %d: only balanced panels can be made", s.Entities, s.Periods, s.Entities*s.Periods), "")
	}
	if s.First == 0 {
		s.First = 1
	}
	r.p.Periods, r.p.First = s.Periods, s.First
	names := r.t.Names.Of
	if len(names) > 0 && len(names) != s.Entities {
		return r.wrong("panel.names.of", fmt.Sprintf("%d names", len(names)), fmt.Sprintf("one for each of the %d entities", s.Entities), "")
	}
	if len(names) > 0 {
		r.p.Entities, r.p.NamesBy = names, r.t.Names.By
		return nil
	}
	width := len(fmt.Sprint(s.Entities))
	for g := range s.Entities {
		r.p.Entities = append(r.p.Entities, published.EntityName{En: fmt.Sprintf("E%0*d", width, g+1)})
	}
	return nil
}

// variables gathers all that the tables speak of.
func (r *reading) variables() error {
	add := func(name string) {
		if _, known := r.p.variable(name); !known {
			v := Variable{Name: name}
			if d := r.t.Variable(name); d != nil && d.Range != nil {
				v.Range = &[2]float64{d.Range[0], d.Range[1]}
			}
			r.p.Variables = append(r.p.Variables, v)
		}
	}
	for _, d := range r.t.Descriptives {
		add(d.Variable)
		if err := r.describe(&d); err != nil {
			return err
		}
	}
	if r.t.Correlations != nil {
		for _, name := range r.t.Correlations.Order {
			add(name)
		}
	}
	for _, g := range r.t.Regressions {
		if err := r.variablesOf(&g, add); err != nil {
			return err
		}
	}
	if len(r.p.Variables) == 0 {
		return r.wrong("descriptives", "no variable", "descriptives, correlations or regressions", "")
	}
	return nil
}

func (r *reading) variablesOf(g *published.Regression, add func(string)) error {
	texts := slices.Clone(g.Omitted)
	texts = append(texts, g.Outcome)
	for _, c := range g.Terms {
		if c.Name != published.Const {
			texts = append(texts, c.Name)
		}
	}
	for _, in := range g.Instruments {
		texts = append(texts, in.By)
	}
	for _, text := range texts {
		e, err := formula.Parse(text)
		if err != nil {
			return r.wrong(g.Name, fmt.Sprintf("the term %q", text), "a term of a formula, such as NM, L.NM, NM:ECpv, log(gdp)", "")
		}
		for _, name := range formula.Names(e) {
			add(name)
		}
	}
	return nil
}

// describe takes over the descriptive statistics of a variable.
func (r *reading) describe(d *published.Descriptive) error {
	at, _ := r.p.variable(d.Variable)
	v := &r.p.Variables[at]
	v.Mean, v.SD, v.Min, v.Max = box(d.Mean), box(d.SD), box(d.Min), box(d.Max)
	where := "descriptives." + d.Variable
	if d.N != nil && int(d.N.Value) != r.p.rows() {
		return r.wrong(where+".n", d.N.Text, fmt.Sprintf("%d, the rows of the panel: only balanced panels can be made", r.p.rows()), "")
	}
	if d.N != nil {
		r.skip(where+".n", *d.N, "met by the shape of the panel")
	}
	if d.SD != nil && d.SD.Value <= 0 {
		return r.wrong(where+".sd", d.SD.Text, "a standard deviation above zero", "")
	}
	for _, n := range []*published.Number{d.Mean, d.Min, d.Max} {
		if n != nil && v.Range != nil && (n.Value < v.Range[0] || n.Value > v.Range[1]) {
			r.unused = append(r.unused, Unused{d.Variable + ".range", fmt.Sprint(*v.Range), "the printed " + n.Text + " is outside of it"})
			v.Range = nil
		}
	}
	b := v.ends()
	if !(b.lo < b.hi) {
		return r.wrong(where, fmt.Sprintf("values from %g to %g", b.lo, b.hi), "a smaller minimum than maximum", "")
	}
	return nil
}

func box(n *published.Number) *Box {
	if n == nil {
		return nil
	}
	b := &Box{Printed: n.Text}
	b.Lo, b.Hi = n.Box()
	return b
}

func (r *reading) correlations() {
	c := r.t.Correlations
	if c == nil {
		return
	}
	for i, a := range c.Order {
		for j, b := range c.Order[:i] {
			if n := c.At(i, j); n != nil {
				r.p.Correlations = append(r.p.Correlations, Correlation{A: b, B: a, Box: *box(n)})
			}
		}
	}
}

// regression takes over one regression, or says why not.
func (r *reading) regression(g *published.Regression) error {
	if !slices.Contains(Kinds(), g.Estimator) || g.Effects != "" && (g.Estimator != "fe" || g.Effects != "entity") {
		for _, c := range slices.Concat(g.Terms, g.Statistics) {
			r.skip(g.Name+"."+c.Name, c.Number, fmt.Sprintf("no derivative of the estimator %s", strings.TrimSpace(g.Estimator+" "+g.Effects)))
		}
		return nil
	}
	m, err := formula.ParseModel(modelText(g))
	var s *formula.SyntaxError
	if errors.As(err, &s) {
		return r.wrong(g.Name, fmt.Sprintf("%s in %q", s.Found, s.Text), s.Expected, "")
	}
	if err != nil {
		return r.wrong(g.Name, err.Error(), "a model that can be fitted", "")
	}
	if g.Estimator == "2sls" && len(m.Instruments) == 0 {
		return r.wrong(g.Name+".instruments", "nothing", "the instruments of a 2sls regression, such as {NM: L.NM}", "")
	}
	out := Regression{Name: g.Name, Kind: g.Estimator, Model: m}
	if out.Variance, err = r.variance(g); err != nil {
		return err
	}
	for _, c := range g.Terms {
		out.Coefficients = append(out.Coefficients, Named{canonical(c.Name), *box(&c.Number)})
	}
	for _, c := range g.Statistics {
		name, why := r.statistic(g, &out, c.Name)
		if why != "" {
			r.skip(g.Name+"."+c.Name, c.Number, why)
			continue
		}
		out.Statistics = append(out.Statistics, Named{name, *box(&c.Number)})
	}
	r.inference(g, &out)
	r.p.Regressions = append(r.p.Regressions, out)
	return nil
}

// variance is the covariance that the tables declare, where there are
// derivatives of it.
func (r *reading) variance(g *published.Regression) (v Variance, err error) {
	if g.Variance == "" || g.Estimator == "fgls" || !slices.Contains(Variances(), g.Variance) {
		return v, nil
	}
	v = Variance{Kind: g.Variance, Convention: g.Convention}
	if _, err := v.covariance(g.Estimator); err != nil {
		return v, r.wrong(g.Name+".convention", fmt.Sprintf("%q", g.Convention), "a convention such as stata, stata-large, plm, fixest", "")
	}
	return v, nil
}

// inference takes over standard errors, t statistics and p values.
func (r *reading) inference(g *published.Regression, out *Regression) {
	why := unsaid
	if g.Variance != "" {
		why = "no derivative of the variance " + g.Variance
	}
	for _, block := range []struct {
		name  string
		cells []published.Cell
	}{{"se", g.StandardErrors}, {"t", g.TStatistics}, {"p", g.PValues}} {
		for _, c := range block.cells {
			switch n := c.Number; {
			case !out.known():
				r.skip(g.Name+"."+c.Name+"."+block.name, n, why)
			case block.name == "se" && n.Value < 0 || block.name == "p" && (n.Value < 0 || n.Value > 1):
				r.skip(g.Name+"."+c.Name+"."+block.name, n, "no panel gives such a value")
			default:
				out.Inference = append(out.Inference, Named{canonical(c.Name) + "." + block.name, *box(&n)})
			}
		}
	}
}

// modelText writes a printed regression as a formula.
func modelText(g *published.Regression) string {
	var exogenous, endogenous, instruments []string
	for _, in := range g.Instruments {
		endogenous = append(endogenous, in.Term)
		instruments = append(instruments, in.By)
	}
	names := make([]string, 0, len(g.Terms)+len(g.Omitted))
	for _, c := range g.Terms {
		names = append(names, c.Name)
	}
	for _, name := range append(names, g.Omitted...) {
		switch {
		case name == published.Const: // a table that does not print the constant may still have one
		case !slices.Contains(endogenous, name):
			exogenous = append(exogenous, name)
		}
	}
	if len(exogenous) == 0 {
		exogenous = []string{"1"}
	}
	text := g.Outcome + " ~ " + strings.Join(exogenous, " + ")
	if len(endogenous) > 0 {
		text += " | " + strings.Join(endogenous, " + ") + " ~ " + strings.Join(instruments, " + ")
	}
	return text
}

// canonical is the name that a formula gives a term.
func canonical(term string) string {
	m, err := formula.ParseModel("outcome ~ " + term)
	if err != nil || len(m.Regressors) != 1 {
		return term
	}
	return m.Regressors[0].Name
}

// statistic finds the quantity that a printed statistic is, or says why it is
// not used. The R2 of fixed effects is the within R2. Under a robust variance
// an F is that of the slopes. Else one that lies within a tenth of what the
// printed R2 implies for the test of all slopes is that; of fixed effects any
// other F is the test that all effects are zero.
func (r *reading) statistic(g *published.Regression, out *Regression, name string) (as, why string) {
	known := Statistics(g.Estimator, out.Variance)
	if name == "r2" && g.Estimator == "fe" {
		return "r2_within", ""
	}
	if name == "F" && slices.Contains(known, "F") && out.Variance.meat() == classical {
		if r.slopeF(g, out.Model) {
			return "F", ""
		}
		if g.Estimator == "fe" {
			return "F_effects", ""
		}
		return "", "it is not the classical F of the printed R2: robust, or of other rows"
	}
	if slices.Contains(known, name) {
		return name, ""
	}
	switch name {
	case "N", "n", "observations":
		return "", "met by the shape of the panel"
	}
	if out.Variance.Kind == "" && g.Variance == "" && slices.Contains(Statistics(g.Estimator, Variance{Kind: "classical"}), name) {
		return "", unsaid
	}
	return "", "its convention is not printed, or no derivative of it is known"
}

// unsaid is why a number that has a variance in it is not used.
var unsaid = "the key variance of the regression does not say which errors are behind it (" + strings.Join(Variances(), ", ") + ")"

// slopeF tells whether the printed F is near R2/(1-R2) dof/k.
func (r *reading) slopeF(g *published.Regression, m *formula.Model) bool {
	f, r2 := published.Find(g.Statistics, "F"), published.Find(g.Statistics, "r2")
	if r2 == nil {
		return g.Estimator == "ols"
	}
	k := float64(len(m.Regressors))
	dof := float64(r.p.rows()) - k - 1
	if g.Estimator == "fe" {
		dof -= float64(len(r.p.Entities) - 1)
	}
	implied := r2.Value / (1 - r2.Value) * dof / k
	return math.Abs(f.Value-implied) < 0.1*implied
}
