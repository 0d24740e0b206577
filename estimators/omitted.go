package estimators

import "fmt"

// Omitted asks how strong a variable that is not in a model must be to change
// the coefficient of one regressor, the treatment. Its numbers are those of
// least squares with classical standard errors; effects that an estimator
// sweeps out are partialled out of everything first, and stand in every model
// that is compared.
type Omitted struct {
	Treatment    string
	Estimate, SE float64
	T, DoF       float64
	PartialR2    float64 // of the treatment with the outcome

	fit    Estimator
	design *Design
	place  int // of the treatment among the regressors
	long   Fit // of the whole model
}

// classicalForm is an estimator with classical errors, where its coefficients
// are those of least squares on all variables alike.
func classicalForm(e Estimator) (Estimator, bool) {
	switch e := e.(type) {
	case Pooled:
		return Pooled{}, true
	case Within:
		return Within{Effects: e.Effects}, true
	}
	return nil, false
}

// NewOmitted fits the model of a design by an estimator, which is Pooled or
// Within, with classical errors.
func NewOmitted(e Estimator, d *Design, treatment string) (*Omitted, error) {
	o := &Omitted{Treatment: treatment, place: -1, design: d}
	var ok bool
	if o.fit, ok = classicalForm(e); !ok {
		return nil, fmt.Errorf("estimators: omitted variables are for least squares with or without effects, not %T", e)
	}
	for i := range d.Regressors {
		if d.terms[i] == treatment {
			o.place = i
		}
	}
	if o.place < 0 {
		return nil, fmt.Errorf("estimators: %q is not a regressor of the design (%q)", treatment, d.terms)
	}
	if err := o.fit.Fit(&o.long, d); err != nil {
		return nil, err
	}
	o.Estimate, o.SE, o.DoF = o.long.Coef[o.place], o.long.SE(o.place), o.long.ResidualDoF
	o.T = o.Estimate / o.SE
	o.PartialR2 = PartialR2(o.T, o.DoF)
	return o, nil
}

// Benchmarks are the other regressors.
func (o *Omitted) Benchmarks() (names []string) {
	for i := range o.design.Regressors {
		if i != o.place {
			names = append(names, o.design.terms[i])
		}
	}
	return names
}

// RobustnessValue is that of the treatment: see the function of this name.
func (o *Omitted) RobustnessValue(q, alpha float64) float64 {
	return RobustnessValue(o.T, o.DoF, q, alpha)
}

// Bounds adjusts the estimate for omitted variables k times as strong as a
// benchmark, for each k.
func (o *Omitted) Bounds(benchmark string, k ...float64) ([]Bound, error) {
	at := o.long.Term(benchmark)
	if at < 0 || at >= len(o.design.Regressors) || at == o.place {
		return nil, fmt.Errorf("estimators: the benchmark %q is not another regressor of the design (%q)", benchmark, o.design.terms)
	}
	var treat Fit
	if err := o.fit.Fit(&treat, o.treatmentModel()); err != nil {
		return nil, err
	}
	j := treat.Term(benchmark)
	b := Bound{
		Benchmark: benchmark,
		r2Treat:   PartialR2(treat.Coef[j]/treat.SE(j), treat.ResidualDoF),
		r2Result:  PartialR2(o.long.Coef[at]/o.long.SE(at), o.DoF),
	}
	out := make([]Bound, len(k))
	for i, k := range k {
		out[i] = b
		out[i].KD, out[i].KY = k, k
		out[i].bound(o.Estimate, o.SE, o.DoF)
	}
	return out, nil
}

// treatmentModel regresses the treatment on the other regressors.
func (o *Omitted) treatmentModel() *Design {
	var others []int
	for i := range o.design.Regressors {
		if i != o.place {
			others = append(others, i)
		}
	}
	return o.design.part(o.design.Regressors[o.place], others)
}

// part is the design of an outcome on some of the regressors, without
// instruments.
func (d *Design) part(outcome int, places []int) *Design {
	p := &Design{Frame: d.Frame, Outcome: outcome, NoConstant: d.NoConstant}
	for i, at := range places {
		p.Regressors = append(p.Regressors, d.Regressors[at])
		p.terms = append(p.terms, d.terms[at])
		p.exog = append(p.exog, i)
	}
	p.terms = append(p.terms, ConstName)
	return p
}

// Oster compares with the model without the other regressors: see Selection.
// Where there are none, there is nothing to compare, and false.
func (o *Omitted) Oster() (Selection, bool, error) {
	if len(o.design.Regressors) < 2 {
		return Selection{}, false, nil
	}
	var short, treat Fit
	if err := o.fit.Fit(&short, o.design.part(o.design.Outcome, []int{o.place})); err != nil {
		return Selection{}, false, err
	}
	if err := o.fit.Fit(&treat, o.treatmentModel()); err != nil {
		return Selection{}, false, err
	}
	return Selection{
		Short: short.Coef[0], ShortR2: 1 - short.RSS/short.TSS,
		Long: o.Estimate, LongR2: 1 - o.long.RSS/o.long.TSS,
		Outcome: o.long.TSS, Treatment: treat.TSS, Residual: treat.RSS,
	}, true, nil
}
