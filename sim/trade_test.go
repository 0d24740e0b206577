package sim

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"panelstress/bootstrap"
	"panelstress/data"
	"panelstress/data/index"
	"panelstress/data/trade"
	"panelstress/scenarios"
	"panelstress/sim/store"
)

// tradeData are made-up flows and columns of ten entities, seven years and six
// products.
type tradeData struct {
	exports, imports [][][]float64 // by entity, year, product
	y, income        [][]float64
}

const tradeYears, tradeProducts = 7, 6

func newTradeData() *tradeData {
	rng := rand.New(rand.NewPCG(7, 11))
	d := &tradeData{}
	for g := range 10 {
		var ex, im [][]float64
		var y, income []float64
		for t := range tradeYears {
			var e, i []float64
			for p := range tradeProducts {
				flow := math.Exp(rng.NormFloat64() + float64(g*p)/20 + float64(t)/10)
				if rng.IntN(5) == 0 {
					flow = 0
				}
				e, i = append(e, flow), append(i, math.Exp(rng.NormFloat64()))
			}
			ex, im = append(ex, e), append(im, i)
			y, income = append(y, rng.NormFloat64()+float64(t)/5), append(income, math.Exp(9+rng.NormFloat64()))
		}
		d.exports, d.imports = append(d.exports, ex), append(d.imports, im)
		d.y, d.income = append(d.y, y), append(d.income, income)
	}
	return d
}

// study has the listed entities, one after the other, under names of their
// own.
func (d *tradeData) study(t testing.TB, entities []int) *Study {
	t.Helper()
	var names []string
	var times []int
	var y, income, exports, imports []float64
	for copied, g := range entities {
		for year := range tradeYears {
			names, times = append(names, fmt.Sprintf("e%02d.%02d", g, copied)), append(times, 2000+year)
			y, income = append(y, d.y[g][year]), append(income, d.income[g][year])
		}
	}
	panel, err := data.NewPanel(names, times, []string{"y", "income"}, [][]float64{y, income})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range panel.Entities() { // in the order of the panel
		var g, copied int
		if _, err := fmt.Sscanf(name, "e%d.%d", &g, &copied); err != nil {
			t.Fatal(err)
		}
		for year := range tradeYears {
			exports, imports = append(exports, d.exports[g][year]...), append(imports, d.imports[g][year]...)
		}
	}
	var products []string
	for p := range tradeProducts {
		products = append(products, fmt.Sprintf("p%d", p))
	}
	table, err := trade.NewTable(panel, products, exports, imports, nil)
	if err != nil {
		t.Fatal(err)
	}
	some := trade.Basket{Products: []string{"p1", "p4"}}
	return &Study{
		Name: "trade", Panel: panel, DataFile: "made up", DataHash: "d", Hash: "h", Seed: 5,
		Trade: &Trade{Table: table, File: "made up", Columns: []trade.Column{
			{Name: "EXPY", Measure: trade.EXPY{Income: "lagged"}},
			{Name: "K", Measure: trade.Reflections{Order: 2}},
			{Name: "TC", Measure: trade.Competitiveness{Basket: some}},
			{Name: "MS", Measure: trade.MarketShare{Basket: some}},
			{Name: "RCA", Measure: trade.Advantage{Basket: some}},
			{Name: "X", Measure: trade.Flow{}},
		}},
		Derived:    []Derived{derived(t, "lEXPY", "log(EXPY)"), derived(t, "lagged", "income"), derived(t, "lX", "log(X)")},
		Indices:    []*index.Index{{Name: "ECpv", Indicators: []index.Indicator{{Name: "TC", Direction: 1}, {Name: "MS", Direction: 1}, {Name: "RCA", Direction: 1}}}},
		Models:     []Model{model(t, "M1", "y ~ lEXPY + ECpv + L.K | lEXPY ~ L.lEXPY"), model(t, "M2", "lX ~ K + RCA + K:RCA")},
		Estimators: threeEstimators(),
		Arms:       []Arm{{Name: "bootstrap", Kind: "bootstrap", Draws: 50, Resampler: bootstrap.Entities{}}},
	}
}

