package trade

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"panelstress/data"
)

// twoByTwo is a panel of the entities a and b in 2001 and 2002.
func twoByTwo(t testing.TB) *data.Panel {
	t.Helper()
	p, err := data.NewPanel([]string{"a", "a", "b", "b"}, []int{2001, 2002, 2001, 2002}, []string{"y"}, [][]float64{{1, 2, 3, 4}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func readText(text string, p *data.Panel, o Options) (*Table, error) {
	file, err := data.ReadCSV(strings.NewReader(text), "x.csv", data.ReadOptions{})
	if err != nil {
		return nil, err
	}
	return Read(file, p, o)
}

var plainColumns = Options{Entity: "who", Time: "year", Product: "hs", Exports: "value"}

const complete = `who,year,hs,value
b,2002,10,8
b,2002,9,7
a,2001,9,1
a,2001,10,2
a,2002,9,3
a,2002,10,4
b,2001,9,5
b,2001,10,6
`

func TestReadLaysFlowsOnThePanel(t *testing.T) {
	table, err := readText(complete, twoByTwo(t), plainColumns)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"10", "9"}; !slices.Equal(table.Products, want) { // by name, whatever the order of rows
		t.Errorf("products %v, want %v", table.Products, want)
	}
	if want := []float64{2, 1, 4, 3, 6, 5, 8, 7}; !slices.Equal(table.Exports, want) {
		t.Errorf("exports %v, want %v", table.Exports, want)
	}
	if table.Imports != nil || table.World != nil || len(table.Notes()) > 0 {
		t.Errorf("imports %v, world %v, notes %q of a table without", table.Imports, table.World, table.Notes())
	}
	if from, to := table.Rows(1); from != 2 || to != 4 {
		t.Errorf("rows %d to %d of b", from, to)
	}
}

func TestReadWhatIsLeftOut(t *testing.T) {
	o := plainColumns
	o.Missing, o.Others = MissingZero, OthersDrop
	text := complete + "a,1999,9,77\nnobody,2001,9,1\nnobody,2002,9,1\nb,2001,11,NA\nworld,2001,9,1\n"
	table, err := readText(text, twoByTwo(t), o)
	if err != nil {
		t.Fatal(err)
	}
	if want := []float64{2, 0, 1, 4, 0, 3, 6, 0, 5, 8, 0, 7}; !slices.Equal(table.Exports, want) {
		t.Errorf("exports %v, want %v", table.Exports, want)
	}
	want := []string{
		"Trade: 3 rows of 2 entities that the panel does not have left out.",
		"Trade: 1 row of other times than the panel's left out.",
		"Trade: 4 of 12 cells without a value taken for no trade.",
	}
	if !slices.Equal(table.Notes(), want) {
		t.Errorf("notes\n%s\nwant\n%s", strings.Join(table.Notes(), "\n"), strings.Join(want, "\n"))
	}
}

func TestReadImportsAndWorld(t *testing.T) {
	o := plainColumns
	o.Imports, o.World = "imports", "world"
	text := "who,year,hs,value,imports,world\na,2001,x,1,9,10\nb,2001,x,2,8,10\na,2002,x,3,7,20\nb,2002,x,4,6,20\n"
	table, err := readText(text, twoByTwo(t), o)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(table.Imports, []float64{9, 7, 8, 6}) || !slices.Equal(table.World, []float64{10, 20}) {
		t.Errorf("imports %v, world %v", table.Imports, table.World)
	}
}

func TestReadMessages(t *testing.T) {
	with := func(change func(o *Options)) Options {
		o := plainColumns
		change(&o)
		return o
	}
	world := with(func(o *Options) { o.World = "world" })
	for _, test := range []struct {
		name, text string
		o          Options
		want       string
	}{
		{"unknown entity", strings.Replace(complete, "a,2001,9", "A,2001,9", 1), plainColumns, `x.csv, line 4, column "who": found "A", which is no entity of the panel, expected one of a, b; perhaps "a" is meant; trade.others: drop leaves such rows out`},
		{"second row", complete + "a,2001,9,1\n", plainColumns, `x.csv, line 10: found a second row for entity "a", product "9", time 2001 (the first is line 4), expected one row for each entity, product and time`},
		{"negative", strings.Replace(complete, "a,2001,9,1", "a,2001,9,-1", 1), plainColumns, `x.csv, line 4, column "value": found -1 for entity "a", product "9", time 2001, expected a flow that is not negative; exports and imports are two columns, both positive`},
		{"no value", strings.Replace(complete, "a,2001,9,1", "a,2001,9,", 1), plainColumns, `x.csv, line 4, column "value": found no value for entity "a", product "9", time 2001, expected a number; write 0 where there is no trade, or set trade.missing: zero`},
		{"no row of a cell", strings.Replace(complete, "a,2001,9,1\n", "", 1), plainColumns, `x.csv: found no row of entity "a", product "9" for time 2001 (1 such cells of 8), expected a row for every entity, product and time; trade.missing: zero takes them for no trade`},
		{"missing year", strings.Replace(strings.Replace(complete, "a,2002,9,3\n", "", 1), "a,2002,10,4\n", "", 1), with(func(o *Options) { o.Missing = MissingZero }), `x.csv: found no row of entity "a" for time 2002, expected trade for every row of the panel; write a row with 0 if it has no trade at all`},
		{"no number", strings.Replace(complete, "a,2001,9,1", `a,2001,9,"1,5"`, 1), plainColumns, `x.csv, line 4, column "value": found "1,5", expected a plain number such as 1234.5; perhaps 1.5: write a decimal point`},
		{"unknown column", complete, with(func(o *Options) { o.Product = "HS" }), `x.csv, key trade.product: found no column "HS", expected one of who, year, hs, value; did you mean "hs"?`},
		{"no imports", complete, with(func(o *Options) { o.Imports = "imports" }), `x.csv, key trade.imports: found no column "imports"`},
		{"other times", "who,year,hs,value\na,1990,9,1\n", plainColumns, "x.csv: found no trade of the panel's entities in its times, expected rows for times from 2001 to 2002"},
		{"no year", strings.Replace(complete, "a,2001,9", "a,spring,9", 1), plainColumns, `x.csv, line 4, column "year": found "spring", expected a whole number such as a year`},
		{"two worlds", "who,year,hs,value,world\na,2001,x,1,10\nb,2001,x,2,11\na,2002,x,3,20\nb,2002,x,4,20\n", world, `x.csv, line 3, column "world": found 11 for product "x", time 2001, where line 2 has 10, expected the same in all rows of a product and time`},
		{"small world", "who,year,hs,value,world\na,2001,x,1,10\nb,2001,x,22,10\na,2002,x,3,20\nb,2002,x,4,20\n", world, `x.csv, line 3, column "world": found 10 for entity "b", product "x", time 2001, which exports 22, expected outside exports that contain those of the entity`},
		{"no world", "who,year,hs,value,world\na,2001,x,1,10\nb,2001,x,2,\na,2002,x,3,20\nb,2002,x,4,20\n", world, `x.csv, line 3, column "world": found no value for entity "b"`},
		{"no world of a product", "who,year,hs,value,world\na,2001,x,1,10\nb,2001,x,2,10\na,2002,y,3,20\nb,2002,y,4,20\n", with(func(o *Options) { o.World, o.Missing = "world", MissingZero }), `x.csv, column "world": found no row of product "y" for time 2001, expected the outside exports of every product and time`},
	} {
		_, err := readText(test.text, twoByTwo(t), test.o)
		var in *data.InputError
		if !errors.As(err, &in) {
			t.Errorf("%s: error %v is none for the user", test.name, err)
		} else if !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%s:\n got %s\nwant %s", test.name, err, test.want)
		}
	}
}

// TestOn lays a table on a part of its panel.
func TestOn(t *testing.T) {
	o := plainColumns
	table, err := readText(complete, twoByTwo(t), o)
	if err != nil {
		t.Fatal(err)
	}
	part, err := data.NewPanel([]string{"b"}, []int{2002}, []string{"y"}, [][]float64{{4}})
	if err != nil {
		t.Fatal(err)
	}
	cut, err := table.On(part)
	if err != nil || !slices.Equal(cut.Exports, []float64{8, 7}) {
		t.Errorf("exports %v, %v", cut, err)
	}
	if same, err := table.On(twoByTwo(t)); err != nil || same != table {
		t.Errorf("a panel with the same rows made another table: %v", err)
	}
	other, err := data.NewPanel([]string{"c"}, []int{2002}, []string{"y"}, [][]float64{{4}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := table.On(other); err == nil {
		t.Error("no error for an entity without trade")
	}
}

// FuzzRead: whatever a file holds, it is refused with a message for the user,
// or it becomes a table whose flows are those of the file and from which every
// measure can be built without a panic.
func FuzzRead(f *testing.F) {
	f.Add(complete, true, true)
	f.Add("who,year,hs,value\na,2001,x,1\nb,2001,x,\na,2002,y,0\nb,2002,y,1e300\nb,2002,z,NA\n", true, false)
	f.Add("who,year,hs,value\na,2001,x,-1\n", false, true)
	f.Fuzz(func(t *testing.T, text string, zero, drop bool) {
		o := plainColumns
		if zero {
			o.Missing = MissingZero
		}
		if drop {
			o.Others = OthersDrop
		}
		file, err := data.ReadCSV(strings.NewReader(text), "x.csv", data.ReadOptions{})
		if err != nil {
			return
		}
		p := twoByTwo(t)
		table, err := Read(file, p, o)
		var in *data.InputError
		if err != nil {
			if !errors.As(err, &in) {
				t.Fatalf("%v is no error for the user", err)
			}
			return
		}
		sum, want := 0.0, 0.0
		for _, v := range table.Exports {
			sum += v
		}
		values, err := file.Numbers("value")
		if err != nil {
			t.Fatal(err)
		}
		for l, who := range file.Cells("who") {
			who = strings.TrimSpace(who)
			if year := strings.TrimSpace(file.Cells("year")[l]); (who == "a" || who == "b") && (year == "2001" || year == "2002") && values[l] > 0 {
				want += values[l]
			}
		}
		if sum < want*(1-1e-9) {
			t.Fatalf("exports sum to %v, those of the file to %v at least", sum, want)
		}
		plan, err := Compile(table, []Column{{"eci", ECI{}}, {"fit", Fitness{}}, {"k", Reflections{Order: 4}}, {"expy", EXPY{"y"}}, {"rca", Advantage{Basket: Basket{Over: Mean}}}})
		if err != nil {
			t.Fatal(err)
		}
		dst := make([][]float64, 5)
		for j := range dst {
			dst[j] = make([]float64, p.Len())
		}
		var s data.Sample
		s.Set(2, []int{0, 0, 1})
		err = plan.Build(dst, [][]float64{p.Column("y")}, plan.NewWork(), &s)
		if err != nil && !errors.Is(err, ErrNoNetwork) && !errors.Is(err, ErrNotUnique) && !errors.Is(err, ErrDisconnected) {
			t.Fatal(err)
		}
	})
}

// tableOf is a table of a balanced panel of random flows; half of the cells
// are 0.
func tableOf(entities, periods, products int, value func(g, t, p int) float64) (*data.Panel, *Table, error) {
	var names []string
	var times []int
	var exports, imports, income, world []float64
	for g := range entities {
		for t := range periods {
			names, times = append(names, fmt.Sprintf("e%02d", g)), append(times, 2000+t)
			income = append(income, 100+math.Abs(value(g, t, -1)))
			for p := range products {
				exports, imports = append(exports, value(g, t, p)), append(imports, value(g, t, products+p))
			}
		}
	}
	for t := range periods {
		for p := range products {
			all := 10.0
			for g := range entities {
				all += value(g, t, p)
			}
			world = append(world, all)
		}
	}
	panel, err := data.NewPanel(names, times, []string{"y"}, [][]float64{income})
	if err != nil {
		return nil, nil, err
	}
	labels := make([]string, products)
	for p := range labels {
		labels[p] = fmt.Sprintf("p%02d", p)
	}
	table, err := NewTable(panel, labels, exports, imports, world)
	return panel, table, err
}
