package trade

import (
	"errors"
	"io/fs"
	"math"
	"slices"
	"strings"
	"testing"

	"panelstress/data"
)

// open reads a file outside the repository, or skips the test.
func open(t *testing.T, file string) *data.Table {
	t.Helper()
	table, err := data.Open("../../../shared/"+file, data.ReadOptions{})
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("%s is not here: it stands outside the repository", file)
	}
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// matrix makes exports by entity and product out of a long table; cells
// without a row are 0.
func matrix(t *testing.T, table *data.Table, entity, product, value string) (entities []string, x [][]float64) {
	t.Helper()
	e, err := table.Keys(entity)
	if err != nil {
		t.Fatal(err)
	}
	p, err := table.Keys(product)
	if err != nil {
		t.Fatal(err)
	}
	v, err := table.Numbers(value)
	if err != nil {
		t.Fatal(err)
	}
	distinct := func(names []string) []string { return slices.Compact(slices.Sorted(slices.Values(names))) }
	entities = distinct(e)
	products := distinct(p)
	for range entities {
		x = append(x, make([]float64, len(products)))
	}
	for i := range e {
		c, _ := slices.BinarySearch(entities, e[i])
		k, _ := slices.BinarySearch(products, p[i])
		if !math.IsNaN(v[i]) {
			x[c][k] += v[i]
		}
	}
	return entities, x
}

// TestRealTables computes complexity, fitness and reflections of real trade
// tables as the formulas read and the fast way.
func TestRealTables(t *testing.T) {
	for _, test := range []struct{ file, entity, product, value string }{
		{"reference/extra/index/trade30.csv", "country", "product", "value"},
		{"data/oec_country_hs_section_exports_2019_2021.csv", "country", "hs_section_id", "export_value_usd"},
		{"data/oec_spain_province_hs_section_exports_2022.csv", "province", "hs_section_id", "export_value_usd"},
	} {
		t.Run(test.file, func(t *testing.T) {
			entities, x := matrix(t, open(t, test.file), test.entity, test.product, test.value)
			count := make([]float64, len(x))
			for c := range count {
				count[c] = 1
			}
			p := new(Period)
			p.Reset(x, count)
			n, want := p.Network(1, Sample), newPlain(x, 1)
			eci, pci := make([]float64, len(x)), make([]float64, len(x[0]))
			second, err := n.Complexity(eci, pci)
			if err != nil {
				t.Fatal(err)
			}
			wc, wp, ws, ok := want.complexity()
			if !ok {
				t.Fatal("the general eigenvalue problem has no single second eigenvalue")
			}
			compare := func(what string, got, want []float64, tolerance float64) {
				for i := range want {
					if !(math.Abs(got[i]-want[i]) <= tolerance*max(1, math.Abs(want[i]))) && !(math.IsNaN(got[i]) && math.IsNaN(want[i])) {
						t.Fatalf("%s at %d: got %v, want %v", what, i, got[i], want[i])
					}
				}
			}
			compare("second eigenvalue", []float64{second}, []float64{ws}, 1e-12)
			compare("ECI", eci, wc, 1e-9)
			compare("PCI", pci, wp, 1e-9)
			n.EntityReflectionZ(eci, 6)
			k, _ := want.reflect(6)
			compare("reflections", eci, zscores(k), 1e-9)
			n.Fitness(eci, pci, 10)
			f, q := want.fitness(10)
			compare("fitness", eci, f, 1e-9)
			compare("quality", pci, q, 1e-9)
			t.Logf("%d entities, %d products, second eigenvalue %.4f", len(entities), len(x[0]), second)
		})
	}
}

// TestRealIncomes: EXPY of 30 countries lies between the least and the largest
// PRODY, and these between the incomes; and it is that of the formula.
func TestRealIncomes(t *testing.T) {
	entities, x := matrix(t, open(t, "reference/extra/index/trade30.csv"), "country", "product", "value")
	gdp := open(t, "reference/extra/index/gdp30.csv")
	values, err := gdp.Numbers("value")
	if err != nil {
		t.Fatal(err)
	}
	income := make([]float64, len(entities))
	for i, name := range gdp.Cells("country") {
		if c, ok := slices.BinarySearch(entities, strings.TrimSpace(name)); ok {
			income[c] = values[i]
		}
	}
	p := new(Period)
	p.Reset(x, nil)
	p.Income = income
	prody, expy := make([]float64, len(x[0])), make([]float64, len(x))
	p.PRODY(prody)
	p.EXPY(expy)
	wp, we := newPlain(x, 1).incomes(income)
	for i := range prody {
		if !same(prody[i], wp[i]) || prody[i] < slices.Min(income)*(1-1e-12) || prody[i] > slices.Max(income)*(1+1e-12) {
			t.Errorf("PRODY of product %d: %v, want %v", i, prody[i], wp[i])
		}
	}
	for c := range expy {
		if !same(expy[c], we[c]) || expy[c] < slices.Min(prody)*(1-1e-12) || expy[c] > slices.Max(prody)*(1+1e-12) {
			t.Errorf("EXPY of %s: %v, want %v", entities[c], expy[c], we[c])
		}
	}
}

// TestPrintedRCA: RCA of Bolivia and Brazil in four-digit products, as printed
// in the sample of MonicaCT/economic-complexity-structural-transformation-lac
// (MIT), with the totals that it prints beside. Bolivia's live horses of 1995
// stand here; the other rows are read where the file is.
func TestPrintedRCA(t *testing.T) {
	if got := RCA(24007, 928895391, 1018155630, 4783875842339); math.Abs(got-0.121433025926758) > 1e-14 { // fifteen printed digits
		t.Errorf("RCA %v, printed 0.121433025926758", got)
	}
	table := open(t, "data/hs4_exports_rca_bolivia_brazil.csv")
	column := func(name string) []float64 {
		v, err := table.Numbers(name)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	x, total := column("export_value"), column("total_country_exports")
	product, all := column("total_world_exports_product"), column("total_world_exports")
	printed := column("rca")
	for i, want := range printed {
		if got := RCA(x[i], total[i], product[i], all[i]); !(math.Abs(got-want) <= 1e-12*want+1e-15) {
			t.Errorf("line %d: RCA %v, printed %v", table.Line(i), got, want)
		}
	}
	if len(printed) < 4000 {
		t.Errorf("only %d rows", len(printed))
	}
}
