package formula

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func drawTable(t *rapid.T) table {
	p := table{names: columnNames, labels: map[string][]string{}}
	for g := range rapid.IntRange(1, 3).Draw(t, "entities") {
		for year := range 5 {
			if rapid.IntRange(0, 4).Draw(t, "gap") > 0 {
				p.entity, p.time = append(p.entity, g), append(p.time, year)
			}
		}
	}
	n := len(p.time)
	values := rapid.OneOf(rapid.SampledFrom([]float64{0, 1, -1, 2, 0.5, math.NaN()}), rapid.Float64Range(-3, 3))
	for range p.names {
		p.cols = append(p.cols, rapid.SliceOfN(values, n, n).Draw(t, "column"))
	}
	p.labels["region"] = rapid.SliceOfN(rapid.SampledFrom([]string{"", "east", "west"}), n, n).Draw(t, "region")
	return p
}

func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

// Both sides do the same operations in the same order, so that equality is to
// the last bit.
func TestEvalAgainstInterpreter(t *testing.T) {
	var s Scratch
	rapid.Check(t, func(t *rapid.T) {
		p := drawTable(t)
		e := drawExpr(t, 4)
		prog, err := Compile(e, p.number)
		if err != nil {
			if slices.Contains(Names(e), "region") {
				t.Skip("text does not compile")
			}
			t.Fatal(err)
		}
		lags := p.lagMaps(prog.Lags())
		lo := rapid.IntRange(0, len(p.time)).Draw(t, "lo")
		hi := rapid.IntRange(lo, len(p.time)).Draw(t, "hi")
		before := make([][]float64, len(p.cols))
		for j, c := range p.cols {
			before[j] = slices.Clone(c)
		}
		dst := slices.Repeat([]float64{-77}, hi-lo+1)
		prog.Eval(dst, lo, hi, p.cols, lags, &s)
		for i := lo; i < hi; i++ {
			if want := p.value(e, p.entity[i], p.time[i]); !same(dst[i-lo], want) {
				t.Fatalf("%v in row %d is %v, want %v", e, i, dst[i-lo], want)
			}
		}
		if dst[hi-lo] != -77 {
			t.Fatalf("%v writes beyond its rows", e)
		}
		for j := range before {
			if !slices.EqualFunc(before[j], p.cols[j], same) {
				t.Fatalf("%v changes the column %s", e, p.names[j])
			}
		}
		checked := make([]float64, hi-lo)
		err = prog.EvalChecked(checked, lo, hi, p.cols, lags, &s)
		if !slices.EqualFunc(checked, dst[:hi-lo], same) {
			t.Fatalf("%v: checked values %v, want %v", e, checked, dst)
		}
		if domain, ok := errors.AsType[*DomainError](err); err != nil && !ok {
			t.Fatalf("%v: %v", e, err)
		} else if ok && (domain.Row < 0 || domain.Row >= len(p.time) || domain.Expr == "") {
			t.Fatalf("%v: %+v", e, domain)
		} else if !ok {
			for i, v := range checked {
				if math.IsInf(v, 0) {
					t.Fatalf("%v in row %d is %v without an error", e, lo+i, v)
				}
			}
		}
	})
}

func TestConditionAgainstInterpreter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawTable(t)
		e := drawExpr(t, 4)
		text := rapid.SampledFrom([]string{"", "east"}).Draw(t, "label")
		e = Binary{rapid.SampledFrom([]Op{And, Or}).Draw(t, "join"), e, Binary{Ne, Column{"region"}, Text{text}}}
		holds, err := EvalCondition(e, len(p.time), p.column, func(name string) []string { return p.labels[name] }, p.lagMaps(Lags(e)))
		if len(p.time) == 0 {
			return // a column of no rows is no column
		}
		if err != nil {
			t.Fatal(err)
		}
		for i, got := range holds {
			v := p.value(e, p.entity[i], p.time[i])
			if want := v != 0 && !math.IsNaN(v); got != want {
				t.Fatalf("%v in row %d is %v, its value %v", e, i, got, v)
			}
		}
	})
}

// pair is two entities, one with a gap: times 1, 2, 3 and 1, 2, 4.
func pair() table {
	nan := math.NaN()
	return table{
		entity: []int{0, 0, 0, 1, 1, 1},
		time:   []int{1, 2, 3, 1, 2, 4},
		names:  []string{"x", "y"},
		cols:   [][]float64{{1, 3, 9, -4, 0, 5}, {2, 2, nan, 0, 1, 3}},
		labels: map[string][]string{"region": {"east", "east", "east", "west", "west", "west"}},
	}
}

