package published

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"panelstress/data"
)

// blocks are the keys of a file of tables.
var blocks = []string{
	"name", "source", "panel", "stars", "variables", "descriptives", "correlations", "regressions", "claims", "indices", "hypotheses",
}

// Estimators are the words for estimators; other is any that has no word.
var Estimators = []string{"ols", "fe", "re", "2sls", "fgls", "other"}

// Variances are the words for what standard errors allow for.
var Variances = []string{"classical", "hc0", "hc1", "hc2", "hc3", "cluster", "cr2", "cr3", "jackknife", "driscoll-kraay", "newey-west", "pcse", "other"}

// conventional are the stars of a file that does not say what they mean.
var conventional = []Star{{"*", 0.10}, {"**", 0.05}, {"***", 0.01}}

// Open reads a file of tables.
func Open(file string) (*Tables, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, Unreadable(file, err)
	}
	return Read(file, text)
}

// Unreadable is the mistake of a file that could not be read.
func Unreadable(file string, err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return &data.InputError{File: file, Found: err.Error(), Expected: "a file of published tables", Err: err}
}

// Read reads tables; file is its name for messages. The error joins one
// data.InputError per mistake.
func Read(file string, text []byte) (*Tables, error) {
	r := &reader{file: file}
	t := &Tables{File: file, Stars: conventional, Assumed: true}
	if root := r.parse(text); root != nil {
		for _, p := range r.pairs(root, "", blocks...) {
			r.block(t, p)
		}
		r.settle(t)
	}
	if err := errors.Join(r.errs...); err != nil {
		return nil, err
	}
	return t, nil
}

func (r *reader) block(t *Tables, p pair) {
	switch p.key {
	case "name":
		t.Name = r.text(p.value, p.key)
	case "source":
		t.Source = r.text(p.value, p.key)
	case "panel":
		t.Panel = r.panel(p.value, &t.Names)
	case "stars":
		t.Stars, t.Assumed = r.stars(p.value), false
	case "variables":
		for _, v := range r.pairs(p.value, p.key) {
			t.Variables = append(t.Variables, r.variable(v))
		}
	case "descriptives":
		for _, v := range r.pairs(p.value, p.key) {
			t.Descriptives = append(t.Descriptives, r.descriptive(v))
		}
	case "correlations":
		t.Correlations = r.correlations(p.value)
	case "regressions":
		for i, n := range r.list(p.value, p.key) {
			t.Regressions = append(t.Regressions, r.regression(n, fmt.Sprintf("%s[%d]", p.key, i+1)))
		}
	case "claims":
		for i, n := range r.list(p.value, p.key) {
			t.Claims = append(t.Claims, r.claim(n, fmt.Sprintf("%s[%d]", p.key, i+1)))
		}
	case "indices":
		for _, v := range r.pairs(p.value, p.key) {
			t.Indices = append(t.Indices, r.index(v.key, v.value, "indices."+v.key))
		}
	case "hypotheses":
		t.Hypotheses = r.hypotheses(p.value)
	}
}

func (r *reader) panel(n *yaml.Node, names *EntityNames) *Panel {
	out := &Panel{Line: n.Line}
	for _, p := range r.pairs(n, "panel", "entities", "periods", "first", "last", "observations", "names") {
		if p.key == "names" {
			r.entityNames(names, p.value)
			continue
		}
		v := r.whole(p.value, "panel."+p.key)
		switch p.key {
		case "entities":
			out.Entities = v
		case "periods":
			out.Periods = v
		case "first":
			out.First = v
		case "last":
			out.Last = v
		case "observations":
			out.Observations = v
		}
	}
	return out
}

// entityNames reads {by: VARIABLE, of: [{en: NAME, zh: NAME}]}.
func (r *reader) entityNames(out *EntityNames, n *yaml.Node) {
	for _, p := range r.pairs(n, "panel.names", "by", "of") {
		key := "panel.names." + p.key
		if p.key == "by" {
			out.By = r.text(p.value, key)
			continue
		}
		for _, e := range r.list(p.value, key) {
			var name EntityName
			r.fields(e, key, field{"en", into(&name.En, r.text)}, field{"zh", into(&name.Zh, r.text)})
			out.Of = append(out.Of, name)
		}
	}
	if len(out.Of) > 0 && out.By == "" {
		r.fail(n, "panel.names.by", "nothing", "the variable that puts the names in order", "")
	}
}

