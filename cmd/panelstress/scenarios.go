package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/scenarios"
	"panelstress/sim"
)

// scenariosConfig is the key scenarios: settings for all of them, and the
// scenarios by name.
type scenariosConfig struct {
	Draws   *int                  `key:"draws"`
	With    string                `key:"with"`                // the arm whose draws are shocked, none, or multiverse
	Under   *int                  `key:"specification_draws"` // with multiverse: of every specification
	Library []string              `key:"library"`             // scenarios of the library that are computed too
	Roles   named[string]         `key:"roles"`               // what scenarios call the columns of this study
	Protect string                `key:"protect"`             // the variable that the counterfactual raises
	Own     named[scenarioConfig] `key:"*"`
}

type scenarioConfig struct {
	Title    string          `key:"title"`
	Source   string          `key:"source"`
	Library  string          `key:"library"` // the scenario of the library that this one changes
	Shift    int             `key:"shift"`   // years by which every onset is moved
	Draws    *int            `key:"draws"`
	With     string          `key:"with"`
	Under    *int            `key:"specification_draws"`
	Shocks   []shockConfig   `key:"shocks"`
	Together togetherConfig  `key:"together"`
	Tipping  *tippingConfig  `key:"tipping"`
	Grid     *gridConfig     `key:"grid"`
	Reverse  *reverseConfig  `key:"reverse"`
	Sampling *samplingConfig `key:"sampling"`
}

type shockConfig struct {
	Column   string        `key:"column"`
	Flow     string        `key:"flow"`     // exports or imports of the trade table, in place of a column
	Products names         `key:"products"` // of the flow: products, or a group of them
	Who      whoConfig     `key:"who"`
	Onset    *int          `key:"onset"` // none: the whole panel
	Amount   method        `key:"amount"`
	Each     string        `key:"each"`
	As       string        `key:"as"`
	Path     method        `key:"path"`
	Exposure string        `key:"exposure"`
	Keep     []float64     `key:"keep"`
	Spread   *spreadConfig `key:"spread"`
}

type whoConfig struct {
	Entities names   `key:"entities" short:"yes"`
	Where    string  `key:"where"`
	By       string  `key:"by"`
	Top      int     `key:"top"`
	Share    float64 `key:"share"`
	At       int     `key:"at"`
}

// names is a list of names, or one.
type names []string

func (names) oneOrMany() {}

type togetherConfig struct {
	Copula  string         `key:"copula"`
	DoF     float64        `key:"dof"`
	Rho     float64        `key:"rho"`
	Loading named[float64] `key:"loading"`
	Matrix  string         `key:"matrix" file:"yes"`
	Shocks  [][]float64    `key:"shocks"`
}

type spreadConfig struct {
	Strength float64 `key:"strength"`
	Rounds   *int    `key:"rounds"`
	Matrix   string  `key:"matrix" file:"yes"`
	Same     string  `key:"same"`
	Rows     string  `key:"rows"`
}

// fillScenarios gives the scenarios what stands for all of them.
func (c *studyConfig) fillScenarios() {
	s := c.Scenarios
	if s.With == "" {
		s.With = "none"
		if c.Bootstrap != nil {
			s.With = "bootstrap"
		}
	}
	for i := range s.Own {
		sc := &s.Own[i].Value
		if sc.With == "" {
			sc.With = s.With
		}
		if sc.Draws == nil {
			sc.Draws = s.Draws
		}
		if sc.Under == nil {
			sc.Under = s.Under
		}
	}
}

var eachWords = map[string]scenarios.Each{"once": scenarios.Once, "entity": scenarios.PerEntity, "row": scenarios.PerRow}

var effects = map[string]scenarios.Effect{
	"relative": scenarios.Relative, "absolute": scenarios.Absolute, "sd": scenarios.Deviations, "log": scenarios.Log, "value": scenarios.Value, "missing": scenarios.Missing,
}

var paths = map[string]maker[scenarios.Path]{
	"impulse": func(*options) scenarios.Path { return scenarios.Impulse{} },
	"step":    func(o *options) scenarios.Path { return scenarios.Step{Years: o.whole("years", 0)} },
	"decay": func(o *options) scenarios.Path {
		return scenarios.Decay{Years: o.whole("years", 1), Rho: o.number("rho", 0.5)}
	},
	"ramp": func(o *options) scenarios.Path { return scenarios.Ramp{Over: o.whole("over", 2)} },
	"recovery": func(o *options) scenarios.Path {
		return scenarios.Recovery{Years: o.whole("years", 1), Over: o.whole("over", 1), Recovered: o.number("recovered", 1)}
	},
	"profile": func(o *options) scenarios.Path {
		var values []float64
		o.decode("values", &values)
		return scenarios.Profile(values)
	},
}