// numbersOf are the coefficients and standard errors of one draw with a known
// sample.
func numbersOf(t *testing.T, c *Chain, arm Arm) map[string]float64 {
	t.Helper()
	out := make(map[string]float64)
	for name, values := range drawsOf(t, c, arm, 1) {
		out[name] = values[0]
	}
	return out
}

// TestTradeOfRepeatedEntities: a draw in which entities were drawn several
// times has the coefficients and standard errors of the study in which they
// stand as often, under other names, in panel and trade table.
func TestTradeOfRepeatedEntities(t *testing.T) {
	d := newTradeData()
	all := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
	c, _ := compiled(t, d.study(t, all))
	for _, sample := range [][]int{all, {0, 0, 1, 3, 4, 5, 6, 7, 8, 8}, {9, 2, 2, 2, 4, 5, 5, 7, 1, 3}} {
		got := numbersOf(t, c, Arm{Name: "given", Resampler: given(sample)})
		_, want := compiled(t, d.study(t, sample))
		compared := 0
		for _, f := range want.Baseline {
			for _, term := range f.Terms {
				name := f.Model + "." + f.Estimator + "." + term.Name
				// Both are the same sums in another order; products of some 1e4
				// (EXPY) with 1e-2 leave ten digits.
				for suffix, v := range map[string]float64{"": float64(term.Estimate), ".se": float64(term.SE)} {
					compared++
					if !(math.Abs(got[name+suffix]-v) <= 1e-7*math.Max(math.Abs(v), float64(term.SE))) {
						t.Errorf("sample %v, %s%s: got %v, repeated entities give %v", sample, name, suffix, got[name+suffix], v)
					}
				}
			}
		}
		if compared < 20 {
			t.Errorf("only %d numbers compared", compared)
		}
	}
}

// TestTradeDrawOfEveryEntityIsTheBaseline to the last bit.
func TestTradeDrawOfEveryEntityIsTheBaseline(t *testing.T) {
	c, r := compiled(t, newTradeData().study(t, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}))
	got := numbersOf(t, c, Arm{Name: "given", Resampler: given{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}})
	for _, f := range r.Baseline {
		for _, term := range f.Terms {
			if name := f.Model + "." + f.Estimator + "." + term.Name; got[name] != float64(term.Estimate) {
				t.Errorf("%s: draw %v, baseline %v", name, got[name], term.Estimate)
			}
		}
	}
}

// TestTradeDrawsDoNotDependOnOrder: two workers that meet draws in another
// order have the same bits, also where neighbouring draws have one sample.
func TestTradeDrawsDoNotDependOnOrder(t *testing.T) {
	c, _ := compiled(t, newTradeData().study(t, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}))
	arm := c.study.Arms[0]
	h := c.header(arm)
	run := func(order []int) [][]float64 {
		w, b := c.newWorker(arm), store.NewBlock(&h, arm.Draws)
		for _, i := range order {
			w.draw(i, &slot{chain: c, block: b, row: i})
		}
		return b.Values
	}
	var up, down []int
	for i := range arm.Draws {
		up, down = append(up, i, i), append(down, arm.Draws-1-i)
	}
	a, b := run(up), run(down)
	for j := range a {
		for i := range a[j] {
			if math.Float64bits(a[j][i]) != math.Float64bits(b[j][i]) {
				t.Fatalf("draw %d, %s: %v and %v", i, h.Columns[j], a[j][i], b[j][i])
			}
		}
	}
}

