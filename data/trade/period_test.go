package trade

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// economy is a random table of exports with counts of the entities.
type economy struct {
	x      [][]float64
	count  []float64
	income []float64
	of     []int // entity of every row of repeated
}

func drawEconomy(t *rapid.T, least, most int) *economy {
	k := rapid.IntRange(least, most).Draw(t, "products")
	e := &economy{}
	for c := range rapid.IntRange(least, most).Draw(t, "entities") {
		row := rapid.SliceOfN(rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(0.5, 1000)), k, k).Draw(t, fmt.Sprint("exports of ", c))
		e.x = append(e.x, row)
		e.count = append(e.count, float64(rapid.IntRange(1, 3).Draw(t, "count")))
		e.income = append(e.income, rapid.Float64Range(500, 50000).Draw(t, "income"))
	}
	return e
}

// repeated has a row for every time that an entity was drawn.
func (e *economy) repeated() (x [][]float64, income []float64) {
	e.of = nil
	for c, n := range e.count {
		for range int(n) {
			x, income, e.of = append(x, e.x[c]), append(income, e.income[c]), append(e.of, c)
		}
	}
	return x, income
}

func (e *economy) period() *Period {
	p := new(Period)
	p.Reset(e.x, e.count)
	p.Income = e.income
	return p
}

// same compares to 1e-9 of the larger, two NaN being equal. Both sides are
// sums of fewer than a hundred terms, so rounding stays below 1e-13; where
// small differences are standardised it is a thousand times that.
func same(a, b float64) bool {
	return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-9*max(math.Abs(a), math.Abs(b), 1e-3)
}

func (e *economy) compareEntities(t *rapid.T, what string, got, repeated []float64) {
	t.Helper()
	for row, c := range e.of {
		if !same(got[c], repeated[row]) {
			t.Fatalf("%s of entity %d: got %v, repeated rows give %v", what, c, got[c], repeated[row])
		}
	}
}

func compareProducts(t *rapid.T, what string, got, want []float64) {
	t.Helper()
	for i := range want {
		if !same(got[i], want[i]) {
			t.Fatalf("%s of product %d: got %v, repeated rows give %v", what, i, got[i], want[i])
		}
	}
}

// TestCountsAreRepeatedRows: all measures with counts are those of the table
// in which an entity has as many rows, computed as the formulas read.
func TestCountsAreRepeatedRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawEconomy(t, 1, 7)
		cutoff := rapid.SampledFrom([]float64{0.5, 1, 1.5}).Draw(t, "cutoff")
		rows, income := e.repeated()
		want, p := newPlain(rows, cutoff), e.period()
		rca := make([]float64, len(e.x[0]))
		for row, c := range e.of {
			p.RCA(rca, c, Sample)
			compareProducts(t, "RCA", rca, want.rca[row])
		}
		n := p.Network(cutoff, Sample)
		e.compareEntities(t, "diversity", n.Diversity, want.kc)
		compareProducts(t, "ubiquity", n.Ubiquity, want.kp)
		kc, kp := make([]float64, len(e.x)), make([]float64, len(rca))
		for order := 1; order < 8; order++ {
			wc, wp := want.reflect(order)
			n.EntityReflection(kc, order)
			n.ProductReflection(kp, order)
			e.compareEntities(t, fmt.Sprint("k_c", order), kc, wc)
			compareProducts(t, fmt.Sprint("k_p", order), kp, wp)
		}
		wf, wq := want.fitness(6)
		n.Fitness(kc, kp, 6)
		e.compareEntities(t, "fitness", kc, wf)
		compareProducts(t, "quality", kp, wq)
		wp, we := want.incomes(income)
		p.PRODY(kp)
		p.EXPY(kc)
		compareProducts(t, "PRODY", kp, wp)
		for row, c := range e.of {
			if p.Total[c] > 0 && !same(kc[c], we[row]) || p.Total[c] == 0 && !math.IsNaN(kc[c]) {
				t.Fatalf("EXPY of entity %d: got %v, repeated rows give %v", c, kc[c], we[row])
			}
		}
	})
}

