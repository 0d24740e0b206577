package data

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"panelstress/data/formula"
)

// A Table is a rectangular file as it stands: a header and cells of text,
// column by column. Line numbers and the name of the file stay with it, so
// that a later check can say where a bad cell is.
type Table struct {
	file   string
	header []string
	cols   [][]string
	lines  []int // line of the file, or row of the sheet, where row i begins
	notes  []string
	hash   string
	dates  bool // whole numbers may be the serial numbers of dates (XLSX)
}

// ReadOptions say how a file is to be read. The zero value finds out.
type ReadOptions struct {
	Encoding  string // of text: auto (default), utf-8, utf-16, gb18030, big5
	Delimiter string // of text: auto (default), "," ";" or "tab"
	Sheet     string // of a workbook: name of the sheet; default the first
}

// Open reads the file. Its extension says of which kind it is: .csv, .csv.gz,
// .tsv, .txt, .xlsx, .parquet or .dta.
func Open(file string, o ReadOptions) (*Table, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, openError(file, err, func() []string { return siblings(os.ReadDir(filepath.Dir(file))) })
	}
	return parse(b, file, o)
}

// OpenFS reads a file of fsys as [Open] does.
func OpenFS(fsys fs.FS, file string, o ReadOptions) (*Table, error) {
	b, err := fs.ReadFile(fsys, file)
	if err != nil {
		return nil, openError(file, err, func() []string { return siblings(fs.ReadDir(fsys, path.Dir(file))) })
	}
	return parse(b, file, o)
}

// ReadCSV reads delimited text. The name stands for the file in messages.
func ReadCSV(r io.Reader, name string, o ReadOptions) (*Table, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("data: %s: %w", name, err)
	}
	return parseAs(parseCSV, b, name, o)
}

type parser func(t *Table, b []byte, o ReadOptions) error

func parse(b []byte, file string, o ReadOptions) (*Table, error) {
	lower := strings.ToLower(file)
	switch filepath.Ext(lower) {
	case ".csv", ".txt":
		return parseAs(parseCSV, b, file, o)
	case ".tsv":
		if o.Delimiter == "" {
			o.Delimiter = "tab"
		}
		return parseAs(parseCSV, b, file, o)
	case ".xlsx":
		return parseAs(parseXLSX, b, file, o)
	case ".parquet":
		return parseAs(parseParquet, b, file, o)
	case ".dta":
		return parseAs(parseDTA, b, file, o)
	case ".gz":
		if strings.HasSuffix(lower, ".csv.gz") {
			return parseAs(parseGzip, b, file, o)
		}
	}
	return nil, &InputError{
		File: file, Found: fmt.Sprintf("a name that ends in %q", filepath.Ext(file)),
		Expected: "a file .csv, .csv.gz, .tsv, .txt, .xlsx, .parquet or .dta",
	}
}

// parseAs runs a parser, checks what it found and puts the name of the file
// on its errors.
func parseAs(p parser, b []byte, file string, o ReadOptions) (*Table, error) {
	sum := sha256.Sum256(b)
	t := &Table{file: file, hash: hex.EncodeToString(sum[:])}
	err := error(&InputError{Found: "an empty file", Expected: "a header and rows"})
	if len(b) > 0 {
		err = p(t, b, o)
	}
	if err == nil {
		err = t.check()
	}
	if err == nil {
		return t, nil
	}
	var in *InputError
	if !errors.As(err, &in) {
		return nil, fmt.Errorf("data: %s: %w", file, err)
	}
	if in.Key == "" {
		in.File = file
	}
	return nil, in
}

// parseGzip takes the CSV out of its compression.
func parseGzip(t *Table, b []byte, o ReadOptions) error {
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err == nil {
		b, err = io.ReadAll(z)
	}
	if err != nil {
		return &InputError{Found: "no complete gzip data (" + err.Error() + ")", Expected: "a CSV file packed by gzip", Err: err}
	}
	return parseCSV(t, b, o)
}

