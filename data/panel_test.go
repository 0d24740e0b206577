package data

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

func TestEntityOrder(t *testing.T) {
	for _, c := range []struct{ names, want []string }{
		{[]string{"10", "9", "1"}, []string{"1", "9", "10"}},
		{[]string{"10", "9", "a"}, []string{"10", "9", "a"}},
		{[]string{"2", "1.5", "-3"}, []string{"-3", "1.5", "2"}},
		{[]string{"1.0", "1", "01"}, []string{"01", "1", "1.0"}},
	} {
		p, err := NewPanel(c.names, make([]int, len(c.names)), nil, nil)
		if err != nil || !slices.Equal(p.Entities(), c.want) {
			t.Errorf("%q become %q, want %q (%v)", c.names, p.Entities(), c.want, err)
		}
	}
}

func TestNewPanelErrors(t *testing.T) {
	one, two := []float64{1}, []float64{1, 2}
	for _, c := range []struct {
		entity []string
		time   []int
		names  []string
		cols   [][]float64
		want   string
	}{
		{[]string{"a", "b"}, []int{1}, nil, nil, "data: 2 entities, 1 times, 0 columns for 0 names"},
		{[]string{"a"}, []int{1}, []string{"x"}, nil, "data: 1 entities, 1 times, 0 columns for 1 names"},
		{[]string{"a"}, []int{1}, []string{"x"}, [][]float64{two}, `data: column "x" has 2 rows, the panel has 1`},
		{[]string{"a"}, []int{1}, []string{"x", "x"}, [][]float64{one, one}, `data: column "x" appears twice`},
		{[]string{"a", "a"}, []int{1, 1}, nil, nil, `data: entity "a" has two rows for time 1`},
	} {
		if _, err := NewPanel(c.entity, c.time, c.names, c.cols); err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
	_, err := NewPanel([]string{"a", "b", "a"}, []int{1, 1, 1}, nil, nil)
	var dup *DuplicateError
	if !errors.As(err, &dup) || dup.First != 0 || dup.Second != 2 {
		t.Errorf("%+v", dup)
	}
}

// The slow obvious way: look for the entity and time in all rows.
func TestLagRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPanel(t)
		k := rapid.IntRange(-4, 4).Draw(t, "k")
		lag := p.LagRows(k)
		entity := rowEntities(p)
		for i := range lag {
			want := int32(-1)
			for j := range entity {
				if entity[j] == entity[i] && p.Times()[j] == p.Times()[i]-k {
					want = int32(j)
				}
			}
			if lag[i] != want {
				t.Fatalf("lag %d of row %d (%s %d) is %d, want %d", k, i, entity[i], p.Times()[i], lag[i], want)
			}
		}
	})
}

func TestBalancedAndGaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPanel(t)
		entity, has := rowEntities(p), make(map[string]bool)
		for i, e := range entity {
			has[e+" "+strconv.Itoa(p.Times()[i])] = true
		}
		balanced, gaps := true, false
		for g, e := range p.Entities() {
			for _, time := range p.Periods() {
				balanced = balanced && has[e+" "+strconv.Itoa(time)]
			}
			own := p.Times()[p.Starts()[g]:p.Starts()[g+1]]
			for time := own[0]; time <= own[len(own)-1]; time++ {
				gaps = gaps || !has[e+" "+strconv.Itoa(time)]
			}
		}
		if p.Balanced() != balanced || p.Gaps() != gaps {
			t.Fatalf("balanced %v, gaps %v; want %v, %v", p.Balanced(), p.Gaps(), balanced, gaps)
		}
	})
}

func rowEntities(p *Panel) []string {
	var e []string
	for g, name := range p.Entities() {
		for range p.Starts()[g+1] - p.Starts()[g] {
			e = append(e, name)
		}
	}
	return e
}