// TestComplexityOfRepeatedRows compares with the general eigenvalue problem:
// a network that has an index, and drawn ones, of which a third or so has one.
func TestComplexityOfRepeatedRows(t *testing.T) {
	e := &economy{
		x:     [][]float64{{9, 5, 4, 2, 1}, {8, 6, 0, 1, 0}, {9, 1, 3, 0, 0}, {7, 2, 0, 0, 3}, {9, 0, 0, 0, 0}, {1, 3, 5, 2, 0}},
		count: []float64{2, 1, 3, 1, 1, 2}, income: make([]float64, 6),
	}
	if !e.compareComplexity(t) {
		t.Fatal("the network has no index")
	}
	rapid.Check(t, func(t *rapid.T) { drawEconomy(t, 4, 9).compareComplexity(t) })
}

// compareComplexity tells whether the network has an index to compare.
func (e *economy) compareComplexity(t rapid.TB) bool {
	rows, _ := e.repeated()
	wc, wp, second, ok := newPlain(rows, 1).complexity()
	if !ok {
		return false
	}
	eci, pci := make([]float64, len(e.x)), make([]float64, len(e.x[0]))
	got, err := e.period().Network(1, Sample).Complexity(eci, pci)
	if err != nil {
		t.Fatalf("%v, although the second eigenvalue is %v", err, second)
	}
	if math.Abs(got-second) > 1e-10 {
		t.Fatalf("second eigenvalue %v, the general problem gives %v", got, second)
	}
	// A gap of 1e-6 between eigenvalues leaves ten digits fewer than sixteen.
	for row, c := range e.of {
		if math.Abs(eci[c]-wc[row]) > 1e-6 {
			t.Fatalf("ECI of entity %d: got %v, the general problem gives %v", c, eci[c], wc[row])
		}
	}
	for i := range pci {
		if math.Abs(pci[i]-wp[i]) > 1e-6 {
			t.Fatalf("PCI of product %d: got %v, the general problem gives %v", i, pci[i], wp[i])
		}
	}
	return true
}

// TestOrderAndUnit: neither the order of entities and products nor the unit of
// the flows matters, not even for the sign of ECI.
func TestOrderAndUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawEconomy(t, 1, 7)
		entities, products := len(e.x), len(e.x[0])
		byEntity := rapid.Permutation(sequence(entities)).Draw(t, "order of entities")
		byProduct := rapid.Permutation(sequence(products)).Draw(t, "order of products")
		unit := rapid.Float64Range(1e-6, 1e6).Draw(t, "unit")
		other := &economy{}
		for _, c := range byEntity {
			row := make([]float64, products)
			for i, from := range byProduct {
				row[i] = unit * e.x[c][from]
			}
			other.x, other.count, other.income = append(other.x, row), append(other.count, e.count[c]), append(other.income, e.income[c])
		}
		p, q := e.period(), other.period()
		n, m := p.Network(1, Sample), q.Network(1, Sample)
		a, b := make([]float64, entities), make([]float64, entities)
		pa, pb := make([]float64, products), make([]float64, products)
		compare := func(what string, tolerance float64) {
			for i, c := range byEntity {
				if math.Abs(a[c]-b[i]) > tolerance*max(1, math.Abs(a[c])) || math.IsNaN(a[c]) != math.IsNaN(b[i]) {
					t.Fatalf("%s of entity %d: %v, in another order and unit %v", what, c, a[c], b[i])
				}
			}
		}
		p.EXPY(a)
		q.EXPY(b)
		compare("EXPY", 1e-10)
		n.EntityReflectionZ(a, 4)
		m.EntityReflectionZ(b, 4)
		if !constant(a) {
			compare("reflections", 1e-6)
		}
		_, first := n.Complexity(a, pa)
		_, second := m.Complexity(b, pb)
		if !errors.Is(second, first) {
			t.Fatalf("ECI: %v, in another order %v", first, second)
		}
		if first == nil && math.Abs(n.correlation(a, n.Diversity)) > 1e-6 {
			compare("ECI", 1e-5)
		}
	})
}