// appendRow adds a row of cells, checked against the header. A row without
// any content is left out and counted by the parser.
func (t *Table) appendRow(line int, cells []string) error {
	if len(cells) != len(t.header) {
		return &InputError{
			Line: line, Found: fmt.Sprintf("%s in this row", count(len(cells), "field")),
			Expected: fmt.Sprintf("%d as in the header", len(t.header)),
			Hint:     "perhaps a cell holds the separator and wants quotes, or a field is missing",
		}
	}
	for j, c := range cells {
		t.cols[j] = append(t.cols[j], c)
	}
	t.lines = append(t.lines, line)
	return nil
}

// setHeader takes the trimmed names of the columns. Names that are empty or
// stand twice are errors, since a study names its columns.
func (t *Table) setHeader(line int, cells []string) error {
	seen := make(map[string]int, len(cells))
	for j, c := range cells {
		c = strings.TrimFunc(c, isSpace)
		if c == "" {
			return &InputError{
				Line: line, Found: fmt.Sprintf("no name for column %d", j+1), Expected: "a header that names every column",
				Hint: "give it a name, or delete the column",
			}
		}
		if k, twice := seen[c]; twice {
			return &InputError{
				Line: line, Column: c, Found: fmt.Sprintf("the name in columns %d and %d", k+1, j+1),
				Expected: "every name once",
			}
		}
		seen[c] = j
		t.header = append(t.header, c)
	}
	t.cols = make([][]string, len(t.header))
	return nil
}

func (t *Table) check() error {
	switch {
	case len(t.header) == 0:
		return &InputError{Found: "an empty file", Expected: "a header and rows"}
	case len(t.lines) == 0:
		return &InputError{Found: "a header and no rows", Expected: "a header and rows"}
	}
	return nil
}

// File is the name under which the table was read.
func (t *Table) File() string { return t.file }

// Header gives the names of the columns.
func (t *Table) Header() []string { return t.header }

// Len is the number of rows below the header.
func (t *Table) Len() int { return len(t.lines) }

// Cells gives the cells of a column as text, or nil where there is none of
// that name.
func (t *Table) Cells(column string) []string {
	if j := slices.Index(t.header, column); j >= 0 {
		return t.cols[j]
	}
	return nil
}

// Line is the line of the file, or the row of the sheet, where row i begins.
func (t *Table) Line(i int) int { return t.lines[i] }

// Notes are sentences about how the file was read.
func (t *Table) Notes() []string { return t.notes }

// Hash is the SHA-256 of the bytes of the file as it was stored (for .csv.gz
// of the packed bytes), in hexadecimal.
func (t *Table) Hash() string { return t.hash }

func (t *Table) note(format string, args ...any) {
	t.notes = append(t.notes, fmt.Sprintf(format, args...))
}

func (t *Table) noteEmptyRows(n int) {
	if n > 0 {
		t.note("%s without any content left out.", count(n, "row"))
	}
}

// isSpace tells white space and the byte-order mark, which some programs
// leave in front of the first name.
func isSpace(r rune) bool { return r == '\uFEFF' || strings.ContainsRune(" \t\r\n\u00A0\u3000", r) }

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimFunc(c, isSpace) != "" {
			return false
		}
	}
	return true
}

// count writes a number with its noun: 1 row, 2 rows.
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}

// openError says why a file cannot be read, and names the nearest one in its
// folder where there is none of this name.
func openError(file string, err error, names func() []string) error {
	e := &InputError{File: file, Expected: "a readable file", Err: err}
	var pe *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.Found = "no such file"
		if near, ok := formula.Nearest(path.Base(filepath.ToSlash(file)), names()); ok {
			e.Hint = fmt.Sprintf("perhaps %q in the same folder", near)
		}
	case errors.Is(err, fs.ErrPermission):
		e.Found, e.Hint = "no permission to read it", "allow reading it"
	case errors.As(err, &pe):
		e.Found = pe.Err.Error()
	default:
		e.Found = err.Error()
	}
	return e
}

func siblings(entries []fs.DirEntry, err error) []string {
	var names []string
	if err == nil {
		for _, e := range entries {
			if !e.IsDir() {
				names = append(names, e.Name())
			}
		}
	}
	return names
}
