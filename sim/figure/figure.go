package figure

import (
	"bytes"
	"image/color"
	"image/png"
	"io"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"

	"panelstress/sim"
)

// Figure is a drawing of a given size.
type Figure struct {
	Name   string // for files: letters, digits and hyphens
	Width  vg.Length
	Height vg.Length
	Draw   func(c draw.Canvas)
}

// Of are all figures of a result.
func Of(r *sim.Result) (out []Figure) {
	out = append(out, curves(r)...)
	out = append(out, heats(r)...)
	out = append(out, histograms(r)...)
	return append(out, forests(r)...)
}

// SVG writes the figure as a vector drawing.
func (f *Figure) SVG(w io.Writer) error {
	c := vgsvg.New(f.Width, f.Height)
	f.draw(c)
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return err
	}
	_, err := w.Write(bytes.ReplaceAll(b.Bytes(), []byte("font-family:Liberation Sans;"), []byte("font-family:Liberation Sans,Arial,Helvetica,sans-serif;")))
	return err
}

// draw leaves a white margin around the figure.
func (f *Figure) draw(on vg.CanvasSizer) {
	c := draw.New(on)
	c.FillPolygon(color.White, []vg.Point{c.Min, {X: c.Max.X, Y: c.Min.Y}, c.Max, {X: c.Min.X, Y: c.Max.Y}})
	const margin = vg.Length(6)
	f.Draw(draw.Crop(c, margin, -margin, margin, -margin))
}

// dotsPerInch of PNG files, which are for the screen: print has the SVG.
const dotsPerInch = 200

// PNG writes the figure as dots on white.
func (f *Figure) PNG(w io.Writer) error {
	c := vgimg.NewWith(vgimg.UseWH(f.Width, f.Height), vgimg.UseDPI(dotsPerInch))
	f.draw(c)
	fast := png.Encoder{CompressionLevel: png.BestSpeed} // a run waits for it
	return fast.Encode(w, c.Image())
}

// stack draws plots below each other, their axes aligned; shares are of the
// height.
func stack(c draw.Canvas, plots []*plot.Plot, shares []float64) {
	total := 0.0
	for _, s := range shares {
		total += s
	}
	var grid [][]*plot.Plot
	for _, p := range plots {
		grid = append(grid, []*plot.Plot{p})
	}
	aligned := plot.Align(grid, draw.Tiles{Rows: len(plots), Cols: 1}, c)
	top := c.Max.Y
	for i, p := range plots {
		height := (c.Max.Y - c.Min.Y) * vg.Length(shares[i]/total)
		tile := aligned[i][0]
		tile.Max.Y, tile.Min.Y = top, top-height
		p.Draw(tile)
		top -= height
	}
}
