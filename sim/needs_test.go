package sim

import (
	"slices"
	"testing"

	"panelstress/data/index"
)

// TestGridKeepsWhatItsModelReads: an index that no model of the grid has is
// left out with its choices; one that a set of controls, a derived column or
// another index has stays.
func TestGridKeepsWhatItsModelReads(t *testing.T) {
	of := func(name string, indicators ...string) *index.Index {
		ix := &index.Index{Name: name}
		for _, in := range indicators {
			ix.Indicators = append(ix.Indicators, index.Indicator{Name: in, Direction: 1})
		}
		return ix
	}
	s := usStates(t)
	s.Indices = append(s.Indices, of("ALONE", "hwy", "emp"), of("CONTROL", "pc", "emp"), of("PART", "pc", "unemp"), of("WHOLE", "PART", "emp"), of("BELOW", "hwy", "water"))
	s.Derived = append(s.Derived, derived(t, "double", "2 * BELOW"))
	s.Models = []Model{model(t, "M1", "lgsp ~ INFRA + WHOLE + lemp")}
	g, err := NewGrid(s, Focal{"M1", "INFRA"}, []Source{
		{"indicators of ALONE", Construction, []Option{Keep("all", "ALONE", []string{"hwy", "emp"}), Keep("one", "ALONE", []string{"emp"})}},
		{"controls", Specification, []Option{ControlFor("lemp", "INFRA", terms(t, "lemp")), ControlFor("CONTROL", "INFRA", terms(t, "CONTROL"))}},
	})
	if err != nil {
		t.Fatal(err)
	}
	var kept []string
	for _, ix := range g.study.Indices {
		kept = append(kept, ix.Name)
	}
	if want := []string{"INFRA", "CONTROL", "PART", "WHOLE", "BELOW"}; !slices.Equal(kept, want) {
		t.Errorf("kept %q, want %q", kept, want)
	}
	if len(g.Sources) != 1 || g.Sources[0].Name != "controls" {
		t.Errorf("sources %v, want the controls alone", g.Sources)
	}
	if len(s.Indices) != 6 {
		t.Error("the study that was given lost indices")
	}
	if got, err := g.WeightNames(); err != nil || len(got) != 3+2+2+2+2 {
		t.Errorf("weights %q, %v", got, err)
	}
}
