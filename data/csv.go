package data

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// parseCSV reads delimited text: encoding first, then separator, then cells.
func parseCSV(t *Table, b []byte, o ReadOptions) error {
	text, encoding, err := decodeText(b, o.Encoding)
	if err != nil {
		return err
	}
	if err := isText(text); err != nil {
		return err
	}
	if encoding != "UTF-8" {
		t.note("The text was read as %s.", encoding)
	}
	if !bytes.Contains(text, []byte("\n")) {
		text = bytes.ReplaceAll(text, []byte("\r"), []byte("\n")) // line ends of old Macintosh programs
	}
	comma, err := delimiter(text, o.Delimiter)
	if err != nil {
		return err
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma = comma
	r.FieldsPerRecord = -1 // appendRow says it with the line
	empty := 0
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return csvError(err)
		}
		line, _ := r.FieldPos(0)
		if blank(cells) {
			empty++
			continue
		}
		for j, c := range cells {
			cells[j] = unixLines(c)
		}
		if t.header == nil {
			err = t.setHeader(line, cells)
		} else {
			err = t.appendRow(line, cells)
		}
		if err != nil {
			return err
		}
	}
	t.noteEmptyRows(empty)
	return nil
}

// isText refuses files whose bytes show that they are something else.
func isText(text []byte) error {
	e := &InputError{Expected: "text with separated columns"}
	switch i := bytes.IndexByte(text, 0); {
	case bytes.HasPrefix(text, []byte("PK\x03\x04")):
		e.Found, e.Hint = "a zip archive or workbook", "if it is a workbook, name it .xlsx"
	case bytes.HasPrefix(text, []byte("PAR1")):
		e.Found, e.Hint = "Parquet data", "name it .parquet"
	case i >= 0:
		e.Found, e.Line = "a byte 0", 1+bytes.Count(text[:i], []byte("\n"))
		e.Hint = "if it is text in UTF-16, name that (data.encoding)"
	default:
		return nil
	}
	return e
}

// unixLines makes line breaks inside a quoted cell the same everywhere.
func unixLines(cell string) string {
	if !strings.Contains(cell, "\r") {
		return cell
	}
	return strings.ReplaceAll(strings.ReplaceAll(cell, "\r\n", "\n"), "\r", "\n")
}

func csvError(err error) error {
	var pe *csv.ParseError
	if !errors.As(err, &pe) {
		return err
	}
	e := &InputError{Line: pe.Line, Err: err}
	if errors.Is(err, csv.ErrBareQuote) {
		e.Found, e.Expected = `a quote (") inside a cell that does not begin with one`, `the cell in quotes and its own quotes doubled ("")`
		return e
	}
	e.Line, e.Found = pe.StartLine, `a quote (") that does not end its cell, or is never closed`
	e.Expected = `the closing quote before the next separator, and quotes inside the cell doubled ("")`
	return e
}

// delimiter gives the separator of the columns. Where it is not named it is
// the one of , ; and tab that cuts the first rows into the same number of
// fields, more than one; of several the one that gives most fields; and where
// none does, the one that cuts the header into most fields.
func delimiter(text []byte, name string) (rune, error) {
	switch name {
	case ",", ";", "\t":
		return rune(name[0]), nil
	case "tab":
		return '\t', nil
	case "", "auto":
	default:
		return 0, &InputError{Key: "data.delimiter", Found: fmt.Sprintf("%q", name), Expected: `auto, ",", ";" or "tab"`}
	}
	best, most, consistent := ',', 1, false
	for _, c := range []rune{',', ';', '\t'} {
		n, same := fieldCounts(text, byte(c))
		if n > 1 && (same && !consistent || same == consistent && n > most) {
			best, most, consistent = c, n, same
		}
	}
	return best, nil
}

// fieldCounts counts the fields of the first of up to 20 records and tells
// whether the others have as many. A quote opens only at the start of a
// field; separators and line ends within quotes are content.
func fieldCounts(text []byte, comma byte) (first int, same bool) {
	const records = 20
	fields, quoted, start, seen := 1, false, true, 0
	same = true
	end := func(content bool) {
		if !content {
			return
		}
		if seen == 0 {
			first = fields
		}
		same = same && fields == first
		seen++
	}
	content := false
	for _, c := range text {
		switch {
		case c == '"' && (start || quoted):
			quoted = !quoted // a doubled quote closes and opens again
			start, content = !quoted, true
		case quoted:
		case c == comma:
			fields++
			start, content = true, true
		case c == '\n':
			end(content)
			if seen == records {
				return first, same
			}
			fields, start, content = 1, true, false
		default:
			start = false
			content = content || c != '\r'
		}
	}
	end(content)
	return first, same
}
