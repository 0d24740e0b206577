package published

import (
	"errors"
	"strings"

	"go.yaml.in/yaml/v3"
)

// index reads the indicators of an index: a list, or groups of lists.
func (r *reader) index(name string, n *yaml.Node, path string) Index {
	out := Index{Name: name, Line: n.Line}
	lists := []*yaml.Node{n}
	if n.Kind == yaml.MappingNode {
		lists = nil
		for _, p := range r.pairs(n, path) {
			lists = append(lists, p.value)
		}
	}
	for _, l := range lists {
		for _, item := range r.list(l, path) {
			out.Indicators = append(out.Indicators, r.indicator(item, path))
		}
	}
	return out
}

func (r *reader) indicator(n *yaml.Node, path string) Indicator {
	out := Indicator{Line: n.Line}
	for _, p := range r.pairs(n, path, "group", "zh", "en", "formula", "direction") {
		key := join(path, p.key)
		switch text := r.text(p.value, key); p.key {
		case "zh":
			out.Zh = text
		case "en":
			out.En = text
		case "formula":
			out.Formula = text
		case "direction":
			switch strings.TrimSpace(text) {
			case "+", "+1", "1", "positive":
				out.Direction = 1
			case "-", "-1", "negative":
				out.Direction = -1
			default:
				r.fail(p.value, key, kindOf(p.value), `"+" or "-"`, "")
			}
		}
	}
	return out
}

// ReadIndicators reads index systems from a file of their own, in which every
// key that ends in _indicators holds one, as in
// table1_new_drivers_indicators: {group: [{en: mobile phones}]}. An index gets
// the name of the variable whose English name has a word of the key.
func (t *Tables) ReadIndicators(file string, text []byte) error {
	r := &reader{file: file}
	if root := r.parse(text); root != nil {
		for _, p := range r.pairs(root, "") {
			switch {
			case p.key == "hypotheses":
				t.Hypotheses = r.hypotheses(p.value)
			case strings.HasSuffix(p.key, "_indicators"):
				t.Indices = append(t.Indices, r.index(t.indexName(p.key), p.value, p.key))
			default:
				r.fail(p.value, p.key, "an unknown key", "hypotheses, or a name that ends in _indicators", "")
			}
		}
	}
	return errors.Join(r.errs...)
}

// indexName is the variable whose English name shares the most letters in
// whole words with a key.
func (t *Tables) indexName(key string) string {
	best, most := key, 0
	for _, v := range t.Variables {
		shared := 0
		for _, w := range strings.Fields(v.En) {
			if strings.Contains("_"+key+"_", "_"+strings.ToLower(w)+"_") {
				shared += len(w)
			}
		}
		if shared > most {
			best, most = v.Name, shared
		}
	}
	return best
}
