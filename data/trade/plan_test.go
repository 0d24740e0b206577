package trade

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"panelstress/data"
)

// everyMeasure are measures of every kind, with every comparison and mean.
func everyMeasure() (list []Column) {
	add := func(m Measure) { list = append(list, Column{fmt.Sprintf("m%d", len(list)), m}) }
	for _, over := range []Over{Total, Mean, Weighted} {
		group := Basket{Products: []string{"p00", "p02"}, Over: over}
		add(Competitiveness{group})
		for _, a := range []Against{Sample, Panel, World} {
			add(MarketShare{group, a})
			add(Advantage{group, a})
		}
	}
	for _, a := range []Against{Sample, Panel, World} {
		add(Reflections{Order: 3, Raw: true, Capability: Capability{Against: a}})
		add(Fitness{Steps: 4, Capability: Capability{Cutoff: 0.8, Against: a}})
	}
	add(Reflections{Order: 2})
	add(Density{})
	add(Density{Capability{Cutoff: 0.6, Against: Panel}})
	add(Flow{Products: []string{"p0*"}})
	add(Flow{Imports: true})
	add(EXPY{"y"})
	return list
}

// plainMeasure computes a measure of one period from repeated rows, as its
// formula reads.
func plainMeasure(m Measure, x, imports [][]float64, income, panel, world []float64) []float64 {
	out := make([]float64, len(x))
	sums := func(a Against) []float64 {
		switch a {
		case Panel:
			return panel
		case World:
			return world
		}
		s := make([]float64, len(x[0]))
		for _, row := range x {
			for i, v := range row {
				s[i] += v
			}
		}
		return s
	}
	network := func(c Capability) *plain {
		if c.Cutoff == 0 {
			c.Cutoff = 1
		}
		p, s := newPlain(x, c.Cutoff), sums(c.Against)
		p.kc, p.kp = make([]float64, len(x)), make([]float64, len(s))
		for r, row := range x {
			for i, v := range row {
				rca := (v / sum(row, nil)) / (s[i] / sum(s, nil))
				if p.m[r][i] = rca >= c.Cutoff*(1-1e-12); p.m[r][i] {
					p.kc[r]++
					p.kp[i]++
				}
			}
		}
		return p
	}
	switch m := m.(type) {
	case Competitiveness:
		for r := range x {
			out[r] = plainBasket(m.Basket, x[r], func(in []int) float64 {
				e, i := sum(x[r], in), sum(imports[r], in)
				return (e - i) / (e + i)
			})
		}
	case MarketShare:
		for r := range x {
			out[r] = plainBasket(m.Basket, x[r], func(in []int) float64 { return sum(x[r], in) / sum(sums(m.Against), in) })
		}
	case Advantage:
		for r := range x {
			s := sums(m.Against)
			out[r] = plainBasket(m.Basket, x[r], func(in []int) float64 { return sum(x[r], in) / sum(x[r], nil) / (sum(s, in) / sum(s, nil)) })
		}
	case Reflections:
		out, _ = network(m.Capability).reflect(m.Order)
		if !m.Raw {
			out = zscores(out)
		}
	case Density:
		out = network(m.Capability).prospects()
	case Fitness:
		out, _ = network(m.Capability).fitness(m.Steps)
	case Flow:
		for r := range x {
			out[r] = sum(x[r], nil)
			if m.Imports {
				out[r] = sum(imports[r], nil)
			}
		}
	case EXPY:
		_, out = newPlain(x, 1).incomes(income)
		for r := range x {
			if sum(x[r], nil) == 0 {
				out[r] = math.NaN()
			}
		}
	}
	return out
}

func sum(x []float64, in []int) (s float64) {
	for i, v := range x {
		if in == nil || slices.Contains(in, i) {
			s += v
		}
	}
	return s
}

// plainBasket takes a measure of products 0 and 2 together or one by one.
func plainBasket(b Basket, x []float64, of func(in []int) float64) float64 {
	one := func(in ...int) float64 {
		if v := of(in); v == v {
			return v
		}
		return 0
	}
	switch b.Over {
	case Mean:
		return (one(0) + one(2)) / 2
	case Weighted:
		return (x[0]*one(0) + x[2]*one(2)) / (x[0] + x[2])
	}
	return one(0, 2)
}