var amounts = map[string]maker[scenarios.Amount]{
	"fixed": func(o *options) scenarios.Amount { return scenarios.Fixed(o.number("value", 0)) },
	"normal": func(o *options) scenarios.Amount {
		return scenarios.Normal{Mean: o.number("mean", 0), SD: o.number("sd", 0)}
	},
	"lognormal": func(o *options) scenarios.Amount {
		l := scenarios.LogNormal{Mu: o.number("mu", 0), Sigma: o.number("sigma", 0), Shift: o.number("shift", 0), Sign: 1}
		if o.flag("fall") {
			l.Sign = -1
		}
		return l
	},
	"student": func(o *options) scenarios.Amount {
		return scenarios.StudentT{Mean: o.number("mean", 0), Scale: o.number("scale", 0), DoF: o.number("dof", 0)}
	},
	"triangular": func(o *options) scenarios.Amount {
		return scenarios.Triangular{Low: o.number("low", 0), Mode: o.number("mode", 0), High: o.number("high", 0)}
	},
	"uniform": func(o *options) scenarios.Amount {
		return scenarios.Uniform{Low: o.number("low", 0), High: o.number("high", 0)}
	},
	"beta": func(o *options) scenarios.Amount {
		return scenarios.Beta{Alpha: o.number("alpha", 0), Beta: o.number("beta", 0), Low: o.number("low", 0), High: o.number("high", 1)}
	},
	"empirical": func(o *options) scenarios.Amount {
		var values []float64
		o.decode("values", &values)
		slices.Sort(values)
		return scenarios.Empirical{Values: values}
	},
}

// amount reads a number, or a distribution with its limits min and max.
func (b *builder) amount(m *method) scenarios.Amount {
	if v, err := strconv.ParseFloat(m.Kind, 64); err == nil && len(m.options) == 0 {
		return scenarios.Fixed(v)
	}
	var low, high *float64
	limited := *m
	limited.options = nil
	for _, e := range m.options {
		if e.Name != "min" && e.Name != "max" {
			limited.options = append(limited.options, e)
		}
	}
	o := &options{tree: b.tree, m: m}
	o.decode("min", &low)
	o.decode("max", &high)
	a, errs := construct(b.tree, &limited, amounts)
	if errs = append(errs, o.errs...); len(errs) > 0 {
		b.errs = append(b.errs, errs...)
		return nil
	}
	if a == nil || low == nil && high == nil {
		return a
	}
	if err := a.Check(); err != nil {
		return a // which names it
	}
	return scenarios.Truncate(a, orElse(low, -maxFloat), orElse(high, maxFloat))
}

const maxFloat = 1e300 // beyond any value of a column

func orElse(p *float64, v float64) float64 {
	if p == nil {
		return v
	}
	return *p
}

// scenario reads one scenario.
func (b *builder) scenario(name string, c *scenarioConfig) *scenarios.Scenario {
	sc := &scenarios.Scenario{Name: name, Title: c.Title, Source: c.Source}
	for i := range c.Shocks {
		sc.Events = append(sc.Events, b.event(fmt.Sprintf("scenarios.%s.shocks.%d", name, i), &c.Shocks[i], c.Shift))
	}
	return sc
}

func (b *builder) event(key string, c *shockConfig, shift int) scenarios.Event {
	e := scenarios.Event{
		Column: c.Column, Who: scenarios.Who{Names: c.Who.Entities, Top: c.Who.Top, Share: c.Who.Share, At: c.Who.At},
		Amount: b.amount(&c.Amount), Each: wordOf(b, key+".each", c.Each, "once", eachWords), Effect: wordOf(b, key+".as", c.As, "relative", effects),
	}
	if e.Always = c.Onset == nil; !e.Always {
		e.Onset = *c.Onset + shift
	}
	if c.Flow != "" {
		e.Flow = &scenarios.Flow{Imports: b.word(key+".flow", c.Flow, "exports", "imports") == "imports", Products: b.products(c.Products)}
	} else if len(c.Products) > 0 {
		b.complain(key+".products", "products without a flow", "flow: exports, or flow: imports", "")
	}
	var errs []error
	e.Path, errs = construct(b.tree, &c.Path, paths)
	b.errs = append(b.errs, errs...)
	e.Who.Where = b.expression(key+".who.where", c.Who.Where)
	e.Who.By = b.expression(key+".who.by", c.Who.By)
	e.Exposure = b.expression(key+".exposure", c.Exposure)
	if e.Who.Names != nil && len(e.Who.Names) == 0 {
		b.complain(key+".who", "no entity", "at least one; without who a shock hits all", "")
	}
	b.twice(key+".who", c.Who.Entities)
	if c.Who.Top != 0 && c.Who.Share != 0 {
		b.complain(key+".who", "both top and share", "one of them", "")
	}
	if e.Who.By == nil && (c.Who.Top != 0 || c.Who.Share != 0) {
		b.complain(key+".who", "top or share without by", "by: FORMULA, which says of what the entities have most", "")
	}
	switch {
	case len(c.Keep) == 2:
		e.Keep = &[2]float64{c.Keep[0], c.Keep[1]}
	case len(c.Keep) > 0:
		b.complain(key+".keep", fmt.Sprintf("%d numbers", len(c.Keep)), "[LEAST, MOST]", "")
	}
	if c.Spread != nil {
		e.Spread = &scenarios.Spread{Strength: c.Spread.Strength, Rounds: 1, Same: c.Spread.Same, Rows: b.word(key+".spread.rows", c.Spread.Rows, "normalise", "as given") == "normalise"}
		if c.Spread.Rounds != nil {
			e.Spread.Rounds = *c.Spread.Rounds
		}
		if (c.Spread.Same == "") == (c.Spread.Matrix == "") {
			b.complain(key+".spread", "neither or both of matrix and same", "matrix: FILE, or same: COLUMN", "")
		}
	}
	return e
}

