package raw

import (
	"bytes"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"panelstress/data"
	"panelstress/data/formula"
)

// Read reads a recipe. file names it in messages. A recipe is
//
//	steps:
//	  - gdp: exp(lnGDP)                                             # a formula
//	  - rate: [6.46, 6.31, 6.19]                                    # a value per period
//	  - population: {like: gdp, scale: 0.2, spread: 0.2, constant: true}  # drawn
//	  - NM: {index: {mobile: {}, patents: {low: 500, high: 7e5, spread: 0.5}}}
//	  - income: {exports: ECpc, total: gdp, products: [shirts, ships]}           # a trade table
//	keep: [gdp, population, mobile, patents, income]
//	entity: province # heads of columns in files, as are time and product
func Read(file string, text []byte) (*Recipe, error) {
	r := reader{file: file}
	var doc struct {
		Steps   []map[string]yaml.Node `yaml:"steps"`
		Keep    []string               `yaml:"keep"`
		Entity  string                 `yaml:"entity"`
		Time    string                 `yaml:"time"`
		Product string                 `yaml:"product"`
	}
	doc.Entity, doc.Time, doc.Product = "entity", "time", "product"
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(&doc); err != nil {
		return nil, r.syntax(err)
	}
	recipe := &Recipe{Keep: doc.Keep, Entity: doc.Entity, Time: doc.Time, Product: doc.Product}
	for i, s := range doc.Steps {
		if len(s) != 1 {
			return nil, &data.InputError{File: file, Key: fmt.Sprintf("steps.%d", i), Found: fmt.Sprintf("%d names", len(s)), Expected: "one, with what it is made of"}
		}
		for name, n := range s {
			step, err := r.step(name, &n)
			if err != nil {
				return nil, err
			}
			recipe.Steps = append(recipe.Steps, step)
		}
	}
	if len(recipe.Steps) == 0 || len(recipe.Keep) == 0 {
		return nil, &data.InputError{File: file, Found: "no steps or nothing to keep", Expected: "steps and keep"}
	}
	return recipe, nil
}

type reader struct{ file string }

// syntax puts what the YAML library says into one line.
func (r reader) syntax(err error) error {
	said := strings.ReplaceAll(strings.TrimPrefix(err.Error(), "yaml: "), "\n ", "")
	return &data.InputError{File: r.file, Found: said, Expected: "a recipe: steps and keep", Err: err}
}

func (r reader) wrong(n *yaml.Node, key, found, expected string) error {
	return &data.InputError{File: r.file, Line: n.Line, Key: key, Found: found, Expected: expected}
}

// decode fills v from a mapping, strictly.
func (r reader) decode(n *yaml.Node, key string, v any) error {
	text, err := yaml.Marshal(n)
	if err != nil {
		return r.wrong(n, key, err.Error(), "keys with values")
	}
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(v); err != nil {
		e := r.syntax(err).(*data.InputError)
		_, e.Found, _ = strings.Cut(e.Found, "line ") // lines there are those of this node
		_, e.Found, _ = strings.Cut(e.Found, ": ")
		return r.wrong(n, key, e.Found, "like, scale, spread, trend, constant; or index; or exports, total, products")
	}
	return nil
}

// step reads what a column is made of.
func (r reader) step(name string, n *yaml.Node) (Step, error) {
	switch n.Kind {
	case yaml.ScalarNode:
		e, err := formula.Parse(n.Value)
		if err != nil {
			return nil, r.wrong(n, name, strings.TrimPrefix(err.Error(), "formula: "), "a formula")
		}
		return Formula{name, e}, nil
	case yaml.SequenceNode:
		y := Years{Column: name}
		if err := n.Decode(&y.Values); err != nil {
			return nil, r.wrong(n, name, "a list that holds something else than numbers", "a number per period")
		}
		return y, nil
	}
	var m struct {
		Like     string    `yaml:"like"`
		Scale    float64   `yaml:"scale"`
		Spread   float64   `yaml:"spread"`
		Trend    float64   `yaml:"trend"`
		Constant bool      `yaml:"constant"`
		Index    yaml.Node `yaml:"index"`
		Exports  string    `yaml:"exports"`
		Total    string    `yaml:"total"`
		Products []string  `yaml:"products"`
	}
	m.Scale = 1
	if err := r.decode(n, name, &m); err != nil {
		return nil, err
	}
	switch {
	case m.Index.Kind != 0:
		return r.index(name, &m.Index, n)
	case m.Exports != "":
		return Trade{Target: m.Exports, Products: m.Products, Total: m.Total, Income: name}, nil
	}
	return Draw{Column: name, Like: m.Like, Scale: m.Scale, Spread: m.Spread, Trend: m.Trend, Constant: m.Constant}, nil
}

// index reads the indicators of a composite, in the order of the file.
func (r reader) index(target string, n, at *yaml.Node) (Step, error) {
	if n.Kind != yaml.MappingNode {
		return nil, r.wrong(at, target, "an index that is no mapping", "indicators with low, high, spread, trend, whole, constant; {} where it is a column already")
	}
	x := Index{Target: target}
	for i := 0; i < len(n.Content); i += 2 {
		name := n.Content[i].Value
		var m struct {
			Low      float64 `yaml:"low"`
			High     float64 `yaml:"high"`
			Spread   float64 `yaml:"spread"`
			Trend    float64 `yaml:"trend"`
			Whole    bool    `yaml:"whole"`
			Constant bool    `yaml:"constant"`
		}
		if err := r.decode(n.Content[i+1], target+"."+name, &m); err != nil {
			return nil, err
		}
		if m.Low > m.High {
			return nil, r.wrong(at, target+"."+name, fmt.Sprintf("a range from %v to %v", m.Low, m.High), "low below high; {} where the indicator is a column already")
		}
		x.Indicators = append(x.Indicators, Indicator{Name: name, Low: m.Low, High: m.High, Spread: m.Spread, Trend: m.Trend, Whole: m.Whole, Constant: m.Constant})
	}
	return x, nil
}
