package index_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"panelstress/data"
	"panelstress/data/index"
)

// TestBadSettings: every mistake has one message that names what was found.
func TestBadSettings(t *testing.T) {
	nan := math.NaN()
	names, times := []string{"north", "north", "south", "south"}, []int{1999, 2000, 1999, 2000}
	panel, err := data.NewPanel(names, times,
		[]string{"patents", "income", "roads", "flat", "flat2", "holes", "empty", "endless"},
		[][]float64{
			{1, 2, 3, 5},
			{4, 3, 2, 7},
			{-1, 2, 0, 4},
			{7, 7, 7, 7},
			{0, 0, 0, 0},
			{1, 2, 3, nan},
			{nan, nan, nan, nan},
			{1, math.Inf(1), 2, 3},
		})
	if err != nil {
		t.Fatal(err)
	}
	on := func(columns ...string) (in []index.Indicator) {
		for _, c := range columns {
			in = append(in, index.Indicator{Name: c})
		}
		return in
	}
	two := on("patents", "income")
	groups := func(g ...index.Group) index.Index { return index.Index{Indicators: two, Groups: g} }
	for _, c := range []struct {
		what string
		ix   index.Index
		want []string
	}{
		{"none", index.Index{}, []string{"no indicators"}},
		{"unknown", index.Index{Indicators: on("patent", "income")}, []string{`"patent"`, `did you mean "patents"`}},
		{"twice", index.Index{Indicators: on("income", "income")}, []string{`"income" is listed twice`}},
		{"direction", index.Index{Indicators: []index.Indicator{{Name: "income", Direction: 2}}}, []string{`"income"`, "direction is 2"}},
		{"missing", index.Index{Indicators: on("holes", "income")}, []string{`"holes"`, "1 missing", `"south", time 2000`}},
		{"infinite", index.Index{Indicators: on("endless", "income")}, []string{`"endless"`, "infinite", `"north", time 2000`}},
		{"all missing", index.Index{Indicators: on("empty", "income")}, []string{`"empty" has no values`}},
		{"two problems", index.Index{Indicators: on("empty", "incomes")}, []string{`"empty"`, `"incomes"`}},
		{"all constant", index.Index{Indicators: on("flat", "flat2")}, []string{"every indicator is constant"}},
		{"range", index.Index{Indicators: two, Normaliser: index.MinMax{Lo: 2, Hi: 1}}, []string{"[2, 1]"}},
		{"delta", index.Index{Indicators: two, Weighter: index.Entropy{Zero: index.Shift}}, []string{"delta is 0"}},
		{"power", index.Index{Indicators: two, Aggregator: index.Power{}}, []string{"power is 0"}},
		{"floor", index.Index{Indicators: two, Aggregator: index.Geometric{Floor: 1}}, []string{"floor is 1"}},
		{"given none", index.Index{Indicators: two, Weighter: index.Given{"income": 1}}, []string{`no weight is given for "patents"`}},
		{"given other", index.Index{Indicators: two, Weighter: index.Given{"income": 1, "patents": 1, "incomes": 1}}, []string{`"incomes"`, `did you mean "income"`}},
		{"given negative", index.Index{Indicators: two, Weighter: index.Given{"income": -1, "patents": 2}}, []string{`"income" is -1`}},
		{"given zeros", index.Index{Indicators: two, Weighter: index.Given{"income": 0, "patents": 0}}, []string{"all zero"}},
		{"goalposts", index.Index{Indicators: two, Normaliser: index.Goalposts{"income": {1, 1}}}, []string{`no goalposts are given for "patents"`, `goalposts of "income" are 1 and 1`}},
		{"winsorise", index.Index{Indicators: []index.Indicator{{Name: "income", Treatment: index.Winsorise{Lower: 0.9, Upper: 0.1}}}}, []string{`"income"`, "0.9 and 0.1"}},
		{"log", index.Index{Indicators: []index.Indicator{{Name: "roads", Treatment: index.Log{}}}}, []string{`"roads" is -1`, `"north", time 1999`, "not positive"}},
		{"share", index.Index{Indicators: on("income", "roads"), Normaliser: index.SumShare{}}, []string{`"roads"`, "not positive"}},
		{"product", index.Index{Indicators: two, Weighter: index.Product{}}, []string{"at least one factor"}},
		{"pca", index.Index{Indicators: two, Weighter: index.PCA{Variant: 9}}, []string{"no variant 9"}},
		{"group member", groups(index.Group{Name: "g", Members: []string{"patents", "incom"}}), []string{`"incom" in "g"`, `did you mean "income"`, `"income" is in no group`}},
		{"group twice", groups(index.Group{Name: "g", Members: []string{"patents", "income", "income"}}), []string{`"income" is in "g" and in "g"`}},
		{"group name", groups(index.Group{Name: "income", Members: []string{"patents", "income"}}), []string{`the name "income" is used twice`}},
		{"group empty", groups(index.Group{Name: "g", Members: []string{"patents", "income", "h"}}, index.Group{Name: "h"}), []string{`"h" has no members`}},
		{"two roots", groups(index.Group{Name: "g", Members: []string{"patents"}}, index.Group{Name: "h", Members: []string{"income"}}), []string{"2 groups belong to no other"}},
		{"cycle", groups(index.Group{Name: "top", Members: []string{"patents", "income"}}, index.Group{Name: "g", Members: []string{"h"}}, index.Group{Name: "h", Members: []string{"g"}}), []string{"a group is a member of itself"}},
		{"group weights", groups(index.Group{Name: "g", Members: []string{"patents", "income"}, Weighter: index.Given{"income": 1}}), []string{`group "g"`, `no weight is given for "patents"`}},
	} {
		t.Run(c.what, func(t *testing.T) {
			c.ix.Name = "NM"
			_, err := index.Compile(&c.ix, panel)
			if err == nil {
				t.Fatal("no error")
			}
			for _, w := range append(c.want, `index: "NM": `) {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("message %q does not tell %s", err, w)
				}
			}
		})
	}
}

