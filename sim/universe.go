package sim

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"panelstress/bootstrap"
	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/estimators"
	"panelstress/scenarios"
)

// Universe is a list of combinations of a grid, laid out for estimation:
// equal specifications are one, and those that share sample and indices are
// estimated together.
type Universe struct {
	Grid  *Grid
	Specs []Spec

	constructions []*construction
	fits          []variantFit
}

// Spec is a specification: a distinct way to estimate the focal coefficient.
type Spec struct {
	Choices      []int // option per source of the grid; -1 where the choice does not arise
	Construction int   // specifications with equal numbers share sample and indices

	fit int
}

// construction is the part of a study that indices are made from.
type construction struct {
	study *Study
	specs []int
}

// variantFit is the part of a study that is estimated.
type variantFit struct {
	model     Model
	estimator Estimator
}

// part is what a study of a multiverse knows of the whole.
type part struct {
	whole    *data.Panel
	kept     []int   // numbers of its entities in the whole; nil: all
	rows     []bool  // its rows of the whole; nil: all
	shuffled string  // the column that arms with Shuffle deal out
	builds   *builds // those on the same rows
}

// Universe lays out combinations of the grid. Of says which specification a
// combination is.
func (g *Grid) Universe(combinations [][]int) (u *Universe, of []int) {
	b := universeBuilder{Universe: Universe{Grid: g}, known: make(map[string]int), half: make(map[string]half), specs: make(map[[2]int]int), built: make(map[*data.Panel]*builds)}
	for _, c := range combinations {
		of = append(of, b.add(c))
	}
	return &b.Universe, of
}

// universeBuilder finds what is equal.
type universeBuilder struct {
	Universe
	known map[string]int  // constructions and fits by their values
	half  map[string]half // by choices
	specs map[[2]int]int
	built map[*data.Panel]*builds
}

// half is one of the two parts of a combination.
type half struct {
	number int
	arisen []int
}

func (b *universeBuilder) add(c []int) int {
	build, fit := b.part(c, true), b.part(c, false)
	at, ok := b.specs[[2]int{build.number, fit.number}]
	if ok {
		return at
	}
	at = len(b.Specs)
	b.specs[[2]int{build.number, fit.number}] = at
	s := Spec{Construction: build.number, fit: fit.number, Choices: slices.Clone(build.arisen)}
	for k, o := range fit.arisen {
		s.Choices[k] = max(s.Choices[k], o)
	}
	b.Specs = append(b.Specs, s)
	b.constructions[build.number].specs = append(b.constructions[build.number].specs, at)
	return at
}

// part finds the construction, or else the fit, of a combination.
func (b *universeBuilder) part(c []int, construction bool) half {
	own := slices.Clone(c)
	for k := range own {
		if (b.Grid.Sources[k].Stage == Construction) != construction {
			own[k] = -1
		}
	}
	key := fmt.Sprint(construction, own)
	h, ok := b.half[key]
	if !ok {
		s := b.Grid.blank()
		h.arisen = b.Grid.apply(s, own)
		if construction {
			h.number = b.construction(s)
		} else {
			h.number = b.fit(s)
		}
		b.half[key] = h
	}
	return h
}

// construction finds a construction that has the same rows and indices.
func (b *universeBuilder) construction(s *Study) int {
	key := fmt.Sprintf("%p", s.Panel)
	for _, ix := range s.Indices {
		key += fmt.Sprintf("\n%#v", *ix)
	}
	at, ok := b.known[key]
	if !ok {
		at = len(b.constructions)
		b.known[key] = at
		if s.part == nil {
			s.part = &part{}
		}
		own := *s.part
		own.whole, own.shuffled = b.Grid.study.Panel, b.Grid.shuffled()
		if b.built[s.Panel] == nil {
			b.built[s.Panel] = &builds{}
		}
		own.builds = b.built[s.Panel]
		s.part, s.Models, s.Estimators = &own, nil, nil
		b.constructions = append(b.constructions, &construction{study: s})
	}
	return at
}

