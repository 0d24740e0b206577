package bootstrap

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"panelstress/data"
)

// testPanel has g entities of 2 rows with the numeric column region: entity
// i is in region i mod 3.
func testPanel(t testing.TB, g int) *data.Panel {
	t.Helper()
	var entity []string
	var times []int
	var region []float64
	for i := range g {
		for year := range 2 {
			entity = append(entity, fmt.Sprint(i))
			times = append(times, 2000+year)
			region = append(region, float64(i%3))
		}
	}
	p, err := data.NewPanel(entity, times, []string{"region"}, [][]float64{region})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestEntitiesStream pins which numbers a draw takes from its stream: were
// this to change, every published result with a seed would change too.
func TestEntitiesStream(t *testing.T) {
	p := testPanel(t, 31)
	var s data.Sample
	for _, size := range []int{0, 7, 50} {
		a, b := rand.New(rand.NewPCG(3, 4)), rand.New(rand.NewPCG(3, 4))
		Entities{Size: size}.Resample(&s, p, a)
		want := make([]int, 31)
		n := size
		if n == 0 {
			n = 31
		}
		for range n {
			want[b.IntN(31)]++
		}
		if !slices.Equal(s.Count, want) || a.Uint64() != b.Uint64() {
			t.Errorf("size %d: counts %v, want %v", size, s.Count, want)
		}
		if s.Size() != n {
			t.Errorf("size %d: sample of %d", size, s.Size())
		}
		drawn := []int{}
		for g, c := range s.Count {
			if c > 0 {
				drawn = append(drawn, g)
			}
		}
		if !slices.Equal(s.Drawn, drawn) {
			t.Errorf("drawn %v, want %v", s.Drawn, drawn)
		}
	}
}

// TestEntitiesMultinomial compares frequencies of the 10 multisets of 3
// entities with their probabilities: chi-squared with 9 degrees of freedom
// exceeds 33.7 once in 10,000.
func TestEntitiesMultinomial(t *testing.T) {
	const n = 20000
	p := testPanel(t, 3)
	rng := rand.New(rand.NewPCG(5, 6))
	seen := make(map[string]int)
	var s data.Sample
	for range n {
		Entities{}.Resample(&s, p, rng)
		seen[fmt.Sprint(s.Count)]++
	}
	chi := 0.0
	for c, prob := range Multisets(3) {
		d := float64(seen[fmt.Sprint(c)]) - n*prob
		chi += d * d / (n * prob)
	}
	if chi > 33.7 {
		t.Errorf("chi-squared %v with 9 degrees of freedom", chi)
	}
}

// TestMultisets compares with factorials, which are exact up to 18!.
func TestMultisets(t *testing.T) {
	factorial := func(n int) float64 {
		f := 1.0
		for k := 2; k <= n; k++ {
			f *= float64(k)
		}
		return f
	}
	binomial := func(n, k int) int { return int(math.Round(factorial(n) / factorial(k) / factorial(n-k))) }
	for g := 1; g <= 8; g++ {
		seen := make(map[string]bool)
		total := 0.0
		for c, prob := range Multisets(g) {
			size, want := 0, factorial(g)
			for _, n := range c {
				size += n
				want /= factorial(n)
			}
			want /= math.Pow(float64(g), float64(g))
			// g multiplications and divisions of relative error 2^-53.
			relative(t, fmt.Sprint(c), prob, want, 1e-14)
			if size != g || seen[fmt.Sprint(c)] {
				t.Fatalf("multiset %v", c)
			}
			seen[fmt.Sprint(c)] = true
			total += prob
		}
		near(t, "sum", total, 1, 1e-12)
		if want := binomial(2*g-1, g); len(seen) != want {
			t.Errorf("%d multisets of %d, want %d", len(seen), g, want)
		}
	}
	for c := range Multisets(0) {
		t.Errorf("no entity gives %v", c)
	}
	n := 0
	for range Multisets(200) { // no overflow, and it stops when told
		if n++; n == 10 {
			break
		}
	}
	if n != 10 {
		t.Errorf("stopped after %d", n)
	}
}

func TestLeaveOneOut(t *testing.T) {
	p := testPanel(t, 4)
	var s data.Sample
	LeaveOneOut(&s, p, 2)
	if !slices.Equal(s.Count, []int{1, 1, 0, 1}) || !slices.Equal(s.Drawn, []int{0, 1, 3}) {
		t.Errorf("count %v, drawn %v", s.Count, s.Drawn)
	}
	// Of a mean the jackknife values are the deviations from it.
	x := []float64{3, 8, 1, 4}
	loo := make([]float64, len(x))
	for i := range x {
		for j := range x {
			if j != i {
				loo[i] += x[j] / 3
			}
		}
	}
	for i, l := range JackknifeInfluence(make([]float64, 4), loo) {
		near(t, "influence", l, x[i]-4, 1e-14) // a few roundings of numbers below 10
	}
	defer func() {
		if recover() == nil {
			t.Error("an entity that does not exist was left out")
		}
	}()
	LeaveOneOut(&s, p, 4)
}

// TestStratified: every draw keeps the size of every stratum, and within
// strata every entity is drawn equally often.
func TestStratified(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		strata := rapid.SliceOfN(rapid.IntRange(-2, 4), 1, 40).Draw(t, "strata")
		var entity []string
		for g := range strata {
			entity = append(entity, fmt.Sprint(g))
		}
		p, err := data.NewPanel(entity, make([]int, len(entity)), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		var s data.Sample
		NewStratified(strata).Resample(&s, p, rng)
		balance := make(map[int]int)
		for g, k := range strata {
			balance[k] += s.Count[g] - 1
		}
		for k, d := range balance {
			if d != 0 {
				t.Errorf("stratum %d has %d entities too many", k, d)
			}
		}
		for _, g := range s.Drawn {
			if s.Count[g] == 0 {
				t.Errorf("entity %d is drawn 0 times", g)
			}
		}
	})

	const n = 20000
	p := testPanel(t, 7)
	strata, err := Strata(p, "region")
	if err != nil || !slices.Equal(strata, []int{0, 1, 2, 0, 1, 2, 0}) {
		t.Fatalf("strata %v, %v", strata, err)
	}
	r := NewStratified(strata)
	rng := rand.New(rand.NewPCG(7, 8))
	var s data.Sample
	total := make([]float64, 7)
	for range n {
		r.Resample(&s, p, rng)
		for g, c := range s.Count {
			total[g] += float64(c) / n
		}
	}
	for g, v := range total {
		// A count is binomial(3, 1/3) or (2, 1/2): variance at most 2/3. Four
		// standard errors of the mean of n.
		near(t, fmt.Sprint("mean count of ", g), v, 1, 4*math.Sqrt(2.0/3/n))
	}
}