// TestBuildIsEveryPeriodOfRepeatedRows: a plan gives, in every period of a
// panel with holes, what the formulas give for the table with an entity's row
// as often as it was drawn; also after a scenario changed the flows.
func TestBuildIsEveryPeriodOfRepeatedRows(t *testing.T) {
	measures := everyMeasure()
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.Custom(func(t *rapid.T) float64 {
			return rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(0.5, 100)).Draw(t, "flow")
		})
		drawn := make(map[[3]int]float64)
		panel, table, err := tableOf(4, 3, 3, func(g, p, i int) float64 {
			if _, ok := drawn[[3]int{g, p, i}]; !ok {
				drawn[[3]int{g, p, i}] = value.Draw(t, "flow")
			}
			return drawn[[3]int{g, p, i}]
		})
		if err != nil {
			t.Fatal(err)
		}
		plan, err := Compile(table, measures)
		if err != nil {
			t.Fatal(err)
		}
		w := plan.NewWork()
		dst := make([][]float64, len(measures))
		for j := range dst {
			dst[j] = make([]float64, panel.Len())
		}
		for range 2 {
			var s data.Sample
			s.Set(4, rapid.SliceOfN(rapid.IntRange(0, 3), 1, 5).Draw(t, "sample"))
			exports := table.Exports
			if rapid.Bool().Draw(t, "changed") {
				own, _ := w.Flows()
				for i := range own {
					own[i] *= float64(1 + i%3)
				}
				exports = slices.Clone(own)
			}
			if err := plan.Build(dst, [][]float64{panel.Column("y")}, w, &s); err != nil {
				t.Fatal(err)
			}
			comparePlain(t, panel, table, exports, measures, dst, &s)
		}
	})
}

func comparePlain(t *rapid.T, panel *data.Panel, table *Table, exports []float64, measures []Column, dst [][]float64, s *data.Sample) {
	t.Helper()
	k := len(table.Products)
	for at := range panel.Periods() {
		var x, imports [][]float64
		var income []float64
		var rows []int
		all := make([]float64, k)
		for g, n := range s.Count {
			i := panel.Starts()[g] + at
			for p := range k {
				all[p] += exports[i*k+p]
			}
			for range n {
				x, imports = append(x, exports[i*k:(i+1)*k]), append(imports, table.Imports[i*k:(i+1)*k])
				income, rows = append(income, panel.Column("y")[i]), append(rows, i)
			}
		}
		for j, m := range measures {
			want := plainMeasure(m.Measure, x, imports, income, all, table.World[at*k:(at+1)*k])
			if r, ok := m.Measure.(Reflections); ok && !r.Raw && constant(want) {
				continue // z-scores of rounding
			}
			for r, i := range rows {
				if !same(dst[j][i], want[r]) {
					t.Fatalf("%+v, row %d: got %v, repeated rows give %v", m.Measure, i, dst[j][i], want[r])
				}
			}
		}
	}
}

// TestFlowsAreSetBack: what a scenario did to the flows of one draw is gone in
// the next, and the table was never written.
func TestFlowsAreSetBack(t *testing.T) {
	panel, table, err := tableOf(4, 2, 3, func(g, p, i int) float64 { return float64(1 + (g+2*p+3*i)%5) })
	if err != nil {
		t.Fatal(err)
	}
	plan, err := Compile(table, []Column{{"share", MarketShare{Against: Panel}}, {"expy", EXPY{"y"}}})
	if err != nil {
		t.Fatal(err)
	}
	build := func(w *Work) [][]float64 {
		dst := [][]float64{make([]float64, panel.Len()), make([]float64, panel.Len())}
		var s data.Sample
		s.All(4)
		if err := plan.Build(dst, [][]float64{panel.Column("y")}, w, &s); err != nil {
			t.Fatal(err)
		}
		return dst
	}
	w, before := plan.NewWork(), slices.Clone(table.Exports)
	base := build(w)
	exports, _ := w.Flows()
	exports[0] += 100
	if shocked := build(w); shocked[0][0] == base[0][0] || shocked[1][0] == base[1][0] {
		t.Error("a shock changed nothing")
	}
	for j, col := range build(w) {
		if !slices.Equal(col, base[j]) {
			t.Errorf("measure %d after a shock: %v, before %v", j, col, base[j])
		}
	}
	if exports, _ = w.Flows(); exports[0] != before[0] || !slices.Equal(table.Exports, before) {
		t.Error("the flows were not set back, or the table was written")
	}
}

