package store

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/parquet-go/parquet-go"
)

func header(arm string) Header {
	return Header{
		Study: "s", Data: "d", Build: "b", Seed: 7, Arm: arm,
		Columns: []string{"M1.fe.NM", "M1.fe.NM.se", "M1.fe.a:b"}, Scores: []string{"NM.北京", "NM.x"}, Fits: []string{"M1.fe"}, Causes: []string{"collinear", "not finite"},
	}
}

// value is what draw i of the tests has in column c.
func value(i, c int) float64 {
	if i%5 == 3 {
		return math.NaN()
	}
	return float64(1000*c+i) / 7
}

func fill(j *Journal, n int, sizes ...int) error {
	for k := 0; j.Draws() < n; k++ {
		b := NewBlock(&j.Header, 16)
		b.First, b.N = j.Draws(), min(sizes[k%len(sizes)], n-j.Draws())
		for i := range b.N {
			for c := range b.Values {
				b.Values[c][i] = value(b.First+i, c)
			}
			if (b.First+i)%5 == 3 {
				b.Codes[0][i] = uint8(1 + (b.First+i)%2)
			}
		}
		if err := j.Append(b); err != nil {
			return err
		}
	}
	return nil
}

func TestJournalContinues(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.journal")
	j, err := Create(path, header("bootstrap"))
	if err != nil {
		t.Fatal(err)
	}
	if err := fill(j, 30, 16, 3); err != nil {
		t.Fatal(err)
	}
	j.Close()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// Wherever the file is cut, the journal continues after the last whole
	// block and holds the same draws in the end.
	for cut := len(whole); cut > len(whole)-1400; cut -= 37 {
		if err := os.WriteFile(path, whole[:cut], 0o666); err != nil {
			t.Fatal(err)
		}
		j, err := Open(path, header("bootstrap"))
		if err != nil {
			t.Fatal(err)
		}
		if cut < len(whole) && j.Draws() == 30 {
			t.Errorf("cut at %d of %d bytes, yet all draws are there", cut, len(whole))
		}
		if err := fill(j, 40, 16); err != nil {
			t.Fatal(err)
		}
		got := make([]float64, 40)
		for c := range len(j.Header.Columns) + len(j.Header.Scores) {
			if err := j.Column(got, c); err != nil {
				t.Fatal(err)
			}
			for i, v := range got {
				if want := value(i, c); math.Float64bits(v) != math.Float64bits(want) {
					t.Fatalf("cut at %d: column %d draw %d is %v, want %v", cut, c, i, v, want)
				}
			}
		}
		j.Close()
	}
}

func TestJournalOfAnotherRun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.journal")
	j, err := Create(path, header("bootstrap"))
	if err != nil {
		t.Fatal(err)
	}
	j.Close()
	h := header("bootstrap")
	h.Seed++
	if _, err := Open(path, h); !errors.Is(err, ErrOther) {
		t.Errorf("another seed: %v, want ErrOther", err)
	}
}

// inTurn is sim.Parallel for tests.
func inTurn(n int, f func(worker, i int) error) error {
	for i := range n {
		if err := f(0, i); err != nil {
			return err
		}
	}
	return nil
}

