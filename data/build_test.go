package data

import (
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const small = `state,region,year,gsp,pop
B,east,2012,4,
A,west,2011,1,10
A,west,2012,2,20
B,east,2011,3,30
`

func TestTablePanel(t *testing.T) {
	p, err := mustRead(t, small).Panel(Options{
		Entity: "state", Time: "year", Columns: []string{"pop", "gsp", "pop"}, Labels: []string{"region"},
		Missing: MissingInterpolate, Ends: EndsCarry,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ got, want any }{
		{p.Entities(), []string{"A", "B"}},
		{p.Starts(), []int{0, 2, 4}},
		{p.Times(), []int{2011, 2012, 2011, 2012}},
		{p.Periods(), []int{2011, 2012}},
		{p.Names(), []string{"pop", "gsp"}},
		{p.Column("gsp"), []float64{1, 2, 3, 4}},
		{p.Column("pop"), []float64{10, 20, 30, 30}},
		{p.Column("none"), []float64(nil)},
		{p.Labels("region"), []string{"west", "west", "east", "east"}},
		{p.LabelNames(), []string{"region"}},
		{p.Fills(), []Fill{{Column: "pop", Carried: 1}}},
		{p.Notes(), []string{"pop: 1 missing cell at the ends filled with the nearest value."}},
		{p.Balanced(), true},
		{p.Gaps(), false},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("got %v, want %v", c.got, c.want)
		}
	}
}

func TestSelection(t *testing.T) {
	const content = `state,region,year,in,x
A,6,2011,1,1
A,6,2012,1,2
A,6,2013,0,bad
B,7,2011,,3
B,7,2012,1,4
B,7,2013,1,5
`
	from, to := 2012, 2012
	for _, c := range []struct {
		o    Options
		want []float64
		note string
	}{
		{Options{Where: "in == 1"}, []float64{1, 2, 4, 5}, "4 of 6 rows selected (in == 1)."},
		{Options{From: &from, To: &to}, []float64{2, 4}, "2 of 6 rows selected (year from 2012 to 2012)."},
		{Options{Where: `state == "B"`, From: &from}, []float64{4, 5}, `2 of 6 rows selected (year from 2012; state == "B").`},
		{Options{Where: `state != "B"`, To: &to}, []float64{1, 2}, `2 of 6 rows selected (year to 2012; state != "B").`},
		{Options{Where: "region + 0 == 7 and year < 2013"}, []float64{3, 4}, "2 of 6 rows selected (region + 0 == 7 and year < 2013)."},
		// A missing value makes neither a condition nor its opposite true.
		{Options{Where: "not (in == 1) and state == \"B\" or year == 2011 and in == 1"}, []float64{1}, `1 of 6 rows selected (not (in == 1) and state == "B" or year == 2011 and in == 1).`},
	} {
		c.o.Entity, c.o.Time, c.o.Columns = "state", "year", []string{"x"}
		p, err := mustRead(t, content).Panel(c.o)
		if err != nil {
			t.Errorf("%+v: %v", c.o, err)
			continue
		}
		if !slices.Equal(p.Column("x"), c.want) || !slices.Equal(p.Notes(), []string{c.note}) {
			t.Errorf("%s: %v, notes %q", c.note, p.Column("x"), p.Notes())
		}
	}
}

func TestDrop(t *testing.T) {
	const content = `state,region,year,x,y,unused
A,e,2011,1,NA,NA
A,e,2012,.,2,NA
A,e,2013,3,3,NA
B,w,2011,,,NA
C,,2011,4,4,NA
C,w,2012,5,5,NA
`
	p, err := mustRead(t, content).Panel(Options{
		Entity: "state", Time: "year", Columns: []string{"x", "y"}, Labels: []string{"region"}, Missing: MissingDrop,
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := p.Column("x"), []float64{3, 5}; !slices.Equal(got, want) {
		t.Errorf("x is %v, want %v", got, want)
	}
	if want := []string{"4 rows of 6 left out for missing values (x 2, y 2, region 1). No row was left of 1 of 3 entities."}; !slices.Equal(p.Notes(), want) {
		t.Errorf("notes %q", p.Notes())
	}
	// Row B 2011 misses both and counts in both.
	want := []Fill{{Column: "x", Dropped: 2}, {Column: "y", Dropped: 2}, {Column: "region", Dropped: 1}}
	if !slices.Equal(p.Fills(), want) {
		t.Errorf("fills %v, want %v", p.Fills(), want)
	}
}

// Every message about cells and options, in full.
func TestPanelBadInput(t *testing.T) {
	x := Options{Entity: "state", Time: "year", Columns: []string{"x"}}
	with := func(change func(o *Options)) Options {
		o := x
		change(&o)
		return o
	}
	from, to := 2020, 2013
	interpolate := with(func(o *Options) { o.Missing = MissingInterpolate })
	for _, c := range []struct {
		rows string // below the header state,year,x,region
		o    Options
		want string
	}{
		{"A,2011,1,e\nA,2012,1x5,e", x, `a.csv, line 3, column "x": found "1x5", expected a plain number such as 1234.5`},
		{"A,2011,1,e\nA,2012,\"1,234\",e", x, `a.csv, line 3, column "x": found "1,234", expected a plain number such as 1234.5; perhaps 1234 (separator of thousands) or 1.234 (decimal comma): write it without the one, or with a point for the other`},
		{"A,2011,12%,e", x, `a.csv, line 2, column "x": found "12%", expected a plain number such as 1234.5; perhaps 12 (per cent) or 0.12 (share): write the whole column as one of them, without the sign`},
		{"A,2011,1,e\nA,2012,NaN,e", x, `a.csv, line 3, column "x": found "NaN", expected a finite number; leave the cell empty if the value is missing`},
		{"A,2011,1,e\nA,2012,-Inf,e", x, `a.csv, line 3, column "x": found "-Inf", expected a finite number; leave the cell empty if the value is missing`},
		{"A,2011,1e999,e", x, `a.csv, line 2, column "x": found "1e999", which is too large for a number, expected a finite number; leave the cell empty if the value is missing`},
		{"A,2011年,1,e", x, `a.csv, line 2, column "year": found "2011年", expected a whole number such as a year; perhaps 2011: write it without 年`},
		{"A,,1,e", x, `a.csv, line 2, column "year": found an empty cell, expected a whole number such as a year`},
		{"A,2011,1,e\n ,2012,1,e", x, `a.csv, line 3, column "state": found an empty cell, expected the name of an entity; write it in every row, also where cells were merged`},
		{"A,2011,1,e\nB,2011,1,e\nA ,2011.0,2,e", x, `a.csv, line 4: found a second row for entity "A", time 2011 (the first is line 2), expected one row for each entity and time`},
		{"A,2011,1,e\nA,2012,,e\nA,2013,NA,e", x, `a.csv, line 3, column "x": found an empty cell, expected a number; the column has 2 missing cells; missing: drop leaves their rows out, missing: interpolate fills them in time`},
		{"A,2011,1,e\nA,2012,NA,e", x, `a.csv, line 3, column "x": found "NA", a missing value, expected a number; the column has 1 missing cell; missing: drop leaves their rows out, missing: interpolate fills them in time`},
		{"A,2011,,e\nA,2012,NA,e", x, `a.csv, column "x": found no value in any of the 2 rows selected, expected numbers; leave the column out, or select other rows`},
		{"A,2011,,e\nA,2012,NA,e", interpolate, `a.csv, column "x": found no value in any of the 2 rows selected, expected numbers; leave the column out, or select other rows`},
		{"A,2011,,e\nA,2012,2,e", interpolate, `a.csv, line 2, column "x": found no value for entity "A", time 2011, before the first of the entity, expected a value on either side to interpolate between; ends: carry takes the nearest value`},
		{"A,2011,1,e\nA,2012,,e", interpolate, `a.csv, line 3, column "x": found no value for entity "A", time 2012, after the last of the entity, expected a value on either side to interpolate between; ends: carry takes the nearest value`},
		{"A,2011,1,e\nB,2011,,e\nB,2012,,e", with(func(o *Options) { o.Missing, o.Ends = MissingInterpolate, EndsCarry }), `a.csv, column "x": found no value for entity "B", times 2011 to 2012, expected at least one to interpolate from; leave the entity out (where) or the column`},
		{"A,2011,,e\nA,2012,1,", with(func(o *Options) { o.Missing, o.Labels = MissingDrop, []string{"region"} }), `a.csv: found a missing value in each of the 2 rows selected (x 1, region 1), expected rows with a value in every needed column; leave a column out, or use missing: interpolate`},
		{"A,2011,1,e\nA,2012,1,", with(func(o *Options) { o.Labels = []string{"region"} }), `a.csv, line 3, column "region": found an empty cell, expected a text; fill it, or leave the row out (missing: drop)`},
		{"A,2011,1,e", with(func(o *Options) { o.Columns = []string{"regoin"} }), `a.csv: found no column "regoin", expected one of state, year, x, region; did you mean "region"?`},
		{"A,2011,1,e", with(func(o *Options) { o.Labels = []string{"z"} }), `a.csv: found no column "z", expected one of state, year, x, region`},
		{"A,2011,1,e", with(func(o *Options) { o.Entity = "State" }), `a.csv, key data.entity: found no column "State", expected one of state, year, x, region; did you mean "state"?`},
		{"A,2011,1,e", with(func(o *Options) { o.Time = "" }), `a.csv, key data.time: found no name, expected the name of a column: state, year, x, region`},
		{"A,2011,1,e", with(func(o *Options) { o.Missing = "droop" }), `key data.missing: found "droop", expected error, drop or interpolate; did you mean "drop"?`},
		{"A,2011,1,e", with(func(o *Options) { o.Ends = "keep" }), `key data.ends: found "keep", expected error or carry`},
		{"A,2011,1,e", with(func(o *Options) { o.From, o.To = &from, &to }), `key data.from: found times from 2020 to 2013, expected the first before the last`},
		{"A,2011,1,e", with(func(o *Options) { o.From = &from }), `a.csv: found none of 1 row where year from 2020, expected at least one row`},
		{"A,2011,1,e", with(func(o *Options) { o.Where = "yaer > 2000" }), `a.csv, key data.where: found no column "yaer", expected one of state, year, x, region; did you mean "year"?`},
		{"A,2011,1,e", with(func(o *Options) { o.Where = "L.x > 0" }), `key data.where: found a lag or difference in L.x > 0, expected a condition on columns of the same row; select rows after a lag by data.from`},
		{"A,2011,1,e\nB,2011,3*,e", with(func(o *Options) { o.Where = "x > 0" }), `a.csv, line 3, column "x": found "3*", expected a plain number such as 1234.5; perhaps 3 with a footnote mark: write it without the mark`},
		{"A,2011,1,e", with(func(o *Options) { o.Where = "region > 0" }), `key data.where: found the column "region" holds text: compare it with text, as in region == "..."`},
		{"A,2011,1,e", with(func(o *Options) { o.Where = `year == "2011"` }), `key data.where: found the column "year" holds numbers: compare it with a number without quotes, not with "2011"`},
	} {
		_, err := mustRead(t, "state,year,x,region\n"+c.rows+"\n").Panel(c.o)
		var in *InputError
		if !errors.As(err, &in) || err.Error() != c.want {
			t.Errorf("%q:\n got %v\nwant %s", c.rows, err, c.want)
		}
	}
}

func TestWhereSyntaxIsOneLine(t *testing.T) {
	_, err := mustRead(t, small).Panel(Options{Entity: "state", Time: "year", Where: "year >= and"})
	var in *InputError
	if !errors.As(err, &in) || in.Key != "data.where" || strings.Contains(err.Error(), "\n") ||
		!strings.HasPrefix(err.Error(), `key data.where: found "and" after "year >= " in "year >= and", expected `) {
		t.Errorf("got %v", err)
	}
}

// Long lists of columns are cut.
func TestUnknownColumnList(t *testing.T) {
	var names []string
	for i := range 50 {
		names = append(names, "v"+strconv.Itoa(i))
	}
	err := unknownColumn("a.csv", "zzz", names)
	if !strings.HasSuffix(err.Error(), ", v38, v39 and 10 more") || !errors.Is(err, ErrUnknownColumn) {
		t.Error(err)
	}
}

// One entity or one period is a panel; what needs more says so itself.
func TestSmallestPanels(t *testing.T) {
	for _, content := range []string{"s,y,x\nA,2011,1\n", "s,y,x\nA,2011,1\nB,2011,2\n", "s,y,x\nA,2011,1\nA,2012,2\n"} {
		if _, err := mustRead(t, content).Panel(Options{Entity: "s", Time: "y", Columns: []string{"x"}}); err != nil {
			t.Errorf("%q: %v", content, err)
		}
	}
}

// The order of the rows in the file changes nothing.
func TestRowOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := drawRows(t)
		o := Options{
			Entity: "e", Time: "t", Columns: []string{"x"}, Labels: []string{"l"},
			Missing: Missing(rapid.SampledFrom([]string{"drop", "interpolate"}).Draw(t, "missing")), Ends: EndsCarry,
		}
		first := panelOf(rows, o)
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		shuffled := slices.Clone(rows)
		rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		second := panelOf(shuffled, o)
		if first != second {
			t.Fatalf("%q gives %s, %q gives %s", rows, first, shuffled, second)
		}
	})
}