func (r *reader) stars(n *yaml.Node) []Star {
	var out []Star
	for _, p := range r.pairs(n, "stars") {
		level := r.float(p.value, "stars."+p.key)
		if !(level > 0 && level < 1) {
			r.fail(p.value, "stars."+p.key, kindOf(p.value), "a level of significance between 0 and 1, such as 0.05", "")
		}
		out = append(out, Star{plainSigns.Replace(p.key), level})
	}
	slices.SortStableFunc(out, func(a, b Star) int { return cmp.Compare(b.Level, a.Level) })
	return out
}

func (r *reader) variable(p pair) Variable {
	v := Variable{Name: p.key, Line: p.value.Line}
	r.fields(p.value, "variables."+p.key,
		field{"zh", into(&v.Zh, r.text)},
		field{"en", into(&v.En, r.text)},
		field{"said", into(&v.Said, r.text)},
		field{"kind", into(&v.Kind, r.text)},
		field{"unit", into(&v.Unit, r.text)},
		field{"range", into(&v.Range, r.ends)},
		field{"known", into(&v.Known, r.known)})
	return v
}

// ends are a lower and an upper end.
func (r *reader) ends(n *yaml.Node, path string) (out []float64) {
	for _, e := range r.list(n, path) {
		out = append(out, r.float(e, path))
	}
	if len(out) != 2 || out[0] > out[1] {
		r.fail(n, path, fmt.Sprint(out), "a lower and an upper end, such as [0, 1]", "")
	}
	return out
}

func (r *reader) known(n *yaml.Node, path string) *Known {
	k := &Known{Min: math.NaN(), Max: math.NaN()}
	r.fields(n, path,
		field{"of", func(n *yaml.Node, key string) {
			if k.Of = r.text(n, key); k.Of != "exp" {
				r.fail(n, key, kindOf(n), "exp, where the bounds are those of the exponential", "")
			}
		}},
		field{"min", into(&k.Min, r.float)},
		field{"max", into(&k.Max, r.float)},
		field{"source", into(&k.Source, r.text)})
	return k
}

func (r *reader) descriptive(p pair) Descriptive {
	d := Descriptive{Variable: p.key, Line: p.value.Line}
	r.fields(p.value, "descriptives."+p.key,
		field{"n", into(&d.N, r.number)},
		field{"mean", into(&d.Mean, r.number)},
		field{"sd", into(&d.SD, r.number)},
		field{"min", into(&d.Min, r.number)},
		field{"max", into(&d.Max, r.number)})
	return d
}

func (r *reader) claim(n *yaml.Node, path string) Claim {
	c := Claim{Line: n.Line}
	r.fields(n, path, field{"about", into(&c.About, r.text)}, field{"said", into(&c.Said, r.text)})
	return c
}

// hypotheses reads sentences, or mappings that name a coefficient too.
func (r *reader) hypotheses(n *yaml.Node) []Claim {
	var out []Claim
	for _, p := range r.pairs(n, "hypotheses") {
		path := "hypotheses." + p.key
		c := Claim{About: p.key, Line: p.value.Line}
		if p.value.Kind != yaml.MappingNode {
			c.Said = strings.TrimSpace(r.text(p.value, path))
			out = append(out, c)
			continue
		}
		trimmed := func(n *yaml.Node, key string) string { return strings.TrimSpace(r.text(n, key)) }
		r.fields(p.value, path,
			field{"said", into(&c.Said, trimmed)},
			field{"regression", into(&c.Regression, trimmed)},
			field{"term", into(&c.Term, trimmed)},
			field{"sign", func(n *yaml.Node, key string) {
				text := trimmed(n, key)
				if c.Sign = map[string]int{"+": 1, "-": -1}[text]; c.Sign == 0 {
					r.fail(n, key, strconv.Quote(text), `"+" or "-"`, "")
				}
			}})
		out = append(out, c)
	}
	return out
}
