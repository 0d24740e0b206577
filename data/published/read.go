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

// conventional are the stars of a file that does not say what they mean.
var conventional = []Star{{"*", 0.10}, {"**", 0.05}, {"***", 0.01}}

// Open reads a file of tables.
func Open(file string) (*Tables, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		var path *os.PathError
		if errors.As(err, &path) {
			err = path.Err
		}
		return nil, &data.InputError{File: file, Found: err.Error(), Expected: "a file of published tables", Err: err}
	}
	return Read(file, text)
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
			for _, q := range r.pairs(e, key, "en", "zh") {
				if text := r.text(q.value, join(key, q.key)); q.key == "en" {
					name.En = text
				} else {
					name.Zh = text
				}
			}
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
	path := "variables." + p.key
	for _, q := range r.pairs(p.value, path, "zh", "en", "said", "kind", "unit", "range", "known") {
		key := join(path, q.key)
		switch q.key {
		case "zh":
			v.Zh = r.text(q.value, key)
		case "en":
			v.En = r.text(q.value, key)
		case "said":
			v.Said = r.text(q.value, key)
		case "kind":
			v.Kind = r.text(q.value, key)
		case "unit":
			v.Unit = r.text(q.value, key)
		case "range":
			for _, e := range r.list(q.value, key) {
				v.Range = append(v.Range, r.float(e, key))
			}
			if len(v.Range) != 2 || v.Range[0] > v.Range[1] {
				r.fail(q.value, key, fmt.Sprint(v.Range), "a lower and an upper end, such as [0, 1]", "")
			}
		case "known":
			v.Known = r.known(q.value, key)
		}
	}
	return v
}

func (r *reader) known(n *yaml.Node, path string) *Known {
	k := &Known{Min: math.NaN(), Max: math.NaN()}
	for _, p := range r.pairs(n, path, "of", "min", "max", "source") {
		key := join(path, p.key)
		switch p.key {
		case "of":
			if k.Of = r.text(p.value, key); k.Of != "exp" {
				r.fail(p.value, key, kindOf(p.value), "exp, where the bounds are those of the exponential", "")
			}
		case "min":
			k.Min = r.float(p.value, key)
		case "max":
			k.Max = r.float(p.value, key)
		case "source":
			k.Source = r.text(p.value, key)
		}
	}
	return k
}

func (r *reader) descriptive(p pair) Descriptive {
	d := Descriptive{Variable: p.key, Line: p.value.Line}
	path := "descriptives." + p.key
	for _, q := range r.pairs(p.value, path, "n", "mean", "sd", "min", "max") {
		v := r.number(q.value, join(path, q.key))
		switch q.key {
		case "n":
			d.N = v
		case "mean":
			d.Mean = v
		case "sd":
			d.SD = v
		case "min":
			d.Min = v
		case "max":
			d.Max = v
		}
	}
	return d
}

func (r *reader) claim(n *yaml.Node, path string) Claim {
	c := Claim{Line: n.Line}
	for _, p := range r.pairs(n, path, "about", "said") {
		text := r.text(p.value, join(path, p.key))
		if p.key == "about" {
			c.About = text
		} else {
			c.Said = text
		}
	}
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
		for _, q := range r.pairs(p.value, path, "said", "regression", "term", "sign") {
			text := strings.TrimSpace(r.text(q.value, join(path, q.key)))
			switch q.key {
			case "said":
				c.Said = text
			case "regression":
				c.Regression = text
			case "term":
				c.Term = text
			case "sign":
				c.Sign = map[string]int{"+": 1, "-": -1}[text]
				if c.Sign == 0 {
					r.fail(q.value, join(path, q.key), strconv.Quote(text), `"+" or "-"`, "")
				}
			}
		}
		out = append(out, c)
	}
	return out
}
