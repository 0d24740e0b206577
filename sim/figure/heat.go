package figure

import (
	"fmt"
	"image/color"
	"math"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"panelstress/sim"
)

// heats are the stress grids: shares of draws that support a hypothesis over
// two properties of a scenario.
func heats(r *sim.Result) (out []Figure) {
	for i := range r.Stress {
		s := &r.Stress[i]
		for h := 0; s.Grid != nil && h < len(s.Grid.Hypotheses); h++ {
			out = append(out, Figure{
				Name: "stress-" + sim.FileName(s.Scenario+"-"+s.Grid.Hypotheses[h].Name), Width: width, Height: 4 * vg.Inch,
				Draw: func(c draw.Canvas) { drawHeat(c, s, &s.Grid.Hypotheses[h]) },
			})
		}
	}
	return out
}

// scaleWidth is the room of the scale of colours at the right.
const scaleWidth = 0.75 * vg.Inch

func drawHeat(c draw.Canvas, s *sim.StressResult, h *sim.GridHypothesis) {
	g := s.Grid
	p := newPlot()
	p.Title.Text = fmt.Sprintf("%s: %% of %d draws that support %s (%s.%s.%s)", s.Scenario, g.Draws, h.Name, h.Model, h.Estimator, h.Term)
	p.X.Label.Text, p.Y.Label.Text = axisLabel(g.X), axisLabel(g.Y)
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, float64(len(g.X.Values)), 0, float64(len(g.Y.Values))
	p.X.Tick.Marker, p.Y.Tick.Marker = cellTicks(g.X.Values), cellTicks(g.Y.Values)
	p.X.Padding, p.Y.Padding = 0, 0
	p.Add(heat{h.Supported, place(g.X), place(g.Y)})
	p.Draw(draw.Crop(c, 0, -scaleWidth, 0, 0))
	drawScale(draw.Crop(c, c.Max.X-c.Min.X-scaleWidth+vg.Points(14), 0, vg.Points(30), -vg.Points(20)))
}

func axisLabel(a sim.AxisResult) string {
	switch a.Of {
	case "size":
		return "size of the shock (1: as written)"
	case "persistence":
		return "share of the shock that remains from year to year"
	case "share":
		return "share of the entities that are hit"
	case "onset":
		return "year of the onset"
	}
	return a.Of + " of the amounts across entities"
}

// cellTicks labels the middle of at most 11 cells.
func cellTicks(values []sim.Number) plot.ConstantTicks {
	var ticks []plot.Tick
	step := (len(values) + 10) / 11
	for i := 0; i < len(values); i += step {
		ticks = append(ticks, plot.Tick{Value: float64(i) + 0.5, Label: strconv.FormatFloat(float64(values[i]), 'g', 4, 64)})
	}
	return ticks
}

// place is where the value of the scenario as written lies on an axis of
// cells; NaN where it does not.
func place(a sim.AxisResult) float64 {
	w := float64(a.Written)
	for i, v := range a.Values {
		if float64(v) == w {
			return float64(i) + 0.5
		}
		if i > 0 && (float64(a.Values[i-1])-w)*(float64(v)-w) < 0 {
			return float64(i) - 0.5 + (w-float64(a.Values[i-1]))/float64(v-a.Values[i-1])
		}
	}
	return math.NaN()
}

// heat are cells in colours, a line where the share crosses one half, and a
// cross on the scenario as it is written.
type heat struct {
	share [][]sim.Number // [y][x]
	x, y  float64        // of the scenario as written
}

