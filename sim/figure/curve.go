package figure

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"panelstress/estimators"
	"panelstress/sim"
)

// mostColumns is the number of columns that a curve has at the most. Where
// there are more specifications, neighbours in the order of their estimates
// share a column.
const mostColumns = 240

// column is one specification, or neighbours.
type column struct {
	estimate, lower, upper float64 // means
	positive, negative     float64 // shares that are significant
	options                [][]float64
}

// curves are the specification curves: estimates in ascending order with
// their intervals, and below them which options they take.
func curves(r *sim.Result) (out []Figure) {
	if r.Multiverse == nil {
		return nil
	}
	for i := range r.Multiverse.Curves {
		c := &r.Multiverse.Curves[i]
		if c.Summary.Estimates == 0 {
			continue
		}
		rows := dashboardRows(c)
		const top, perRow = 2.8, 0.125 // inches
		height := top + perRow*float64(len(rows)) + 0.45
		out = append(out, Figure{
			Name: "specification-curve-" + sim.FileName(c.Model+"-"+c.Term), Width: width, Height: vg.Length(height) * vg.Inch,
			Draw: func(canvas draw.Canvas) {
				columns := columnsOf(c, float64(r.Multiverse.Significant))
				stack(canvas, []*plot.Plot{estimatesPlot(r.Multiverse, c, columns), dashboardPlot(c, columns, rows)}, []float64{top, height - top})
			},
		})
	}
	return out
}

// columnsOf puts the specifications in the order of their estimates into
// columns of equal numbers.
func columnsOf(c *sim.CurveResult, alpha float64) []column {
	specs := c.Sorted()[:c.Summary.Estimates]
	columns := make([]column, min(len(specs), mostColumns))
	for k := range columns {
		lo, hi := k*len(specs)/len(columns), (k+1)*len(specs)/len(columns)
		col := &columns[k]
		for _, choice := range c.Choices {
			col.options = append(col.options, make([]float64, len(choice.Options)))
		}
		share := 1 / float64(hi-lo)
		for _, s := range specs[lo:hi] {
			dof := float64(s.DoF)
			if math.IsNaN(dof) {
				dof = math.Inf(1)
			}
			half := estimators.Critical(alpha, dof) * float64(s.SE)
			col.estimate += share * float64(s.Estimate)
			col.lower += share * (float64(s.Estimate) - half)
			col.upper += share * (float64(s.Estimate) + half)
			switch {
			case !(float64(s.P) < alpha):
			case s.Estimate > 0:
				col.positive += share
			default:
				col.negative += share
			}
			for j, o := range s.Options {
				if o >= 0 {
					col.options[j][o] += share
				}
			}
		}
	}
	return columns
}

// colour is that of what most specifications of a column are.
func (c *column) colour() color.RGBA {
	switch {
	case c.positive > 0.5:
		return blue
	case c.negative > 0.5:
		return vermillion
	}
	return grey
}

func estimatesPlot(m *sim.MultiverseResult, c *sim.CurveResult, columns []column) *plot.Plot {
	p := newPlot()
	unit := ""
	if m.Standardised {
		unit = ", indices in standard deviations"
	}
	p.Title.Text = fmt.Sprintf("%s under %d specifications", c.Model+"."+c.Term, c.Summary.Estimates)
	p.Y.Label.Text = "coefficient" + unit
	p.Y.Tick.Marker = fewTicks{7}
	p.HideX()
	lo, hi := math.Min(0, columns[0].estimate), math.Max(0, columns[len(columns)-1].estimate)
	room := 0.12 * (hi - lo)
	p.Y.Min, p.Y.Max = lo-room, hi+room
	p.X.Min, p.X.Max = 0, float64(len(columns))
	base := math.NaN()
	if len(c.Baseline) > 0 {
		base = float64(c.Baseline[0].Estimate)
	}
	p.Add(estimates{columns, base})
	alpha := fmt.Sprintf("p < %g", float64(m.Significant))
	p.Legend.Top, p.Legend.Left = true, true
	p.Legend.Add("positive, "+alpha, dot{blue})
	p.Legend.Add("negative, "+alpha, dot{vermillion})
	p.Legend.Add("not significant", dot{grey})
	p.Legend.Add(fmt.Sprintf("%g %% interval", 100*(1-float64(m.Significant))), stroke{line(mix(grey, 0.5), 1.5)})
	if !math.IsNaN(base) {
		p.Legend.Add("study as written, by "+c.Baseline[0].Estimator, stroke{line(black, 0.75, vg.Points(3), vg.Points(2))})
	}
	return p
}

// estimates are the columns as points with intervals, and the baseline.
type estimates struct {
	columns []column
	base    float64
}

