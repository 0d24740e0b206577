package figure

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"panelstress/sim"
)

// histograms show, per arm, the draws of the coefficients that the result is
// about, with their baseline and percentile interval.
func histograms(r *sim.Result) (out []Figure) {
	for i := range r.Arms {
		a := &r.Arms[i]
		var shown []*sim.Coefficient
		for _, name := range focal(r) {
			if c := find(a, name); c != nil && c.Histogram != nil {
				shown = append(shown, c)
			}
		}
		if len(shown) == 0 {
			continue
		}
		const panel = 1.75 // inches
		out = append(out, Figure{
			Name: "draws-" + sim.FileName(a.Name), Width: width, Height: vg.Length(panel*float64(len(shown))) * vg.Inch,
			Draw: func(c draw.Canvas) {
				var plots []*plot.Plot
				var shares []float64
				for _, co := range shown {
					plots, shares = append(plots, histogramPlot(a, co, r.Level)), append(shares, 1)
				}
				stack(c, plots, shares)
			},
		})
	}
	return out
}

func histogramPlot(a *sim.ArmResult, c *sim.Coefficient, level sim.Number) *plot.Plot {
	p := newPlot()
	h := c.Histogram
	p.Title.Text = fmt.Sprintf("%s.%s.%s: %d draws of %s", c.Model, c.Estimator, c.Term, c.Draws, a.Name)
	if n := h.Below + h.Above; n > 0 {
		p.Title.Text += fmt.Sprintf(" (%d further out)", n)
	}
	p.X.Label.Text, p.Y.Label.Text = "coefficient", "draws"
	p.X.Tick.Marker, p.Y.Tick.Marker = fewTicks{9}, fewTicks{4}
	p.X.Min, p.X.Max = float64(h.From), float64(h.To)
	if b := float64(c.Baseline); !math.IsNaN(b) {
		p.X.Min, p.X.Max = math.Min(p.X.Min, b), math.Max(p.X.Max, b)
	}
	counts := merged(h.Counts, c.Draws)
	most := float64(slices.Max(counts))
	p.Y.Min, p.Y.Max = 0, 1.35*most // room for the legend
	p.Add(bars{c, counts, most})
	p.Legend.Top = true
	p.Legend.Add("baseline", stroke{line(black, 1, vg.Points(3), vg.Points(2))})
	p.Legend.Add(fmt.Sprintf("%.4g %% percentile interval", 100*float64(level)), stroke{line(blue, 2.5)})
	return p
}

// merged puts neighbouring bins together where there are few draws: bars of
// chance alone tell nothing.
func merged(counts []int, draws int) []int {
	by := 1
	switch {
	case draws < 500:
		by = 3
	case draws < 5000:
		by = 2
	}
	out := make([]int, (len(counts)+by-1)/by)
	for k, n := range counts {
		out[k/by] += n
	}
	return out
}

// bars are a histogram with baseline and interval.
type bars struct {
	*sim.Coefficient
	counts []int
	most   float64
}

// Plot implements plot.Plotter.
func (b bars) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	h := b.Histogram
	step := (float64(h.To) - float64(h.From)) / float64(len(b.counts))
	for k, n := range b.counts {
		lo, hi := float64(h.From)+float64(k)*step, float64(h.From)+float64(k+1)*step
		c.FillPolygon(mix(grey, 0.6), []vg.Point{{X: x(lo), Y: y(0)}, {X: x(hi), Y: y(0)}, {X: x(hi), Y: y(float64(n))}, {X: x(lo), Y: y(float64(n))}})
	}
	if p.X.Min < 0 && p.X.Max > 0 {
		c.StrokeLine2(line(black, 0.5), x(0), y(p.Y.Min), x(0), y(b.most))
	}
	if i := b.Intervals["percentile"]; !math.IsNaN(float64(i[0])) {
		clip := func(v sim.Number) vg.Length { return x(min(max(float64(v), p.X.Min), p.X.Max)) }
		c.StrokeLine2(line(blue, 2.5), clip(i[0]), y(0)+vg.Points(1.5), clip(i[1]), y(0)+vg.Points(1.5))
	}
	if v := float64(b.Baseline); !math.IsNaN(v) {
		c.StrokeLine2(line(black, 1, vg.Points(3), vg.Points(2)), x(v), y(p.Y.Min), x(v), y(1.08*b.most))
	}
}
