package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"panelstress/bootstrap"
	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/data/index"
	"panelstress/sim"
	"panelstress/sim/attribution"
	"panelstress/sim/multiverse"
)

// builder turns a configuration into a study. Its errors name file, line and
// key.
type builder struct {
	tree *tree
	cfg  *studyConfig
	errs []error

	files  fileSystem
	dir    string      // where files that the study names are looked for
	hashes []string    // of files beside the data: matrices, published tables
	places [][2]string // their keys, and where they were found
}

func (b *builder) complain(key, found, expected, hint string) {
	b.errs = append(b.errs, b.tree.wrong(key, found, expected, hint))
}

// syntax says in one line where a text is not a formula.
func (b *builder) syntax(key string, err error, hint string) {
	var s *formula.SyntaxError
	if !errors.As(err, &s) {
		b.complain(key, err.Error(), "a formula", hint)
		return
	}
	at := utf8.RuneCountInString(s.Text[:min(max(s.Offset, 0), len(s.Text))]) + 1
	b.complain(key, fmt.Sprintf("%s at character %d of %q", s.Found, at, s.Text), s.Expected, hint)
}

// word checks that a word is known; an empty one becomes the first.
func (b *builder) word(key, found string, known ...string) string {
	if found == "" {
		return known[0]
	}
	if !slices.Contains(known, found) {
		b.errs = append(b.errs, b.tree.wrongWord(key, found, known))
	}
	return found
}

// study makes the study but for its data, and the names of the columns that
// it needs from them.
func (b *builder) study() *sim.Study {
	c := b.cfg
	s := &sim.Study{Name: c.Name, Title: c.Title, Synthetic: c.Synthetic, Seed: c.Run.Seed}
	if c.Trade != nil {
		s.Trade = &sim.Trade{Columns: b.tradeColumns()}
	}
	for _, d := range c.Derive {
		key := "derive." + d.Name
		expr, err := formula.Parse(d.Value)
		if err != nil {
			b.syntax(key, err, "")
			continue
		}
		s.Derived = append(s.Derived, sim.Derived{Name: d.Name, Text: d.Value, Expr: expr})
	}
	for _, e := range c.Indices {
		s.Indices = append(s.Indices, b.index(e.Name, &e.Value))
	}
	for i := range c.Estimators {
		if est, ok := b.estimator(fmt.Sprintf("estimators.%d", i), &c.Estimators[i]); ok {
			s.Estimators = append(s.Estimators, est)
		}
	}
	for i := range c.Models {
		b.model(s, c.Models[i].Name, &c.Models[i].Value)
	}
	for _, h := range c.Hypotheses {
		s.Hypotheses = append(s.Hypotheses, b.hypothesis(h.Name, h.Value))
	}
	s.DropGaps = b.word("data.gaps", c.Data.Gaps, "error", "drop") == "drop"
	if c.Bootstrap != nil {
		if s.Level = c.Bootstrap.Level; !(s.Level > 0 && s.Level < 1) {
			b.complain("bootstrap.level", fmt.Sprint(s.Level), "a share between 0 and 1, such as 0.95", "")
		}
	}
	if len(c.Models) == 0 {
		b.complain("models", "none", "at least one, such as M1: y ~ x1 + x2", "")
	}
	if len(c.Estimators) == 0 {
		b.complain("estimators", "none", "at least one, such as [fe]", "")
	}
	return s
}

// model adds a model: one formula, and others for estimators that have their
// own.
func (b *builder) model(s *sim.Study, name string, c *modelConfig) {
	add := func(key, text string, only []string) {
		f, err := formula.ParseModel(text)
		if err != nil {
			b.syntax(key, err, "a model is written such as y ~ x1 + x2, or y ~ x1 | x2 ~ L.x2")
			return
		}
		s.Models = append(s.Models, sim.Model{Name: name, Text: text, Formula: f, Centre: c.Centre, Only: only})
	}
	var known, others []string
	for _, e := range s.Estimators {
		known = append(known, e.Name)
		if !slices.ContainsFunc(c.By, func(own entry[string]) bool { return own.Name == e.Name }) {
			others = append(others, e.Name)
		}
	}
	key := "models." + name
	if len(c.By) == 0 {
		others = nil // all
	}
	add(key, c.Formula, others)
	for _, own := range c.By {
		at := key + ".by." + own.Name
		if !slices.Contains(known, own.Name) {
			b.errs = append(b.errs, b.tree.wrongWord(at, own.Name, known))
		}
		add(at, own.Value, []string{own.Name})
	}
}

func (b *builder) index(name string, c *indexConfig) *index.Index {
	key := "indices." + name
	ix := &index.Index{Name: name, ByPeriod: c.ByPeriod}
	if len(c.Indicators) == 0 {
		b.complain(key+".indicators", "none", "at least one indicator with its direction, + or -", "")
	}
	take := func(errs []error) { b.errs = append(b.errs, errs...) }
	var errs []error
	for _, in := range c.Indicators {
		d := index.Indicator{Name: in.Name, Direction: b.sign(key+".indicators."+in.Name, in.Value.Direction)}
		d.Treatment, errs = construct(b.tree, in.Value.Treat, treatments)
		take(errs)
		ix.Indicators = append(ix.Indicators, d)
	}
	ix.Normaliser, errs = construct(b.tree, &c.Normalise, normalisers)
	take(errs)
	ix.Weighter, errs = construct(b.tree, &c.Weights, weighters)
	take(errs)
	ix.Aggregator, errs = construct(b.tree, &c.Aggregate, aggregators)
	take(errs)
	for _, g := range c.Groups {
		group := index.Group{Name: g.Name, Members: g.Value.Members}
		group.Weighter, errs = construct(b.tree, g.Value.Weights, weighters)
		take(errs)
		ix.Groups = append(ix.Groups, group)
	}
	return ix
}

