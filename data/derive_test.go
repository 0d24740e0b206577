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

// Every message about a value that does not exist, in full.
func TestEvalBadInput(t *testing.T) {
	const content = "e,t,x,y,unread\nB,2012,0,1,5\nA,2011,1,-3,5\nA,2012,2,4,5\n"
	for text, want := range map[string]string{
		"log(y)":      `a.csv, line 3: found the log of -3 in log(y) for entity "A", time 2011, expected a positive number`,
		"L.log(y)":    `a.csv, line 3: found the log of -3 in log(y) for entity "A", time 2011, expected a positive number`,
		"F.log(L.y)":  `a.csv, line 4: found the log of -3 in log(L.y) for entity "A", time 2012, expected a positive number`,
		"log(x)":      `a.csv, line 2: found the log of 0 in log(x) for entity "B", time 2012, expected a positive number`,
		"sqrt(x*y)":   `a.csv, line 3: found the square root of -3 in sqrt(x*y) for entity "A", time 2011, expected a number that is not negative`,
		"y/x":         `a.csv, line 2: found a division by zero in y/x for entity "B", time 2012, expected a divisor that is not zero`,
		"exp(1000*x)": `a.csv, line 3: found exp of 1000, which is not finite, in exp(1000*x) for entity "A", time 2011, expected a finite result`,
		"yy + x":      `a.csv: found no column "yy", expected one of x, y`,
	} {
		p, err := mustRead(t, content).Panel(Options{Entity: "e", Time: "t", Columns: []string{"x", "y"}})
		if err != nil {
			t.Fatal(err)
		}
		e, err := formula.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		_, err = p.Eval(e)
		var in *InputError
		if !errors.As(err, &in) || err.Error() != want {
			t.Errorf("%s:\n got %v\nwant %s", text, err, want)
		}
	}
}