// TestWarnings: what is possible but questionable is told once and names the
// indicator.
func TestWarnings(t *testing.T) {
	panel := newPanel(t, []string{"a", "b", "c", "a"}, []int{1, 1, 1, 2}, []float64{1, 2, 3, 5}, []float64{7, 7, 7, 7})
	for _, c := range []struct {
		ix   index.Index
		want string
	}{
		{index.Index{Indicators: twoIndicators()}, `"x1" is constant (7)`},
		{index.Index{Indicators: twoIndicators()[:1], Weighter: index.Entropy{Divisor: index.LnPeriods}}, "copied snippet"},
		{index.Index{Indicators: twoIndicators()[:1], Weighter: index.Product{index.Entropy{Divisor: index.LnPeriods}}}, "copied snippet"},
		{index.Index{Indicators: []index.Indicator{{Name: "x0", Direction: -1}}, Normaliser: index.Vector{}}, `less of "x0" is better`},
	} {
		plan, err := index.Compile(&c.ix, panel)
		if err != nil {
			t.Fatal(err)
		}
		if w := plan.Warnings(); len(w) != 1 || !strings.Contains(w[0], c.want) {
			t.Errorf("warnings %q, expected one with %q", w, c.want)
		}
	}
	clean := index.Index{Indicators: []index.Indicator{{Name: "x0", Direction: -1}}, Normaliser: index.Vector{}, Aggregator: index.TOPSIS{}}
	plan, err := index.Compile(&clean, panel)
	if err != nil || len(plan.Warnings()) > 0 {
		t.Errorf("TOPSIS: warnings %q, error %v", plan.Warnings(), err)
	}
}

// TestFailedDraws: a draw without an index says why.
func TestFailedDraws(t *testing.T) {
	panel := newPanel(t, []string{"a", "b", "c"}, []int{1, 1, 1}, []float64{1, 2, 3}, []float64{3, 1, 2})
	var all data.Sample
	all.All(3)
	logs := []index.Indicator{{Name: "x0", Treatment: index.Log{}}, {Name: "x1"}}
	for _, c := range []struct {
		ix   index.Index
		own  []float64
		want error
	}{
		{index.Index{Indicators: twoIndicators()}, []float64{1, math.NaN(), 2}, index.ErrNotFinite},
		{index.Index{Indicators: twoIndicators(), Weighter: index.SD{}}, []float64{1, math.Inf(1), 2}, index.ErrNotFinite},
		{index.Index{Indicators: twoIndicators(), Aggregator: plainLinear{}}, []float64{1, math.NaN(), 2}, index.ErrNotFinite},
		{index.Index{Indicators: logs}, []float64{1, 0, 2}, index.ErrNotPositive},
		{index.Index{Indicators: logs, Aggregator: plainLinear{}}, []float64{1, 0, 2}, index.ErrNotPositive},
		{index.Index{Indicators: twoIndicators(), Normaliser: index.FractionOfMax{}}, []float64{-1, -2, 0}, index.ErrNotPositive},
		{index.Index{Indicators: twoIndicators(), Normaliser: index.AsIs{}, Aggregator: index.Geometric{}}, []float64{1, -2, 3}, index.ErrNotPositive},
		{index.Index{Indicators: twoIndicators(), Normaliser: index.AsIs{}, Aggregator: index.Harmonic{}}, []float64{1, -2, 3}, index.ErrNotPositive},
		{index.Index{Indicators: twoIndicators(), Normaliser: index.AsIs{}, Aggregator: index.Power{P: 2}}, []float64{1, -2, 3}, index.ErrNotPositive},
	} {
		plan, err := index.Compile(&c.ix, panel)
		if err != nil {
			t.Fatal(err)
		}
		w := plan.NewWork()
		w.Columns[0] = c.own
		err = plan.Weigh(w, &all)
		if err == nil {
			err = plan.Score(make([]float64, 3), w, &all)
		}
		if !errors.Is(err, c.want) {
			t.Errorf("%+v with %v: error %v, expected %v", c.ix, c.own, err, c.want)
		}
	}
}
