package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"panelstress/data"
	"panelstress/data/trade"
	"panelstress/sim"
)

// tradeConfig is a trade table: a row for every entity, product and time, and
// the measures of it that become columns of the panel.
type tradeConfig struct {
	File      string          `key:"file" file:"yes"`
	Entity    string          `key:"entity"` // as in data where it is not named, like time
	Time      string          `key:"time"`
	Product   string          `key:"product"`
	Exports   string          `key:"exports"`
	Imports   string          `key:"imports"`
	World     string          `key:"world"` // outside exports of the product
	Missing   string          `key:"missing"`
	Others    string          `key:"others"`
	Encoding  string          `key:"encoding"`
	Delimiter string          `key:"delimiter"`
	Sheet     string          `key:"sheet"`
	Income    string          `key:"income"` // of measures that do not name one, as are the following
	Cutoff    float64         `key:"cutoff"`
	Order     int             `key:"order"`
	Against   string          `key:"against"`
	Groups    named[[]string] `key:"groups"`
	Measures  named[method]   `key:"measures"`
}

// defaultOrder is that of reflections: at 20 z-scores have settled in nearly
// every table.
const defaultOrder = 20

func (c *tradeConfig) fill(d *dataConfig) {
	for _, s := range []struct {
		key   *string
		value string
	}{
		{&c.Entity, d.Entity},
		{&c.Time, d.Time},
		{&c.Missing, "error"},
		{&c.Others, "error"},
		{&c.Encoding, "auto"},
		{&c.Delimiter, "auto"},
		{&c.Against, "sample"},
	} {
		if *s.key == "" {
			*s.key = s.value
		}
	}
	if c.Cutoff == 0 {
		c.Cutoff = 1
	}
	if c.Order == 0 {
		c.Order = defaultOrder
	}
}

var (
	comparisons = map[string]trade.Against{"sample": trade.Sample, "panel": trade.Panel, "world": trade.World}
	baskets     = map[string]trade.Over{"total": trade.Total, "mean": trade.Mean, "weighted": trade.Weighted}
)

// measures is the catalog of trade measures, with the defaults of a study.
func (c *tradeConfig) measures() map[string]maker[trade.Measure] {
	against := func(o *options) trade.Against {
		if o.find("against") == nil {
			return comparisons[c.Against]
		}
		return choose(o, "against", comparisons)
	}
	network := func(o *options) trade.Capability {
		return trade.Capability{Cutoff: o.number("cutoff", c.Cutoff), Against: against(o)}
	}
	basket := func(o *options) trade.Basket {
		return trade.Basket{Products: c.products(o), Over: choose(o, "over", baskets)}
	}
	return map[string]maker[trade.Measure]{
		"exports": func(o *options) trade.Measure { return trade.Flow{Products: c.products(o)} },
		"imports": func(o *options) trade.Measure { return trade.Flow{Products: c.products(o), Imports: true} },
		"tc":      func(o *options) trade.Measure { return trade.Competitiveness{Basket: basket(o)} },
		"ms":      func(o *options) trade.Measure { return trade.MarketShare{Basket: basket(o), Against: against(o)} },
		"rca":     func(o *options) trade.Measure { return trade.Advantage{Basket: basket(o), Against: against(o)} },
		"eci":     func(o *options) trade.Measure { return trade.ECI{Capability: network(o)} },
		"reflections": func(o *options) trade.Measure {
			return trade.Reflections{Order: o.whole("order", c.Order), Raw: o.flag("raw"), Capability: network(o)}
		},
		"diversity": func(o *options) trade.Measure { return trade.Reflections{Raw: true, Capability: network(o)} },
		"ubiquity":  func(o *options) trade.Measure { return trade.Reflections{Order: 1, Raw: true, Capability: network(o)} },
		"fitness": func(o *options) trade.Measure {
			return trade.Fitness{Steps: o.whole("steps", 20), Capability: network(o)}
		},
		"density": func(o *options) trade.Measure { return trade.Density{Capability: network(o)} },
		"expy": func(o *options) trade.Measure {
			m := trade.EXPY{Income: o.text("income", c.Income)}
			if m.Income == "" {
				o.errs = append(o.errs, o.tree.wrong(o.m.key, "no income", "the column of the panel that PRODY is found from (income, here or for all measures in trade.income)", ""))
			}
			return m
		},
	}
}