func TestCompileMessages(t *testing.T) {
	_, table, err := tableOf(2, 1, 3, func(g, p, i int) float64 { return 1 })
	if err != nil {
		t.Fatal(err)
	}
	table.Imports, table.World = nil, nil
	for _, test := range []struct {
		m    Measure
		want string
	}{
		{Competitiveness{}, `key trade.measures.m: found a measure of imports without any, expected the column of imports (trade.imports)`},
		{Flow{Imports: true}, `key trade.measures.m: found a measure of imports without any, expected the column of imports (trade.imports)`},
		{ECI{Capability{Against: World}}, `key trade.measures.m: found a comparison with the world without its exports, expected the column of outside exports (trade.world); against: sample compares with the entities themselves`},
		{MarketShare{Basket: Basket{Products: []string{"q01"}}}, `key trade.measures.m: found the product "q01", which has no trade, expected products of the trade table; did you mean "p01"?`},
		{MarketShare{Basket: Basket{Products: []string{}}}, `key trade.measures.m: found no products, expected at least one, or none named for all of them`},
		{Advantage{}, `key trade.measures.m: found the RCA in all products together, which is 1, expected some of the products, or over: mean, or over: weighted`},
		{Reflections{Order: -1}, `key trade.measures.m: found reflections of order -1, expected an order between 0 and 1000`},
		{Fitness{Steps: -1}, `key trade.measures.m: found -1 steps, expected between 1 and 1000`},
		{ECI{Capability{Cutoff: -1}}, `key trade.measures.m: found the RCA cutoff -1, expected a positive number, such as 1`},
	} {
		_, err := Compile(table, []Column{{"m", test.m}})
		var in *data.InputError
		if !errors.As(err, &in) || err.Error() != test.want {
			t.Errorf("%+v:\n got %v\nwant %s", test.m, err, test.want)
		}
	}
	if _, err := NewTable(table.panel, table.Products, []float64{1}, nil, nil); err == nil {
		t.Error("a table with one value was made")
	}
}

// TestNoAllocation: once warm, no measure allocates, nor do changed flows.
func TestNoAllocation(t *testing.T) {
	panel, table, err := tableOf(9, 4, 7, func(g, p, i int) float64 { return float64((7*g+3*p+5*i*i+g*i)%11) / 2 })
	if err != nil {
		t.Fatal(err)
	}
	measures := append(everyMeasure(), Column{"eci", ECI{}})
	plan, err := Compile(table, measures)
	if err != nil {
		t.Fatal(err)
	}
	dst := make([][]float64, len(measures))
	for j := range dst {
		dst[j] = make([]float64, panel.Len())
	}
	income := [][]float64{panel.Column("y")}
	samples := make([]data.Sample, 20)
	for i := range samples {
		var list []int
		for g := range 9 {
			list = append(list, (g*g+i*(g+1))%9)
		}
		samples[i].Set(9, list)
	}
	w, built := plan.NewWork(), 0
	draw := func() {
		built = 0
		for i := range samples {
			if i%2 == 1 {
				exports, imports := w.Flows()
				exports[i]++
				imports[i]++
			}
			if plan.Build(dst, income, w, &samples[i]) == nil {
				built++
			}
		}
	}
	draw()
	if n := testing.AllocsPerRun(20, draw); n > 0 {
		t.Errorf("%v allocations in %d draws", n, len(samples))
	}
	if built < 10 {
		t.Errorf("only %d of %d samples had all measures", built, len(samples))
	}
}
