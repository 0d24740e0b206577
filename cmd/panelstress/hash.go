package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// hash identifies the resolved study: all its values, defaults included, in a
// form that does not depend on the language or the layout of the file. Of run
// nothing counts, nor does the place of a file: the seed and the hash of the
// data stand beside it. files are hashes of other files that the study names.
func (c *studyConfig) hash(files ...string) string {
	h := sha256.New()
	v := *c
	v.Run = runConfig{}
	io.WriteString(h, "panelstress/study/1\n")
	writeCanonical(h, reflect.ValueOf(&v).Elem(), "")
	for _, f := range files {
		fmt.Fprintf(h, "file %s\n", f)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// writeCanonical writes a line per value that is not zero: its path and text.
// The order is that of the schema and, among names that the user chose, of
// the file, which is the order of the results.
func writeCanonical(w io.Writer, v reflect.Value, path string) {
	if m, ok := v.Addr().Interface().(*method); ok {
		m.writeCanonical(w, path)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			fmt.Fprintf(w, "%s\n", path)
			writeCanonical(w, v.Elem(), path)
		}
	case reflect.Slice:
		for i := range v.Len() {
			writeCanonical(w, v.Index(i), path+"/"+strconv.Itoa(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.Tag.Get("file") != "yes" {
				writeCanonical(w, v.Field(i), path+"/"+f.Name)
			}
		}
	default:
		if !v.IsZero() {
			fmt.Fprintf(w, "%s %q\n", path, fmt.Sprint(v.Interface()))
		}
	}
}

func (m *method) writeCanonical(w io.Writer, path string) {
	if m.Kind == "" {
		return
	}
	fmt.Fprintf(w, "%s %q\n", path, m.Kind)
	options := slices.Clone(m.options)
	slices.SortFunc(options, func(a, b entry[*yaml.Node]) int { return strings.Compare(a.Name, b.Name) })
	for _, o := range options {
		writeNode(w, o.Value, fmt.Sprintf("%s %q", path, o.Name))
	}
}

// writeNode writes an option of a method; keys inside of it are sorted.
func writeNode(w io.Writer, n *yaml.Node, path string) {
	switch n.Kind {
	case yaml.MappingNode:
		var order []int
		for i := 0; i < len(n.Content); i += 2 {
			order = append(order, i)
		}
		slices.SortFunc(order, func(a, b int) int { return strings.Compare(n.Content[a].Value, n.Content[b].Value) })
		for _, i := range order {
			writeNode(w, n.Content[i+1], fmt.Sprintf("%s %q", path, n.Content[i].Value))
		}
	case yaml.SequenceNode:
		for i, c := range n.Content {
			writeNode(w, c, fmt.Sprintf("%s %d", path, i))
		}
	default:
		value := n.Value
		if f, err := strconv.ParseFloat(value, 64); err == nil && !math.IsNaN(f) {
			value = strconv.FormatFloat(f, 'g', -1, 64) // 0.10, 0.1 and 1e-1 are one number
		}
		fmt.Fprintf(w, "%s %q\n", path, value)
	}
}