// sign reads a direction.
func (b *builder) sign(key, s string) int {
	switch s {
	case "+":
		return 1
	case "-":
		return -1
	}
	b.complain(key, fmt.Sprintf("%q", s), "a direction, + or -", "")
	return 1
}

func (b *builder) hypothesis(name string, c hypothesisConfig) sim.Hypothesis {
	key := "hypotheses." + name
	for _, need := range [][2]string{{"model", c.Model}, {"term", c.Term}, {"sign", c.Sign}} {
		if need[1] == "" {
			b.complain(key+"."+need[0], "nothing", "model, term and sign of a coefficient", "")
		}
	}
	if !(c.Level > 0 && c.Level < 1) {
		b.complain(key+".level", fmt.Sprint(c.Level), "a share between 0 and 1, such as 0.05", "")
	}
	sign := 1
	if c.Sign != "" {
		sign = b.sign(key+".sign", c.Sign)
	}
	return sim.Hypothesis{Name: name, Statement: c.Statement, Model: c.Model, Estimator: c.Estimator, Term: c.Term, Level: c.Level, Sign: sign}
}

// chineseNames takes the Chinese name of every entity from its first row.
func (b *builder) chineseNames(s *sim.Study) {
	labels := s.Panel.Labels(b.cfg.Data.EntityZh)
	if labels == nil {
		return
	}
	s.ChineseNames = make(map[string]string)
	start := s.Panel.Starts()
	for g, name := range s.Panel.Entities() {
		for _, label := range labels[start[g]:start[g+1]] {
			if label != labels[start[g]] {
				b.complain("data.entity_zh", fmt.Sprintf("%q and %q for %s", labels[start[g]], label, name), "one name for every entity", "")
				return
			}
		}
		s.ChineseNames[name] = labels[start[g]]
	}
}

// arms are the series of draws of the study of the kinds that are wanted, in
// the order bootstrap, weights.
func (b *builder) arms(s *sim.Study, kinds ...string) {
	if c := b.cfg.Bootstrap; c != nil && slices.Contains(kinds, "bootstrap") {
		s.Arms = append(s.Arms, sim.Arm{Name: "bootstrap", Kind: "bootstrap", Draws: *c.Draws, Resampler: b.resampler(s.Panel), Hold: b.hold("bootstrap.hold", c.Hold)})
		s.Arms = append(s.Arms, b.heldArms(s, s.Arms[len(s.Arms)-1])...)
	}
	for _, a := range s.Arms {
		if a.Draws < 1 {
			b.complain(a.Kind+".draws", fmt.Sprint(a.Draws), "at least 1 draw", "")
		}
	}
	if slices.Contains(kinds, "weights") {
		b.weightsArms(s)
	}
	if slices.Contains(kinds, "scenarios") {
		b.scenarioArms(s)
	}
}

// ownName checks that an arm of a name can stand beside others: their draws
// have one file each.
func (b *builder) ownName(key, name string, arms []sim.Arm) {
	taken := []string{"bootstrap", multiverse.Arm, attribution.Arm}
	for _, a := range arms {
		taken = append(taken, a.Name)
	}
	for _, t := range taken {
		if sim.FileName(t) == sim.FileName(name) {
			b.complain(key, fmt.Sprintf("a second arm named %q", name), "names that differ", "give one of them another name")
			return
		}
	}
}

func (b *builder) resampler(p *data.Panel) bootstrap.Resampler {
	c := b.cfg.Bootstrap
	if b.word("bootstrap.scheme", c.Scheme, "pairs", "stratified") != "stratified" {
		if c.Strata != "" {
			b.complain("bootstrap.strata", fmt.Sprintf("%q with scheme %s", c.Strata, c.Scheme), "scheme: stratified", "")
		}
		return bootstrap.Entities{}
	}
	if c.Strata == "" {
		b.complain("bootstrap.strata", "none", "the column of the strata, such as a region", "")
		return nil
	}
	strata, err := bootstrap.Strata(p, c.Strata)
	if err != nil {
		b.complain("bootstrap.strata", err.Error(), "a column with one value per entity", "")
		return nil
	}
	return bootstrap.NewStratified(strata)
}

// err are the mistakes, each told once.
func (b *builder) err() error {
	told := make(map[string]bool)
	return errors.Join(slices.DeleteFunc(slices.Clone(b.errs), func(err error) bool {
		if err == nil || told[err.Error()] {
			return true
		}
		told[err.Error()] = true
		return false
	})...)
}

// listed complains of lists that are written and hold nothing.
func (b *builder) listed(key string) {
	n := b.tree.get(strings.Split(key, ".")...)
	if n == nil {
		return
	}
	if n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		b.complain(key, "an empty list", "at least one, or no such key", "")
	}
	for i := 0; n.Kind == yaml.MappingNode && i < len(n.Content); i += 2 {
		if v := n.Content[i+1]; v.Kind == yaml.SequenceNode && len(v.Content) == 0 {
			b.complain(key+"."+n.Content[i].Value, "an empty list", "at least one, or no such key", "")
		}
	}
}

// twice complains of what a list names more than once.
func (b *builder) twice(key string, list []string) {
	for i, name := range list {
		if slices.Contains(list[:i], name) {
			b.complain(key, fmt.Sprintf("%s, named twice", name), "each once", "")
		}
	}
}