// products reads the option of that name: names, or the name of a group.
func (c *tradeConfig) products(o *options) []string {
	n := o.find("products")
	if n == nil {
		return nil
	}
	if n.Kind != yaml.ScalarNode {
		var names []string
		o.decode("products", &names)
		return names
	}
	var known []string
	for _, g := range c.Groups {
		if g.Name == n.Value {
			return g.Value
		}
		known = append(known, g.Name)
	}
	key := join(o.m.key, "products")
	o.errs = append(o.errs, o.tree.wrong(key, fmt.Sprintf("%q, which is no group of trade.groups", n.Value), "a list of products, or one of the groups "+strings.Join(known, ", "), nearest(n.Value, known)))
	return nil
}

func (o *options) whole(name string, v int) int {
	o.decode(name, &v)
	return v
}

// tradeColumns makes the measures, and checks the words of the table.
func (b *builder) tradeColumns() (columns []trade.Column) {
	c := b.cfg.Trade
	for _, need := range [][3]string{
		{"trade.file", c.File, "the file of trade by entity, product and time"},
		{"trade.product", c.Product, "the column that names the product"},
		{"trade.exports", c.Exports, "the column of exports"},
	} {
		if need[1] == "" {
			b.complain(need[0], "nothing", need[2], "")
		}
	}
	b.word("trade.missing", c.Missing, "error", "zero")
	b.word("trade.others", c.Others, "error", "drop")
	b.word("trade.against", c.Against, "sample", "panel", "world")
	if len(c.Measures) == 0 {
		b.complain("trade.measures", "none", "at least one, such as ECI: eci", "")
	}
	for i := range c.Measures {
		m := &c.Measures[i]
		if m.Value.Kind == "" {
			b.complain("trade.measures."+m.Name, "nothing", "a kind of measure, such as eci", "")
			continue
		}
		measure, errs := construct(b.tree, &m.Value, c.measures())
		b.errs = append(b.errs, errs...)
		columns = append(columns, trade.Column{Name: m.Name, Measure: measure})
	}
	return columns
}

// trade reads the table of a study and lays it on its panel; in an ensemble
// the table is one for all panels, or there is one for each.
func (l *loader) trade(b *builder, s *sim.Study, dir string) error {
	c := b.cfg.Trade
	c.File = l.dataPath(c.File, dir, b.tree.origin["trade.file"] != "")
	file, files, err := l.dataFiles("trade.file", c.File)
	if err != nil {
		return b.tree.locate(err)
	}
	switch n := len(s.Members); {
	case files != nil && n == 0:
		return b.tree.wrong("trade.file", fmt.Sprintf("%d tables", len(files)), "one table, as there is one panel", "")
	case files != nil && len(files) != n:
		return b.tree.wrong("trade.file", fmt.Sprintf("%d tables for %d panels", len(files), n), "one table for all panels, or one for each", "")
	}
	hash := ""
	if s.Trade.Table, s.Trade.File, hash, err = l.tradeTable(b, s.Panel, file); err != nil {
		return err
	}
	for i, name := range files {
		m := &s.Members[i]
		if m.Trade, m.TradeFile, hash, err = l.tradeTable(b, m.Panel, name); err != nil {
			return err
		}
		s.DataHash = hashOf(s.DataHash, hash)
	}
	if files == nil {
		s.DataHash = hashOf(s.DataHash, hash)
	}
	return nil
}

// hashOf is the hash of two.
func hashOf(first, second string) string {
	both := sha256.Sum256([]byte(first + "\n" + second + "\n"))
	return hex.EncodeToString(both[:])
}

// tradeTable reads one table and gives the file that it is in and its hash.
func (l *loader) tradeTable(b *builder, p *data.Panel, name string) (t *trade.Table, from, hash string, err error) {
	c := b.cfg.Trade
	file, err := l.files.open(name, data.ReadOptions{Encoding: c.Encoding, Delimiter: c.Delimiter, Sheet: c.Sheet})
	if err != nil {
		return nil, "", "", b.tree.locate(err)
	}
	t, err = trade.Read(file, p, trade.Options{
		Entity: c.Entity, Time: c.Time, Product: c.Product, Exports: c.Exports, Imports: c.Imports, World: c.World,
		Missing: trade.Missing(c.Missing), Others: trade.Others(c.Others),
	})
	return t, file.File(), file.Hash(), b.tree.locate(err)
}

// tradeColumnNames are the names of the measures and, by measure, the column
// of the panel that it reads.
func tradeColumnNames(s *sim.Study) (names []string, income map[string]string) {
	income = make(map[string]string)
	if s.Trade == nil {
		return nil, income
	}
	for _, c := range s.Trade.Columns {
		names = append(names, c.Name)
		if m, ok := c.Measure.(trade.EXPY); ok && m.Income != "" {
			income[c.Name] = m.Income
		}
	}
	slices.Sort(names)
	return names, income
}
