package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"panelstress/data"
	"panelstress/sim/report"
)

func (a *app) describeCommand() *cobra.Command {
	var o data.ReadOptions
	var entity, time string
	var format *string
	cmd := &cobra.Command{
		Use: "describe FILE", Short: "A look at a data file: columns, what is in them, what is missing, periods", Args: arguments(1, "FILE"),
		Example: "  panelstress describe provinces.csv --entity province --time year",
		RunE: func(_ *cobra.Command, args []string) error {
			t, err := data.Open(args[0], o)
			if err != nil {
				return err
			}
			shape, err := panelShape(t, entity, time)
			if err != nil {
				return err
			}
			out := report.Table{Name: "describe", Title: fmt.Sprintf("%s: %d rows", t.File(), t.Len()), Header: []string{"column", "type", "values", "missing", "distinct", "min", "max", "first"}}
			for _, name := range t.Header() {
				out.Rows = append(out.Rows, columnFacts(name, t.Cells(name)))
			}
			out.Notes = append(shape, t.Notes()...)
			return a.printTables(*format, out)
		},
	}
	format = formatFlag(cmd)
	f := cmd.Flags()
	f.StringVar(&entity, "entity", "", "column of the entity (default: found out)")
	f.StringVar(&time, "time", "", "column of the time (default: found out)")
	f.StringVar(&o.Encoding, "encoding", "auto", "auto, utf-8, utf-16, gb18030 or big5")
	f.StringVar(&o.Delimiter, "delimiter", "auto", `auto, "," ";" or tab`)
	f.StringVar(&o.Sheet, "sheet", "", "sheet of a workbook (default: the first)")
	return cmd
}

// columnFacts is the row of a column: its type is text where any cell is no
// number.
func columnFacts(name string, cells []string) []string {
	values, numbers, whole := 0, 0, 0
	var first string
	var lo, hi float64
	distinct := make(map[string]bool)
	for _, c := range cells {
		c = strings.TrimSpace(c)
		if c == "" || c == "NA" || c == "." {
			continue
		}
		if values++; values == 1 {
			first = c
		}
		distinct[c] = true
		v, err := strconv.ParseFloat(c, 64)
		if err != nil {
			continue
		}
		if numbers++; numbers == 1 {
			lo, hi = v, v
		}
		lo, hi = min(lo, v), max(hi, v)
		if v == float64(int64(v)) {
			whole++
		}
	}
	kind, from, to := "number", data.FormatNumber(lo), data.FormatNumber(hi)
	switch {
	case values == 0:
		kind, from, to = "empty", "", ""
	case numbers == 0:
		kind, from, to = "text", "", ""
	case numbers < values:
		kind = fmt.Sprintf("text, %d numbers", numbers)
	case whole == values:
		kind = "whole number"
	}
	return []string{name, kind, strconv.Itoa(values), strconv.Itoa(len(cells) - values), strconv.Itoa(len(distinct)), from, to, first}
}

// panelShape says what panel the table is, in sentences. Columns that are not
// named are found out: the first pair that identifies every row.
func panelShape(t *data.Table, entity, time string) ([]string, error) {
	entities, times := []string{entity}, []string{time}
	if entity == "" {
		entities = t.Header()
	}
	if time == "" {
		times = slices.DeleteFunc(slices.Clone(t.Header()), func(name string) bool { return !periods(t.Cells(name)) })
	}
	for _, e := range entities {
		for _, y := range times {
			if e == y {
				continue
			}
			p, err := t.Panel(data.Options{Entity: e, Time: y})
			if err != nil && entity != "" && time != "" {
				return nil, err
			}
			if err == nil && len(p.Entities()) > 1 && len(p.Periods()) > 1 {
				return []string{describePanel(p, e, y)}, nil
			}
		}
	}
	if s := tradeShape(t); s != "" && entity == "" && time == "" {
		return []string{s}, nil
	}
	return []string{"No pair of columns identifies every row as an entity in a period; --entity and --time name one and say why."}, nil
}

// periods tells whether all cells can be years.
func periods(cells []string) bool {
	for _, c := range cells {
		if y, err := strconv.Atoi(strings.TrimSpace(c)); err != nil || y < 1000 || y > 3000 {
			return false
		}
	}
	return true
}

func describePanel(p *data.Panel, entity, time string) string {
	y := p.Periods()
	shape := "balanced"
	switch {
	case p.Gaps():
		shape = "unbalanced, with gaps inside entities"
	case !p.Balanced():
		shape = "unbalanced, without gaps inside entities"
	}
	return fmt.Sprintf("Panel by %s and %s: %d entities, %d periods from %d to %d, %s.", entity, time, len(p.Entities()), len(y), y[0], y[len(y)-1], shape)
}