func TestTradeDrawAllocatesNothing(t *testing.T) {
	c, _ := compiled(t, newTradeData().study(t, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}))
	for _, arm := range []Arm{
		{Name: "bootstrap", Resampler: bootstrap.Entities{}},
		{Name: "tariff", Resampler: bootstrap.Entities{}, Shocks: []scenarios.Shock{tariff{0, 0.5}}},
	} {
		w, h := c.newWorker(arm), c.header(arm)
		out := slot{chain: c, block: store.NewBlock(&h, 1)}
		i := 0
		for ; i < 50; i++ {
			w.draw(i, &out)
		}
		if n := testing.AllocsPerRun(100, func() { w.draw(i, &out); i++ }); n != 0 {
			t.Errorf("%s: %v allocations in a draw", arm.Name, n)
		}
	}
}

// tariff takes away a share of all exports of a product.
type tariff struct {
	product int
	share   float64
}

var _ scenarios.FlowShock = tariff{}

func (tariff) Columns() []string                           { return nil }
func (tariff) Apply([][]float64, *data.Sample, *rand.Rand) {}
func (f tariff) ApplyFlows(t *trade.Table, exports, _ []float64, s *data.Sample, _ *rand.Rand) {
	for _, g := range s.Drawn {
		from, to := t.Rows(g)
		for i := from; i < to; i++ {
			exports[i*len(t.Products)+f.product] *= 1 - f.share
		}
	}
}

// TestFlowShock: a draw with a shock of the flows is the study whose table has
// the shocked flows; the next draw without it is as if it had never been.
func TestFlowShock(t *testing.T) {
	d := newTradeData()
	all := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
	c, _ := compiled(t, d.study(t, all))
	arm := Arm{Name: "tariff", Kind: "scenario", Shocks: []scenarios.Shock{tariff{1, 0.4}, tariff{2, 1}}}
	got := drawsOf(t, c, arm, 3)
	for g := range d.exports {
		for year := range d.exports[g] {
			d.exports[g][year][1] *= 1 - 0.4
			d.exports[g][year][2] = 0
		}
	}
	_, want := compiled(t, d.study(t, all))
	for _, f := range want.Baseline {
		for _, term := range f.Terms {
			name := f.Model + "." + f.Estimator + "." + term.Name
			for i, v := range got[name] {
				if !(math.Abs(v-float64(term.Estimate)) <= 1e-9*math.Max(math.Abs(v), float64(term.SE))) {
					t.Errorf("draw %d, %s: %v, the shocked table gives %v", i, name, v, term.Estimate)
				}
			}
		}
	}
}

// TestShockOfAMeasure: draws of one sample take a share of a measure once each,
// and not from what the last draw has left.
func TestShockOfAMeasure(t *testing.T) {
	c, _ := compiled(t, newTradeData().study(t, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}))
	shock, err := c.Shock(&scenarios.Scenario{Name: "x", Events: []scenarios.Event{{Column: "MS", Always: true, Amount: scenarios.Fixed(-0.25)}}})
	if err != nil {
		t.Fatal(err)
	}
	arm := Arm{Name: "x", Kind: "scenario", Shocks: []scenarios.Shock{shock}}
	v, err := c.variant(arm)
	if err != nil {
		t.Fatal(err)
	}
	w, h := v.newWorker(arm), c.header(arm)
	out := slot{chain: v, block: store.NewBlock(&h, 1)}
	at, _ := v.column("MS")
	for i := range 3 {
		w.draw(i, &out)
		for row, base := range c.panel.Column("MS") {
			if got := w.cols[at][row]; got != base*0.75 {
				t.Fatalf("draw %d, row %d: %v, three quarters of %v are %v", i, row, got, base, base*0.75)
			}
		}
	}
}

func TestFlowShockWithoutTrade(t *testing.T) {
	c, _ := compiled(t, usStates(t))
	_, err := c.variant(Arm{Shocks: []scenarios.Shock{tariff{}}})
	var in *data.InputError
	if !errors.As(err, &in) || in.Key != "trade" {
		t.Errorf("error %v, expected one for the user", err)
	}
}