// Values by hand.
func TestEvalValues(t *testing.T) {
	nan := math.NaN()
	tests := []struct {
		text string
		want []float64
	}{
		{"x", []float64{1, 3, 9, -4, 0, 5}},
		{"7", []float64{7, 7, 7, 7, 7, 7}},
		{"x:y", []float64{2, 6, nan, 0, 0, 15}},
		{"L.x", []float64{nan, 1, 3, nan, -4, nan}},
		{"L2.x", []float64{nan, nan, 1, nan, nan, 0}},
		{"F.x", []float64{3, 9, nan, 0, nan, nan}},
		{"D.x", []float64{nan, 2, 6, nan, 4, nan}},
		{"D2.x", []float64{nan, nan, 4, nan, nan, nan}},
		{"L.L.x", []float64{nan, nan, 1, nan, nan, 0}},
		{"L.(x:y)", []float64{nan, 2, 6, nan, 0, nan}},
		{"L.x:y", []float64{nan, 2, nan, nan, -4, nan}},
		{"x/y", []float64{0.5, 1.5, nan, nan, 0, 5.0 / 3}},
		{"x^2", []float64{1, 9, 81, 16, 0, 25}},
		{"x^3 - x*x*x", []float64{0, 0, 0, 0, 0, 0}},
		{"-x^2", []float64{-1, -9, -81, -16, 0, -25}},
		{"y^0", []float64{1, 1, nan, 1, 1, 1}},
		{"1^y", []float64{1, 1, nan, 1, 1, 1}},
		{"0^(y - 1)", []float64{0, 0, nan, nan, 1, 0}},
		{"log(x)", []float64{0, 1.0986122886681098, 2.1972245773362196, nan, nan, 1.6094379124341003}}, // rounded from more digits
		{"sqrt(x)", []float64{1, math.Sqrt(3), 3, nan, 0, math.Sqrt(5)}},
		{"abs(x)", []float64{1, 3, 9, 4, 0, 5}},
		{"y > 1", []float64{1, 1, nan, 0, 0, 1}},
		{"not (y > 1)", []float64{0, 0, nan, 1, 1, 0}},
		{"y > 1 and x > 9", []float64{0, 0, 0, 0, 0, 0}},
		{"y > 1 or x > 8", []float64{1, 1, 1, 0, 0, 1}},
		{"y != 2", []float64{0, 0, nan, 1, 1, 1}},
		{"x == 3 or x == 5", []float64{0, 1, 0, 0, 0, 1}},
	}
	p := pair()
	for _, tt := range tests {
		e, err := Parse(tt.text)
		if err != nil {
			t.Fatal(err)
		}
		prog, err := Compile(e, p.number)
		if err != nil {
			t.Fatal(err)
		}
		got := make([]float64, 6)
		prog.Eval(got, 0, 6, p.cols, p.lagMaps(prog.Lags()), new(Scratch))
		if !slices.EqualFunc(got, tt.want, same) {
			t.Errorf("%s = %v, want %v", tt.text, got, tt.want)
		}
	}
}

