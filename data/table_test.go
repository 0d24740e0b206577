package data

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
)

func mustRead(t *testing.T, content string) *Table {
	t.Helper()
	table, err := ReadCSV(strings.NewReader(content), "a.csv", ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestReadCSVCells(t *testing.T) {
	for _, c := range []struct {
		name, content string
		o             ReadOptions
		header        []string
		first         []string // the first row
		lines         []int
	}{
		{"comma", "a,b\n1,2\n3,4\n", ReadOptions{}, []string{"a", "b"}, []string{"1", "2"}, []int{2, 3}},
		{"semicolon with decimal commas", "a;b\n1,5;2,5\n3,5;4,5\n", ReadOptions{}, []string{"a", "b"}, []string{"1,5", "2,5"}, []int{2, 3}},
		{"semicolon, a comma in every name", "x, y;z, w\n1;2\n", ReadOptions{}, []string{"x, y", "z, w"}, []string{"1", "2"}, []int{2}},
		{"tab", "a\tb\n1,5\t2\n", ReadOptions{}, []string{"a", "b"}, []string{"1,5", "2"}, []int{2}},
		{"separators within quotes", "\"a;b\",c\n\"x;y;z\",\"1;\"\"2\"\n", ReadOptions{}, []string{"a;b", "c"}, []string{"x;y;z", `1;"2`}, []int{2}},
		{"separator named", "a;b,c\n1;2,3\n", ReadOptions{Delimiter: ";"}, []string{"a", "b,c"}, []string{"1", "2,3"}, []int{2}},
		{"tab named", "a,b\tc\n1\t2\n", ReadOptions{Delimiter: "tab"}, []string{"a,b", "c"}, []string{"1", "2"}, []int{2}},
		{"line break in quotes", "a,b\n\"x\ny\",1\nz,2\n", ReadOptions{}, []string{"a", "b"}, []string{"x\ny", "1"}, []int{2, 4}},
		{"Windows line ends", "a,b\r\n\"x\r\ny\",1\r\nz,2\r\n", ReadOptions{}, []string{"a", "b"}, []string{"x\ny", "1"}, []int{2, 4}},
		{"old Macintosh line ends", "a,b\r1,2\r3,4\r", ReadOptions{}, []string{"a", "b"}, []string{"1", "2"}, []int{2, 3}},
		{"names trimmed", " a ,\tb\u00a0\n 1 ,2\n", ReadOptions{}, []string{"a", "b"}, []string{" 1 ", "2"}, []int{2}},
		{"no line end at the end", "a,b\n1,2", ReadOptions{}, []string{"a", "b"}, []string{"1", "2"}, []int{2}},
		{"one column", "a\n1\n2\n", ReadOptions{}, []string{"a"}, []string{"1"}, []int{2, 3}},
		{"empty rows", "a,b\n1,2\n\n,\n3,4\n", ReadOptions{}, []string{"a", "b"}, []string{"1", "2"}, []int{2, 5}},
	} {
		table, err := ReadCSV(strings.NewReader(c.content), "a.csv", c.o)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var first []string
		for _, h := range table.Header() {
			first = append(first, table.Cells(h)[0])
		}
		var lines []int
		for i := range table.Len() {
			lines = append(lines, table.Line(i))
		}
		if !reflect.DeepEqual(table.Header(), c.header) || !reflect.DeepEqual(first, c.first) || !reflect.DeepEqual(lines, c.lines) {
			t.Errorf("%s: header %q, first row %q, lines %v", c.name, table.Header(), first, lines)
		}
	}
}

// Every message about a file as a whole, in full.
func TestReadCSVBadInput(t *testing.T) {
	for _, c := range []struct {
		content string
		o       ReadOptions
		want    string
	}{
		{"", ReadOptions{}, "a.csv: found an empty file, expected a header and rows"},
		{"\n \n", ReadOptions{}, "a.csv: found an empty file, expected a header and rows"},
		{"state,year,gsp\n", ReadOptions{}, "a.csv: found a header and no rows, expected a header and rows"},
		{"a,b,c\n1,2,3\n4,5\n", ReadOptions{}, "a.csv, line 3: found 2 fields in this row, expected 3 as in the header; perhaps a cell holds the separator and wants quotes, or a field is missing"},
		{"a,b\n1,2,3\n", ReadOptions{}, "a.csv, line 2: found 3 fields in this row, expected 2 as in the header; perhaps a cell holds the separator and wants quotes, or a field is missing"},
		{"a,gsp,b,gsp\n1,2,3,4\n", ReadOptions{}, `a.csv, line 1, column "gsp": found the name in columns 2 and 4, expected every name once`},
		{"\"\",a\n1,2\n", ReadOptions{}, "a.csv, line 1: found no name for column 1, expected a header that names every column; give it a name, or delete the column"},
		{"a,b\n1,x\"y\n", ReadOptions{}, `a.csv, line 2: found a quote (") inside a cell that does not begin with one, expected the cell in quotes and its own quotes doubled ("")`},
		{"a,b\n1,\"x\n2,3\n", ReadOptions{}, `a.csv, line 2: found a quote (") that does not end its cell, or is never closed, expected the closing quote before the next separator, and quotes inside the cell doubled ("")`},
		{"a,b\n1,\x00\n", ReadOptions{}, "a.csv, line 2: found a byte 0, expected text with separated columns; if it is text in UTF-16, name that (data.encoding)"},
		{"PK\x03\x04\x00", ReadOptions{}, "a.csv: found a zip archive or workbook, expected text with separated columns; if it is a workbook, name it .xlsx"},
		{"PAR1\x00", ReadOptions{}, "a.csv: found Parquet data, expected text with separated columns; name it .parquet"},
		{"a|b\n1|2\n", ReadOptions{Delimiter: "|"}, `key data.delimiter: found "|", expected auto, ",", ";" or "tab"`},
	} {
		_, err := ReadCSV(strings.NewReader(c.content), "a.csv", c.o)
		var in *InputError
		if !errors.As(err, &in) || err.Error() != c.want {
			t.Errorf("%q:\n got %v\nwant %s", c.content, err, c.want)
		}
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	csv := []byte("state,year,x\nA,2011,1\nB,2011,2\n")
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write(csv)
	z.Close()
	files := map[string][]byte{
		"panel.csv": csv, "panel.CSV.GZ": packed.Bytes(), "panel.txt": csv,
		"panel.tsv": bytes.ReplaceAll(csv, []byte(","), []byte("\t")),
	}
	fsys := fstest.MapFS{}
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
		fsys["in/"+name] = &fstest.MapFile{Data: b}
	}
	for name, b := range files {
		table, err := Open(filepath.Join(dir, name), ReadOptions{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		embedded, err := OpenFS(fsys, "in/"+name, ReadOptions{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		sum := sha256.Sum256(b)
		if want := hex.EncodeToString(sum[:]); table.Hash() != want || embedded.Hash() != want {
			t.Errorf("%s: hashes %s, %s, want %s", name, table.Hash(), embedded.Hash(), want)
		}
		if got := strings.Join(table.Cells("x"), " "); got != "1 2" || !reflect.DeepEqual(table.cols, embedded.cols) {
			t.Errorf("%s: x is %s", name, got)
		}
	}
}

func TestOpenBadInput(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string, mode os.FileMode) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), mode); err != nil {
			t.Fatal(err)
		}
	}
	write("panel.csv", "a,b\n1,2\n", 0o644)
	write("panel.ods", "x", 0o644)
	write("damaged.csv.gz", "state,year\nA,2011\n", 0o644)
	write("damaged.xlsx", "a,b\n1,2\n", 0o644)
	write("damaged.parquet", "a,b\n1,2\n", 0o644)
	write("damaged.dta", "a,b\n1,2\n", 0o644)
	if err := os.Mkdir(filepath.Join(dir, "folder.csv"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"pannel.csv":      `: found no such file, expected a readable file; perhaps "panel.csv" in the same folder`,
		"other.csv":       ": found no such file, expected a readable file",
		"folder.csv":      ": found is a directory, expected a readable file",
		"panel.ods":       `: found a name that ends in ".ods", expected a file .csv, .csv.gz, .tsv, .txt, .xlsx, .parquet or .dta`,
		"damaged.csv.gz":  ": found no complete gzip data (gzip: invalid header), expected a CSV file packed by gzip",
		"damaged.xlsx":    ": found no workbook (zip: not a valid zip file), expected a workbook in XLSX",
		"damaged.parquet": ": found no complete Parquet file (invalid magic header of parquet file: \"a,b\\n\"), expected a Parquet file",
		"damaged.dta":     ": found another format, expected a data file of Stata in format 113, 114, 115, 117 or 118",
	} {
		file := filepath.Join(dir, name)
		_, err := Open(file, ReadOptions{})
		var in *InputError
		if !errors.As(err, &in) || err.Error() != file+want {
			t.Errorf("%s:\n got %v\nwant %s", name, err, file+want)
		}
	}
	if _, err := Open(filepath.Join(dir, "other.csv"), ReadOptions{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v is not fs.ErrNotExist", err)
	}
	// A test may run as root, for whom every file is readable: ask a file
	// system that says no.
	_, err := OpenFS(denied{}, "panel.csv", ReadOptions{})
	const want = "panel.csv: found no permission to read it, expected a readable file; allow reading it"
	if !errors.Is(err, fs.ErrPermission) || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

type denied struct{}

func (denied) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
}
