package data

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// workbook makes a file of one sheet and then changes it.
func workbook(t *testing.T, rows [][]any, change func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	if change != nil {
		change(f)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestXLSX(t *testing.T) {
	b := workbook(t, [][]any{
		{"省", "year", " x ", "note"},
		{"北京", 2011, 1234.5, "a"},
		{},
		{"北京", 2012, 0.1, nil},
		{"天津", 2011, nil, nil},
		{"天津", 2012, 1e-20, true},
	}, func(f *excelize.File) {
		// A format that shows 1,234.50 does not change the number.
		style, err := f.NewStyle(&excelize.Style{NumFmt: 4})
		if err == nil {
			err = f.SetCellStyle("Sheet1", "C2", "C6", style)
		}
		if err == nil {
			_, err = f.NewSheet("other")
		}
		if err != nil {
			t.Fatal(err)
		}
	})
	table, err := parse(b, "a.xlsx", ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"省", "year", "x", "note"}; !slices.Equal(table.Header(), want) {
		t.Errorf("header %q", table.Header())
	}
	x, err := table.numbers("x", nil)
	if err != nil || !same(x, []float64{1234.5, 0.1, math.NaN(), 1e-20}) {
		t.Errorf("x is %v, %v", x, err)
	}
	if want := []string{"a", "", "", "1"}; !slices.Equal(table.Cells("note"), want) {
		t.Errorf("note is %q", table.Cells("note"))
	}
	if table.Line(0) != 2 || table.Line(1) != 4 {
		t.Errorf("lines %v", table.lines)
	}
	if want := []string{`The first sheet "Sheet1" of 2 was read.`, "1 row without any content left out."}; !slices.Equal(table.Notes(), want) {
		t.Errorf("notes %q", table.Notes())
	}
	p, err := table.Panel(Options{Entity: "省", Time: "year", Columns: []string{"x"}, Missing: MissingDrop})
	if err != nil || p.Len() != 3 {
		t.Errorf("%v", err)
	}
}

func TestXLSXBadInput(t *testing.T) {
	for _, c := range []struct {
		rows   [][]any
		change func(f *excelize.File)
		sheet  string
		want   string
	}{
		{nil, nil, "", "a.xlsx: found an empty file, expected a header and rows"},
		{[][]any{{"s", "y", "x"}}, nil, "", "a.xlsx: found a header and no rows, expected a header and rows"},
		{[][]any{{"s", "y"}, {"A", 2011, 5}}, nil, "", "a.xlsx, line 2: found 3 fields in this row, expected 2 as in the header; perhaps a cell holds the separator and wants quotes, or a field is missing"},
		{[][]any{{"s", "y", "x"}, {"A", 2011, "1,234.5"}}, nil, "", `a.xlsx, line 2, column "x": found "1,234.5", expected a plain number such as 1234.5; perhaps 1234.5: write it without the separator of thousands`},
		{[][]any{{"s", "y", "x"}, {"A", 40544, 1}, {"A", 40909, 2}}, nil, "", `a.xlsx, line 2, column "y": found 40544, expected a whole number such as a year; perhaps the cells are dates, which a workbook stores as days: write the year as a number`},
		{[][]any{{"s", "y", "x"}, {"A", 2011}}, func(f *excelize.File) {
			if err := f.SetCellFormula("Sheet1", "C2", "B2*2"); err != nil {
				t.Fatal(err)
			}
		}, "", `a.xlsx, line 2, column "x": found the formula "B2*2" without a stored result, expected a value; open the workbook in its program, let it compute, and save it`},
		{[][]any{{"s", "y", "x"}, {"A", 2011, 1}}, nil, "sheet", `a.xlsx: found no sheet "sheet", expected one of Sheet1; did you mean "Sheet1"?`},
	} {
		table, err := parse(workbook(t, c.rows, c.change), "a.xlsx", ReadOptions{Sheet: c.sheet})
		if err == nil {
			_, err = table.Panel(Options{Entity: "s", Time: "y", Columns: []string{"x"}})
		}
		var in *InputError
		if !errors.As(err, &in) || err.Error() != c.want {
			t.Errorf("%v:\n got %v\nwant %s", c.rows, err, c.want)
		}
	}
}

func TestXLSXSheet(t *testing.T) {
	b := workbook(t, [][]any{{"a"}, {"first"}}, func(f *excelize.File) {
		if _, err := f.NewSheet("数据"); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(f.SetCellStr("数据", "A1", "a"), f.SetCellStr("数据", "A2", "second")); err != nil {
			t.Fatal(err)
		}
	})
	table, err := parse(b, "a.xlsx", ReadOptions{Sheet: "数据"})
	if err != nil || strings.Join(table.Cells("a"), "") != "second" || len(table.Notes()) > 0 {
		t.Errorf("%v", err)
	}
}
