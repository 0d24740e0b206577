package data

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"panelstress/data/formula"
)

// parseXLSX reads one sheet of a workbook. Cells have their stored value, not
// the one shown: 1234.5 where the format of the cell shows 1,234.5.
func parseXLSX(t *Table, b []byte, o ReadOptions) (err error) {
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{RawCellValue: true})
	if err != nil {
		return &InputError{Found: "no workbook (" + err.Error() + ")", Expected: "a workbook in XLSX", Err: err}
	}
	defer f.Close() // it removes temporary files; the cells are read
	sheet, err := chooseSheet(f, o.Sheet)
	if err != nil {
		return err
	}
	t.dates = true
	if n := f.SheetCount; n > 1 && o.Sheet == "" {
		t.note("The first sheet %q of %d was read.", sheet, n)
	}
	rows, err := f.Rows(sheet)
	if err != nil {
		return err
	}
	defer rows.Close()
	empty := 0
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns()
		if err != nil {
			return err
		}
		if blank(cells) {
			empty++
			continue
		}
		if err := t.sheetRow(f, sheet, line, cells); err != nil {
			return err
		}
	}
	t.noteEmptyRows(empty)
	return rows.Error()
}

// sheetRow takes a row, whose trailing empty cells a workbook does not store.
func (t *Table) sheetRow(f *excelize.File, sheet string, line int, cells []string) error {
	for len(cells) > len(t.header) && strings.TrimFunc(cells[len(cells)-1], isSpace) == "" {
		cells = cells[:len(cells)-1]
	}
	if t.header == nil {
		return t.setHeader(line, cells)
	}
	for len(cells) < len(t.header) {
		cells = append(cells, "")
	}
	for j, c := range cells {
		cells[j] = unixLines(c)
		if c != "" || j >= len(t.header) {
			continue
		}
		name, err := excelize.CoordinatesToCellName(j+1, line)
		if err != nil {
			return err
		}
		if text, err := f.GetCellFormula(sheet, name); err == nil && text != "" {
			return &InputError{
				Line: line, Column: t.header[j], Found: fmt.Sprintf("the formula %q without a stored result", text),
				Expected: "a value", Hint: "open the workbook in its program, let it compute, and save it",
			}
		}
	}
	return t.appendRow(line, cells)
}

func chooseSheet(f *excelize.File, name string) (string, error) {
	sheets := f.GetSheetList()
	switch {
	case len(sheets) == 0:
		return "", &InputError{Found: "a workbook without sheets", Expected: "a sheet with a header and rows"}
	case name == "":
		return sheets[0], nil
	case slices.Contains(sheets, name):
		return name, nil
	}
	e := &InputError{Found: fmt.Sprintf("no sheet %q", name), Expected: "one of " + list(sheets)}
	if near, ok := formula.Nearest(name, sheets); ok {
		e.Hint = fmt.Sprintf("did you mean %q?", near)
	}
	return "", e
}