func TestEvalChecked(t *testing.T) {
	tests := []struct {
		text string
		want DomainError
	}{
		{"log(x)", DomainError{"log", -4, 3, 0, "log(x)"}},
		{"1 + log(x - 9)", DomainError{"log", -8, 0, 0, "log(x - 9)"}},
		{"D.log(x)", DomainError{"log", -4, 3, 0, "log(x)"}},
		{"L.log(x)", DomainError{"log", -4, 4, 1, "log(x)"}},
		{"F.log(L.x)", DomainError{"log", -4, 3, -1, "log(L.x)"}}, // reads x in its own row alone
		{"L.log(L.x)", DomainError{"log", 0, 5, 1, "log(L.x)"}},   // time 4 reads time 2, there is no time 3
		{"sqrt(x)", DomainError{"sqrt", -4, 3, 0, "sqrt(x)"}},
		{"x/y", DomainError{"/", 0, 3, 0, "x/y"}},
		{"y/(x - 3) + log(y)", DomainError{"/", 0, 1, 0, "y/(x - 3)"}},
		{"log(y) + y/(x - 3)", DomainError{"/", 0, 1, 0, "y/(x - 3)"}},
		{"x^0.5", DomainError{"^", -4, 3, 0, "x^0.5"}},
		{"x^-1", DomainError{"^", 0, 4, 0, "x^-1"}},
		{"exp(1000*x)", DomainError{"exp", 1000, 0, 0, "exp(1000*x)"}},
		{"1e308*x", DomainError{"*", 1e308, 1, 0, "1e+308*x"}},
		{"(1e300*x)^2", DomainError{"^", 1e300, 0, 0, "(1e+300*x)^2"}},
		{"log(x) + 1 > 0 or log(0) > 1", DomainError{"log", 0, 0, 0, "log(0)"}},
	}
	p := pair()
	for _, tt := range tests {
		e, err := Parse(tt.text)
		if err != nil {
			t.Fatal(err)
		}
		prog, err := Compile(e, p.number)
		if err != nil {
			t.Fatal(err)
		}
		err = prog.EvalChecked(make([]float64, 6), 0, 6, p.cols, p.lagMaps(prog.Lags()), new(Scratch))
		got, ok := errors.AsType[*DomainError](err)
		if !ok || *got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.text, got, tt.want)
		}
	}
	for text, want := range map[string]string{
		"log(x)":     "formula: log(x): log of -4 in row 3",
		"x/y":        "formula: x/y: division by zero in row 3",
		"x^0.5":      "formula: x^0.5: a power of -4 that is not a finite number in row 3",
		"F.log(L.x)": "formula: log(L.x): log of -4 at lag -1 of row 3",
		"1e308*x":    `formula: 1e+308*x: "*" at 1e+308 is too large for a floating-point number in row 1`,
	} {
		e, _ := Parse(text)
		prog, _ := Compile(e, p.number)
		if err := prog.EvalChecked(make([]float64, 6), 0, 6, p.cols, nil, new(Scratch)); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

func TestEvalCondition(t *testing.T) {
	tests := []struct {
		text string
		want []bool
	}{
		{`region == "east"`, []bool{true, true, true, false, false, false}},
		{`"east" != region and x > 0`, []bool{false, false, false, false, false, true}},
		{`y > 1`, []bool{true, true, false, false, false, true}},
		{`not y > 1`, []bool{false, false, false, true, true, false}},
		{`L.(region == "west")`, []bool{false, false, false, false, true, false}},
		{`x`, []bool{true, true, true, true, false, true}},
		{`y`, []bool{true, true, false, false, true, true}},
	}
	p := pair()
	labels := func(name string) []string { return p.labels[name] }
	for _, tt := range tests {
		e, err := Parse(tt.text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := EvalCondition(e, 6, p.column, labels, p.lagMaps(Lags(e)))
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%s = %v, %v, want %v", tt.text, got, err, tt.want)
		}
	}
	for text, want := range map[string]string{
		`region > 1`:      `formula: the column "region" holds text: compare it with text, as in region == "..."`,
		`x == "1"`:        `formula: the column "x" holds numbers: compare it with a number without quotes, not with "1"`,
		`z > 1`:           `formula: there is no column "z"`,
		`sector == "oil"`: `formula: there is no column "sector"`,
	} {
		e, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := EvalCondition(e, 6, p.column, labels, nil); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

func TestCompileErrors(t *testing.T) {
	p := pair()
	_, err := Compile(Binary{Add, Column{"x"}, Column{"gpd"}}, p.number)
	if unknown, ok := errors.AsType[*UnknownColumnError](err); !ok || unknown.Name != "gpd" {
		t.Errorf("an unknown column: %v", err)
	}
	e := Expr(Column{"x"})
	for range 30 {
		e = Diff{1, Call{"log", e}}
	}
	bad := []Expr{e, Text{"a"}, Binary{Eq, Column{"x"}, Text{"a"}}, Call{"sin", Column{"x"}}, nil}
	for _, e := range bad {
		if prog, err := Compile(e, p.number); err == nil {
			t.Errorf("%.50v compiles to %d steps", e, len(prog.code))
		}
	}
}

func TestProgramColumnsAndLags(t *testing.T) {
	e, err := Parse("b*F.a + L2.b - D.b + b")
	if err != nil {
		t.Fatal(err)
	}
	number := map[string]int{"a": 7, "b": 3}
	prog, err := Compile(e, func(name string) (int, bool) { j, ok := number[name]; return j, ok })
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(prog.Columns(), []int{3, 7}) || !slices.Equal(prog.Lags(), []int{-1, 1, 2}) {
		t.Errorf("columns %v, lags %v", prog.Columns(), prog.Lags())
	}
	// A long sum needs the destination and two more registers, whatever its length.
	long := Expr(Call{"log", Column{"a"}})
	for range 100 {
		long = Binary{Add, long, Call{"log", Column{"b"}}}
	}
	if prog, err = Compile(long, func(name string) (int, bool) { return 0, true }); err != nil || prog.registers > 3 {
		t.Errorf("a long sum takes %d registers, %v", prog.registers, err)
	}
}