// Plot implements plot.Plotter.
func (h heat) Plot(c draw.Canvas, p *plot.Plot) {
	px, py := p.Transforms(&c)
	const overlap = 0.01 // of a cell, so that no white lines show between
	for j, row := range h.share {
		for i, v := range row {
			x, y := float64(i), float64(j)
			c.FillPolygon(heatColour(float64(v)), []vg.Point{
				{X: px(x), Y: py(y)},
				{X: px(x + 1 + overlap), Y: py(y)},
				{X: px(x + 1 + overlap), Y: py(y + 1 + overlap)},
				{X: px(x), Y: py(y + 1 + overlap)},
			})
		}
	}
	edge := func(x1, y1, x2, y2 float64) {
		c.StrokeLine2(line(color.White, 2.5), px(x1), py(y1), px(x2), py(y2))
		c.StrokeLine2(line(black, 1), px(x1), py(y1), px(x2), py(y2))
	}
	for j, row := range h.share {
		for i, v := range row {
			if i > 0 && (v >= 0.5) != (row[i-1] >= 0.5) {
				edge(float64(i), float64(j), float64(i), float64(j+1))
			}
			if j > 0 && (v >= 0.5) != (h.share[j-1][i] >= 0.5) {
				edge(float64(i), float64(j), float64(i+1), float64(j))
			}
		}
	}
	if at := (vg.Point{X: px(h.x), Y: py(h.y)}); !math.IsNaN(h.x + h.y) {
		c.DrawGlyph(draw.GlyphStyle{Color: color.White, Radius: vg.Points(5), Shape: draw.CircleGlyph{}}, at)
		for _, d := range []vg.Length{-3, 3} {
			c.StrokeLine2(line(vermillion, 1.5), at.X-3, at.Y-d, at.X+3, at.Y+d)
		}
	}
}

// cividis is a scale from dark blue to yellow that looks the same to readers
// with and without colour deficiency, and in grey (Nuñez, Anderton and Renslow
// 2018, PLoS ONE 13, e0199239), at every sixth of its length.
var cividis = []color.RGBA{
	{0x00, 0x22, 0x4E, 0xFF},
	{0x2A, 0x3F, 0x6D, 0xFF},
	{0x57, 0x5C, 0x6D, 0xFF},
	{0x7D, 0x7C, 0x78, 0xFF},
	{0xA5, 0x9C, 0x74, 0xFF},
	{0xD2, 0xC0, 0x60, 0xFF},
	{0xFE, 0xE8, 0x38, 0xFF},
}

// heatColour is that of a share; white where there is none.
func heatColour(share float64) color.RGBA {
	if math.IsNaN(share) {
		return color.RGBA{0xFF, 0xFF, 0xFF, 0xFF}
	}
	at := min(max(share, 0), 1) * float64(len(cividis)-1)
	k := min(int(at), len(cividis)-2)
	f := at - float64(k)
	part := func(a, b uint8) uint8 { return uint8(float64(a) + f*(float64(b)-float64(a)) + 0.5) }
	a, b := cividis[k], cividis[k+1]
	return color.RGBA{part(a.R, b.R), part(a.G, b.G), part(a.B, b.B), 0xFF}
}

// drawScale draws the scale of colours, and what its signs are.
func drawScale(c draw.Canvas) {
	const steps = 60
	height := c.Max.Y - c.Min.Y
	bar := vg.Points(10)
	for k := range steps {
		y := c.Min.Y + height*vg.Length(k)/steps
		top := min(c.Max.Y, c.Min.Y+height*vg.Length(float64(k)+1.2)/steps) // no white lines between
		c.FillPolygon(heatColour((float64(k)+0.5)/steps), []vg.Point{{X: c.Min.X, Y: y}, {X: c.Min.X + bar, Y: y}, {X: c.Min.X + bar, Y: top}, {X: c.Min.X, Y: top}})
	}
	for _, share := range []float64{0, 0.25, 0.5, 0.75, 1} {
		y := c.Min.Y + height*vg.Length(share)
		c.StrokeLine2(line(black, 0.5), c.Min.X+bar, y, c.Min.X+bar+vg.Points(2), y)
		c.FillText(style(7), vg.Point{X: c.Min.X + bar + vg.Points(4), Y: y - vg.Points(2.5)}, fmt.Sprintf("%.0f %%", 100*share))
	}
	at := vg.Point{X: c.Min.X + vg.Points(4), Y: c.Min.Y - vg.Points(14)}
	for _, d := range []vg.Length{-3, 3} { // a glyph would need a canvas that reaches so far down
		c.StrokeLine2(line(vermillion, 1), at.X-3, at.Y-d, at.X+3, at.Y+d)
	}
	c.FillText(style(6.5), vg.Point{X: at.X + vg.Points(6), Y: at.Y - vg.Points(2.5)}, "as written")
	at.Y -= vg.Points(10)
	c.StrokeLine2(line(black, 1), at.X-vg.Points(3), at.Y, at.X+vg.Points(3), at.Y)
	c.FillText(style(6.5), vg.Point{X: at.X + vg.Points(6), Y: at.Y - vg.Points(2.5)}, "one half")
}
