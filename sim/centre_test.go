package sim

import (
	"math"
	"testing"

	"panelstress/bootstrap"
	"panelstress/sim/store"
)

// TestCentre: centring changes no product's coefficient, shifts each main
// effect by the product's times the mean of the other variable, and does so in
// every draw with the means of the draw's own sample.
func TestCentre(t *testing.T) {
	s := usStates(t)
	s.Hypotheses = nil
	const text = "lgsp ~ INFRA*unemp + lpc + lemp | INFRA + INFRA:unemp ~ L.INFRA + L.(INFRA:unemp)"
	s.Models = []Model{model(t, "plain", text), model(t, "centred", text)}
	s.Models[1].Centre = true
	for range 2 { // the study is not changed by compiling it
		c, base := compiled(t, s)
		h := c.header(s.Arms[0])
		out := slot{chain: c, block: store.NewBlock(&h, 1)}
		w := c.newWorker(Arm{Name: "x", Resampler: bootstrap.Entities{}})
		for i := range 3 {
			w.draw(i, &out)
			value := make(map[string]float64)
			for j, name := range h.Columns {
				value[name] = out.block.Values[j][0]
			}
			for _, e := range []string{"fe", "fgls"} {
				product := value["plain."+e+".INFRA:unemp"]
				check := func(term string, want float64) {
					got := value["centred."+e+"."+term]
					if !(math.Abs(got-want) <= 1e-8*math.Abs(want)) { // two fits of badly scaled columns
						t.Errorf("draw %d %s %s: %v, want %v", i, e, term, got, want)
					}
				}
				check("INFRA:unemp", product)
				check("INFRA", value["plain."+e+".INFRA"]+product*weightedMean(w, "unemp"))
				check("unemp", value["plain."+e+".unemp"]+product*weightedMean(w, "INFRA"))
			}
		}
		for _, f := range base.Baseline {
			if f.Model == "centred" && f.Terms[0].Name != "INFRA" {
				t.Errorf("terms of the centred model: %v", f.Terms)
			}
		}
	}
}

func weightedMean(w *worker, name string) float64 {
	at, _ := w.chain.column(name)
	sum, n := 0.0, 0.0
	for g, c := range w.sample.Count {
		for i := w.chain.panel.Starts()[g]; i < w.chain.panel.Starts()[g+1]; i++ {
			sum += float64(c) * w.cols[at][i]
			n += float64(c)
		}
	}
	return sum / n
}
