package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"

	"panelstress/data"
)

// parseJSON reads JSON into a tree with line numbers. YAML covers most of
// JSON, but neither tabs before a key nor surrogate pairs.
func parseJSON(file string, text []byte) (*yaml.Node, error) {
	p := jsonParser{text: text, dec: json.NewDecoder(bytes.NewReader(text))}
	p.dec.UseNumber()
	n, err := p.value(0)
	if err == nil {
		if _, more := p.dec.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("text behind the end of the study")
		}
	}
	switch {
	case err == nil:
		return n, nil
	case errors.Is(err, io.EOF) && len(bytes.TrimSpace(text)) == 0:
		return nil, nil
	case errors.Is(err, io.EOF):
		err = io.ErrUnexpectedEOF
	}
	at := int(p.dec.InputOffset())
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at = int(syntax.Offset)
	}
	return nil, &data.InputError{File: file, Line: lineAt(text, at), Found: err.Error(), Expected: "JSON"}
}

type jsonParser struct {
	text []byte
	dec  *json.Decoder
}

func lineAt(text []byte, offset int) int {
	return 1 + bytes.Count(text[:min(max(offset, 0), len(text))], []byte("\n"))
}

var errDeep = errors.New("too deep a nesting")

func (p *jsonParser) value(depth int) (*yaml.Node, error) {
	t, err := p.dec.Token()
	if err != nil {
		return nil, err
	}
	n := &yaml.Node{Line: lineAt(p.text, int(p.dec.InputOffset())), Kind: yaml.ScalarNode, Tag: "!!str", Value: fmt.Sprint(t)}
	switch t := t.(type) {
	case nil:
		n.Tag, n.Value = "!!null", "null"
	case bool:
		n.Tag = "!!bool"
	case json.Number:
		n.Tag = "!!float"
		if _, err := t.Int64(); err == nil {
			n.Tag = "!!int"
		}
	case json.Delim:
		if depth > maxDepth {
			return nil, errDeep
		}
		n.Value = ""
		n.Kind, n.Tag = yaml.MappingNode, "!!map"
		if t == '[' {
			n.Kind, n.Tag = yaml.SequenceNode, "!!seq"
		}
		for p.dec.More() { // a key is a value, too, as in a yaml.Node
			c, err := p.value(depth + 1)
			if err != nil {
				return nil, err
			}
			n.Content = append(n.Content, c)
		}
		_, err = p.dec.Token()
	}
	return n, err
}
