package figure

import (
	"image/color"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"panelstress/sim"
)

// Colours of Okabe and Ito, and greys.
var (
	blue       = color.RGBA{0x00, 0x72, 0xB2, 0xFF}
	vermillion = color.RGBA{0xD5, 0x5E, 0x00, 0xFF}
	black      = color.RGBA{0x22, 0x22, 0x22, 0xFF}
	grey       = color.RGBA{0x99, 0x99, 0x99, 0xFF}
	light      = color.RGBA{0xDD, 0xDD, 0xDD, 0xFF}
)

// width of a figure that fills the text of a page.
const width = 6.5 * vg.Inch

// style is a text of a size in the sans-serif font that the library carries.
func style(size vg.Length) text.Style {
	return text.Style{Color: black, Font: font.Font{Typeface: "Liberation", Variant: "Sans", Size: size}, Handler: plot.DefaultTextHandler}
}

// newPlot is an empty plot with thin axes and small type.
func newPlot() *plot.Plot {
	p := plot.New()
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.Label.TextStyle.Font = style(8).Font
		a.Tick.Label.Font = style(7).Font
		a.LineStyle.Width, a.Tick.LineStyle.Width = vg.Points(0.5), vg.Points(0.5)
		a.Tick.Length = vg.Points(3)
		a.Padding = vg.Points(3)
	}
	p.Title.TextStyle.Font = style(9).Font
	p.Title.Padding = vg.Points(3)
	p.Legend.TextStyle.Font = style(7).Font
	p.Legend.Padding = vg.Points(1.5)
	p.Legend.ThumbnailWidth = vg.Points(14)
	return p
}

// mix is a colour on white: share 0 is white, 1 the colour.
func mix(c color.RGBA, share float64) color.RGBA {
	part := func(v uint8) uint8 { return uint8(255 - share*float64(255-v) + 0.5) }
	return color.RGBA{part(c.R), part(c.G), part(c.B), 0xFF}
}

func line(c color.Color, points float64, dashes ...vg.Length) draw.LineStyle {
	return draw.LineStyle{Color: c, Width: vg.Points(points), Dashes: dashes}
}

// fewTicks are the usual ticks with fewer labels, written short.
type fewTicks struct{ labels int }

// Ticks implements plot.Ticker.
func (t fewTicks) Ticks(lo, hi float64) []plot.Tick {
	var major, out []plot.Tick
	for _, tick := range (plot.DefaultTicks{}).Ticks(lo, hi) {
		if !tick.IsMinor() {
			major = append(major, tick)
		}
	}
	step := 1
	for len(major)/step > t.labels {
		step++
	}
	for i, tick := range major {
		if i%step == 0 {
			v, err := strconv.ParseFloat(strconv.FormatFloat(tick.Value, 'g', 6, 64), 64)
			if err == nil {
				tick.Label = strings.Replace(strconv.FormatFloat(v, 'g', -1, 64), "-", "\u2212", 1)
			}
			out = append(out, tick)
		}
	}
	return out
}

// coefficient names a coefficient of a result.
type coefficient struct{ model, estimator, term string }

func (c coefficient) String() string { return c.model + "." + c.estimator + "." + c.term }

// mostPanels bounds the panels of one figure.
const mostPanels = 12

// focal are the coefficients that a result is about: those of the hypotheses,
// or the first of every fit.
func focal(r *sim.Result) (list []coefficient) {
	seen := make(map[coefficient]bool)
	add := func(c coefficient) {
		if !seen[c] && len(list) < mostPanels {
			seen[c] = true
			list = append(list, c)
		}
	}
	for _, h := range r.Hypotheses {
		add(coefficient{h.Model, h.Estimator, h.Term})
	}
	if len(list) > 0 {
		return list
	}
	for _, f := range r.Baseline {
		if len(f.Terms) > 0 {
			add(coefficient{f.Model, f.Estimator, f.Terms[0].Name})
		}
	}
	return list
}

// find gives the coefficient of an arm, or nil.
func find(a *sim.ArmResult, c coefficient) *sim.Coefficient {
	for i := range a.Coefficients {
		if o := &a.Coefficients[i]; o.Model == c.model && o.Estimator == c.estimator && o.Term == c.term {
			return o
		}
	}
	return nil
}
