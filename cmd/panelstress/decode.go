package main

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// decoder fills configuration values from a tree; every complaint names file,
// line and key.
type decoder struct {
	tree *tree
	errs []error
}

// decode fills a configuration from the whole tree.
func (t *tree) decode(c *studyConfig) error {
	d := decoder{tree: t}
	d.value(t.root, reflect.ValueOf(c).Elem(), "")
	return errors.Join(d.errs...)
}

func (d *decoder) complain(key, found, expected, hint string) {
	d.errs = append(d.errs, d.tree.wrong(key, found, expected, hint))
}

func (d *decoder) value(n *yaml.Node, v reflect.Value, path string) {
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, v.Elem(), path)
		return
	}
	if oneOf(v.Type()) != nil && n.Kind != yaml.SequenceNode {
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		d.value(n, v.Index(0), path)
		return
	}
	if f, ok := shorthand(v.Type()); ok && v.Kind() == reflect.Struct && n.Tag != "!!null" && (n.Kind == yaml.ScalarNode || n.Kind == yaml.SequenceNode && f.Type.Kind() == reflect.Slice) {
		if m, ok := v.Addr().Interface().(*method); ok {
			m.key = path
		}
		d.value(n, v.FieldByIndex(f.Index), path)
		return
	}
	if m, ok := v.Addr().Interface().(*method); ok {
		d.method(n, m, path)
		return
	}
	if m, ok := v.Addr().Interface().(mapping); ok {
		d.named(n, m, path)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.structure(n, v, path)
	case reflect.Slice:
		if n.Kind != yaml.SequenceNode {
			d.complain(path, describeNode(n), "a list", "")
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
		for i, c := range n.Content {
			d.value(c, v.Index(i), join(path, strconv.Itoa(i)))
		}
	default:
		d.scalar(n, v, path)
	}
}

func (d *decoder) structure(n *yaml.Node, v reflect.Value, path string) {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return // a key without a value: all defaults
	}
	if n.Kind != yaml.MappingNode {
		d.complain(path, describeNode(n), "keys with values", "")
		return
	}
	known := keys(v.Type())
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i].Value
		at := slices.Index(known, key)
		if f, ok := others(v.Type()); ok && at < 0 && strings.TrimSpace(key) != "" {
			d.value(n.Content[i+1], v.FieldByIndex(f.Index).Addr().Interface().(mapping).add(key), join(path, key))
			continue
		}
		if at < 0 {
			d.unknown(join(path, key), key, known)
			continue
		}
		d.value(n.Content[i+1], v.FieldByIndex(fields(v.Type())[at].Index), join(path, key))
	}
}

func (d *decoder) unknown(path, key string, known []string) {
	expected := "one of the keys " + strings.Join(known, ", ")
	d.complain(path, "an unknown key", expected, nearest(key, known))
}

func (d *decoder) named(n *yaml.Node, m mapping, path string) {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return
	}
	if n.Kind != yaml.MappingNode {
		d.complain(path, describeNode(n), "names with values", "")
		return
	}
	for i := 0; i < len(n.Content); i += 2 {
		name := n.Content[i].Value
		if strings.TrimSpace(name) == "" {
			d.complain(path, "an empty name", "a name", "")
			continue
		}
		d.value(n.Content[i+1], m.add(name), join(path, name))
	}
}

func (d *decoder) method(n *yaml.Node, m *method, path string) {
	m.key = path
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return
	}
	if n.Kind != yaml.MappingNode {
		d.complain(path, describeNode(n), "a word, or {kind: WORD, ...} with its options", "")
		return
	}
	for i := 0; i < len(n.Content); i += 2 {
		if k := n.Content[i].Value; k == "kind" {
			d.scalar(n.Content[i+1], reflect.ValueOf(&m.Kind).Elem(), join(path, k))
		} else {
			m.options = append(m.options, entry[*yaml.Node]{k, n.Content[i+1]})
		}
	}
	if m.Kind == "" {
		d.complain(path, "no kind", "kind: WORD and its options", "")
	}
}

func (d *decoder) scalar(n *yaml.Node, v reflect.Value, path string) {
	if n.Kind != yaml.ScalarNode {
		d.complain(path, describeNode(n), expectation(v.Kind()), "")
		return
	}
	if n.Tag == "!!null" {
		return // a key without a value: the default
	}
	s := n.Value
	ok := false
	switch v.Kind() {
	case reflect.String:
		v.SetString(s)
		ok = true
	case reflect.Bool:
		b, err := strconv.ParseBool(s)
		v.SetBool(b)
		ok = err == nil
	case reflect.Int:
		i, err := strconv.Atoi(s)
		v.SetInt(int64(i))
		ok = err == nil
	case reflect.Uint64:
		u, err := strconv.ParseUint(s, 10, 64)
		v.SetUint(u)
		ok = err == nil
	case reflect.Float64:
		f, err := strconv.ParseFloat(s, 64)
		v.SetFloat(f)
		ok = err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
	default:
		panic(fmt.Sprintf("panelstress: configuration of kind %v", v.Kind()))
	}
	if !ok {
		d.complain(path, strconv.Quote(s), expectation(v.Kind()), "")
	}
}

func expectation(k reflect.Kind) string {
	switch k {
	case reflect.Bool:
		return "true or false"
	case reflect.Int:
		return "a whole number"
	case reflect.Uint64:
		return "a whole number that is not negative"
	case reflect.Float64:
		return "a number"
	}
	return "a text"
}
