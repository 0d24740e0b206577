package main

import (
	"errors"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
	"go.yaml.in/yaml/v3"

	"panelstress/data"
)

// parseTOML reads TOML into a tree that keeps the order of keys and their
// lines. The ordinary parser checks the text first, with keys that stand
// twice; what the syntax parser then reads is known to be right.
func parseTOML(file string, text []byte) (*yaml.Node, error) {
	var m map[string]any
	if err := toml.Unmarshal(text, &m); err != nil {
		e := &data.InputError{File: file, Found: strings.TrimPrefix(err.Error(), "toml: "), Expected: "TOML"}
		var d *toml.DecodeError
		if errors.As(err, &d) {
			e.Line, _ = d.Position()
		}
		return nil, e
	}
	p := tomlParser{root: &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: 1}}
	p.parser.Reset(text)
	table := p.root
	for p.parser.NextExpression() {
		switch e := p.parser.Expression(); e.Kind {
		case unstable.Table:
			table = p.walk(p.root, e.Key())
			if table.Kind != yaml.MappingNode {
				*table = yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: table.Line}
			}
		case unstable.ArrayTable:
			list := p.walk(p.root, e.Key())
			list.Kind, list.Tag = yaml.SequenceNode, "!!seq"
			table = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: p.line}
			list.Content = append(list.Content, table)
		case unstable.KeyValue:
			p.keyValue(table, e)
		}
	}
	if len(p.root.Content) == 0 {
		return nil, nil
	}
	return p.root, nil
}

type tomlParser struct {
	parser unstable.Parser
	root   *yaml.Node
	line   int // of the last key
}

// walk finds or makes the node at a dotted key; of a list of tables it takes
// the last one. A new node is a mapping without content.
func (p *tomlParser) walk(n *yaml.Node, key unstable.Iterator) *yaml.Node {
	for key.Next() {
		k := key.Node()
		p.line = p.parser.Shape(k.Raw).Start.Line
		if n.Kind == yaml.SequenceNode {
			n = n.Content[len(n.Content)-1]
		}
		c := child(n, string(k.Data))
		if c == nil {
			c = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: p.line}
			n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: string(k.Data), Line: p.line}, c)
		}
		n = c
	}
	return n
}

func (p *tomlParser) keyValue(table *yaml.Node, e *unstable.Node) {
	n := p.walk(table, e.Key())
	line := p.line
	p.value(n, e.Value(), line)
}

// value fills n. Values have no lines of their own but that of their key.
func (p *tomlParser) value(n *yaml.Node, v *unstable.Node, line int) {
	*n = yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: string(v.Data), Line: line}
	switch v.Kind {
	case unstable.Bool:
		n.Tag = "!!bool"
	case unstable.Integer:
		n.Tag, n.Value = "!!int", strings.ReplaceAll(n.Value, "_", "")
		if i, err := strconv.ParseInt(n.Value, 0, 64); err == nil && strings.HasPrefix(n.Value, "0") {
			n.Value = strconv.FormatInt(i, 10) // hexadecimal, octal, binary
		}
	case unstable.Float:
		n.Tag, n.Value = "!!float", strings.ReplaceAll(n.Value, "_", "")
	case unstable.Array:
		*n = yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Line: line}
		for it := v.Children(); it.Next(); {
			c := &yaml.Node{}
			p.value(c, it.Node(), line)
			n.Content = append(n.Content, c)
		}
	case unstable.InlineTable:
		*n = yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: line}
		for it := v.Children(); it.Next(); {
			p.keyValue(n, it.Node())
		}
	}
}
