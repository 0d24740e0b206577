package main

import (
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// studyConfig is a study file. The tag of a field is its key; a structure may
// be written as the one value that its field with the tag short has.
type studyConfig struct {
	Name        string                  `key:"name"`
	Title       string                  `key:"title"`
	Synthetic   string                  `key:"synthetic"` // a sentence where the data are made up
	Data        dataConfig              `key:"data"`
	Trade       *tradeConfig            `key:"trade"`
	Derive      named[string]           `key:"derive"`
	Indices     named[indexConfig]      `key:"indices"`
	Models      named[modelConfig]      `key:"models"`
	Estimators  []estimatorConfig       `key:"estimators"`
	Hypotheses  named[hypothesisConfig] `key:"hypotheses"`
	Bootstrap   *bootstrapConfig        `key:"bootstrap"`
	Weights     weightsArms             `key:"weights"`
	Scenarios   *scenariosConfig        `key:"scenarios"`
	Multiverse  *multiverseConfig       `key:"multiverse"`
	Sensitivity *sensitivityConfig      `key:"sensitivity"`
	Published   *publishedConfig        `key:"published"`
	Run         runConfig               `key:"run"`
}

type dataConfig struct {
	File      string `key:"file" file:"yes"`
	Entity    string `key:"entity"`
	EntityZh  string `key:"entity_zh"` // the column of their Chinese names
	Time      string `key:"time"`
	From      *int   `key:"from"`
	To        *int   `key:"to"`
	Where     string `key:"where"`
	Missing   string `key:"missing"`
	Ends      string `key:"ends"`
	Gaps      string `key:"gaps"`
	Encoding  string `key:"encoding"`
	Delimiter string `key:"delimiter"`
	Sheet     string `key:"sheet"`
}

type indexConfig struct {
	Indicators named[indicatorConfig] `key:"indicators"`
	Normalise  method                 `key:"normalise"`
	Weights    method                 `key:"weights"`
	Aggregate  method                 `key:"aggregate"`
	ByPeriod   bool                   `key:"by_period"`
	Groups     named[groupConfig]     `key:"groups"`
}

// indicatorConfig is an indicator: its direction alone, or with a treatment.
type indicatorConfig struct {
	Direction string  `key:"direction" short:"yes"`
	Treat     *method `key:"treat"`
}

type groupConfig struct {
	Members []string `key:"members"`
	Weights *method  `key:"weights"`
}

type modelConfig struct {
	Formula string        `key:"formula" short:"yes"`
	Centre  bool          `key:"centre"` // variables of products less their pooled means
	By      named[string] `key:"by"`     // other formulas for the estimators of these names
}

type estimatorConfig struct {
	Kind       string `key:"kind" short:"yes"`
	Name       string `key:"name"`
	Effects    string `key:"effects"`
	Variant    string `key:"variant"` // of re
	Trend      bool   `key:"trend"`   // of fd
	Variance   string `key:"variance"`
	By         string `key:"by"` // what clusters are
	Convention string `key:"convention"`
	Lags       *int   `key:"lags"`   // of driscoll-kraay and newey-west
	Panels     string `key:"panels"` // of fgls, as are the following
	Corr       string `key:"corr"`
	Iterate    bool   `key:"iterate"`
	NMK        bool   `key:"nmk"`
}

type hypothesisConfig struct {
	Statement string  `key:"statement"`
	Model     string  `key:"model"`
	Estimator string  `key:"estimator"`
	Term      string  `key:"term"`
	Sign      string  `key:"sign"`
	Level     float64 `key:"level"`
}

type bootstrapConfig struct {
	Draws   *int     `key:"draws"`
	Scheme  string   `key:"scheme" short:"yes"`
	Strata  string   `key:"strata"`
	Level   float64  `key:"level"`
	Hold    string   `key:"hold"`    // what of an index no draw finds anew
	Compare []string `key:"compare"` // further arms on the same samples that hold something
}

type runConfig struct {
	Seed    uint64   `key:"seed"`
	Workers int      `key:"workers"`
	Out     string   `key:"out"`
	Format  string   `key:"format"`
	Lang    string   `key:"lang"`
	Quiet   bool     `key:"quiet"`
	Only    []string `key:"only"` // kinds of arms that run computes; none: all
}

// defaults are the values of keys that neither the file nor anything above it
// sets.
func defaults() *studyConfig {
	return &studyConfig{
		Data: dataConfig{Missing: "error", Ends: "error", Gaps: "error", Encoding: "auto", Delimiter: "auto"},
		Run:  runConfig{Seed: 1, Format: "text", Lang: "en"},
	}
}

// defaultDraws are those of an arm that does not say.
const defaultDraws = 2000

// fill gives defaults to parts that are there only where the user wants them.
func (c *studyConfig) fill() {
	draws := func(n **int) {
		if *n == nil {
			d := defaultDraws
			*n = &d
		}
	}
	if t := c.Trade; t != nil {
		t.fill(&c.Data)
	}
	if b := c.Bootstrap; b != nil {
		draws(&b.Draws)
		if b.Level == 0 {
			b.Level = 0.95
		}
		if b.Scheme == "" && b.Strata != "" {
			b.Scheme = "stratified"
		} else if b.Scheme == "" {
			b.Scheme = "pairs"
		}
	}
	c.Weights.fill()
	if c.Scenarios != nil {
		c.fillScenarios()
	}
	if c.Sensitivity != nil {
		c.Sensitivity.fill()
	}
	if c.Multiverse != nil {
		c.Multiverse.fill()
	}
	for i := range c.Indices {
		for j := range c.Indices[i].Value.Indicators {
			d := &c.Indices[i].Value.Indicators[j].Value.Direction
			*d = plainSign(*d)
		}
	}
	for i := range c.Hypotheses {
		h := &c.Hypotheses[i].Value
		h.Sign = plainSign(h.Sign)
		if h.Level == 0 {
			h.Level = 0.05
		}
		if h.Estimator == "" && len(c.Estimators) > 0 {
			h.Estimator = c.Estimators[0].name()
		}
	}
}

// plainSign is the one spelling of a sign that can be written as a number or
// with the minus of typographers.
func plainSign(s string) string {
	switch s = strings.TrimSpace(s); s {
	case "1", "+1":
		return "+"
	case "-1", "−", "−1":
		return "-"
	}
	return s
}

// named is a mapping whose keys the user chooses, in the order of the file.
type named[T any] []entry[T]

type entry[T any] struct {
	Name  string
	Value T
}

// mapping is met by named.
type mapping interface {
	add(name string) reflect.Value // makes an entry and gives its value
	element() reflect.Type
}

func (m *named[T]) add(name string) reflect.Value {
	*m = append(*m, entry[T]{Name: name})
	return reflect.ValueOf(&(*m)[len(*m)-1].Value).Elem()
}

func (m *named[T]) element() reflect.Type { return reflect.TypeFor[T]() }

// elementOf is the type of the values of a named mapping, or nil.
func elementOf(t reflect.Type) reflect.Type {
	if m, ok := reflect.Zero(reflect.PointerTo(t)).Interface().(mapping); ok {
		return m.element()
	}
	return nil
}

// method is a word, or the word with options: {kind: entropy, zero: shift}.
type method struct {
	Kind    string `key:"kind" short:"yes"`
	key     string
	options []entry[*yaml.Node]
}

// fields are the fields of a configuration that the user can set.
func fields(t reflect.Type) (out []reflect.StructField) {
	for i := range t.NumField() {
		if f := t.Field(i); f.Tag.Get("key") != "" && f.Tag.Get("key") != "*" {
			out = append(out, f)
		}
	}
	return out
}

// others is the field that takes all keys which no other field has: a named
// mapping with the tag *.
func others(t reflect.Type) (f reflect.StructField, ok bool) {
	for i := range t.NumField() {
		if f := t.Field(i); f.Tag.Get("key") == "*" {
			return f, true
		}
	}
	return f, false
}

func keys(t reflect.Type) (out []string) {
	for _, f := range fields(t) {
		out = append(out, f.Tag.Get("key"))
	}
	return out
}

// shorthand is the field whose value may stand for the whole structure.
func shorthand(t reflect.Type) (f reflect.StructField, ok bool) {
	if one := oneOf(t); one != nil {
		t = one
	}
	if t != nil && t.Kind() == reflect.Struct {
		for _, f := range fields(t) {
			if f.Tag.Get("short") != "" {
				return f, true
			}
		}
	}
	return f, false
}

// shorthandKey is the key of that field for the value at a path, or nothing.
func shorthandKey(path []string) string {
	f, _ := shorthand(typeAt(path))
	return f.Tag.Get("key")
}

// fieldType is the type of a field by its key, or nil.
func fieldType(t reflect.Type, key string) reflect.Type {
	for _, f := range fields(t) {
		if f.Tag.Get("key") == key {
			return f.Type
		}
	}
	return nil
}

// typeAt is the type of the value at a path; nil where the schema has none or
// leaves it open, as for the options of a method.
func typeAt(path []string) reflect.Type {
	t := reflect.TypeFor[studyConfig]()
	for _, key := range path {
		var next reflect.Type
		if e := elementOf(t); e != nil {
			next = e
		} else if t.Kind() == reflect.Slice {
			if _, err := strconv.Atoi(key); err == nil {
				next = t.Elem()
			} else if oneOf(t) != nil {
				next = fieldType(t.Elem(), key)
			}
		} else if t.Kind() == reflect.Struct {
			next = fieldType(t, key)
		}
		if next == nil {
			return nil
		}
		for next.Kind() == reflect.Pointer {
			next = next.Elem()
		}
		t = next
	}
	return t
}
