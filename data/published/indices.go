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
	var group string // is for the reader's eye
	r.fields(n, path,
		field{"group", into(&group, r.text)},
		field{"zh", into(&out.Zh, r.text)},
		field{"en", into(&out.En, r.text)},
		field{"formula", into(&out.Formula, r.text)},
		field{"direction", into(&out.Direction, r.direction)})
	return out
}

func (r *reader) direction(n *yaml.Node, path string) int {
	switch strings.TrimSpace(r.text(n, path)) {
	case "+", "+1", "1", "positive":
		return 1
	case "-", "-1", "negative":
		return -1
	}
	r.fail(n, path, kindOf(n), `"+" or "-"`, "")
	return 0
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