func drawPanel(t *rapid.T) *Panel {
	var entity []string
	var time []int
	for g := range rapid.IntRange(1, 4).Draw(t, "entities") {
		for _, s := range rapid.SliceOfNDistinct(rapid.IntRange(0, 9), 1, 9, rapid.ID).Draw(t, "times") {
			entity, time = append(entity, strconv.Itoa(g*7)), append(time, s)
		}
	}
	x := make([]float64, len(time))
	p, err := NewPanel(entity, time, []string{"x"}, [][]float64{x})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestWith(t *testing.T) {
	p, err := mustRead(t, small).Panel(Options{Entity: "state", Time: "year", Columns: []string{"gsp"}})
	if err != nil {
		t.Fatal(err)
	}
	a, errA := p.With("a", []float64{1, 1, 1, 1})
	b, errB := p.With("b", []float64{2, 2, 2, 2})
	if errA != nil || errB != nil || a.Column("b") != nil || b.Column("a") != nil || p.Column("a") != nil || b.Column("b")[0] != 2 {
		t.Error("panels with one more column are not apart")
	}
	for _, name := range []string{"gsp", "state", "year"} {
		if _, err := p.With(name, make([]float64, 4)); err == nil {
			t.Errorf("a second column %s", name)
		}
	}
	if _, err := p.With("c", make([]float64, 3)); err == nil {
		t.Error("a column with too few rows")
	}
}

func TestComplete(t *testing.T) {
	none := math.NaN()
	p, err := NewPanel([]string{"a", "b", "c"}, []int{1, 1, 1}, []string{"x", "y"}, [][]float64{{1, none, 3}, {none, 2, 3}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		names []string
		want  []bool
	}{{nil, []bool{true, true, true}}, {[]string{"x"}, []bool{true, false, true}}, {[]string{"x", "y"}, []bool{false, false, true}}} {
		if got := p.Complete(c.names...); !slices.Equal(got, c.want) {
			t.Errorf("%q: %v, want %v", c.names, got, c.want)
		}
	}
}

func TestHash(t *testing.T) {
	base := func() ([]string, []int, []string, [][]float64) {
		return []string{"a", "b"}, []int{1, 2}, []string{"x", "y"}, [][]float64{{1, 2}, {3, math.NaN()}}
	}
	hash := func(change func(e []string, t []int, n []string, c [][]float64)) string {
		e, s, n, c := base()
		change(e, s, n, c)
		p, err := NewPanel(e, s, n, c)
		if err != nil {
			t.Fatal(err)
		}
		return p.Hash()
	}
	same := hash(func([]string, []int, []string, [][]float64) {})
	seen := map[string]string{same: "the panel itself"}
	for name, change := range map[string]func(e []string, t []int, n []string, c [][]float64){
		"entity": func(e []string, _ []int, _ []string, _ [][]float64) { e[1] = "c" },
		"time":   func(_ []string, t []int, _ []string, _ [][]float64) { t[1] = 3 },
		"name":   func(_ []string, _ []int, n []string, _ [][]float64) { n[1] = "z" },
		"value":  func(_ []string, _ []int, _ []string, c [][]float64) { c[0][1] = math.Nextafter(2, 3) },
		"filled": func(_ []string, _ []int, _ []string, c [][]float64) { c[1][1] = 0 },
		"joined": func(e []string, t []int, _ []string, _ [][]float64) { e[1], t[1] = "a", 2 },
	} {
		h := hash(change)
		if other, twice := seen[h]; twice {
			t.Errorf("%s has the hash of %s", name, other)
		}
		seen[h] = name
	}
	otherNaN := math.Float64frombits(0x7ff8dead00000000)
	if hash(func(_ []string, _ []int, _ []string, c [][]float64) { c[1][1] = otherNaN }) != same {
		t.Error("missing values with other bits have another hash")
	}
	if hash(func(e []string, s []int, _ []string, c [][]float64) {
		e[0], e[1], s[0], s[1] = "b", "a", 2, 1
		c[0][0], c[0][1], c[1][0], c[1][1] = 2, 1, c[1][1], 3
	}) != same {
		t.Error("the order of rows changes the hash")
	}
}
