package data

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// parseParquet reads the flat columns of a Parquet file. Nested and repeated
// columns are left out with a note. Rows count from 1.
func parseParquet(t *Table, b []byte, _ ReadOptions) error {
	f, err := openParquet(b)
	if err != nil {
		return &InputError{Found: "no complete Parquet file (" + err.Error() + ")", Expected: "a Parquet file", Err: err}
	}
	var flat []*parquet.Column
	var names []string
	for _, c := range f.Root().Columns() {
		if !c.Leaf() || c.Repeated() {
			t.note("%s: left out, as its values are lists or groups.", c.Name())
			continue
		}
		flat, names = append(flat, c), append(names, c.Name())
	}
	if err := t.setHeader(0, names); err != nil {
		return err
	}
	for j, c := range flat {
		if t.cols[j], err = parquetCells(f, c); err != nil {
			return &InputError{Column: c.Name(), Found: "Parquet data that cannot be read (" + err.Error() + ")", Expected: "a sound Parquet file", Err: err}
		}
	}
	for i := range int(f.NumRows()) {
		t.lines = append(t.lines, i+1)
	}
	for j := range t.cols {
		if len(t.cols[j]) != len(t.lines) {
			return &InputError{
				Column: t.header[j], Found: count(len(t.cols[j]), "value"), Expected: fmt.Sprintf("%d, as the file says it has rows", len(t.lines)),
			}
		}
	}
	return nil
}

// openParquet turns a panic of the library over a damaged file into an error.
func openParquet(b []byte) (f *parquet.File, err error) {
	defer recoverParquet(&err)
	return parquet.OpenFile(bytes.NewReader(b), int64(len(b)))
}

func recoverParquet(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("%v", r)
	}
}

// parquetCells reads all values of a column as text.
func parquetCells(f *parquet.File, c *parquet.Column) (cells []string, err error) {
	defer recoverParquet(&err)
	text := parquetText(c.Type())
	values := make([]parquet.Value, 512)
	for _, group := range f.RowGroups() {
		pages := group.ColumnChunks()[c.Index()].Pages()
		for {
			page, err := pages.ReadPage()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return nil, errors.Join(err, pages.Close())
			}
			r := page.Values()
			for {
				n, err := r.ReadValues(values)
				for _, v := range values[:n] {
					cells = append(cells, text(v))
				}
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					return nil, errors.Join(err, pages.Close())
				}
			}
			parquet.Release(page)
		}
		if err := pages.Close(); err != nil {
			return nil, err
		}
	}
	return cells, nil
}

// parquetText says how values of a type become cells. Values that are
// numbers only in storage (dates, times, decimals) get the name of their type
// in front, so that they are not taken for numbers.
func parquetText(typ parquet.Type) func(parquet.Value) string {
	prefix, unsigned := "", false
	if l := typ.LogicalType(); l != nil {
		switch kind := l.Value.(type) {
		case *format.IntType:
			unsigned = !kind.IsSigned
		case *format.DateType, *format.TimeType, *format.TimestampType, *format.DecimalType, *format.Float16Type:
			prefix = l.String() + " "
		}
	}
	return func(v parquet.Value) string {
		if v.IsNull() {
			return ""
		}
		switch v.Kind() {
		case parquet.Boolean:
			if v.Boolean() {
				return "1"
			}
			return "0"
		case parquet.Int32:
			if unsigned {
				return strconv.FormatUint(uint64(v.Uint32()), 10)
			}
			return prefix + strconv.FormatInt(int64(v.Int32()), 10)
		case parquet.Int64:
			if unsigned {
				return strconv.FormatUint(v.Uint64(), 10)
			}
			return prefix + strconv.FormatInt(v.Int64(), 10)
		case parquet.Float:
			return floatCell(float64(v.Float()))
		case parquet.Double:
			return floatCell(v.Double())
		case parquet.ByteArray, parquet.FixedLenByteArray:
			return prefix + string(v.ByteArray())
		}
		return "INT96 " + v.String()
	}
}

// floatCell writes a stored number, one of single precision with the value it
// has in double, as other programs compute with it. A stored NaN stays
// visible: it is no missing value by itself.
func floatCell(v float64) string {
	if math.IsNaN(v) {
		return "NaN"
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}
