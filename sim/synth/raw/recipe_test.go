package raw

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"panelstress/data"
	"panelstress/data/index"
)

const recipe = `
steps:
  - gdp: exp(lnGDP)
  - rate: [6.5, 6.3, 6.2, 6.1]
  - population: {like: gdp, scale: 0.2, spread: 0.1, constant: true}
  - rd: {scale: 100, spread: 0.3, trend: 0.1}
  - NM:
      index:
        patents: {low: 440, high: 709700, spread: 0.7, trend: 0.08}
        firms: {low: 1, high: 30, spread: 0.4}
        zones: {low: 0, high: 9, spread: 0.2, whole: true}
        sales: {low: 3, high: 9000, spread: 0.6}
        sites: {low: 20, high: 90, spread: 0.3}
        rd_staff: {low: 100, high: 80000, spread: 0.5}
  - income: {exports: EC, total: gdp, products: [a, b, c, d, e, f, g, h, i, j, k, l]}
keep: [income, patents, firms, zones, sales, sites, rd_staff, population, rate, rd, gdp]
`

// composites are a panel of the kind that recipes start from.
func composites(t *testing.T, p Panel, seed uint64) *data.Panel {
	rng := rand.New(rand.NewPCG(seed, 5))
	nm, gdp, ec := target(p, rng), p.noise(0.9, rng), target(p, rng)
	for i := range gdp {
		gdp[i] = 19 + gdp[i]
		ec[i] = 6000 + 1500*ec[i]
	}
	return panel(t, p, []string{"NM", "lnGDP", "EC"}, [][]float64{nm, gdp, ec})
}

func TestMake(t *testing.T) {
	p := Panel{12, 4}
	r, err := Read("recipe.yaml", []byte(recipe))
	if err != nil {
		t.Fatal(err)
	}
	from := composites(t, p, 1)
	m, err := r.Make(from, 1)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(m.Panel.Names(), " "); got != "income patents firms zones sales sites rd_staff population rate rd gdp" {
		t.Errorf("columns %s", got)
	}
	col := m.Panel.Column
	for i := range p.Rows() {
		if gdp := math.Exp(from.Column("lnGDP")[i]); !(math.Abs(col("gdp")[i]/gdp-1) < 1e-9) { // ten digits
			t.Errorf("row %d: gdp %v, want %v", i, col("gdp")[i], gdp)
		}
		if want := []float64{6.5, 6.3, 6.2, 6.1}[i%4]; col("rate")[i] != want {
			t.Errorf("row %d: rate %v, want %v", i, col("rate")[i], want)
		}
		if col("population")[i] != col("population")[i/4*4] || col("zones")[i] != math.Trunc(col("zones")[i]) {
			t.Errorf("row %d: population %v, zones %v", i, col("population")[i], col("zones")[i])
		}
		sum := 0.0
		for _, x := range m.Exports[i] {
			sum += x
		}
		if !(math.Abs(sum/col("gdp")[i]-1) < 1e-9) {
			t.Errorf("row %d: exports sum to %v, want %v", i, sum, col("gdp")[i])
		}
	}
	ix := &index.Index{Name: "I", Indicators: []index.Indicator{{Name: "patents"}, {Name: "firms"}, {Name: "zones"}, {Name: "sales"}, {Name: "sites"}, {Name: "rd_staff"}}}
	if worst := distance(t, ix, m.Panel, from.Column("NM")); !(worst <= 1e-8) {
		t.Errorf("the composite is off by %v", worst)
	}
}

func TestMakeDependsOnTheSeedAlone(t *testing.T) {
	r, err := Read("recipe.yaml", []byte(recipe))
	if err != nil {
		t.Fatal(err)
	}
	patents := func(seed uint64) float64 {
		m, err := r.Make(composites(t, Panel{12, 4}, 1), seed)
		if err != nil {
			t.Fatal(err)
		}
		return m.Panel.Column("patents")[5]
	}
	if a, b, c := patents(3), patents(3), patents(4); a != b || a == c {
		t.Errorf("seeds 3, 3, 4 give %v, %v, %v", a, b, c)
	}
}

func TestRecipesThatCannotBe(t *testing.T) {
	for _, c := range []struct{ from, to, words string }{
		{"exp(lnGDP)", "exp(lnGPD)", "lnGDP"},
		{"exp(lnGDP)", "exp(lnGDP", "a formula"},
		{"[6.5, 6.3, 6.2, 6.1]", "[6.5, 6.3]", "2 values"},
		{"[6.5, 6.3, 6.2, 6.1]", "[6.5, x]", "a number per period"},
		{"like: gdp", "like: gdpp", "gdp"},
		{"like: gdp", "liek: gdp", "liek"},
		{"low: 440", "low: 800000", "a range from"},
		{"low: 440", "lowest: 440", "lowest"},
		{"exports: EC", "exports: ECC", "EC"},
		{"total: gdp", "total: gpd", "gdp"},
		{"keep: [income", "keep: [incom", "income"},
		{"keep:", "hold:", "hold"},
		{"steps:", "steps: 3 #", "steps and keep"},
		{"  - rate: [", "  - rate: [1]\n    rates: [", "2 names"},
	} {
		text := strings.Replace(recipe, c.from, c.to, 1)
		r, err := Read("recipe.yaml", []byte(text))
		if err == nil {
			_, err = r.Make(composites(t, Panel{12, 4}, 1), 1)
		}
		if err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s for %s: error %v, expected words %q", c.to, c.from, err, c.words)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(recipe))
	f.Add([]byte("steps: [{a: {index: {b: {}}}}]\nkeep: [a]"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if r, err := Read("fuzz", text); err == nil && (len(r.Steps) == 0 || len(r.Keep) == 0) {
			t.Error("a recipe without steps or result")
		}
	})
}
