package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"panelstress/sim"
)

// forestRow is a coefficient in one arm: a point and an interval.
type forestRow struct {
	label                string
	point, lower, higher float64
}

// forests show every coefficient that the result is about at the baseline and
// in all arms in which it has the same units: those of a standardised
// multiverse are in the curve.
func forests(r *sim.Result) []Figure {
	var plots []*plot.Plot
	var shares []float64
	height := 0.0
	for _, name := range focal(r) {
		rows := forestRows(r, name)
		if len(rows) < 2 {
			continue
		}
		plots = append(plots, forestPlot(name, rows))
		h := 0.75 + 0.17*float64(len(rows)) // inches
		shares = append(shares, h)
		height += h
	}
	if len(plots) == 0 {
		return nil
	}
	return []Figure{{Name: "coefficients-by-arm", Width: width, Height: vg.Length(height) * vg.Inch, Draw: func(c draw.Canvas) { stack(c, plots, shares) }}}
}

func forestRows(r *sim.Result, name coefficient) (rows []forestRow) {
	for _, f := range r.Baseline {
		for _, t := range f.Terms {
			if f.Model == name.model && f.Estimator == name.estimator && t.Name == name.term {
				rows = append(rows, forestRow{fmt.Sprintf("baseline, %.4g %% interval", 100*float64(r.Level)), float64(t.Estimate), float64(t.CI[0]), float64(t.CI[1])})
			}
		}
	}
	for i := range r.Arms {
		a := &r.Arms[i]
		if r.Multiverse != nil && r.Multiverse.Standardised && a.Name == r.Multiverse.Arm {
			continue
		}
		c := find(a, name)
		if c == nil || c.Draws == 0 {
			continue
		}
		interval := c.Intervals["percentile"]
		rows = append(rows, forestRow{a.Name, float64(c.Quantiles["0.5"]), float64(interval[0]), float64(interval[1])})
	}
	return rows
}

func forestPlot(name coefficient, rows []forestRow) *plot.Plot {
	p := newPlot()
	p.Title.Text = name.String()
	p.X.Label.Text = "coefficient (arms: median and percentile interval of the draws)"
	p.X.Tick.Marker = fewTicks{9}
	var ticks []plot.Tick
	p.X.Min, p.X.Max = 0, 0
	for i, r := range rows {
		ticks = append(ticks, plot.Tick{Value: float64(len(rows)-i) - 0.5, Label: short(r.label, 32)})
		for _, v := range []float64{r.point, r.lower, r.higher} {
			if !math.IsNaN(v) {
				p.X.Min, p.X.Max = math.Min(p.X.Min, v), math.Max(p.X.Max, v)
			}
		}
	}
	room := 0.05 * (p.X.Max - p.X.Min)
	p.X.Min, p.X.Max = p.X.Min-room, p.X.Max+room
	p.Y.Min, p.Y.Max = 0, float64(len(rows))
	p.Y.Tick.Marker = plot.ConstantTicks(ticks)
	p.Y.Tick.LineStyle.Width, p.Y.LineStyle.Width = 0, 0
	p.Add(forest(rows))
	return p
}

// forest are points with intervals, the baseline first.
type forest []forestRow

// Plot implements plot.Plotter.
func (f forest) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	c.StrokeLine2(line(grey, 0.5), x(0), y(p.Y.Min), x(0), y(p.Y.Max))
	for i, r := range f {
		at := y(float64(len(f)-i) - 0.5)
		colour, shape := blue, draw.GlyphDrawer(draw.CircleGlyph{})
		if i == 0 {
			colour, shape = black, draw.BoxGlyph{}
			c.StrokeLine2(line(black, 0.5, vg.Points(2), vg.Points(2)), x(r.point), y(p.Y.Min), x(r.point), y(p.Y.Max))
		}
		if !math.IsNaN(r.lower) && !math.IsNaN(r.higher) {
			c.StrokeLine2(line(colour, 1.2), x(r.lower), at, x(r.higher), at)
		}
		if !math.IsNaN(r.point) {
			c.DrawGlyph(draw.GlyphStyle{Color: colour, Radius: vg.Points(2.4), Shape: shape}, vg.Point{X: x(r.point), Y: at})
		}
	}
}