// constant tells whether the z-scores of values that differ by rounding alone
// were taken.
func constant(z []float64) bool {
	for _, v := range z {
		if v > 0.1 && v < 10 {
			return false
		}
	}
	return true
}

func sequence(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = i
	}
	return s
}

// TestWorldTotals: against outside totals the RCA of an entity does not depend
// on who else is in the sample nor on how much it exports in all.
func TestWorldTotals(t *testing.T) {
	p := new(Period)
	p.Reset([][]float64{{10, 30}, {7, 1}}, nil)
	p.World = []float64{100, 300}
	rca := make([]float64, 2)
	p.RCA(rca, 0, World)
	if rca[0] != 1 || rca[1] != 1 { // 10/40 over 100/400
		t.Errorf("RCA %v, want 1 and 1", rca)
	}
	p.RCA(rca, 1, World)
	if want := [2]float64{3.5, 1.0 / 6}; math.Abs(rca[0]-want[0]) > 1e-15 || math.Abs(rca[1]-want[1]) > 1e-15 { // 7/8 over 1/4, 1/8 over 3/4
		t.Errorf("RCA %v, want %v", rca, want)
	}
}

func ones(rows, cols int) [][]float64 {
	x := make([][]float64, rows)
	for c := range x {
		x[c] = make([]float64, cols)
		for i := range x[c] {
			x[c][i] = 0.1
		}
	}
	return x
}

