package raw

import (
	"encoding/csv"
	"io"
	"strconv"

	"panelstress/data"
)

// Origin stands in the last column of every row, so that no copy of a file
// passes for data.
const Origin = "synthetic"

// WritePanel writes the columns that the recipe keeps: entity, its Chinese
// name where the panel had one, time, the columns, origin.
func (m *Made) WritePanel(w io.Writer) error {
	header := []string{m.recipe.Entity}
	if m.chinese != nil {
		header = append(header, m.recipe.Entity+"_zh")
	}
	return m.write(w, append(append(header, m.recipe.Time), m.Panel.Names()...), func(out *csv.Writer, name, time string, i int) error {
		row := []string{name}
		if m.chinese != nil {
			row = append(row, m.chinese[i])
		}
		row = append(row, time)
		for _, column := range m.Panel.Names() {
			row = append(row, data.FormatNumber(m.Panel.Column(column)[i]))
		}
		return out.Write(append(row, Origin))
	})
}

// WriteTrade writes the trade table in long form: entity, time, product,
// exports, origin.
func (m *Made) WriteTrade(w io.Writer) error {
	header := []string{m.recipe.Entity, m.recipe.Time, m.recipe.Product, "exports"}
	return m.write(w, header, func(out *csv.Writer, name, time string, i int) error {
		for k, product := range m.Products {
			if err := out.Write([]string{name, time, product, data.FormatNumber(m.Exports[i][k]), Origin}); err != nil {
				return err
			}
		}
		return nil
	})
}

// write writes a header and what rows writes for every row of the panel.
func (m *Made) write(w io.Writer, header []string, rows func(out *csv.Writer, name, time string, i int) error) error {
	out := csv.NewWriter(w)
	if err := out.Write(append(header, "origin")); err != nil {
		return err
	}
	start := m.Panel.Starts()
	for g, name := range m.Panel.Entities() {
		for i := start[g]; i < start[g+1]; i++ {
			if err := rows(out, name, strconv.Itoa(m.Panel.Times()[i]), i); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}