func (b *universeBuilder) fit(s *Study) int {
	m, e := s.Models[0], s.Estimators[0]
	key := fmt.Sprintf("%s\n%v\n%s\n%#v", m.Formula, m.Centre, e.Name, e.Fit)
	at, ok := b.known[key]
	if !ok {
		at = len(b.fits)
		b.known[key] = at
		b.fits = append(b.fits, variantFit{m, e})
	}
	return at
}

// shuffled is the column that stands for the focal term in a shuffle: for a
// product its index, or its first variable where it has none.
func (g *Grid) shuffled() string {
	for _, t := range g.study.Models[0].Formula.Regressors {
		if t.Name != g.Focal.Term {
			continue
		}
		names := formula.Names(t.Expr)
		for _, n := range names {
			for _, ix := range g.study.Indices {
				if ix.Name == n {
					return n
				}
			}
		}
		return names[0]
	}
	return ""
}

// Estimate is the focal coefficient under one specification. DoF is that of
// its t statistic, +Inf where it is normal. Err says why there is none.
type Estimate struct {
	Coef, SE, DoF float64
	Err           error
}

// P is the two-sided p value of the estimate.
func (e Estimate) P() float64 { return estimators.TwoSided(e.Coef/e.SE, e.DoF) }

// Z is the normal deviate with the sign and the p value of the estimate.
func (e Estimate) Z() float64 {
	return math.Copysign(estimators.Critical(max(e.P(), leastP), math.Inf(1)), e.Coef)
}

// leastP is a p value that still has a normal deviate, 37.
const leastP = 1e-300

// Constructions is the number of different samples and indices.
func (u *Universe) Constructions() int { return len(u.constructions) }

// SpecsOf are the specifications of a construction.
func (u *Universe) SpecsOf(construction int) []int { return u.constructions[construction].specs }

// Estimator is the name of the estimator of a specification.
func (u *Universe) Estimator(spec int) string { return u.fits[u.Specs[spec].fit].estimator.Name }

// Runner estimates the specifications of one construction, draw by draw. It
// belongs to one goroutine.
type Runner struct {
	Specs []int // their numbers in the universe

	u     *Universe
	parts []runnerPart
	of    map[int][2]int // of a specification: its part, and its fit there
	fail  map[int]error  // specifications that cannot be laid out
}

// runnerPart is a chain that holds some of the specifications: nearly always
// all of them.
type runnerPart struct {
	worker *worker
	err    error // of the present draw
}

// Runner lays out a construction for an arm; the zero Arm is the sample as it
// is. Of many constructions, one at a time takes the least memory.
func (u *Universe) Runner(construction int, arm Arm) *Runner {
	c := u.constructions[construction]
	r := &Runner{Specs: c.specs, u: u, of: make(map[int][2]int), fail: make(map[int]error)}
	if arm.Resampler != nil && c.study.part.kept != nil {
		arm.Resampler = partial{arm.Resampler, c.study.part}
	}
	arm.Shocks = c.study.part.shocks(arm.Shocks)
	r.lay(c.study, c.specs, arm)
	return r
}

// lay makes one chain of the specifications. Where one of their models cannot
// be laid out, every model has a chain of its own.
func (r *Runner) lay(construction *Study, specs []int, arm Arm) {
	s := *construction
	fits := make(map[string]int) // MODEL.ESTIMATOR to specification
	for _, at := range specs {
		f := r.u.fits[r.u.Specs[at].fit]
		key := fmt.Sprintf("%s %v", f.model.Formula, f.model.Centre)
		m := slices.IndexFunc(s.Models, func(m Model) bool { return fmt.Sprintf("%s %v", m.Formula, m.Centre) == key })
		if m < 0 {
			m = len(s.Models)
			f.model.Name = fmt.Sprintf("%s#%d", f.model.Name, m)
			s.Models = append(s.Models, f.model)
		}
		f.estimator.Name = fmt.Sprintf("%s#%d", f.estimator.Name, r.u.Specs[at].fit)
		s.Models[m].Only = append(s.Models[m].Only, f.estimator.Name)
		s.Estimators = append(s.Estimators, f.estimator)
		fits[s.Models[m].Name+"."+f.estimator.Name] = at
	}
	chain, err := compile(&s, arm.Shocks)
	if err != nil {
		r.split(construction, specs, arm, len(s.Models), err)
		return
	}
	for _, at := range specs {
		r.fail[at] = estimators.ErrNotIdentified // unless a fit of the chain is its
	}
	for i := range chain.fits {
		delete(r.fail, fits[chain.fits[i].name()])
		r.of[fits[chain.fits[i].name()]] = [2]int{len(r.parts), i}
	}
	r.parts = append(r.parts, runnerPart{worker: chain.newWorker(arm)})
}

