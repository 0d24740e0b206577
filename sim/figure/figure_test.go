package figure

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"panelstress/sim"
)

// result has a curve of 1,000 specifications of two choices, one of which
// decides the sign, an arm with a histogram, and names in Chinese.
func result() *sim.Result {
	c := sim.CurveResult{
		Model: "M1", Term: "指數", Baseline: []sim.SpecEstimate{{Estimator: "fe", Estimate: 0.2}},
		Choices: []sim.ChoiceResult{
			{Name: "weights", Options: []sim.OptionResult{{Name: "equal"}, {Name: "熵權"}}},
			{Name: "effects", Options: []sim.OptionResult{{Name: "entity"}, {Name: "twoway"}}},
		},
	}
	for i := range 1000 {
		s := sim.SpecResult{Draw: i, Options: []sim.Choice{sim.Choice(i % 2), sim.Choice(i/2%3) - 1}}
		s.Estimate = sim.Number(float64(2*(i%2)-1) * (1 + float64(i)/1000))
		s.SE, s.P, s.DoF = 0.3, 0.001, sim.Number(math.NaN())
		c.Specs = append(c.Specs, s)
	}
	c.Specs = append(c.Specs, sim.SpecResult{Draw: 1000, Error: "collinear", Options: []sim.Choice{0, 0}, SpecEstimate: sim.SpecEstimate{Estimate: sim.Number(math.NaN())}})
	c.Summary.Estimates = 1000
	h := &sim.Histogram{From: -1, To: 2, Counts: make([]int, 60)}
	for k := range h.Counts {
		h.Counts[k] = k
	}
	co := sim.Coefficient{
		Model: "M1", Estimator: "fe", Term: "指數", Baseline: 0.2, Draws: 1770, Histogram: h,
		Quantiles: map[string]sim.Number{"0.5": 0.3}, Intervals: map[string]sim.Interval{"percentile": {-0.5, 1.5}},
	}
	return &sim.Result{
		Level:      0.95,
		Baseline:   []sim.FitResult{{Model: "M1", Estimator: "fe", Terms: []sim.TermResult{{Name: "指數", Estimate: 0.2, CI: sim.Interval{-0.1, 0.5}}}}},
		Arms:       []sim.ArmResult{{Name: "bootstrap", Coefficients: []sim.Coefficient{co}}},
		Multiverse: &sim.MultiverseResult{Arm: "multiverse", Significant: 0.05, Standardised: true, Curves: []sim.CurveResult{c}},
	}
}

// TestFigures: every figure of a result is XML and PNG of its size, and the
// same bytes whenever it is drawn.
func TestFigures(t *testing.T) {
	var names []string
	again := Of(result())
	for i, f := range Of(result()) {
		names = append(names, f.Name)
		var svg, other, dots bytes.Buffer
		if err := errors.Join(f.SVG(&svg), again[i].SVG(&other), f.PNG(&dots)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(svg.Bytes(), other.Bytes()) {
			t.Errorf("%s differs from one drawing to the next", f.Name)
		}
		d := xml.NewDecoder(bytes.NewReader(svg.Bytes()))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
		if !strings.Contains(svg.String(), "指數") || strings.Contains(svg.String(), "NaN") {
			t.Errorf("%s: a name is lost, or a place is no number", f.Name)
		}
		img, err := png.Decode(&dots)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := img.Bounds().Dx(), int(math.Round(f.Width.Points()/72*dotsPerInch)); got != want {
			t.Errorf("%s is %d dots wide, want %d", f.Name, got, want)
		}
	}
	if want := []string{"specification-curve-M1-指數", "draws-bootstrap", "coefficients-by-arm"}; !slices.Equal(names, want) {
		t.Errorf("figures %v, want %v", names, want)
	}
	if n := len(Of(&sim.Result{})); n != 0 {
		t.Errorf("%d figures of an empty result", n)
	}
}

// TestColumns: columns are means of neighbours in the order of the estimates,
// and the shares of options are those of a plain count.
func TestColumns(t *testing.T) {
	c := &result().Multiverse.Curves[0]
	columns := columnsOf(c, 0.05)
	if len(columns) != mostColumns {
		t.Fatalf("%d columns", len(columns))
	}
	var equal, negative float64
	for k, col := range columns {
		if k > 0 && col.estimate < columns[k-1].estimate {
			t.Fatalf("column %d lies below the one before", k)
		}
		if half := 1.959963984540054 * 0.3; math.Abs(col.upper-col.lower-2*half) > 1e-9 { // the normal quantile of 0.975
			t.Fatalf("column %d: interval from %v to %v", k, col.lower, col.upper)
		}
		if col.estimate < 0 && col.options[0][0] < 0.999 {
			t.Errorf("column %d: all estimates are negative, and %v of them have equal weights", k, col.options[0][0])
		}
		equal += col.options[0][0] / mostColumns
		negative += col.negative / mostColumns
	}
	if math.Abs(equal-0.5) > 0.01 || math.Abs(negative-0.5) > 0.01 { // columns of 4 and of 5
		t.Errorf("share of equal weights %v, of negative estimates %v; want one half", equal, negative)
	}
}
