package data

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
)

func TestWriteCSV(t *testing.T) {
	p, err := mustRead(t, small).Panel(Options{
		Entity: "state", Time: "year", Columns: []string{"pop", "gsp", "year"}, Labels: []string{"region"},
		Missing: MissingInterpolate, Ends: EndsCarry,
	})
	if err != nil {
		t.Fatal(err)
	}
	p, err = p.With("z", []float64{math.Nextafter(0.3, 1), math.NaN(), math.Copysign(0, -1), 1e300})
	if err != nil {
		t.Fatal(err)
	}
	const want = `state,year,pop,gsp,z,region
A,2011,10,1,0.30000000000000004,west
A,2012,20,2,,west
B,2011,30,3,-0,east
B,2012,30,4,1e+300,east
`
	var b strings.Builder
	if err := p.WriteCSV(&b); err != nil || b.String() != want {
		t.Errorf("%v\n%s", err, b.String())
	}
}

func TestWriteCSVErrors(t *testing.T) {
	p, err := NewPanel([]string{"a"}, []int{1}, []string{"time"}, [][]float64{{1}})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.WriteCSV(&strings.Builder{}); err == nil {
		t.Error("two columns named time were written")
	}
	full := errors.New("full")
	q, err := NewPanel([]string{"a"}, []int{1}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := q.WriteCSV(fails{full}); !errors.Is(err, full) {
		t.Errorf("got %v, want the error of the writer", err)
	}
}

type fails struct{ err error }

func (f fails) Write([]byte) (int, error) { return 0, f.err }

// What is read can be written and read again, to the same bits.
func FuzzReadCSV(f *testing.F) {
	for _, s := range []string{
		small, gappy, "a;b;c\nx;1;2,5\n", "\xef\xbb\xbfa,b,c\nx,1,2\n", "a\tb\tc\nx\t1\t\"2\"\n",
		"a,b,c\n\"x\n\r\ny\",1,1e308\n", "a,b,c\n\"x\"\"y\",1,5e-324\nz,2,-0\n", "省,年,值\n北京,2011,1\n", "\xcafd,\xb1\xb1\n1,2\n",
		"\xff\xfea\x00,\x00b\x00\n\x001\x00,\x002\x00", "a,b,c\r1,2,3\r", "a,b\n1,\"x\n", "a,b,b\n1,2,3\n", "e,t,x\n10,1,1\n9,1,NA\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		table, err := ReadCSV(strings.NewReader(string(content)), "f.csv", ReadOptions{})
		if err != nil {
			var in *InputError
			if !errors.As(err, &in) || strings.ContainsAny(err.Error(), "\n\r") {
				t.Fatalf("%q: %v is not one line for the user", content, err)
			}
			return
		}
		for _, h := range table.Header() {
			if len(table.Cells(h)) != table.Len() {
				t.Fatalf("%q: column %q has %d cells of %d", content, h, len(table.Cells(h)), table.Len())
			}
		}
		p := anyPanel(table, table.Header()[min(2, len(table.Header())):min(len(table.Header()), 4)])
		if p == nil {
			return
		}
		var first, second strings.Builder
		if err := p.WriteCSV(&first); err != nil {
			t.Fatalf("%q: %v", content, err)
		}
		again, err := ReadCSV(strings.NewReader(first.String()), "g.csv", ReadOptions{Delimiter: ","})
		if err != nil {
			t.Fatalf("%q was written as %q: %v", content, first.String(), err)
		}
		q := anyPanel(again, p.Names())
		if q == nil || q.Hash() != p.Hash() {
			t.Fatalf("%q was written as %q, which is another panel", content, first.String())
		}
		if err := q.WriteCSV(&second); err != nil || second.String() != first.String() {
			t.Fatalf("%q: %v, %q then %q", content, err, first.String(), second.String())
		}
	})
}

// anyPanel takes the first column for the entity and the second for the time,
// or gives nil.
func anyPanel(t *Table, columns []string) *Panel {
	if len(t.Header()) < 3 {
		return nil
	}
	o := Options{Entity: t.Header()[0], Time: t.Header()[1], Columns: slices.Clone(columns)}
	p, err := t.Panel(o)
	if err != nil {
		return nil
	}
	return p
}
