package estimators

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"panelstress/data"
)

// shared finds a reference folder beside the repository, or skips the test.
func shared(t testing.TB, name string) string {
	t.Helper()
	dir := filepath.Join("..", "..", "shared", "reference", name)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the reference folder %s is not beside the repository", name)
	}
	return dir
}

// chainPanel reads the panel of the chain cases: columns by name, rows in
// file order, which is panel order.
func chainPanel(t testing.TB, dir string) (cols map[string][]float64, year []int) {
	t.Helper()
	file, err := os.Open(filepath.Join(dir, "panel.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	cols = make(map[string][]float64)
	for _, r := range rows[1:] {
		y, err := strconv.Atoi(r[1])
		if err != nil {
			t.Fatal(err)
		}
		year = append(year, y)
		for j, name := range rows[0][2:] {
			v, err := strconv.ParseFloat(r[j+2], 64)
			if err != nil {
				t.Fatal(err)
			}
			cols[name] = append(cols[name], v)
		}
	}
	return cols, year
}

// entropyScores is the index written out from its definition over the rows
// of the drawn provinces, repeated as often as they were drawn.
func entropyScores(indicators [][]float64, provinces []int, periods int) (weights, scores []float64) {
	n := float64(len(provinces) * periods)
	score := make([]float64, len(indicators[0]))
	var lo, hi, d []float64
	sum := 0.0
	for _, x := range indicators {
		a, b := math.Inf(1), math.Inf(-1)
		for _, g := range provinces {
			a = min(a, slices.Min(x[g*periods:(g+1)*periods]))
			b = max(b, slices.Max(x[g*periods:(g+1)*periods]))
		}
		total, e := 0.0, 0.0
		for _, g := range provinces {
			for _, v := range x[g*periods : (g+1)*periods] {
				total += (v - a) / (b - a)
			}
		}
		for _, g := range provinces {
			for _, v := range x[g*periods : (g+1)*periods] {
				if p := (v - a) / (b - a) / total; p > 0 {
					e -= p * math.Log(p) / math.Log(n)
				}
			}
		}
		lo, hi, d = append(lo, a), append(hi, b), append(d, 1-e)
		sum += 1 - e
	}
	for j, x := range indicators {
		d[j] /= sum
		for i, v := range x {
			score[i] += d[j] * (v - lo[j]) / (hi[j] - lo[j])
		}
	}
	return d, score
}

type chainDraws struct {
	Draws []struct {
		Provinces []int
		Weights   map[string][]float64
		Fits      []struct {
			Model, Estimator string
			Estimate, SE     map[string]float64
		}
	}
}

var chainModels = map[string][]string{
	"M1": {"NM"}, "M2": {"ECpv"}, "M3": {"ECpc"}, "M4": {"NM", "NM:ECpv"}, "M5": {"NM", "NM:ECpc"},
}

// chainColumns lays out the columns of the chain's models: controls and the
// complexity first, then what depends on an index.
func chainColumns(cols map[string][]float64, nm, er, pv []float64) (names []string, out [][]float64) {
	times := func(a, b []float64) []float64 {
		c := make([]float64, len(a))
		for i := range a {
			c[i] = a[i] * b[i]
		}
		return c
	}
	names = []string{"lnGDP", "Open", "Infra", "RD", "ECpc", "ERes", "NM", "ECpv", "NM:ECpv", "NM:ECpc"}
	out = [][]float64{cols["lngdp"], cols["open"], cols["infra"], cols["rd"], cols["cpx"], er, nm, pv, times(nm, pv), times(nm, cols["cpx"])}
	return names, out
}

// chainFrames makes the frame of all rows and the frame of years 2 to 10 with
// the lags of the five regressors of interest.
func chainFrames(t testing.TB, year []int, names []string, cols [][]float64) (full, lagged *Frame) {
	t.Helper()
	const periods = 10
	var start, start9, time9 []int
	cols9 := make([][]float64, len(cols)+5)
	names9 := append(slices.Clone(names), "L.ECpc", "L.NM", "L.ECpv", "L.NM:ECpv", "L.NM:ECpc")
	from := []int{4, 6, 7, 8, 9}
	for g := 0; g <= len(year)/periods; g++ {
		start, start9 = append(start, g*periods), append(start9, g*(periods-1))
	}
	for i, y := range year {
		if i%periods == 0 {
			continue
		}
		time9 = append(time9, y)
		for j := range cols {
			cols9[j] = append(cols9[j], cols[j][i])
		}
		for j, c := range from {
			cols9[len(cols)+j] = append(cols9[len(cols)+j], cols[c][i-1])
		}
	}
	full, err := NewFrame(start, year, names, cols, 5)
	if err != nil {
		t.Fatal(err)
	}
	lagged, err = NewFrame(start9, time9, names9, cols9, 5)
	if err != nil {
		t.Fatal(err)
	}
	return full, lagged
}

func chainFits(t testing.TB, full, lagged *Frame) map[string]func(*Fit) error {
	t.Helper()
	fits := make(map[string]func(*Fit) error)
	controls := []string{"lnGDP", "Open", "Infra", "RD"}
	for m, of := range chainModels {
		x := append(slices.Clone(of), controls...)
		var z []string
		for _, v := range of {
			z = append(z, "L."+v)
		}
		ols, err := NewDesign(full, "ERes", x, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		iv, err := NewDesign(lagged, "ERes", x, of, z)
		if err != nil {
			t.Fatal(err)
		}
		fits[m+".fe"] = func(f *Fit) error { return Within{Cov: Cluster{}}.Fit(f, ols) }
		fits[m+".2sls"] = func(f *Fit) error { return TwoSLS{Cov: Cluster{Convention: StataLarge}}.Fit(f, iv) }
		fits[m+".fgls"] = func(f *Fit) error { return FGLS{}.Fit(f, ols) }
	}
	return fits
}

// TestChain holds the 15 fits of the five given draws against 40-digit
// arithmetic. The tolerance is that of the cases' README: their worst numbers
// are coefficients near zero, for which doubles keep 8.5 to 9 digits.
func TestChain(t *testing.T) {
	dir := shared(t, "chain")
	cols, year := chainPanel(t, dir)
	text, err := os.ReadFile(filepath.Join(dir, "chain_draws.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases chainDraws
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	group := func(prefix string, n int) (x [][]float64) {
		for i := 1; i <= n; i++ {
			name := prefix + strconv.Itoa(i)
			if i < 10 {
				name = prefix + "0" + strconv.Itoa(i)
			}
			x = append(x, cols[name])
		}
		return x
	}
	var fit Fit
	checked, worst := 0, 0.0
	for n, draw := range cases.Draws {
		_, nm := entropyScores(group("nm_", 12), draw.Provinces, 10)
		_, er := entropyScores(group("er_", 13), draw.Provinces, 10)
		_, pv := entropyScores([][]float64{cols["tc"], cols["ms"], cols["rca"]}, draw.Provinces, 10)
		names, columns := chainColumns(cols, nm, er, pv)
		full, lagged := chainFrames(t, year, names, columns)
		var s data.Sample
		s.Set(full.Entities(), draw.Provinces)
		if err := full.Refresh(&s); err != nil {
			t.Fatal(err)
		}
		if err := lagged.Refresh(&s); err != nil {
			t.Fatal(err)
		}
		fits := chainFits(t, full, lagged)
		for _, want := range draw.Fits {
			if err := fits[want.Model+"."+want.Estimator](&fit); err != nil {
				t.Fatal(err)
			}
			for term, b := range want.Estimate {
				se := want.SE[term]
				if term == "_cons" {
					term = ConstName
				}
				j := fit.Term(term)
				if j < 0 {
					t.Fatalf("draw %d %s %s has no term %s, only %v", n, want.Model, want.Estimator, term, fit.Terms)
				}
				if off := math.Abs(fit.Coef[j]-b) / max(math.Abs(b), se); !(off <= 1e-8) {
					t.Errorf("draw %d %s %s %s: coefficient %.15g, want %.15g", n, want.Model, want.Estimator, term, fit.Coef[j], b)
				} else {
					worst = max(worst, off)
				}
				if off := math.Abs(fit.SE(j)/se - 1); !(off <= 1e-8) {
					t.Errorf("draw %d %s %s %s: se %.15g, want %.15g", n, want.Model, want.Estimator, term, fit.SE(j), se)
				} else {
					worst = max(worst, off)
				}
				checked += 2
			}
		}
	}
	t.Logf("%d numbers, worst relative difference %.1e", checked, worst)
	if checked != 910 {
		t.Errorf("%d numbers checked, the cases hold 910", checked)
	}
}

func BenchmarkChainFits(b *testing.B) {
	dir := shared(b, "chain")
	cols, year := chainPanel(b, dir)
	_, nm := entropyScores([][]float64{cols["nm_01"], cols["nm_02"]}, seq(29), 10)
	_, er := entropyScores([][]float64{cols["er_01"], cols["er_02"]}, seq(29), 10)
	_, pv := entropyScores([][]float64{cols["tc"], cols["ms"], cols["rca"]}, seq(29), 10)
	names, columns := chainColumns(cols, nm, er, pv)
	full, lagged := chainFrames(b, year, names, columns)
	fits := chainFits(b, full, lagged)
	var s data.Sample
	s.Set(29, []int{0, 0, 1, 2, 2, 2, 5, 6, 7, 8, 9, 9, 11, 12, 13, 15, 15, 17, 18, 18, 20, 21, 21, 21, 24, 25, 26, 28, 28})
	b.Run("refresh", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if full.Refresh(&s) != nil || lagged.Refresh(&s) != nil {
				b.Fatal("refresh")
			}
		}
	})
	for _, name := range []string{"M4.fe", "M4.2sls", "M4.fgls"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			var f Fit
			for b.Loop() {
				if err := fits[name](&f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func seq(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = i
	}
	return s
}