// split lays out each model alone where a model is to blame.
func (r *Runner) split(construction *Study, specs []int, arm Arm, models int, err error) {
	var in *data.InputError
	if models == 1 || !errors.As(err, &in) || !strings.HasPrefix(in.Key, "models") {
		for _, at := range specs {
			r.fail[at] = err
		}
		return
	}
	of := func(at int) string {
		m := r.u.fits[r.u.Specs[at].fit].model
		return fmt.Sprintf("%s %v", m.Formula, m.Centre)
	}
	for len(specs) > 0 {
		var same, others []int
		for _, at := range specs {
			if of(at) == of(specs[0]) {
				same = append(same, at)
			} else {
				others = append(others, at)
			}
		}
		r.lay(construction, same, arm)
		specs = others
	}
}

// Draw makes draw i of the arm: the sample, what happens to it, the indices
// and all that depends on them.
func (r *Runner) Draw(i int) {
	for k := range r.parts {
		p := &r.parts[k]
		p.worker.sampleOf(i)
		p.rebuild()
	}
}

// rebuild makes the rest of a draw from its sample.
func (p *runnerPart) rebuild() {
	if p.err = estimators.ErrNoRows; len(p.worker.sample.Drawn) > 0 {
		p.worker.shock()
		p.err = p.worker.rebuild()
	}
}

// Estimate estimates a specification of the runner on the present draw.
func (r *Runner) Estimate(spec int) Estimate {
	fit, err := r.Fit(spec)
	if err != nil {
		return Estimate{Coef: math.NaN(), SE: math.NaN(), DoF: math.NaN(), Err: err}
	}
	t := fit.Term(r.u.Grid.Focal.Term)
	return Estimate{Coef: fit.Coef[t], SE: fit.SE(t), DoF: fit.TermDoF(t)}
}

// Fit is the whole fit of a specification on the present draw, valid until
// the next.
func (r *Runner) Fit(spec int) (*estimators.Fit, error) {
	at, ok := r.of[spec]
	if err := r.fail[spec]; err != nil || !ok {
		return nil, err
	}
	p := &r.parts[at[0]]
	if p.err != nil {
		return nil, p.err
	}
	w := p.worker
	return &w.fit, w.chain.fits[at[1]].estimator.Fit.Fit(&w.fit, w.designs[at[1]])
}

// shocks are those that happen to the whole, as the part sees them.
func (p *part) shocks(list []scenarios.Shock) []scenarios.Shock {
	if p.rows == nil {
		return list
	}
	list = slices.Clone(list)
	for i, s := range list {
		if s, ok := s.(scenarios.Partial); ok {
			list[i] = s.Part(p.kept, p.rows)
		}
	}
	return list
}

// Hit are the entities, by their numbers in the whole panel, that a shock can
// reach in the sample of a construction.
func (u *Universe) Hit(construction int, plan *scenarios.Plan) (list []int) {
	p := u.constructions[construction].study.part
	if p.rows == nil {
		return plan.Reached()
	}
	for _, g := range plan.Part(p.kept, p.rows).(*scenarios.Plan).Reached() {
		if p.kept != nil {
			g = p.kept[g]
		}
		list = append(list, g)
	}
	return list
}

// partial resamples the whole panel and takes from the result the entities
// that a part has, so that all parts of a draw are parts of one sample.
type partial struct {
	bootstrap.Resampler
	part *part
}

// Resample implements bootstrap.Resampler.
func (p partial) Resample(dst *data.Sample, _ *data.Panel, rng *rand.Rand) {
	p.Resampler.Resample(dst, p.part.whole, rng)
	for g, k := range p.part.kept { // ascending: no count is overwritten before it is read
		dst.Count[g] = dst.Count[k]
	}
	dst.Count = dst.Count[:len(p.part.kept)]
	dst.Index()
}
