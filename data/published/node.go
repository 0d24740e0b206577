package published

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"panelstress/data"
	"panelstress/data/formula"
)

var (
	operator = regexp.MustCompile(`^[LDF]\d*\.`)
	call     = regexp.MustCompile(`^(?:log|ln|exp|sqrt)?\((.+)\)$`)
)

// reader walks the nodes of a YAML file and gathers what is wrong.
type reader struct {
	file   string
	points bool // numbers of the tables have points before decimals
	errs   []error
}

func (r *reader) fail(n *yaml.Node, key, found, expected, hint string) {
	const most = 20
	if len(r.errs) < most {
		r.errs = append(r.errs, &data.InputError{File: r.file, Line: n.Line, Key: key, Found: found, Expected: expected, Hint: hint})
	}
}

// pair is a key of a mapping and its value.
type pair struct {
	key   string
	value *yaml.Node
}

// kindOf is what a node is, for messages.
func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias (*" + n.Value + ")"
	}
	if n.Tag == "!!null" {
		return "nothing"
	}
	return strconv.Quote(n.Value)
}

// pairs are the entries of a mapping. Of the keys, where any are named, others
// are mistakes.
func (r *reader) pairs(n *yaml.Node, path string, keys ...string) []pair {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		r.fail(n, path, kindOf(n), "a mapping such as {key: value}", "")
		return nil
	}
	var out []pair
	seen := make(map[string]bool, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		switch {
		case k.Kind != yaml.ScalarNode:
			r.fail(k, path, kindOf(k)+" as a key", "a name", "")
		case seen[k.Value]:
			r.fail(k, join(path, k.Value), "the key twice", "it once", "")
		case len(keys) > 0 && !slices.Contains(keys, k.Value):
			hint := ""
			if near, ok := formula.Nearest(k.Value, keys); ok {
				hint = "perhaps " + near
			}
			r.fail(k, join(path, k.Value), "an unknown key", "one of "+strings.Join(keys, ", "), hint)
		default:
			out = append(out, pair{k.Value, n.Content[i+1]})
		}
		seen[k.Value] = true
	}
	return out
}

// field is a key of a mapping and what reads its value.
type field struct {
	key  string
	read func(n *yaml.Node, path string)
}

// into reads a value to where it belongs.
func into[T any](to *T, read func(n *yaml.Node, path string) T) func(*yaml.Node, string) {
	return func(n *yaml.Node, path string) { *to = read(n, path) }
}

// fields reads a mapping that has no other keys.
func (r *reader) fields(n *yaml.Node, path string, list ...field) {
	keys := make([]string, len(list))
	for i, f := range list {
		keys[i] = f.key
	}
	for _, p := range r.pairs(n, path, keys...) {
		list[slices.Index(keys, p.key)].read(p.value, join(path, p.key))
	}
}

// list are the items of a list.
func (r *reader) list(n *yaml.Node, path string) []*yaml.Node {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		r.fail(n, path, kindOf(n), "a list", "")
		return nil
	}
	return n.Content
}

// text is a scalar as written.
func (r *reader) text(n *yaml.Node, path string) string {
	if n.Kind != yaml.ScalarNode {
		r.fail(n, path, kindOf(n), "a text", "")
		return ""
	}
	if n.Tag == "!!null" {
		return ""
	}
	return n.Value
}

// texts are the items of a list of texts.
func (r *reader) texts(n *yaml.Node, path string) (out []string) {
	for _, e := range r.list(n, path) {
		out = append(out, r.text(e, path))
	}
	return out
}

// whole is a whole number that is not negative.
func (r *reader) whole(n *yaml.Node, path string) int {
	const most = 1 << 40
	v := r.float(n, path)
	if v != math.Trunc(v) || v < 0 || v > most {
		r.fail(n, path, kindOf(n), "a whole number", "")
		return 0
	}
	return int(v)
}

// float is a finite number.
func (r *reader) float(n *yaml.Node, path string) float64 {
	v, err := strconv.ParseFloat(strings.TrimSpace(r.text(n, path)), 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		r.fail(n, path, kindOf(n), "a number", "")
		return 0
	}
	return v
}

// number is a number as printed, nil where the cell is blank.
func (r *reader) number(n *yaml.Node, path string) *Number {
	if n.Kind != yaml.ScalarNode {
		r.fail(n, path, kindOf(n), "a number as printed", "")
		return nil
	}
	if n.Tag == "!!null" || Blank(n.Value) {
		return nil
	}
	p, err := parseNumber(n.Value, r.points)
	if err != nil {
		var in *data.InputError
		errors.As(err, &in)
		r.fail(n, path, in.Found, in.Expected, in.Hint)
		return nil
	}
	p.Line = n.Line
	return &p
}

// cells are the numbers of a mapping in its order; blank ones are left out.
func (r *reader) cells(n *yaml.Node, path string) []Cell {
	var out []Cell
	for _, p := range r.pairs(n, path) {
		if v := r.number(p.value, join(path, p.key)); v != nil {
			out = append(out, Cell{p.key, *v})
		}
	}
	return out
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

var yamlLine = regexp.MustCompile(`line (\d+): `)

// parse reads the document of a file; nil where there is nothing in it.
func (r *reader) parse(text []byte) *yaml.Node {
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		e := &data.InputError{File: r.file, Expected: "YAML"}
		found := strings.TrimPrefix(err.Error(), "yaml: ")
		if m := yamlLine.FindStringSubmatch(found); m != nil {
			e.Line, _ = strconv.Atoi(m[1])
			found = strings.Replace(found, m[0], "", 1)
		}
		e.Found = "a mistake (" + found + ")"
		r.errs = append(r.errs, e)
		return nil
	}
	if len(doc.Content) == 0 || doc.Content[0].Tag == "!!null" || len(bytes.TrimSpace(text)) == 0 {
		r.errs = append(r.errs, &data.InputError{
			File: r.file, Found: "an empty file", Expected: "tables",
			Hint: "blocks are " + strings.Join(blocks, ", ") + fmt.Sprintf("; see package %s for an example", "data/published"),
		})
		return nil
	}
	root := doc.Content[0]
	for i := 1; i < len(root.Content) && root.Kind == yaml.MappingNode; i += 2 {
		switch root.Content[i-1].Value {
		case "descriptives", "correlations", "regressions": // other numbers are not printed ones
			r.points = r.points || hasPoints(root.Content[i])
		}
	}
	return root
}

// hasPoints tells whether some number of the tables has decimals behind a
// point.
func hasPoints(n *yaml.Node) bool {
	if n.Kind == yaml.ScalarNode {
		p, err := ParseNumber(n.Value)
		return err == nil && p.Decimals > 0 && strings.Contains(n.Value, ".")
	}
	for i, c := range n.Content {
		if (n.Kind != yaml.MappingNode || i%2 == 1) && hasPoints(c) { // keys are no numbers
			return true
		}
	}
	return false
}
