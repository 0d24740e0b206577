package main

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"panelstress/bootstrap"
	"panelstress/scenarios"
	"panelstress/sim"
)

// weightsConfig is an arm that perturbs how indices are built.
type weightsConfig struct {
	Name     string       `key:"name"`
	Draws    *int         `key:"draws"`
	Perturb  method       `key:"perturb" short:"yes"`
	Resample bool         `key:"resample"`
	Ranks    *ranksConfig `key:"ranks"`
}

// weightsArms is one arm, or a list of them.
type weightsArms []weightsConfig

func (weightsArms) oneOrMany() {}

// ranksConfig says of which scores entities are ranked.
type ranksConfig struct {
	Of  string `key:"of" short:"yes"`
	Top *int   `key:"top"`
}

func (list weightsArms) fill() {
	for i := range list {
		w := &list[i]
		if w.Draws == nil {
			d := defaultDraws
			w.Draws = &d
		}
		if w.Perturb.Kind == "" {
			w.Perturb = method{Kind: "dirichlet", key: "weights.perturb"}
		}
		if w.Name == "" && len(list) == 1 {
			w.Name = "weights"
		} else if w.Name == "" {
			w.Name = "weights-" + w.Perturb.Kind
		}
		if w.Ranks == nil {
			w.Ranks = &ranksConfig{}
		}
		if w.Ranks.Top == nil {
			top := 5
			w.Ranks.Top = &top
		}
	}
}

// perturbation is one way to build indices otherwise: before their weights
// are found, or after.
type perturbation struct {
	choices scenarios.Choices
	weights scenarios.Weights
}

var perturbations = map[string]maker[perturbation]{
	"dirichlet": func(o *options) perturbation {
		return perturbation{weights: scenarios.Dirichlet{Concentration: o.positive("concentration", 50)}}
	},
	"simplex": func(*options) perturbation { return perturbation{weights: scenarios.Simplex{}} },
	"noise": func(o *options) perturbation {
		return perturbation{weights: scenarios.Noise{Share: o.share("share", 0.1)}}
	},
	"drop-one":            func(*options) perturbation { return perturbation{choices: scenarios.DropIndicator{}} },
	"drop-pillar":         func(*options) perturbation { return perturbation{choices: scenarios.DropPillar{}} },
	"resample-indicators": func(*options) perturbation { return perturbation{choices: scenarios.ResampleIndicators{}} },
	"swap": func(o *options) perturbation {
		return perturbation{choices: o.swap()}
	},
	"flip": func(o *options) perturbation { return perturbation{choices: o.flip()} },
}

// positive is a number above zero.
func (o *options) positive(name string, v float64) float64 {
	if v = o.number(name, v); !(v > 0) {
		o.errs = append(o.errs, o.tree.wrong(join(o.m.key, name), fmt.Sprint(v), "a number above 0", ""))
	}
	return v
}

// share is a number from 0 to 1.
func (o *options) share(name string, v float64) float64 {
	if v = o.number(name, v); !(v >= 0 && v <= 1) {
		o.errs = append(o.errs, o.tree.wrong(join(o.m.key, name), fmt.Sprint(v), "a share from 0 to 1", ""))
	}
	return v
}

// swapped are the schemes that swap draws from where the user names none.
var swapped = []string{"entropy", "equal", "critic", "sd", "cv", "pca", "entropy_critic_mult"}

// swap reads the schemes that the option names, words or methods.
func (o *options) swap() (s scenarios.SwapScheme) {
	var methods []method
	o.decode("schemes", &methods)
	if o.find("schemes") == nil {
		for _, word := range swapped {
			methods = append(methods, method{Kind: word, key: o.m.key})
		}
	}
	if len(methods) < 2 {
		o.errs = append(o.errs, o.tree.wrong(join(o.m.key, "schemes"), fmt.Sprintf("%d scheme", len(methods)), "at least two of "+strings.Join(slices.Sorted(maps.Keys(weighters)), ", "), ""))
	}
	for i := range methods {
		w, errs := construct(o.tree, &methods[i], weighters)
		o.errs = append(o.errs, errs...)
		name := methods[i].text()
		if slices.Contains(s.Names, name) {
			o.errs = append(o.errs, o.tree.wrong(join(o.m.key, "schemes"), name+", named twice", "each once", ""))
		}
		s.Schemes, s.Names = append(s.Schemes, w), append(s.Names, name)
	}
	return s
}

// text is the method as a user writes it: its word, and its options in
// brackets.
func (m *method) text() string {
	var options []string
	for _, o := range m.options {
		v, err := yaml.Marshal(o.Value)
		if err == nil {
			options = append(options, o.Name+" "+strings.TrimSpace(string(v)))
		}
	}
	if len(options) == 0 {
		return m.Kind
	}
	return m.Kind + " (" + strings.Join(options, ", ") + ")"
}