func TestNetworksWithoutAnIndex(t *testing.T) {
	for name, test := range map[string]struct {
		x    [][]float64
		want error
	}{
		"one entity":          {[][]float64{{1, 2, 3}}, ErrNoNetwork},
		"one product":         {[][]float64{{1}, {2}, {3}}, ErrNoNetwork},
		"no trade":            {[][]float64{{0, 0}, {0, 0}}, ErrNoNetwork},
		"one exporter":        {[][]float64{{1, 2}, {0, 0}}, ErrNoNetwork},
		"equal everywhere":    {ones(7, 3), ErrNotUnique},
		"two groups":          {[][]float64{{1, 1, 0, 0}, {1, 2, 0, 0}, {0, 0, 1, 1}, {0, 0, 2, 1}}, ErrDisconnected},
		"each its own":        {[][]float64{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, ErrDisconnected},
		"more products":       {ones(3, 8), ErrNotUnique},
		"symmetric in a ring": {[][]float64{{1, 1, 0}, {0, 1, 1}, {1, 0, 1}}, ErrNotUnique},
	} {
		p := new(Period)
		p.Reset(test.x, nil)
		eci, pci := make([]float64, len(test.x)), make([]float64, len(test.x[0]))
		if _, err := p.Network(1, Sample).Complexity(eci, pci); !errors.Is(err, test.want) {
			t.Errorf("%s: error %v, want %v", name, err, test.want)
		}
	}
}

// TestEqualShares: where all shares are equal every RCA is 1 and reaches the
// cutoff, whatever the sums of 0.1 round to.
func TestEqualShares(t *testing.T) {
	for _, n := range []int{1, 3, 7, 29} {
		p := new(Period)
		p.Reset(ones(n, 11), nil)
		for _, d := range p.Network(1, Sample).Diversity {
			if d != 11 {
				t.Errorf("%d entities: %v products with RCA >= 1, want 11", n, d)
			}
		}
	}
}

// TestNothing: an entity without exports and a product without exporters.
func TestNothing(t *testing.T) {
	p := new(Period)
	p.Reset([][]float64{{3, 1, 0}, {0, 0, 0}, {1, 5, 0}}, nil)
	p.Income = []float64{100, 1e9, 200}
	rca := make([]float64, 3)
	p.RCA(rca, 1, Sample)
	for i, v := range rca {
		if !math.IsNaN(v) {
			t.Errorf("RCA %v of an entity without exports in product %d", v, i)
		}
	}
	p.RCA(rca, 0, Sample)
	if !math.IsNaN(rca[2]) || math.Abs(rca[0]-0.75/0.4) > 1e-15 {
		t.Errorf("RCA %v, want 1.875, 0.4166..., NaN", rca)
	}
	prody, expy := make([]float64, 3), make([]float64, 3)
	p.PRODY(prody)
	p.EXPY(expy)
	// S = (3/4, 1/4), (1/6, 5/6): PRODY_1 = (3/4 100 + 1/6 200) / (11/12)
	if want := (75 + 100.0/3) / (11.0 / 12); math.Abs(prody[0]-want) > 1e-10 || !math.IsNaN(prody[2]) {
		t.Errorf("PRODY %v, want %v first and NaN last", prody, want)
	}
	if !math.IsNaN(expy[1]) || math.IsNaN(expy[0]) || math.IsNaN(expy[2]) {
		t.Errorf("EXPY %v: only the entity without exports has none", expy)
	}
	n := p.Network(1, Sample)
	if n.Diversity[1] != 0 || n.Ubiquity[2] != 0 {
		t.Errorf("diversity %v, ubiquity %v", n.Diversity, n.Ubiquity)
	}
	k := make([]float64, 3)
	for order := range 5 {
		n.EntityReflection(k, order)
		if !math.IsNaN(k[1]) || math.IsNaN(k[0]) {
			t.Errorf("k_c%d = %v, want NaN for the entity without products", order, k)
		}
	}
}

// TestHighOrders: where the reflections of an entity have become equal but for
// rounding, their z-scores still are those of ECI, to which they converge.
func TestHighOrders(t *testing.T) {
	p := new(Period)
	p.Reset([][]float64{{9, 5, 4, 2, 1}, {8, 6, 0, 1, 0}, {9, 1, 3, 0, 0}, {7, 2, 0, 0, 3}, {9, 0, 0, 0, 0}, {1, 3, 5, 2, 0}}, nil)
	n := p.Network(1, Sample)
	eci, pci, z := make([]float64, 6), make([]float64, 5), make([]float64, 6)
	if _, err := n.Complexity(eci, pci); err != nil {
		t.Fatal(err)
	}
	n.EntityReflectionZ(z, 200)
	for c := range z {
		if math.Abs(z[c]-eci[c]) > 1e-9 && math.Abs(z[c]+eci[c]) > 1e-9 {
			t.Errorf("entity %d: reflection of order 200 %v, ECI %v", c, z[c], eci[c])
		}
	}
}

// TestProximity on a network small enough to count: products 0 and 1 are
// exported by entities {0, 1} and {0}, product 2 by {1}.
func TestProximity(t *testing.T) {
	p := new(Period)
	p.Reset([][]float64{{1, 1, 0}, {1, 0, 1}, {1, 0, 0}}, []float64{1, 2, 1})
	n := p.Network(0.5, Sample) // with that cutoff M is where trade is
	phi := make([]float64, 9)
	n.Proximity(phi)
	want := []float64{1, 0.25, 0.5, 0.25, 1, 0, 0.5, 0, 1} // k_p0 = 4, 1, 2
	for i := range want {
		if phi[i] != want[i] {
			t.Fatalf("proximity %v, want %v", phi, want)
		}
	}
	density := make([]float64, 3)
	n.Density(density, phi, 1) // products 0 and 2
	for i, w := range []float64{1.5 / 1.75, 0.25 / 1.25, 1} {
		if math.Abs(density[i]-w) > 1e-15 {
			t.Errorf("density %v at product %d, want %v", density[i], i, w)
		}
	}
}
