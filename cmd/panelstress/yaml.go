package main

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"panelstress/data"
)

// parseYAML reads YAML. A minus sign alone as a value, {unemp: -}, is no YAML
// but what users write; a text that does not parse as it stands is tried again
// with such signs in quotes, so that no valid file changes its meaning.
func parseYAML(file string, text []byte) (*yaml.Node, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		doc = yaml.Node{}
		if yaml.Unmarshal(quoteMinus(text), &doc) != nil {
			return nil, yamlError(file, text, err)
		}
	}
	if len(doc.Content) == 0 {
		return nil, nil
	}
	return doc.Content[0], nil
}

var yamlLine = regexp.MustCompile(`line (\d+): `)

// grammar begins the errors of the library's parser. It counts their lines
// from 0, and those of its scanner from 1.
var grammar = regexp.MustCompile(`^did not find expected (?:[-',<]|key|node)`)

func yamlError(file string, text []byte, err error) error {
	e := &data.InputError{File: file, Expected: "YAML"}
	found := strings.TrimPrefix(err.Error(), "yaml: ")
	if m := yamlLine.FindStringSubmatch(found); m != nil {
		e.Line, _ = strconv.Atoi(m[1])
		found = strings.Replace(found, m[0], "", 1)
		if grammar.MatchString(found) {
			e.Line++
		}
		if lines := bytes.Split(text, []byte("\n")); e.Line <= len(lines) && bytes.HasPrefix(bytes.TrimLeft(lines[e.Line-1], " "), []byte("\t")) {
			e.Hint = "the line begins with a tab: indent with spaces"
		}
	}
	e.Found = "a mistake (" + found + ")"
	return e
}

// quoteMinus puts minus signs that stand alone behind a colon in quotes. It
// adds no line. Texts in quotes, comments and literal blocks stay as they are.
func quoteMinus(text []byte) []byte {
	var s minusScanner
	for line := range bytes.Lines(text) {
		s.line(line)
	}
	return s.out
}

// minusScanner knows as much YAML as it takes to tell where a value begins.
type minusScanner struct {
	out   []byte
	quote byte // ' or " while inside such a text
	depth int  // of brackets and braces
	block int  // 1 + the indentation of the line whose value is a literal block; 0 outside
}

// blockHead ends a line whose value is a literal or folded block.
var blockHead = regexp.MustCompile(`(?:^|[:\-][ \t]+)[|>][-+0-9]*[ \t]*(?:#.*)?$`)

func (s *minusScanner) line(line []byte) {
	body := bytes.TrimRight(line, "\r\n")
	indent := len(body) - len(bytes.TrimLeft(body, " "))
	if s.block > 0 && (indent >= s.block || len(bytes.TrimSpace(body)) == 0) {
		s.out = append(s.out, line...)
		return
	}
	s.block = 0
	before := byte(0) // the last byte that is not blank; 0 at the beginning of a line
	for i := 0; i < len(body); i++ {
		c := body[i]
		s.out = append(s.out, c)
		switch {
		case i+1 < len(body) && (s.quote == '"' && c == '\\' || s.quote == '\'' && c == '\'' && body[i+1] == '\''): // an escape
			i++
			s.out = append(s.out, body[i])
		case s.quote != 0:
			if c == s.quote {
				s.quote = 0
			}
		case c == ' ' || c == '\t':
			continue
		case c == '#' && (i == 0 || isBlank(body[i-1])):
			s.out = append(s.out, line[i+1:]...)
			return
		case (c == '"' || c == '\'') && s.opens(before, body[:i]):
			s.quote = c
		case c == '{' || c == '[':
			if s.depth > 0 || s.opens(before, body[:i]) {
				s.depth++
			}
		case c == '}' || c == ']':
			s.depth = max(0, s.depth-1)
		case c == '-' && before == ':' && isBlank(body[i-1]) && s.alone(body[i+1:]):
			s.out = append(s.out[:len(s.out)-1], `"-"`...)
		}
		before = c
	}
	if s.quote == 0 && s.depth == 0 && blockHead.Match(body) {
		s.block = 1 + keyColumn(body, indent)
	}
	s.out = append(s.out, line[len(body):]...)
}

// keyColumn is the column of the key of a line, which may stand behind the
// dashes of lists, or of the last dash where there is no key.
func keyColumn(body []byte, column int) int {
	for column+1 < len(body) && body[column] == '-' && isBlank(body[column+1]) {
		rest := bytes.TrimLeft(body[column+1:], " \t")
		if len(rest) == 0 || rest[0] == '|' || rest[0] == '>' {
			break
		}
		column = len(body) - len(rest)
	}
	return column
}

// opens tells whether a quotation mark or bracket behind part of a line, of
// which before is the last byte that is not blank, begins a value: inside
// brackets it may stand at once behind a comma, a colon or a bracket, elsewhere
// these are letters of a plain text where no blank follows, and a dash is one
// of a list at the beginning of a line alone.
func (s *minusScanner) opens(before byte, part []byte) bool {
	blank := len(part) > 0 && isBlank(part[len(part)-1])
	switch before {
	case 0:
		return true
	case '-', '?':
		return blank && len(bytes.Trim(part, "-? \t")) == 0
	case ':':
		return blank || s.depth > 0
	}
	return s.depth > 0 && begins(before)
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// begins tells whether a value may begin behind the byte.
func begins(before byte) bool { return before == 0 || strings.IndexByte(":,[{-?", before) >= 0 }

// alone tells whether nothing of a value follows a minus sign.
func (s *minusScanner) alone(rest []byte) bool {
	trimmed := bytes.TrimLeft(rest, " \t")
	switch {
	case len(trimmed) == 0:
		return true
	case trimmed[0] == '#':
		return len(trimmed) < len(rest)
	}
	return s.depth > 0 && (trimmed[0] == ',' || trimmed[0] == '}')
}
