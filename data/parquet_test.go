package data

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
)

type parquetRow struct {
	State  string   `parquet:"state"`
	Year   int32    `parquet:"year"`
	X      *float64 `parquet:"x,optional"`
	Single float32  `parquet:"single"`
	Large  uint64   `parquet:"large"`
	Member bool     `parquet:"member"`
	Day    int32    `parquet:"day,date"`
	List   []int64  `parquet:"list"`
}

func parquetFile(t *testing.T, rows []parquetRow) []byte {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[parquetRow](&b, parquet.MaxRowsPerRowGroup(700))
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestParquet(t *testing.T) {
	x := 1.5
	b := parquetFile(t, []parquetRow{
		{"A", 2011, &x, 0.1, math.MaxUint64, true, 14975, []int64{1, 2}},
		{"A", 2012, nil, 0.5, 0, false, 15340, nil},
	})
	table, err := parse(b, "a.parquet", ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]string{
		"state": {"A", "A"}, "year": {"2011", "2012"}, "x": {"1.5", ""}, "single": {"0.10000000149011612", "0.5"},
		"large": {"18446744073709551615", "0"}, "member": {"1", "0"}, "day": {"DATE 14975", "DATE 15340"},
	} {
		if got := table.Cells(name); !slices.Equal(got, want) {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if want := []string{"list: left out, as its values are lists or groups."}; !slices.Equal(table.Notes(), want) {
		t.Errorf("notes %q", table.Notes())
	}
	// A date is a number only in storage.
	_, err = table.Panel(Options{Entity: "state", Time: "day"})
	const want = `a.parquet, line 1, column "day": found "DATE 14975", expected a whole number such as a year; number other periods through, for example quarters from 1`
	if err == nil || err.Error() != want {
		t.Errorf("\n got %v\nwant %s", err, want)
	}
}

// More rows than one page, one group and one reading hold.
func TestParquetLong(t *testing.T) {
	rows := make([]parquetRow, 2500)
	for i := range rows {
		v := float64(i)
		rows[i] = parquetRow{State: "A", Year: int32(i), X: &v}
	}
	table, err := parse(parquetFile(t, rows), "a.parquet", ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := table.Panel(Options{Entity: "state", Time: "year", Columns: []string{"x"}})
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range p.Column("x") {
		if v != float64(i) || p.Times()[i] != i {
			t.Fatalf("row %d: time %d, x %v", i, p.Times()[i], v)
		}
	}
}

func TestParquetNaN(t *testing.T) {
	v := math.NaN()
	table, err := parse(parquetFile(t, []parquetRow{{State: "A", Year: 2011, X: &v}}), "a.parquet", ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = table.Panel(Options{Entity: "state", Time: "year", Columns: []string{"x"}})
	const want = `a.parquet, line 1, column "x": found "NaN", expected a finite number; leave the cell empty if the value is missing`
	if err == nil || err.Error() != want {
		t.Errorf("\n got %v\nwant %s", err, want)
	}
}

// A damaged file is an error, wherever it was cut or changed.
func TestParquetDamaged(t *testing.T) {
	b := parquetFile(t, []parquetRow{{State: "A", Year: 2011}, {State: "B", Year: 2011}})
	for i := range b {
		if _, err := parse(b[:i], "a.parquet", ReadOptions{}); err == nil || strings.Contains(err.Error(), "\n") {
			t.Fatalf("cut to %d bytes: %v", i, err)
		}
	}
}