// panelOf reads the rows and gives the content as CSV, or the error without
// the number of its line.
func panelOf(rows []string, o Options) string {
	table, err := ReadCSV(strings.NewReader("e,t,x,l\n"+strings.Join(rows, "\n")+"\n"), "a.csv", ReadOptions{})
	if err != nil {
		panic(err)
	}
	p, err := table.Panel(o)
	var in *InputError
	if errors.As(err, &in) {
		in.Line = 0
		return in.Error()
	}
	var b strings.Builder
	if err := p.WriteCSV(&b); err != nil {
		panic(err)
	}
	return b.String() + p.Hash() + strings.Join(p.Notes(), " ")
}

// drawRows makes rows e,t,x,l of a gappy panel, some without a value.
func drawRows(t *rapid.T) []string {
	var rows []string
	for _, e := range rapid.SliceOfNDistinct(rapid.StringMatching("[a-z0-9]{1,3}"), 1, 5, rapid.ID).Draw(t, "entities") {
		for _, time := range rapid.SliceOfNDistinct(rapid.IntRange(2000, 2012), 1, 8, rapid.ID).Draw(t, "times") {
			x := ""
			if rapid.IntRange(0, 2).Draw(t, "known") > 0 {
				x = strconv.FormatFloat(rapid.Float64Range(-1e6, 1e6).Draw(t, "x"), 'g', -1, 64)
			}
			rows = append(rows, e+","+strconv.Itoa(time)+","+x+",r"+e)
		}
	}
	return rows
}