// TestTradeWithoutANetwork: a study whose measure cannot exist says so with the
// year; a draw whose sample has none fails for that cause.
func TestTradeWithoutANetwork(t *testing.T) {
	d := newTradeData()
	s := d.study(t, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
	s.Trade.Columns[1].Measure = trade.ECI{}
	c, _ := compiled(t, s)
	h := c.header(Arm{Name: "one"})
	out := slot{chain: c, block: store.NewBlock(&h, 1)}
	c.newWorker(Arm{Name: "one", Resampler: given{3, 3, 3}}).draw(0, &out)
	if cause := h.Causes[out.block.Codes[0][0]-1]; cause != trade.ErrNoNetwork.Error() {
		t.Errorf("cause %q, want %q", cause, trade.ErrNoNetwork)
	}
	for g := range d.exports {
		for p := range tradeProducts {
			d.exports[g][4][p] = 1
		}
	}
	s = d.study(t, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
	s.Trade.Columns[1].Measure = trade.ECI{}
	_, err := Compile(s)
	if !errors.Is(err, trade.ErrNotUnique) || !strings.Contains(err.Error(), "key trade.measures.K: found in 2004: ") {
		t.Errorf("error %v", err)
	}
}

// TestTradeOnAPartOfThePanel: a study cut to some entities and years takes the
// trade of these alone.
func TestTradeOnAPartOfThePanel(t *testing.T) {
	d := newTradeData()
	s := d.study(t, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
	part := d.study(t, []int{0, 1, 2, 3, 4, 5})
	whole := s.Trade
	s = part
	want, _ := compiled(t, part)
	s.Trade = whole
	got, _ := compiled(t, s)
	for _, name := range []string{"EXPY", "K", "MS"} {
		for i, v := range want.panel.Column(name) {
			if got.panel.Column(name)[i] != v {
				t.Fatalf("%s, row %d: %v, the cut table gives %v", name, i, got.panel.Column(name)[i], v)
			}
		}
	}
}

func TestTradeCircle(t *testing.T) {
	s := newTradeData().study(t, []int{0, 1, 2, 3})
	s.Derived[1] = derived(t, "lagged", "income * K")
	_, err := Compile(s)
	if err == nil || !strings.Contains(err.Error(), "a circle: ") {
		t.Errorf("error %v", err)
	}
}

// BenchmarkTradeDraw is a draw with trade of 29 entities, ten years and 60
// products: EXPY, TC, MS and RCA, an index, lags, six fits.
func BenchmarkTradeDraw(b *testing.B) {
	c, _ := compiled(b, benchmarkTrade(b))
	arm := Arm{Name: "bootstrap", Resampler: bootstrap.Entities{}}
	w, h := c.newWorker(arm), c.header(arm)
	out := slot{chain: c, block: store.NewBlock(&h, 1)}
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		w.draw(i, &out)
		i++
	}
}

func benchmarkTrade(b *testing.B) *Study {
	b.Helper()
	const products = 60
	small := newTradeData().study(b, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
	rng := rand.New(rand.NewPCG(1, 2))
	var names, labels []string
	var times []int
	var y, income, exports, imports []float64
	for g := range 29 {
		for year := range 10 {
			names, times = append(names, fmt.Sprintf("e%02d", g)), append(times, 2011+year)
			y, income = append(y, rng.NormFloat64()), append(income, math.Exp(9+rng.NormFloat64()))
			for range products {
				exports, imports = append(exports, math.Exp(2*rng.NormFloat64())), append(imports, math.Exp(2*rng.NormFloat64()))
			}
		}
	}
	for p := range products {
		labels = append(labels, fmt.Sprintf("p%d", p))
	}
	s := *small
	var err error
	if s.Panel, err = data.NewPanel(names, times, []string{"y", "income"}, [][]float64{y, income}); err != nil {
		b.Fatal(err)
	}
	table, err := trade.NewTable(s.Panel, labels, exports, imports, nil)
	if err != nil {
		b.Fatal(err)
	}
	s.Trade = &Trade{Table: table, Columns: small.Trade.Columns}
	return &s
}