// flip reads which directions are doubtful: names with a probability each, a
// list of names with one for all, or no names, which is every indicator.
func (o *options) flip() scenarios.Flip {
	each := o.share("probability", 0.5)
	n := o.find("indicators")
	if n == nil {
		return scenarios.Flip{Each: each}
	}
	f := scenarios.Flip{Probability: make(map[string]float64)}
	if n.Kind == yaml.SequenceNode {
		var names []string
		o.decode("indicators", &names)
		for _, name := range names {
			f.Probability[name] = each
		}
	} else {
		f.Probability = perIndicator[float64](o, "indicators")
	}
	for _, name := range slices.Sorted(maps.Keys(f.Probability)) {
		if p := f.Probability[name]; !(p >= 0 && p <= 1) {
			o.errs = append(o.errs, o.tree.wrong(join(join(o.m.key, "indicators"), name), fmt.Sprint(p), "a probability from 0 to 1", ""))
		}
	}
	if len(f.Probability) == 0 {
		o.errs = append(o.errs, o.tree.wrong(join(o.m.key, "indicators"), "none", "the indicators whose direction is doubtful, or no such key for all", ""))
	}
	return f
}

// weightsArms are the arms of the key weights.
func (b *builder) weightsArms(s *sim.Study) {
	list := b.cfg.Weights
	b.listed("weights")
	for i := range list {
		c := &list[i]
		key := "weights"
		if n := b.tree.get("weights"); n != nil && n.Kind == yaml.SequenceNode {
			key = join(key, strconv.Itoa(i))
		}
		b.ownName(key, c.Name, s.Arms)
		p, errs := construct(b.tree, &c.Perturb, perturbations)
		b.errs = append(b.errs, errs...)
		a := sim.Arm{Name: c.Name, Kind: "weights", Draws: *c.Draws, Choices: p.choices, Weights: p.weights}
		a.Ranks = b.ranks(join(key, "ranks"), c, len(s.Panel.Entities()))
		if c.Resample {
			a.Resampler = bootstrap.Entities{}
		}
		if *c.Draws < 1 {
			b.complain(join(key, "draws"), fmt.Sprint(*c.Draws), "at least 1 draw", "")
		}
		b.checkPerturbation(join(key, "perturb"), p, s)
		s.Arms = append(s.Arms, a)
	}
	if len(list) > 0 && len(s.Indices) == 0 {
		b.complain("weights", "a study without indices", "an index whose weights can be perturbed", "")
	}
}

// Counting how often each of G entities has each rank takes 16 G² bytes: many
// entities are ranked only where the user asks for it.
const (
	rankedUnasked = 1000
	rankedAtMost  = 5000
)

// ranks says how an arm ranks entities; nil where it does not.
func (b *builder) ranks(key string, c *weightsConfig, entities int) *sim.Ranks {
	of := c.Ranks.Of
	if of == "" && (c.Resample || entities > rankedUnasked) {
		of = "none"
	}
	of = b.word(join(key, "of"), of, "mean", "last", "none")
	if *c.Ranks.Top < 1 {
		b.complain(join(key, "top"), fmt.Sprint(*c.Ranks.Top), "a number of ranks, at least 1", "")
	}
	if of == "none" {
		return nil
	}
	if c.Resample {
		b.complain(key, of+" with resample: true", "ranks: none; an entity that is not drawn has no rank", "")
	}
	if entities > rankedAtMost {
		b.complain(key, fmt.Sprintf("%s of %d entities", of, entities), fmt.Sprintf("ranks of at most %d entities, or none", rankedAtMost), "")
	}
	return &sim.Ranks{Last: of == "last", Top: *c.Ranks.Top}
}

// checkPerturbation refuses one that changes no index of the study.
func (b *builder) checkPerturbation(key string, p perturbation, s *sim.Study) {
	var names []string
	pillars := 0
	for _, ix := range s.Indices {
		pillars = max(pillars, len(ix.Groups)-1)
		for _, in := range ix.Indicators {
			names = append(names, in.Name)
		}
	}
	switch c := p.choices.(type) {
	case scenarios.DropPillar:
		if pillars < 2 {
			b.complain(key, "drop-pillar, and no index with pillars", "an index with groups, of which one can be left out", "")
		}
	case scenarios.Flip:
		for _, name := range slices.Sorted(maps.Keys(c.Probability)) {
			if !slices.Contains(names, name) {
				b.complain(join(key, "indicators"), fmt.Sprintf("%q, which is an indicator of no index", name), "one of "+strings.Join(names, ", "), nearest(name, names))
			}
		}
	}
}

// oneOf is the type of the elements of a list that may also be written as its
// only element; nil for other types.
func oneOf(t reflect.Type) reflect.Type {
	if t == nil || t.Kind() != reflect.Slice || !t.Implements(reflect.TypeFor[interface{ oneOrMany() }]()) {
		return nil
	}
	return t.Elem()
}
