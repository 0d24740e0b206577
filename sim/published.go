package sim

import (
	"math"
	"path"
	"strings"

	"panelstress/data/published"
)

// Published are the printed tables of a study that was done before, to stand
// beside the results of ours.
type Published struct {
	Tables    *published.Tables
	Corrected *published.Tables // the same with the corrections that they need; nil where they need none
	LeftOut   []LeftOut
}

// LeftOut says why numbers cannot be compared. Cells is a pattern of names of
// cells, in which * stands for anything: "*.hausman".
type LeftOut struct{ Cells, Why string }

// Marks of a printed number beside ours.
const (
	Equal         = "equal"           // ours prints as it
	Corrected     = "equal corrected" // ours prints as the corrected number
	Differs       = "differs"
	NotComparable = "not comparable"
)

// PublishedResult is the comparison with printed tables.
type PublishedResult struct {
	Source string          `json:"source"`
	Counts PublishedCounts `json:"counts"`
	Cells  []PublishedCell `json:"cells"`
}

// PublishedCounts count printed numbers by their marks. Met counts those of
// the corrected tables, of which there are Of.
type PublishedCounts struct {
	Equal         int `json:"equal"`
	Corrected     int `json:"equal_corrected"`
	Differs       int `json:"differs"`
	NotComparable int `json:"not_comparable"`
	Met           int `json:"met"`
	Of            int `json:"of"`
}

// PublishedCell is a printed number, ours, and how they compare.
type PublishedCell struct {
	Where     string `json:"where"` // descriptives.VAR.mean, correlations.A.B, REGRESSION.TERM, REGRESSION.r2
	Printed   string `json:"printed"`
	Corrected string `json:"corrected,omitempty"` // where it is not what is printed
	Ours      Number `json:"ours"`
	Mark      string `json:"mark"`
	Why       string `json:"why,omitempty"`
}

// Compare sets printed tables beside a result.
func (p *Published) Compare(r *Result) *PublishedResult {
	out := &PublishedResult{Source: p.Tables.Source, Cells: []PublishedCell{}}
	corrected := make(map[string]*PrintedCell)
	if p.Corrected != nil {
		list := PairPrinted(p.Corrected, r)
		for i := range list {
			// F that is said to test the effects stands where F is printed.
			corrected[strings.TrimSuffix(list[i].Where, "_effects")] = &list[i]
			out.Counts.Of++
			if list[i].Prints() {
				out.Counts.Met++
			}
		}
	}
	for _, cell := range PairPrinted(p.Tables, r) {
		use := corrected[cell.Where]
		if use != nil {
			cell.Value = use.Value // of the statistic that the corrected tables name
		}
		out.Cells = append(out.Cells, p.mark(&cell, use, &out.Counts))
	}
	return out
}

// mark says how a printed number compares, given its cell of the corrected
// tables, and counts it.
func (p *Published) mark(c, corrected *PrintedCell, counts *PublishedCounts) PublishedCell {
	cell := PublishedCell{Where: c.Where, Printed: c.Printed.Text, Ours: c.Value}
	same := corrected == nil || corrected.Printed.Value == c.Printed.Value
	if !same {
		cell.Corrected = corrected.Printed.Digits()
	}
	switch why := p.leftOut(c.Where); {
	case math.IsNaN(float64(c.Value)):
		cell.Mark, cell.Why = NotComparable, "not among the results"
		counts.NotComparable++
	case corrected == nil && p.Corrected != nil && why != "":
		cell.Mark, cell.Why = NotComparable, why
		counts.NotComparable++
	case same && c.Prints():
		cell.Mark = Equal
		counts.Equal++
	case corrected != nil && corrected.Prints():
		cell.Mark = Corrected
		counts.Corrected++
	default:
		cell.Mark = Differs
		counts.Differs++
	}
	return cell
}

func (p *Published) leftOut(where string) string {
	for _, l := range p.LeftOut {
		if ok, _ := path.Match(l.Cells, where); ok {
			return l.Why
		}
	}
	return ""
}