// The slow obvious way: for each missing cell look for the nearest known
// times on both sides in all rows.
func TestInterpolate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := drawRows(t)
		known := make(map[string]map[int]float64)
		for _, r := range rows {
			f := strings.Split(r, ",")
			if known[f[0]] == nil {
				known[f[0]] = make(map[int]float64)
			}
			if f[2] != "" {
				time, _ := strconv.Atoi(f[1])
				known[f[0]][time], _ = strconv.ParseFloat(f[2], 64)
			}
		}
		table, err := ReadCSV(strings.NewReader("e,t,x,l\n"+strings.Join(rows, "\n")+"\n"), "a.csv", ReadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		p, err := table.Panel(Options{Entity: "e", Time: "t", Columns: []string{"x"}, Missing: MissingInterpolate, Ends: EndsCarry})
		for _, values := range known {
			if len(values) == 0 {
				if err == nil {
					t.Fatalf("no error although an entity has no value")
				}
				return
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		want := Fill{Column: "x"}
		for g, name := range p.Entities() {
			for i := p.Starts()[g]; i < p.Starts()[g+1]; i++ {
				v, kind := slowInterpolation(known[name], p.Times()[i])
				switch kind {
				case "interpolated":
					want.Interpolated++
				case "carried":
					want.Carried++
				}
				// The two ways round differently: a few units in the last
				// place of the larger neighbour, which is below 1e6.
				if math.Abs(p.Column("x")[i]-v) > 1e-9 {
					t.Fatalf("%s %d: %v, want %v", name, p.Times()[i], p.Column("x")[i], v)
				}
			}
		}
		var got Fill
		if len(p.Fills()) > 0 {
			got = p.Fills()[0]
		} else {
			got.Column = "x"
		}
		if got != want {
			t.Fatalf("fills %v, want %v", got, want)
		}
	})
}

func slowInterpolation(known map[int]float64, time int) (v float64, kind string) {
	if v, ok := known[time]; ok {
		return v, "known"
	}
	before, after := math.MinInt, math.MaxInt
	for s := range known {
		if s < time {
			before = max(before, s)
		} else {
			after = min(after, s)
		}
	}
	switch {
	case before == math.MinInt:
		return known[after], "carried"
	case after == math.MaxInt:
		return known[before], "carried"
	}
	share := float64(time-before) / float64(after-before)
	return (1-share)*known[before] + share*known[after], "interpolated"
}
