package synth

import (
	"encoding/csv"
	"io"
	"strconv"

	"panelstress/data"
)

// Origin is what the last column of every row says, so that no copy of the
// file passes for data.
const Origin = "synthetic"

// WriteCSV writes the panel: entity, its Chinese name where it has one, time,
// the variables, origin. Numbers are read back to the same bits.
func (p *Panel) WriteCSV(w io.Writer) error {
	chinese := p.Problem.Entities[0].Zh != ""
	header := []string{"entity"}
	if chinese {
		header = append(header, "entity_zh")
	}
	header = append(header, "time")
	for _, v := range p.Problem.Variables {
		header = append(header, v.Name)
	}
	out := csv.NewWriter(w)
	if err := out.Write(append(header, "origin")); err != nil {
		return err
	}
	for g, name := range p.Problem.Entities {
		for t := range p.Problem.Periods {
			row := []string{name.En}
			if chinese {
				row = append(row, name.Zh)
			}
			row = append(row, strconv.Itoa(p.Problem.First+t))
			for _, col := range p.Columns {
				row = append(row, data.FormatNumber(col[g*p.Problem.Periods+t]))
			}
			if err := out.Write(append(row, Origin)); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}
