package main

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"go.yaml.in/yaml/v3"

	"panelstress/data"
	"panelstress/data/formula"
)

// tree is a study file with the places of its keys, whatever its language.
// Keys keep their case and order.
type tree struct {
	file string
	root *yaml.Node // a mapping
}

// parseTree reads YAML, JSON (which is YAML) or, where the file's name ends
// in .toml, TOML.
func parseTree(file string, text []byte) (*tree, error) {
	t := &tree{file: file}
	if strings.EqualFold(filepath.Ext(file), ".toml") {
		root, err := parseTOML(file, text)
		t.root = root
		return t, err
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	var doc yaml.Node
	if err := yaml.Unmarshal(quoteMinus(text), &doc); err != nil {
		return nil, yamlError(file, err)
	}
	if len(doc.Content) == 0 {
		return nil, &data.InputError{File: file, Found: "an empty file", Expected: "a study, with the keys data, models and estimators"}
	}
	t.root = doc.Content[0]
	if t.root.Kind != yaml.MappingNode {
		return nil, &data.InputError{File: file, Line: t.root.Line, Found: describeNode(t.root), Expected: "a study, with the keys data, models and estimators"}
	}
	return t, t.plain(t.root, "", 0)
}

// loneMinus is a minus sign alone as the value of a key, as in {unemp: -}.
// YAML takes it for the beginning of a list and refuses it there.
var loneMinus = regexp.MustCompile(`(:[ \t]+)-([ \t]*(?:[,}#\r\n]|$))`)

// quoteMinus puts such signs in quotes, on the lines on which they stand. A
// text in a block of its own cannot hold one at the end of a line after a
// colon and mean anything else that a study knows.
func quoteMinus(text []byte) []byte { return loneMinus.ReplaceAll(text, []byte(`$1"-"$2`)) }

var yamlLine = regexp.MustCompile(`line (\d+): `)

func yamlError(file string, err error) error {
	e := &data.InputError{File: file, Found: strings.TrimPrefix(err.Error(), "yaml: "), Expected: "YAML, JSON or TOML"}
	if m := yamlLine.FindStringSubmatch(e.Found); m != nil {
		e.Line, _ = strconv.Atoi(m[1])
		e.Found = strings.Replace(e.Found, m[0], "", 1)
	}
	return e
}

// maxDepth is deeper than any study nests.
const maxDepth = 20

// plain refuses what a study has no use for, aliases and merge keys, which
// could also make a small file a huge tree, and keys that stand twice.
func (t *tree) plain(n *yaml.Node, path string, depth int) error {
	if n.Kind == yaml.AliasNode || depth > maxDepth {
		return &data.InputError{File: t.file, Line: n.Line, Key: path, Found: "an alias or too deep a nesting", Expected: "plain values"}
	}
	if n.Kind == yaml.MappingNode {
		seen := make(map[string]bool)
		for i := 0; i < len(n.Content); i += 2 {
			k := n.Content[i]
			if k.Kind != yaml.ScalarNode {
				return &data.InputError{File: t.file, Line: k.Line, Key: path, Found: describeNode(k) + " as a key", Expected: "a word"}
			}
			if seen[k.Value] {
				return &data.InputError{File: t.file, Line: k.Line, Key: join(path, k.Value), Found: "the key a second time", Expected: "each key once"}
			}
			seen[k.Value] = true
			if err := t.plain(n.Content[i+1], join(path, k.Value), depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	for i, c := range n.Content {
		if err := t.plain(c, join(path, strconv.Itoa(i)), depth+1); err != nil {
			return err
		}
	}
	return nil
}

// parseTOML turns TOML into the same kind of tree. Tables come in the order
// of their names, since TOML's have none, and keys have no lines.
func parseTOML(file string, text []byte) (*yaml.Node, error) {
	var m map[string]any
	if err := toml.Unmarshal(text, &m); err != nil {
		e := &data.InputError{File: file, Found: err.Error(), Expected: "TOML"}
		var d *toml.DecodeError
		if errors.As(err, &d) {
			e.Line, _ = d.Position()
		}
		return nil, e
	}
	var n yaml.Node
	if err := n.Encode(m); err != nil {
		return nil, &data.InputError{File: file, Found: err.Error(), Expected: "a study"}
	}
	clearLines(&n)
	return &n, nil
}

func clearLines(n *yaml.Node) {
	n.Line = 0
	for _, c := range n.Content {
		clearLines(c)
	}
}

// get finds the value at a path of keys, or nil.
func (t *tree) get(path []string) *yaml.Node {
	n := t.root
	for _, key := range path {
		if n = child(n, key); n == nil {
			return nil
		}
	}
	return n
}

func child(n *yaml.Node, key string) *yaml.Node {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i < len(n.Content); i += 2 {
			if n.Content[i].Value == key {
				return n.Content[i+1]
			}
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(key); err == nil && i >= 0 && i < len(n.Content) {
			return n.Content[i]
		}
	}
	return nil
}

// set puts a value at a path and makes the mappings on the way.
func (t *tree) set(path []string, value *yaml.Node) error {
	n := t.root
	for i, key := range path {
		last := i == len(path)-1
		c := child(n, key)
		if c == nil {
			if n.Kind != yaml.MappingNode {
				return &data.InputError{Key: strings.Join(path, "."), Found: fmt.Sprintf("%q in %s", key, describeNode(n)), Expected: "the number of one of its elements, from 0"}
			}
			c = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
			n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key}, c)
		} else if !last && c.Kind == yaml.ScalarNode {
			*c = yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		}
		if last {
			line := c.Line
			*c = *value
			c.Line = line
		}
		n = c
	}
	return nil
}

// leaves calls visit with the path of every scalar.
func (t *tree) leaves(visit func(path []string)) {
	var walk func(n *yaml.Node, path []string)
	walk = func(n *yaml.Node, path []string) {
		switch n.Kind {
		case yaml.MappingNode:
			for i := 0; i < len(n.Content); i += 2 {
				walk(n.Content[i+1], append(slices.Clone(path), n.Content[i].Value))
			}
		case yaml.SequenceNode:
			for i, c := range n.Content {
				walk(c, append(slices.Clone(path), strconv.Itoa(i)))
			}
		default:
			visit(path)
		}
	}
	walk(t.root, nil)
}

// text is the tree as YAML.
func (t *tree) text() ([]byte, error) {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(t.root); err != nil {
		return nil, err
	}
	return b.Bytes(), e.Close()
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func describeNode(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "keys with values"
	case yaml.SequenceNode:
		return "a list"
	case yaml.ScalarNode:
		if n.Tag == "!!null" {
			return "nothing"
		}
		return strconv.Quote(n.Value)
	}
	return "nothing"
}

// nearest is a hint where a word is close to a known one.
func nearest(word string, known []string) string {
	if near, ok := formula.Nearest(word, known); ok {
		return fmt.Sprintf("perhaps %q is meant", near)
	}
	return ""
}
