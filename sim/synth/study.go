package synth

import (
	"bytes"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"panelstress/data/formula"
	"panelstress/data/published"
)

// StudyFile writes a study whose data are the panels of a folder: the models
// and estimators of the tables, and their hypotheses as far as they name a
// coefficient. `panelstress run` on it tells which conclusions hold in all
// panels.
func StudyFile(p *Problem, t *published.Tables, files string) ([]byte, error) {
	study := &yaml.Node{Kind: yaml.MappingNode}
	models := modelsOf(p)
	put(study, "name", text(p.Name+"-synthetic"))
	put(study, "title", text("Panels that lie behind the tables of "+p.Name))
	put(study, "synthetic", text(Note))
	data := &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle}
	put(data, "file", text(files))
	put(data, "entity", text("entity"))
	put(data, "time", text("time"))
	put(study, "data", data)
	list := &yaml.Node{Kind: yaml.MappingNode}
	for _, m := range models {
		put(list, m.name, text(m.formula()))
	}
	put(study, "models", list)
	estimators := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	for _, kind := range Kinds() {
		if slices.ContainsFunc(p.Regressions, func(r Regression) bool { return r.Kind == kind }) {
			one := &yaml.Node{Kind: yaml.MappingNode}
			put(one, "kind", text(kind))
			if v := p.varianceOf(kind); v.Kind != "" {
				put(one, "variance", text(v.Kind))
				if v.Convention != "" {
					put(one, "convention", text(v.Convention))
				}
			}
			estimators.Content = append(estimators.Content, one)
		}
	}
	put(study, "estimators", estimators)
	if h := hypotheses(p, t, models); len(h.Content) > 0 {
		put(study, "hypotheses", h)
	}
	bootstrap := &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle}
	put(bootstrap, "scheme", text("pairs"))
	put(study, "bootstrap", bootstrap)
	var out bytes.Buffer
	out.WriteString("# " + Note + "\n")
	e := yaml.NewEncoder(&out)
	e.SetIndent(2)
	if err := e.Encode(study); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// varianceOf is the variance of all regressions of a kind, none where they
// differ.
func (p *Problem) varianceOf(kind string) (v Variance) {
	first := true
	for _, r := range p.Regressions {
		if r.Kind != kind {
			continue
		}
		if !first && r.Variance != v {
			return Variance{}
		}
		v, first = r.Variance, false
	}
	return v
}

func text(s string) *yaml.Node {
	n := &yaml.Node{}
	n.SetString(s)
	return n
}

func put(m *yaml.Node, key string, value *yaml.Node) {
	m.Content = append(m.Content, text(key), value)
}

// studyModel is a model that several regressions share.
type studyModel struct {
	name        string
	key         string
	model       *formula.Model
	regressions []string
}

// modelsOf gives every distinct model a name: the last part of the names of
// its regressions that is no word for an estimator, or, where that is taken,
// the whole name.
func modelsOf(p *Problem) []*studyModel {
	var out []*studyModel
	taken := make(map[string]bool)
	for i := range p.Regressions {
		r := &p.Regressions[i]
		key := modelKey(r.Model)
		at := slices.IndexFunc(out, func(m *studyModel) bool { return m.key == key })
		if at < 0 {
			parts := strings.Split(r.Name, ".")
			if len(parts) > 1 && slices.Contains(Kinds(), strings.ToLower(parts[len(parts)-1])) {
				parts = parts[:len(parts)-1]
			}
			name := parts[len(parts)-1]
			if taken[name] {
				name = strings.ReplaceAll(r.Name, ".", "_")
			}
			taken[name] = true
			at = len(out)
			out = append(out, &studyModel{name: name, key: key, model: r.Model})
		}
		m := out[at]
		m.regressions = append(m.regressions, r.Name)
		if len(r.Model.Instruments) > 0 {
			m.model = r.Model
		}
	}
	return out
}

// modelKey is the same for models with the same terms, whatever their order
// and instruments.
func modelKey(m *formula.Model) string {
	var terms []string
	for _, t := range m.Regressors {
		terms = append(terms, t.Name)
	}
	slices.Sort(terms)
	return m.Outcome.String() + " ~ " + strings.Join(terms, " + ")
}

func (m *studyModel) formula() string { return m.model.String() }

// hypotheses are those that name a coefficient of a model.
func hypotheses(p *Problem, t *published.Tables, models []*studyModel) *yaml.Node {
	list := &yaml.Node{Kind: yaml.MappingNode}
	for _, h := range t.Hypotheses {
		at := slices.IndexFunc(models, func(m *studyModel) bool { return slices.Contains(m.regressions, h.Regression) })
		if at < 0 || h.Term == "" || h.Sign == 0 {
			continue
		}
		reg := slices.IndexFunc(p.Regressions, func(r Regression) bool { return r.Name == h.Regression })
		one := &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle}
		put(one, "statement", text(h.Said))
		put(one, "model", text(models[at].name))
		put(one, "estimator", text(p.Regressions[reg].Kind))
		put(one, "term", text(canonical(h.Term)))
		put(one, "sign", text(map[int]string{1: "+", -1: "-"}[h.Sign]))
		put(list, h.About, one)
	}
	return list
}