func TestStrataErrors(t *testing.T) {
	p, err := data.NewPanel([]string{"a", "a", "b", "b"}, []int{1, 2, 1, 2},
		[]string{"moves", "gone"}, [][]float64{{1, 1, 2, 3}, {1, 1, math.NaN(), 1}})
	if err != nil {
		t.Fatal(err)
	}
	for column, want := range map[string]string{
		"region": `no column "region"`,
		"moves":  `entity "b" is in stratum 2 at time 1 and 3 at time 2`,
		"gone":   `entity "b" has no gone`,
	} {
		if _, err := Strata(p, column); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", column, err)
		}
	}
	table, err := data.ReadCSV(strings.NewReader("state,year,region\nA,1,West\nA,2,West\nB,1,East\nC,1,West\n"), "test", data.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	q, err := table.Panel(data.Options{Entity: "state", Time: "year", Labels: []string{"region"}})
	if err != nil {
		t.Fatal(err)
	}
	strata, err := Strata(q, "region")
	if err != nil || !slices.Equal(strata, []int{0, 1, 0}) {
		t.Errorf("strata %v, %v", strata, err)
	}
	defer func() {
		if recover() == nil {
			t.Error("strata of another panel were taken")
		}
	}()
	NewStratified([]int{0}).Resample(new(data.Sample), p, rand.New(rand.NewPCG(1, 1)))
}

func TestResampleAllocs(t *testing.T) {
	p := testPanel(t, 48)
	strata, err := Strata(p, "region")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []Resampler{Entities{}, Entities{Size: 20}, NewStratified(strata)} {
		rng := rand.New(rand.NewPCG(1, 1))
		var s data.Sample
		r.Resample(&s, p, rng)
		if n := testing.AllocsPerRun(100, func() { r.Resample(&s, p, rng) }); n != 0 {
			t.Errorf("%T: %v allocations", r, n)
		}
	}
}

func BenchmarkEntities(b *testing.B) {
	p := testPanel(b, 48)
	rng := rand.New(rand.NewChaCha8([32]byte{}))
	var s data.Sample
	b.ReportAllocs()
	for b.Loop() {
		Entities{}.Resample(&s, p, rng)
	}
}

func BenchmarkStratified(b *testing.B) {
	p := testPanel(b, 48)
	strata, err := Strata(p, "region")
	if err != nil {
		b.Fatal(err)
	}
	r := NewStratified(strata)
	rng := rand.New(rand.NewChaCha8([32]byte{}))
	var s data.Sample
	b.ReportAllocs()
	for b.Loop() {
		r.Resample(&s, p, rng)
	}
}
