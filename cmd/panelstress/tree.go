package main

import (
	"bytes"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"panelstress/data"
	"panelstress/data/formula"
)

// tree is a study file with the places of its keys, whatever its language.
// Keys keep their case and order.
type tree struct {
	file   string
	root   *yaml.Node        // a mapping
	origin map[string]string // of values that are not from the file: path -> flag or variable
}

// parseTree reads JSON or TOML where the file's name ends in .json or .toml,
// and else YAML.
func parseTree(file string, text []byte) (*tree, error) {
	t := &tree{file: file, origin: make(map[string]string)}
	parse := parseYAML
	switch strings.ToLower(filepath.Ext(file)) {
	case ".json":
		parse = parseJSON
	case ".toml":
		parse = parseTOML
	}
	var err error
	if t.root, err = parse(file, bytes.TrimPrefix(text, []byte("\ufeff"))); err != nil {
		return nil, err
	}
	const expected = "a study, with the keys data, models and estimators"
	if t.root == nil {
		return nil, &data.InputError{File: file, Found: "an empty file", Expected: expected}
	}
	if t.root.Kind != yaml.MappingNode {
		return nil, &data.InputError{File: file, Line: t.root.Line, Found: describeNode(t.root), Expected: expected}
	}
	return t, t.plain(t.root, "", 0)
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

// wrong is the error that something at a key is not as expected: it names the
// file and the line, or the flag or variable that the value came from.
func (t *tree) wrong(key, found, expected, hint string) *data.InputError {
	e := &data.InputError{File: t.file, Key: key, Found: found, Expected: expected, Hint: hint}
	path := t.split(key)
	for n := len(path); n > 0; n-- {
		if from := t.origin[strings.Join(path[:n], ".")]; from != "" {
			e.File, e.Line = from, 0
			break
		}
		if k, v := t.at(path[:n]); v != nil && e.Line == 0 {
			if e.Line = v.Line; k != nil && k.Line > 0 {
				e.Line = k.Line
			}
		}
	}
	if e.Line == 0 && e.File == t.file { // a key that a value inside of it has made
		for _, inside := range slices.Sorted(maps.Keys(t.origin)) {
			if from := t.origin[inside]; strings.HasPrefix(inside, key+".") && from != "" {
				e.File = from
			}
		}
	}
	return e
}

// split takes a key apart. Names may hold points themselves, as columns of R
// do: among the keys that are there the longest that fits is taken.
func (t *tree) split(key string) (path []string) {
	for n := t.root; key != ""; {
		part, _, _ := strings.Cut(key, ".")
		if n != nil && n.Kind == yaml.MappingNode {
			for i := 0; i < len(n.Content); i += 2 {
				if k := n.Content[i].Value; len(k) > len(part) && (key == k || strings.HasPrefix(key, k+".")) {
					part = k
				}
			}
		}
		if n != nil {
			n = child(n, part)
		}
		path = append(path, part)
		key = strings.TrimPrefix(key[len(part):], ".")
	}
	return path
}

// at finds the value at a path of keys, and its own key where it is in a
// mapping; nil where there is none.
func (t *tree) at(path []string) (key, value *yaml.Node) {
	value = t.root
	for _, p := range path {
		n := value
		if value = child(n, p); value == nil {
			return nil, nil
		}
		key = nil
		if n.Kind == yaml.MappingNode {
			key = n.Content[slices.Index(n.Content, value)-1]
		}
	}
	return key, value
}

// get finds the value at a path of keys, or nil.
func (t *tree) get(path ...string) *yaml.Node {
	_, v := t.at(path)
	return v
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

// set puts a value at a path and makes the mappings on the way. From names
// the flag or variable that wants it.
func (t *tree) set(path []string, value *yaml.Node, from string) error {
	n := t.root
	for i, key := range path {
		c := child(n, key)
		switch {
		case c == nil && n.Kind != yaml.MappingNode:
			return &data.InputError{
				File: from, Key: strings.Join(path[:i+1], "."), Found: fmt.Sprintf("%q in a list of %d", key, len(n.Content)),
				Expected: "the number of one of its elements, from 0",
			}
		case c == nil:
			c = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
			n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key}, c)
		case i < len(path)-1 && c.Kind == yaml.ScalarNode:
			if !open(c, path[:i+1]) {
				t.origin[strings.Join(path[:i+1], ".")] = from
			}
		}
		n = c
	}
	*n = *value
	t.origin[strings.Join(path, ".")] = from
	return nil
}

// open makes a mapping of a value that stands for itself, so that keys can be
// set in it: a method or an estimator given by its word keeps it as its kind,
// a model its formula. It tells whether the value was kept.
func open(c *yaml.Node, path []string) bool {
	word := *c
	*c = yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: word.Line}
	key := shorthandKey(path)
	if key == "" || word.Tag == "!!null" {
		return false
	}
	c.Content = []*yaml.Node{{Kind: yaml.ScalarNode, Tag: "!!str", Value: key, Line: word.Line}, &word}
	return true
}

// drop removes a key of the top level.
func (t *tree) drop(key string) {
	for i := 0; i < len(t.root.Content); i += 2 {
		if t.root.Content[i].Value == key {
			t.root.Content = slices.Delete(t.root.Content, i, i+2)
			return
		}
	}
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

// scalar is a value that stands for itself, whatever it looks like.
func scalar(s string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s, Style: yaml.DoubleQuotedStyle}
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
