package data

import (
	"encoding/json"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"panelstress/data/formula"
)

// shared is the folder of data and reference cases beside the repository. It
// is not part of it: without it the tests that read it are skipped.
func shared(t *testing.T, elem ...string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if parent := filepath.Dir(dir); parent != dir {
			dir = parent
			continue
		}
		t.Fatal("no go.mod above the test")
	}
	path := filepath.Join(append([]string{filepath.Dir(dir), "shared"}, elem...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the shared data are not here: %v", err)
	}
	return path
}

// 29 provinces in 8 years; the cells are those of the file, read by eye.
func TestChinaProvinces(t *testing.T) {
	table, err := Open(shared(t, "data", "china_provinces_2011_2020_wide.csv"), ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	from, to := 2013, 2020
	p, err := table.Panel(Options{
		Entity: "entity_en", Time: "year", Columns: []string{"resident_population", "gdp_nominal_first_vintage"},
		Labels: []string{"entity_cn"}, Where: "in_paper_sample == 1", From: &from, To: &to,
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Entities()) != 29 || len(p.Periods()) != 8 || !p.Balanced() || p.Gaps() {
		t.Errorf("%d entities, %d periods, balanced %v, gaps %v", len(p.Entities()), len(p.Periods()), p.Balanced(), p.Gaps())
	}
	if slices.Contains(p.Labels("entity_cn"), "西藏") || !slices.Contains(p.Labels("entity_cn"), "黑龙江") {
		t.Error("Tibet is in the panel, or Heilongjiang is not")
	}
	if want := []string{"232 of 310 rows selected (year from 2013 to 2020; in_paper_sample == 1)."}; !slices.Equal(p.Notes(), want) {
		t.Errorf("notes %q, want %q", p.Notes(), want)
	}
	// PROVENANCE.md of the data states these as checks.
	for _, c := range []struct {
		entity string
		time   int
		want   float64
	}{{"Guangdong", 2019, 107671.07}, {"Guangdong", 2020, 110760.94}, {"Beijing", 2019, 35371.28}} {
		g := slices.Index(p.Entities(), c.entity)
		row := p.Starts()[g] + c.time - 2013
		if got := p.Column("gdp_nominal_first_vintage")[row]; got != c.want || p.Times()[row] != c.time {
			t.Errorf("GDP of %s %d is %v, want %v", c.entity, c.time, got, c.want)
		}
	}
}

func TestUSStates(t *testing.T) {
	table, err := Open(shared(t, "data", "packages", "plm_produc_us_states.csv"), ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := table.Panel(Options{
		Entity: "state", Time: "year", Columns: []string{"pcap", "hwy", "water", "util", "pc", "gsp", "emp", "unemp"}, Labels: []string{"region"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Entities()) != 48 || len(p.Periods()) != 17 || p.Len() != 816 || !p.Balanced() {
		t.Errorf("%d states, %d years, %d rows", len(p.Entities()), len(p.Periods()), p.Len())
	}
	// Public capital is the sum of its three parts, but for rounding to cents.
	e, err := formula.Parse("pcap - hwy - water - util")
	if err != nil {
		t.Fatal(err)
	}
	rest, err := p.Eval(e)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range rest {
		if math.Abs(v) > 0.02 {
			t.Errorf("%s: %v is not in the parts", p.at(i), v)
		}
	}
}

// Every CSV file of the shared folder is read: the same cells come back after
// writing as a panel, where it has the shape of one.
func TestAllSharedFiles(t *testing.T) {
	root, err := filepath.EvalSymlinks(shared(t)) // WalkDir does not follow a link
	if err != nil {
		t.Fatal(err)
	}
	files := 0
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".csv") {
			return err
		}
		files++
		table, err := Open(path, ReadOptions{})
		if err != nil {
			t.Error(err)
			return nil
		}
		if table.Len() == 0 || len(table.Header()) == 0 || len(table.Notes()) > 0 {
			t.Errorf("%s: %d rows, %d columns, notes %q", path, table.Len(), len(table.Header()), table.Notes())
		}
		entity := slices.IndexFunc(table.Header(), func(h string) bool {
			return slices.Contains([]string{"state", "firm", "province", "entity", "entity_en", "country", "unit"}, h)
		})
		if entity < 0 || !slices.Contains(table.Header(), "year") || slices.Contains(table.Header(), "product") {
			return nil
		}
		var columns []string
		for _, h := range table.Header() {
			if _, err := table.numbers(h, nil); err == nil && table.someNumbers(h) {
				columns = append(columns, h)
			}
		}
		p, err := table.Panel(Options{
			Entity: table.Header()[entity], Time: "year", Columns: columns, Missing: MissingDrop,
		})
		if err != nil {
			t.Log(err)
			return nil
		}
		var b strings.Builder
		if err := p.WriteCSV(&b); err != nil {
			t.Error(err)
		}
		again, err := ReadCSV(strings.NewReader(b.String()), path, ReadOptions{})
		if err != nil {
			t.Error(err)
			return nil
		}
		q, err := again.Panel(Options{Entity: table.Header()[entity], Time: "year", Columns: columns})
		if err != nil || q.Hash() != p.Hash() {
			t.Errorf("%s: another panel after writing (%v)", path, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 40 {
		t.Errorf("%d files found", files)
	}
	t.Logf("%d files", files)
}

// The reference cases of interpolation come with their own data and figures
// from other programs.
func TestInterpolateReference(t *testing.T) {
	b, err := os.ReadFile("testdata/reference/interpolate.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		ID        string
		Data      string
		Params    struct{ Rule int }
		Tolerance struct{ Rel, Abs float64 }
		Expected  struct{ Filled map[string][]float64 }
	}
	if err := json.Unmarshal(b, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) != 2 {
		t.Fatalf("%d cases", len(cases))
	}
	for _, c := range cases {
		table, err := Open("testdata/reference/"+c.Data, ReadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		o := Options{Entity: "unit", Time: "year", Columns: []string{"x"}, Missing: MissingInterpolate, Ends: EndsCarry}
		p, err := table.Panel(o)
		if err != nil {
			t.Fatal(err)
		}
		for g, unit := range p.Entities() {
			for i, want := range c.Expected.Filled[unit] {
				// Rule 1 leaves the ends missing, which this package makes an
				// error instead; between them the rules agree.
				got := p.Column("x")[p.Starts()[g]+i]
				if want != -999 && math.Abs(got-want) > c.Tolerance.Abs+c.Tolerance.Rel*math.Abs(want) {
					t.Errorf("%s %s row %d: %v, want %v", c.ID, unit, i, got, want)
				}
			}
		}
		if want := []Fill{{Column: "x", Interpolated: 7, Carried: 2}}; !slices.Equal(p.Fills(), want) {
			t.Errorf("fills %v, want %v", p.Fills(), want)
		}
		o.Ends = EndsError
		if _, err := table.Panel(o); err == nil {
			t.Errorf("%s: no error at the ends", c.ID)
		}
	}
}