// products puts the products of a group in the place of its name.
func (b *builder) products(list names) (out []string) {
	for _, name := range list {
		group := []string{name}
		if b.cfg.Trade != nil {
			for _, g := range b.cfg.Trade.Groups {
				if g.Name == name {
					group = g.Value
				}
			}
		}
		out = append(out, group...)
	}
	return out
}

// wordOf finds the value of a word; an empty one is the word that stands for
// it.
func wordOf[T any](b *builder, key, word, empty string, words map[string]T) T {
	if word == "" {
		word = empty
	}
	v, ok := words[word]
	if !ok {
		b.errs = append(b.errs, b.tree.wrongWord(key, word, slices.Sorted(maps.Keys(words))))
	}
	return v
}

func (b *builder) expression(key, text string) formula.Expr {
	if text == "" {
		return nil
	}
	e, err := formula.Parse(text)
	if err != nil {
		b.syntax(key, err, "")
		return nil
	}
	return e
}

// scenarioColumns are the columns of a file that scenarios name, numbers and
// texts. What is in no file is for the scenarios to complain of: it can be a
// role that the study lacks.
func (b *builder) scenarioColumns(t *data.Table, o *data.Options) {
	c := b.cfg.Scenarios
	if c == nil {
		return
	}
	add := func(list *[]string, name string) {
		for _, r := range c.Roles {
			if r.Name == name {
				name = r.Value
			}
		}
		if slices.Contains(t.Header(), name) && !slices.Contains(o.Columns, name) && !slices.Contains(o.Labels, name) && name != o.Entity && name != o.Time {
			*list = append(*list, name)
		}
	}
	for i := range c.Own {
		for j := range c.Own[i].Value.Shocks {
			s := &c.Own[i].Value.Shocks[j]
			for _, text := range []string{s.Who.Where, s.Who.By, s.Exposure} {
				e, err := formula.Parse(text)
				if err != nil {
					continue // build complains
				}
				for _, name := range textColumns(e) {
					add(&o.Labels, name)
				}
				for _, name := range formula.Names(e) {
					add(&o.Columns, name)
				}
			}
			add(&o.Columns, s.Column)
			if s.Spread != nil {
				add(&o.Labels, s.Spread.Same)
			}
		}
	}
}

// textColumns are the columns that a condition compares with a text.
func textColumns(e formula.Expr) []string {
	switch e := e.(type) {
	case formula.Binary:
		if _, text := e.Y.(formula.Text); text {
			return formula.Names(e.X)
		}
		return append(textColumns(e.X), textColumns(e.Y)...)
	case formula.Unary:
		return textColumns(e.X)
	}
	return nil
}

// scenarioArms adds an arm per scenario: the draws of another arm, shocked.
func (b *builder) scenarioArms(s *sim.Study) {
	c := b.cfg.Scenarios
	if c == nil {
		return
	}
	s.Protect = c.Protect
	s.Roles = make(map[string]string)
	for _, r := range c.Roles {
		s.Roles[r.Name] = r.Value
	}
	var common []sim.Arm
	common = append(common, s.Arms...)
	for i := range c.Own {
		sc := &c.Own[i].Value
		b.ownName("scenarios."+c.Own[i].Name, c.Own[i].Name, s.Arms)
		arm, ok := b.commonArm(c.Own[i].Name, sc, common)
		if !ok {
			continue
		}
		arm.Name, arm.Kind, arm.Ranks = c.Own[i].Name, "scenario", nil
		arm.Scenario = b.scenario(arm.Name, sc)
		arm.Arrange = b.arrangement(arm.Name, sc.Sampling)
		b.together(arm.Scenario, &sc.Together, s.Panel)
		s.Arms = append(s.Arms, arm)
	}
}

// commonArm is the arm that a scenario shares its samples with, with the
// number of draws of the scenario.
func (b *builder) commonArm(name string, c *scenarioConfig, arms []sim.Arm) (arm sim.Arm, ok bool) {
	key := "scenarios." + name
	with := c.With
	draws := defaultDraws
	switch with {
	case "none", underMultiverse:
	default:
		at := slices.IndexFunc(arms, func(a sim.Arm) bool { return a.Name == with })
		if at < 0 {
			known := []string{"none", underMultiverse}
			for _, a := range arms {
				known = append(known, a.Name)
			}
			b.errs = append(b.errs, b.tree.wrongWord(key+".with", with, known))
			return arm, false
		}
		arm = arms[at]
		arm.Common, draws = arm.Name, arm.Draws
	}
	if c.Draws != nil {
		draws = *c.Draws
	}
	if draws < 1 {
		b.complain(key+".draws", fmt.Sprint(draws), "at least 1 draw", "")
	}
	arm.Draws = draws
	return arm, true
}
