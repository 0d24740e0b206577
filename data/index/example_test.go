package index_test

import (
	"fmt"

	"panelstress/data"
	"panelstress/data/index"
)

// Three towns and two indicators, of which less of the second is better.
func Example() {
	panel, err := data.NewPanel([]string{"Ash", "Birk", "Cove"}, []int{2020, 2020, 2020},
		[]string{"income", "unemployment"}, [][]float64{{1, 2, 3}, {30, 10, 20}})
	if err != nil {
		fmt.Println(err)
		return
	}
	ix := index.Index{
		Name:       "Wealth",
		Indicators: []index.Indicator{{Name: "income"}, {Name: "unemployment", Direction: -1}},
		Weighter:   index.Equal{},
	}
	plan, err := index.Compile(&ix, panel)
	if err != nil {
		fmt.Println(err)
		return
	}
	var s data.Sample
	s.All(3)
	w, scores := plan.NewWork(), make([]float64, panel.Len())
	if err := plan.Weigh(w, &s); err != nil {
		fmt.Println(err)
		return
	}
	if err := plan.Score(scores, w, &s); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(w.Weights, scores)
	// Output: [0.5 0.5] [0 0.75 0.75]
}
