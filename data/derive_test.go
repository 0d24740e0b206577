package data

import (
	"errors"
	"math"
	"slices"
	"testing"

	"panelstress/data/formula"
)

// gappy has no row for A in 2013 and a missing x for B in 2012.
const gappy = `e,t,x,y
A,2011,1,2
A,2012,2,4
A,2014,4,8
A,2015,8,16
B,2011,16,32
B,2012,,64
B,2013,64,128
`

func gappyPanel(t *testing.T) *Panel {
	t.Helper()
	table := mustRead(t, gappy)
	p, err := table.Panel(Options{Entity: "e", Time: "t", Columns: []string{"y"}})
	if err != nil {
		t.Fatal(err)
	}
	x, err := table.numbers("x", nil) // with its missing value
	if err != nil {
		t.Fatal(err)
	}
	q, err := p.With("x", x) // the file is in panel order
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func same(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool { return x == y || math.IsNaN(x) && math.IsNaN(y) })
}

func TestEval(t *testing.T) {
	p := gappyPanel(t)
	none := math.NaN()
	for text, want := range map[string][]float64{
		"y - 2*x":   {0, 0, 0, 0, 0, none, 0},
		"L.y":       {none, 2, none, 8, none, 32, 64},
		"L2.y":      {none, none, 4, none, none, none, 32}, // over the gap, 2014 finds 2012
		"F.y":       {4, none, 16, none, 64, 128, none},
		"D.y":       {none, 2, none, 8, none, 32, 64},
		"L.x:y":     {none, 4, none, 64, none, 1024, none},
		"x >= 4":    {0, 0, 1, 1, 1, none, 1},
		"sqrt(2*y)": {2, math.Sqrt(8), 4, math.Sqrt(32), 8, math.Sqrt(128), 16},
	} {
		e, err := formula.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := p.Eval(e)
		if err != nil || !same(got, want) {
			t.Errorf("%s: %v, %v; want %v", text, got, err, want)
		}
	}
}

func TestDeriveAll(t *testing.T) {
	p := gappyPanel(t)
	before := p.Hash()
	q, err := p.DeriveAll([]Derivation{{"c", "a + b"}, {"a", "2*y"}, {"b", "L.a"}})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"y", "x", "a", "b", "c"}; !slices.Equal(q.Names(), want) {
		t.Errorf("columns %q, want %q", q.Names(), want)
	}
	none := math.NaN()
	if want := []float64{none, 12, none, 48, none, 192, 384}; !same(q.Column("c"), want) {
		t.Errorf("c is %v, want %v", q.Column("c"), want)
	}
	if p.Hash() != before || len(p.Names()) != 2 {
		t.Error("the panel changed")
	}
	one, err := p.Derive("z", "log(y)")
	if err != nil || one.Column("z")[0] != math.Log(2) {
		t.Errorf("%v", err)
	}
}

// Every message about a formula, in full.
func TestDeriveBadInput(t *testing.T) {
	const content = "e,t,x,y,unread\nB,2012,0,1,5\nA,2011,1,-3,5\nA,2012,2,4,5\n"
	for _, c := range []struct {
		list []Derivation
		want string
	}{
		{[]Derivation{{"z", "log(y)"}}, `a.csv, line 3, key derive.z: found the log of -3 in log(y) for entity "A", time 2011, expected a positive number`},
		{[]Derivation{{"z", "L.log(y)"}}, `a.csv, line 3, key derive.z: found the log of -3 in log(y) for entity "A", time 2011, expected a positive number`},
		{[]Derivation{{"z", "log(x)"}}, `a.csv, line 2, key derive.z: found the log of 0 in log(x) for entity "B", time 2012, expected a positive number`},
		{[]Derivation{{"z", "sqrt(x*y)"}}, `a.csv, line 3, key derive.z: found the square root of -3 in sqrt(x*y) for entity "A", time 2011, expected a number that is not negative`},
		{[]Derivation{{"z", "y/x"}}, `a.csv, line 2, key derive.z: found a division by zero in y/x for entity "B", time 2012, expected a divisor that is not zero`},
		{[]Derivation{{"z", "exp(1000*x)"}}, `a.csv, line 3, key derive.z: found exp of 1000, which is not finite, in exp(1000*x) for entity "A", time 2011, expected a finite result`},
		{[]Derivation{{"z", "yy + w"}, {"w", "x"}}, `a.csv, key derive.z: found no column "yy", expected one of x, y, z, w`},
		{[]Derivation{{"income", "x"}, {"z", "incme"}}, `a.csv, key derive.z: found no column "incme", expected one of x, y, income, z; did you mean "income"?`},
		{[]Derivation{{"a", "b + 1"}, {"b", "L.a"}}, `key derive.a: found a circle: a -> b -> a, expected formulas that can be computed one after the other`},
		{[]Derivation{{"z", "a"}, {"a", "b"}, {"b", "c*x"}, {"c", "a"}}, `key derive.a: found a circle: a -> b -> c -> a, expected formulas that can be computed one after the other`},
		{[]Derivation{{"z", "z + 1"}}, `key derive.z: found a circle: z -> z, expected formulas that can be computed one after the other`},
		{[]Derivation{{"x", "y"}}, `a.csv, key derive.x: found a column of the data with the same name, expected a new name; the derived column would hide it: name it otherwise`},
		{[]Derivation{{"unread", "y"}}, `a.csv, key derive.unread: found a column of the data with the same name, expected a new name; the derived column would hide it: name it otherwise`},
		{[]Derivation{{"t", "y"}}, `a.csv, key derive.t: found a column of the data with the same name, expected a new name; the derived column would hide it: name it otherwise`},
		{[]Derivation{{"z", "x"}, {"z", "y"}}, `key derive.z: found a second formula for it, expected a new name`},
		{[]Derivation{{"", "x"}}, `key derive.: found no name, expected the name of the new column`},
	} {
		p, err := mustRead(t, content).Panel(Options{Entity: "e", Time: "t", Columns: []string{"x", "y"}})
		if err != nil {
			t.Fatal(err)
		}
		_, err = p.DeriveAll(c.list)
		var in *InputError
		if !errors.As(err, &in) || err.Error() != c.want {
			t.Errorf("%v:\n got %v\nwant %s", c.list, err, c.want)
		}
	}
}

func TestCheckGaps(t *testing.T) {
	const want = `a.csv, line 4: found no row for entity "A", time 2013, between 2012 and 2014, expected a row for every period, as L.NM needs the period before; add the row, or number the periods without gaps`
	if err := gappyPanel(t).CheckGaps("L.NM"); err == nil || err.Error() != want {
		t.Errorf("\n got %v\nwant %s", err, want)
	}
	p, err := mustRead(t, small).Panel(Options{Entity: "state", Time: "year"})
	if err != nil || p.CheckGaps("L.NM") != nil {
		t.Errorf("%v, %v; want no error", err, p.CheckGaps("L.NM"))
	}
}
