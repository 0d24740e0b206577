package verify

import (
	"bytes"
	"encoding/json"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// leaf is an expected number in an embedded file.
type leaf struct {
	file, name string
	path       []string
	value      float64
	ref        *reference
}

func leaves(t *testing.T) []leaf {
	t.Helper()
	var list []leaf
	entries, err := cases.ReadDir("cases")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".json") {
			continue
		}
		refs, err := read(Embedded().FS, e.Name())
		if err != nil {
			t.Fatal(err)
		}
		for i := range refs {
			var walk func(path []string, v any)
			walk = func(path []string, v any) {
				switch v := v.(type) {
				case map[string]any:
					for _, k := range slices.Sorted(maps.Keys(v)) {
						walk(append(slices.Clip(path), k), v[k])
					}
				case float64:
					list = append(list, leaf{e.Name(), refs[i].name, path, v, &refs[i]})
				}
			}
			walk(nil, refs[i].expected)
		}
	}
	return list
}

// changed is a number just outside the tolerance of the expected one: three
// tolerances away, above or below.
func (l *leaf) changed(sign float64) float64 {
	tol := l.ref.tolerance(l.path)
	switch {
	case isP(l.path) && l.value == 0:
		return 1e-249
	case isP(l.path) && l.value < tinyP:
		return math.Exp(math.Log(l.value) * (1 + 3*sign*tol.rel))
	case l.value == 0:
		return sign * max(3*tol.abs, 1e-300)
	}
	return l.value + 3*sign*(tol.abs+tol.rel*math.Abs(l.value))
}

// write is the file with the number replaced and, to save time, without its
// other cases.
func (l *leaf) write(t *testing.T, v float64) []byte {
	t.Helper()
	raw, err := cases.ReadFile("cases/" + l.file)
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	at := doc["cases"].(map[string]any)[l.name].(map[string]any)
	doc["cases"] = map[string]any{l.name: at}
	path := slices.Insert(slices.Clone(l.path), 0, "expected")
	if l.path[0] == "expected" { // the reader of NIST adds it itself
		path = l.path
	}
	for _, k := range path[:len(path)-1] {
		at = at[k].(map[string]any)
	}
	at[path[len(path)-1]] = v
	if raw, err = json.Marshal(doc); err != nil {
		t.Fatal(err)
	}
	return raw
}

// TestChangedNumberFails changes a hundred expected numbers in copies of the
// files, one at a time and by little more than the tolerance: each run must
// fail, at the one quantity that was changed.
func TestChangedNumberFails(t *testing.T) {
	// certified values are text in the file
	all := slices.DeleteFunc(leaves(t), func(l leaf) bool { return l.path[0] == "certified" })
	if len(all) < 3000 {
		t.Fatalf("%d expected numbers", len(all))
	}
	rng := rand.New(rand.NewPCG(20, 26))
	seen := make(map[string]bool)
	for len(seen) < 100 {
		l := all[rng.IntN(len(all))]
		what := l.name + " " + quantity(l.path)
		if seen[l.file+what] {
			continue
		}
		seen[l.file+what] = true
		v := l.changed([]float64{-1, 1}[rng.IntN(2)])

		fsys := make(fstest.MapFS)
		entries, err := cases.ReadDir("cases")
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if strings.HasSuffix(e.Name(), ".csv") {
				raw, err := cases.ReadFile("cases/" + e.Name())
				if err != nil {
					t.Fatal(err)
				}
				fsys[e.Name()] = &fstest.MapFile{Data: raw}
			}
		}
		fsys[l.file] = &fstest.MapFile{Data: l.write(t, v)}
		var out bytes.Buffer
		r, err := Run(t.Context(), &out, Source{Name: "copy", FS: fsys})
		if err != nil {
			t.Fatal(err)
		}
		if r != (Report{Failed: 1}) || !strings.Contains(out.String(), "copy/"+l.file+" "+what+": got ") {
			t.Errorf("%s %s from %v to %v: %+v\n%s", l.file, what, l.value, v, r, out.String())
		}
	}
}

// FuzzRead looks for files that break the reading or the walking of cases.
func FuzzRead(f *testing.F) {
	f.Add([]byte(small), []byte(smallCSV))
	f.Add([]byte(`{"cases": {"a": {"csv": "small.csv", "model": "y ~ 1 + x + ... + x^2", "expected": {"rss": 0}}}}`), []byte("y,x\n1,0\n2,1\n5,2\n"))
	f.Add([]byte(twoUnits), []byte("unit,x\nb,2\na,4\n"))
	f.Add([]byte(strings.Replace(twoUnits, "normalise", "entropy", 1)), []byte("unit,x\nb,2\na,4\n"))
	f.Add([]byte(`{"cases": [{"id": 1}]}`), []byte(""))
	f.Add([]byte(`{"csv": "small.csv", "cases": {"fgls_iid_ar1": {"spec": {"y": "y", "x": ["L.x"]}, "expected": {"p": [null, true]}}}}`), []byte(smallCSV))
	f.Fuzz(func(t *testing.T, doc, csv []byte) {
		fsys := fstest.MapFS{"sub/small.json": {Data: doc}, "sub/small.csv": {Data: csv}, "data/units.csv": {Data: csv}}
		refs, err := read(fsys, "sub/small.json")
		if (err == nil) == (len(refs) == 0) {
			t.Fatalf("%d cases and error %v", len(refs), err)
		}
		r := runner{w: &bytes.Buffer{}}
		for i := range refs {
			r.check("small.json", &refs[i])
		}
		if r.report.Passed+r.report.Failed+r.report.Skipped != len(refs) {
			t.Fatalf("%+v of %d cases", r.report, len(refs))
		}
	})
}
