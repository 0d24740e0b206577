package bootstrap

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"panelstress/data"
)

// readCSV returns the columns of a reference file by name.
func readCSV(t testing.TB, name string) map[string][]string {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "reference", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	cols := make(map[string][]string)
	for j, h := range rows[0] {
		for _, r := range rows[1:] {
			cols[h] = append(cols[h], r[j])
		}
	}
	return cols
}

func numbers(t testing.TB, cells []string) []float64 {
	t.Helper()
	x := make([]float64, len(cells))
	for i, c := range cells {
		v, err := strconv.ParseFloat(c, 64)
		if err != nil {
			t.Fatal(err)
		}
		x[i] = v
	}
	return x
}

// readPanel makes a panel of a file with the columns firm and year.
func readPanel(t testing.TB, name string, columns ...string) *data.Panel {
	t.Helper()
	file := readCSV(t, name)
	var years []int
	for _, y := range numbers(t, file["year"]) {
		years = append(years, int(y))
	}
	var cols [][]float64
	for _, c := range columns {
		cols = append(cols, numbers(t, file[c]))
	}
	p, err := data.NewPanel(file["firm"], years, columns, cols)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// expected decodes the fields of the case id into v.
func expected(t testing.TB, id string, v any) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "reference", "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []json.RawMessage
	}
	if err := json.Unmarshal(b, &file); err != nil {
		t.Fatal(err)
	}
	for _, c := range file.Cases {
		var head struct{ ID string }
		if err := json.Unmarshal(c, &head); err != nil {
			t.Fatal(err)
		}
		if head.ID == id {
			if err := json.Unmarshal(c, v); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatalf("no case %q", id)
}

// near compares within a tolerance relative to want, and absolute below 1.
func near(t testing.TB, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*math.Max(1, math.Abs(want))) {
		t.Errorf("%s: got %.17g, want %.17g (tolerance %g)", what, got, want, tol)
	}
}

// relative compares within a tolerance relative to want.
func relative(t testing.TB, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*math.Abs(want)) {
		t.Errorf("%s: got %.17g, want %.17g (relative tolerance %g)", what, got, want, tol)
	}
}

// fixedEffects regresses y on two columns with entity effects in the sample s,
// in which every copy of an entity is an entity of its own. It returns the two
// coefficients and the CR0 cluster variance times G/(G-1), clusters being the
// copies. It is written for the eye, not for speed.
func fixedEffects(p *data.Panel, s *data.Sample, y, x1, x2 string) (b, v [2]float64) {
	start := p.Starts()
	demeaned := func(name string) []float64 {
		d := make([]float64, p.Len())
		for g := range p.Entities() {
			mean := 0.0
			for i := start[g]; i < start[g+1]; i++ {
				mean += p.Column(name)[i] / float64(start[g+1]-start[g])
			}
			for i := start[g]; i < start[g+1]; i++ {
				d[i] = p.Column(name)[i] - mean
			}
		}
		return d
	}
	dy, d1, d2 := demeaned(y), demeaned(x1), demeaned(x2)
	var a11, a12, a22, c1, c2 float64
	for g, n := range s.Count {
		for i := start[g]; i < start[g+1]; i++ {
			w := float64(n)
			a11 += w * d1[i] * d1[i]
			a12 += w * d1[i] * d2[i]
			a22 += w * d2[i] * d2[i]
			c1 += w * d1[i] * dy[i]
			c2 += w * d2[i] * dy[i]
		}
	}
	det := a11*a22 - a12*a12
	i11, i12, i22 := a22/det, -a12/det, a11/det
	b = [2]float64{i11*c1 + i12*c2, i12*c1 + i22*c2}
	for g, n := range s.Count {
		var s1, s2 float64
		for i := start[g]; i < start[g+1]; i++ {
			u := dy[i] - b[0]*d1[i] - b[1]*d2[i]
			s1 += d1[i] * u
			s2 += d2[i] * u
		}
		e1, e2 := i11*s1+i12*s2, i12*s1+i22*s2
		v[0] += float64(n) * e1 * e1
		v[1] += float64(n) * e2 * e2
	}
	size := float64(s.Size())
	v[0] *= size / (size - 1)
	v[1] *= size / (size - 1)
	return b, v
}
