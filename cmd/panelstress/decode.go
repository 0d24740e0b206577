package main

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"panelstress/data"
)

// named is a mapping whose keys the user chooses, in the order of the file.
type named[T any] []entry[T]

type entry[T any] struct {
	Name  string
	Value T
}

// mapping is met by named and fills it.
type mapping interface {
	add(name string) (value reflect.Value)
}

func (m *named[T]) add(name string) reflect.Value {
	*m = append(*m, entry[T]{Name: name})
	return reflect.ValueOf(&(*m)[len(*m)-1].Value).Elem()
}

// method is a word, or the word with options: {kind: entropy, zero: shift}.
type method struct {
	Kind    string
	key     string
	line    int
	options []entry[*yaml.Node]
}

// shorthand is met by values that may be written as one word or text in place
// of keys.
type shorthand interface{ word(s string) }

func (m *method) word(s string)          { m.Kind = s }
func (m *modelConfig) word(s string)     { m.Formula = s }
func (m *treatConfig) word(s string)     { m.Direction = s }
func (w *weightsConfig) word(s string)   { w.Perturb = method{Kind: s} }
func (b *bootstrapConfig) word(s string) { b.Scheme = s }

// decoder fills configuration values from a tree; every complaint names file,
// line and key.
type decoder struct {
	file string
	errs []error
}

func (d *decoder) complain(n *yaml.Node, path, found, expected, hint string) {
	d.errs = append(d.errs, &data.InputError{File: d.file, Line: n.Line, Key: path, Found: found, Expected: expected, Hint: hint})
}

func (d *decoder) value(n *yaml.Node, v reflect.Value, path string) {
	if m, ok := v.Addr().Interface().(*method); ok {
		d.method(n, m, path)
		return
	}
	if s, ok := v.Addr().Interface().(shorthand); ok && n.Kind == yaml.ScalarNode && n.Tag != "!!null" {
		s.word(n.Value)
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
			d.complain(n, path, describeNode(n), "a list", "")
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
		for i, c := range n.Content {
			d.value(c, v.Index(i), join(path, strconv.Itoa(i)))
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, v.Elem(), path)
	default:
		d.scalar(n, v, path)
	}
}

func (d *decoder) structure(n *yaml.Node, v reflect.Value, path string) {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return // a key without a value: all defaults
	}
	if n.Kind != yaml.MappingNode {
		d.complain(n, path, describeNode(n), "keys with values", "")
		return
	}
	known := keys(v.Type())
	for i := 0; i < len(n.Content); i += 2 {
		k := n.Content[i]
		at := slices.Index(known, k.Value)
		if at < 0 {
			e := "one of the keys " + strings.Join(known, ", ")
			if path == "" && slices.Contains(laterKeys, k.Value) {
				d.complain(k, k.Value, "a key of a study that this version does not compute yet", e, "")
				continue
			}
			d.complain(k, join(path, k.Value), "an unknown key", e, nearest(k.Value, known))
			continue
		}
		d.value(n.Content[i+1], v.FieldByIndex(fields(v.Type())[at].Index), join(path, k.Value))
	}
}

// fields are the fields of a configuration that the user can set.
func fields(t reflect.Type) (out []reflect.StructField) {
	for i := range t.NumField() {
		if f := t.Field(i); f.Tag.Get("key") != "" {
			out = append(out, f)
		}
	}
	return out
}

func keys(t reflect.Type) (out []string) {
	for _, f := range fields(t) {
		out = append(out, f.Tag.Get("key"))
	}
	return out
}

func (d *decoder) named(n *yaml.Node, m mapping, path string) {
	if n.Kind != yaml.MappingNode {
		d.complain(n, path, describeNode(n), "names with values", "")
		return
	}
	for i := 0; i < len(n.Content); i += 2 {
		name := n.Content[i].Value
		if strings.TrimSpace(name) == "" {
			d.complain(n.Content[i], path, "an empty name", "a name", "")
			continue
		}
		d.value(n.Content[i+1], m.add(name), join(path, name))
	}
}

func (d *decoder) method(n *yaml.Node, m *method, path string) {
	m.key, m.line = path, n.Line
	switch {
	case n.Kind == yaml.ScalarNode && n.Tag != "!!null":
		m.Kind = n.Value
	case n.Kind == yaml.MappingNode:
		for i := 0; i < len(n.Content); i += 2 {
			if k := n.Content[i].Value; k == "kind" {
				m.Kind = n.Content[i+1].Value
			} else {
				m.options = append(m.options, entry[*yaml.Node]{k, n.Content[i+1]})
			}
		}
		if m.Kind == "" {
			d.complain(n, path, "no kind", "kind: WORD and its options", "")
		}
	default:
		d.complain(n, path, describeNode(n), "a word, or {kind: WORD, ...} with its options", "")
	}
}

func (d *decoder) scalar(n *yaml.Node, v reflect.Value, path string) {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		d.complain(n, path, describeNode(n), expectation(v.Kind()), "")
		return
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
		d.complain(n, path, strconv.Quote(s), expectation(v.Kind()), "")
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