// TestParquet reads the file back with the library's generic reader and finds
// every number, null and cause; the bytes do not depend on the blocks.
func TestParquet(t *testing.T) {
	dir := t.TempDir()
	var files [2]bytes.Buffer
	for k, sizes := range [][]int{{16, 3}, {1, 7, 16}} {
		var journals []*Journal
		for _, arm := range []string{"bootstrap", "權重"} {
			j, err := Create(filepath.Join(dir, fmt.Sprint(arm, k)), header(arm))
			if err != nil {
				t.Fatal(err)
			}
			defer j.Close()
			if err := fill(j, 2500, sizes...); err != nil {
				t.Fatal(err)
			}
			journals = append(journals, j)
		}
		if err := WriteParquet(&files[k], journals, 1+k, inTurn); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0].Bytes(), files[1].Bytes()) {
		t.Error("the file depends on the blocks in which the draws were made")
	}
	type row struct {
		Arm   string   `parquet:"arm"`
		Draw  int64    `parquet:"draw"`
		NM    *float64 `parquet:"M1.fe.NM,optional"`
		SE    *float64 `parquet:"M1.fe.NM.se,optional"`
		AB    *float64 `parquet:"M1.fe.a:b,optional"`
		Error *string  `parquet:"M1.fe.error,optional"`
	}
	rows, err := parquet.Read[row](bytes.NewReader(files[0].Bytes()), int64(files[0].Len()))
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 5000 {
		t.Fatalf("%d rows, want 5000", len(rows))
	}
	for i, r := range rows {
		n := i % 2500
		arm := []string{"bootstrap", "權重"}[i/2500]
		if r.Arm != arm || r.Draw != int64(n) {
			t.Fatalf("row %d is draw %d of %s", i, r.Draw, r.Arm)
		}
		if n%5 == 3 {
			if cause := []string{"collinear", "not finite"}[n%2]; r.NM != nil || r.AB != nil || r.Error == nil || *r.Error != cause {
				t.Fatalf("row %d: %v, want nulls and %q", i, r, cause)
			}
			continue
		}
		if r.Error != nil || *r.NM != value(n, 0) || *r.SE != value(n, 1) || *r.AB != value(n, 2) {
			t.Fatalf("row %d: %v", i, r)
		}
	}
	f, err := parquet.OpenFile(bytes.NewReader(files[0].Bytes()), int64(files[0].Len()))
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, c := range f.Schema().Columns() {
		order = append(order, c[0])
	}
	if want := "[arm draw M1.fe.NM M1.fe.NM.se M1.fe.a:b M1.fe.error]"; fmt.Sprint(order) != want {
		t.Errorf("columns %v, want %s", order, want)
	}
}

// TestFullColumnsAreRequired: a column has no nulls in the schema where no draw
// of any arm lacks it, also after a journal was read again.
func TestFullColumnsAreRequired(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	h := header("a")
	j, err := Create(path, h)
	if err != nil {
		t.Fatal(err)
	}
	b := NewBlock(&h, 4)
	b.N = 3
	for c := range b.Values {
		for i := range b.N {
			b.Values[c][i] = value(i, c)
		}
	}
	b.Values[1][2] = math.NaN()
	if err := j.Append(b); err != nil {
		t.Fatal(err)
	}
	check := func(j *Journal) {
		t.Helper()
		var out bytes.Buffer
		if err := WriteParquet(&out, []*Journal{j}, 1, inTurn); err != nil {
			t.Fatal(err)
		}
		f, err := parquet.OpenFile(bytes.NewReader(out.Bytes()), int64(out.Len()))
		if err != nil {
			t.Fatal(err)
		}
		for c, name := range h.Columns {
			leaf, ok := f.Schema().Lookup(name)
			if !ok || leaf.Node.Optional() != (c == 1) {
				t.Errorf("%s: found %v, optional %v", name, ok, leaf.Node.Optional())
			}
		}
		type row struct {
			NM *float64 `parquet:"M1.fe.NM,optional"`
			SE *float64 `parquet:"M1.fe.NM.se,optional"`
		}
		rows, err := parquet.Read[row](bytes.NewReader(out.Bytes()), int64(out.Len()))
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range rows {
			if r.NM == nil || *r.NM != value(i, 0) || (r.SE == nil) != (i == 2) {
				t.Errorf("row %d: %v", i, r)
			}
		}
	}
	check(j)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if j, err = Open(path, h); err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	check(j)
}

func BenchmarkParquet(b *testing.B) {
	h := header("bootstrap")
	h.Columns = nil
	for i := range 182 {
		h.Columns = append(h.Columns, fmt.Sprint("c", i))
	}
	j, err := Create(filepath.Join(b.TempDir(), "a"), h)
	if err != nil {
		b.Fatal(err)
	}
	defer j.Close()
	block := NewBlock(&h, 4096)
	for c := range block.Values {
		for i := range block.Values[c] {
			block.Values[c][i] = math.Sqrt(float64(c*i + 1))
		}
	}
	block.N = 4096
	if err := j.Append(block); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		var out bytes.Buffer
		if err := WriteParquet(&out, []*Journal{j}, 1, inTurn); err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(out.Len()))
	}
}