// Plot implements plot.Plotter.
func (e estimates) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	clip := func(v float64) vg.Length { return y(min(max(v, p.Y.Min), p.Y.Max)) }
	slot := x(1) - x(0)
	for k := range e.columns {
		col := &e.columns[k]
		at := x(float64(k) + 0.5)
		c.StrokeLine2(draw.LineStyle{Color: mix(col.colour(), 0.35), Width: min(0.8*slot, vg.Points(2))}, at, clip(col.lower), at, clip(col.upper))
	}
	c.StrokeLine2(line(black, 0.5), x(p.X.Min), y(0), x(p.X.Max), y(0))
	for k := range e.columns {
		col := &e.columns[k]
		c.DrawGlyph(draw.GlyphStyle{Color: col.colour(), Radius: vg.Points(1.2), Shape: draw.CircleGlyph{}}, vg.Point{X: x(float64(k) + 0.5), Y: y(col.estimate)})
	}
	if !math.IsNaN(e.base) {
		c.StrokeLine2(line(black, 0.75, vg.Points(3), vg.Points(2)), x(p.X.Min), clip(e.base), x(p.X.Max), clip(e.base))
	}
}

// dashboardRow is a line of the dashboard: the name of a choice, or an option.
type dashboardRow struct {
	label          string
	choice, option int // option -1: the name of the choice
}

func dashboardRows(c *sim.CurveResult) (rows []dashboardRow) {
	for k, choice := range c.Choices {
		rows = append(rows, dashboardRow{choice.Name, k, -1})
		for o, option := range choice.Options {
			rows = append(rows, dashboardRow{option.Name, k, o})
		}
	}
	return rows
}

func dashboardPlot(c *sim.CurveResult, columns []column, rows []dashboardRow) *plot.Plot {
	p := newPlot()
	var ticks []plot.Tick
	for i, r := range rows {
		label := r.label
		if r.option < 0 {
			label = short(label, 34) + ":" // a colon, as bold type is no part of an axis
		} else {
			label = short(label, 32) + "  "
		}
		ticks = append(ticks, plot.Tick{Value: float64(len(rows)-i) - 0.5, Label: label})
	}
	p.Y.Tick.Marker = plot.ConstantTicks(ticks)
	p.Y.Tick.LineStyle.Width, p.Y.LineStyle.Width = 0, 0
	p.Y.Tick.Label.Font = style(6.5).Font
	p.Y.Min, p.Y.Max = 0, float64(len(rows))
	p.X.Min, p.X.Max = 0, float64(len(columns))
	p.X.Tick.Marker = plot.ConstantTicks(nil)
	p.X.LineStyle.Width = 0
	p.X.Label.Text = "specifications by estimate"
	if n := c.Summary.Estimates; n > len(columns) {
		p.X.Label.Text += fmt.Sprintf(" (%.3g a column; darker: more take the option)", float64(n)/float64(len(columns)))
	}
	p.Add(dashboard{columns, rows, darkest(columns)})
	return p
}

// short cuts a label that would leave no room for the figure.
func short(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "\u2026"
	}
	return s
}

// darkest is, per choice, the largest share that an option has in a column: of
// nine options each has few.
func darkest(columns []column) []float64 {
	most := make([]float64, len(columns[0].options))
	for _, c := range columns {
		for k, shares := range c.options {
			for _, s := range shares {
				most[k] = max(most[k], s)
			}
		}
	}
	return most
}

// dashboard shows which options the columns take.
type dashboard struct {
	columns []column
	rows    []dashboardRow
	darkest []float64
}

// Plot implements plot.Plotter.
func (d dashboard) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for i, r := range d.rows {
		bottom := float64(len(d.rows) - i - 1)
		if r.option < 0 {
			if i > 0 {
				c.StrokeLine2(line(light, 0.5), x(p.X.Min), y(bottom+1), x(p.X.Max), y(bottom+1))
			}
			continue
		}
		for k := range d.columns {
			share := d.columns[k].options[r.choice][r.option]
			if share == 0 {
				continue
			}
			c.FillPolygon(mix(black, share/d.darkest[r.choice]), []vg.Point{
				{X: x(float64(k)), Y: y(bottom + 0.15)},
				{X: x(float64(k + 1)), Y: y(bottom + 0.15)},
				{X: x(float64(k + 1)), Y: y(bottom + 0.85)},
				{X: x(float64(k)), Y: y(bottom + 0.85)},
			})
		}
	}
}

// dot is the sign of points in a legend.
type dot struct{ colour color.Color }

// Thumbnail implements plot.Thumbnailer.
func (d dot) Thumbnail(c *draw.Canvas) {
	c.DrawGlyph(draw.GlyphStyle{Color: d.colour, Radius: vg.Points(1.8), Shape: draw.CircleGlyph{}}, c.Center())
}

// stroke is the sign of a line in a legend.
type stroke struct{ style draw.LineStyle }

// Thumbnail implements plot.Thumbnailer.
func (s stroke) Thumbnail(c *draw.Canvas) {
	y := c.Center().Y
	c.StrokeLine2(s.style, c.Min.X, y, c.Max.X, y)
}
