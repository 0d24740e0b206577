package data

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
)

// dtaFile describes a file of Stata; write makes its bytes after `help dta`
// (formats 114 and 115, and 117 and 118).
type dtaFile struct {
	release int
	order   binary.ByteOrder
	names   []string
	types   []int    // codes of format 117
	labels  []string // names of value labels
	rows    [][]any
}

func (f dtaFile) write() []byte {
	if f.release < 117 {
		return f.writeOld()
	}
	return f.writeTagged()
}

// field is a text in n bytes, filled with zeros.
func field(s string, n int) []byte { return append([]byte(s), make([]byte, n-len(s))...) }

func (f dtaFile) number(b *bytes.Buffer, v any) { binary.Write(b, f.order, v) }

func (f dtaFile) values(b *bytes.Buffer) {
	for _, row := range f.rows {
		for j, v := range row {
			if s, ok := v.(string); ok {
				b.Write(field(s, f.types[j]))
			} else {
				f.number(b, v)
			}
		}
	}
}

func (f dtaFile) writeOld() []byte {
	var b bytes.Buffer
	order := byte(2)
	if f.order == binary.ByteOrder(binary.BigEndian) {
		order = 1
	}
	b.Write([]byte{byte(f.release), order, 1, 0})
	k := len(f.names)
	f.number(&b, int16(k))
	f.number(&b, int32(len(f.rows)))
	b.Write(field("a label of the file", 81))
	b.Write(field("14 Mar 2012 15:09", 18))
	for _, t := range f.types {
		if t > 244 {
			t = 251 + dtaByte - t
		}
		b.WriteByte(byte(t))
	}
	for _, n := range f.names {
		b.Write(field(n, 33))
	}
	b.Write(make([]byte, 2*(k+1)))
	width := 49
	if f.release == 113 {
		width = 12
	}
	for range k {
		b.Write(field("%9.0g", width))
	}
	for _, l := range f.labels {
		b.Write(field(l, 33))
	}
	for range k {
		b.Write(field("label of a variable", 81))
	}
	b.WriteByte(1) // a characteristic
	f.number(&b, int32(5))
	b.WriteString("12345")
	b.WriteByte(0)
	f.number(&b, int32(0))
	f.values(&b)
	b.WriteString("value labels, which are not read")
	return b.Bytes()
}

func (f dtaFile) writeTagged() []byte {
	var b bytes.Buffer
	name, format, varLabel := 33, 49, 81
	if f.release == 118 {
		name, format, varLabel = 129, 57, 321
	}
	b.WriteString("<stata_dta><header><release>117</release><byteorder>LSF</byteorder><K>")
	if f.release == 118 {
		copy(b.Bytes()[len("<stata_dta><header><release>"):], "118")
	}
	if f.order == binary.ByteOrder(binary.BigEndian) {
		copy(b.Bytes()[len("<stata_dta><header><release>117</release><byteorder>"):], "MSF")
	}
	k := len(f.names)
	f.number(&b, uint16(k))
	b.WriteString("</K><N>")
	if f.release == 118 {
		f.number(&b, uint64(len(f.rows)))
		b.WriteString("</N><label>")
		f.number(&b, uint16(7))
	} else {
		f.number(&b, uint32(len(f.rows)))
		b.WriteString("</N><label>")
		f.number(&b, uint8(7))
	}
	b.WriteString("a label</label><timestamp>\x1114 Mar 2014 15:09</timestamp></header><map>")
	at := b.Len()
	b.Write(make([]byte, 14*8))
	b.WriteString("</map><variable_types>")
	for _, t := range f.types {
		f.number(&b, uint16(t))
	}
	b.WriteString("</variable_types><varnames>")
	for _, n := range f.names {
		b.Write(field(n, name))
	}
	b.WriteString("</varnames><sortlist>")
	b.Write(make([]byte, 2*(k+1)))
	b.WriteString("</sortlist><formats>")
	for range k {
		b.Write(field("%9.0g", format))
	}
	b.WriteString("</formats><value_label_names>")
	for _, l := range f.labels {
		b.Write(field(l, name))
	}
	b.WriteString("</value_label_names><variable_labels>")
	for range k {
		b.Write(field("label of a variable", varLabel))
	}
	b.WriteString("</variable_labels><characteristics><ch>\x03\x00\x00\x00<da</ch></characteristics>")
	f.order.PutUint64(b.Bytes()[at+9*8:], uint64(b.Len())) // the tenth offset is that of the data
	b.WriteString("<data>")
	f.values(&b)
	b.WriteString("</data><strls></strls><value_labels></value_labels></stata_dta>")
	return b.Bytes()
}

func sampleDTA(release int, order binary.ByteOrder) dtaFile {
	f := dtaFile{
		release: release, order: order,
		names:  []string{"prov", "b", "year", "l", "f", "d"},
		types:  []int{12, dtaByte, dtaInt, dtaLong, dtaFloat, dtaDouble},
		labels: []string{"", "yesno", "", "", "", ""},
		rows: [][]any{
			{"Beijing", int8(100), int16(2011), int32(2147483620), float32(0.1), 0.1},
			{"Beijing", int8(101), int16(2012), int32(2147483621), float32(0x1p127), 0x1p1023},          // .
			{"Beijing", int8(127), int16(32740), int32(2147483647), float32(0x1.01ap127), 0x1.01ap1023}, // .z
			{"a name of 12", int8(-127), int16(-32767), int32(-2147483647), float32(-0x1p127), -math.MaxFloat64},
		},
	}
	return f
}

func TestDTA(t *testing.T) {
	for _, release := range []int{113, 114, 115, 117, 118} {
		for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
			table, err := parse(sampleDTA(release, order).write(), "a.dta", ReadOptions{})
			if err != nil {
				t.Errorf("%d, %v: %v", release, order, err)
				continue
			}
			for name, want := range map[string][]string{
				"prov": {"Beijing", "Beijing", "Beijing", "a name of 12"},
				"b":    {"100", "", "", "-127"},
				"year": {"2011", "2012", "32740", "-32767"},
				"l":    {"2147483620", "", "", "-2147483647"},
				"f":    {"0.10000000149011612", "", "", "-1.7014118346046923e+38"},
				"d":    {"0.1", "", "", "-1.7976931348623157e+308"},
			} {
				if got := table.Cells(name); !slices.Equal(got, want) {
					t.Errorf("%d, %v: %s is %q, want %q", release, order, name, got, want)
				}
			}
			if want := []string{"b: the numbers were read, not their value labels."}; !slices.Equal(table.Notes(), want) {
				t.Errorf("%d: notes %q", release, table.Notes())
			}
		}
	}
}

// Before format 118 texts are in the encoding of the country.
func TestDTAEncoding(t *testing.T) {
	f := dtaFile{
		release: 114, order: binary.LittleEndian, names: []string{"prov", "year"}, types: []int{12, dtaInt}, labels: []string{"", ""},
		rows: [][]any{{string(encode(t, gb, "黑龙江")), int16(2011)}, {string(encode(t, gb, "北京")), int16(2011)}},
	}
	table, err := parse(f.write(), "a.dta", ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := table.Cells("prov"), []string{"黑龙江", "北京"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if want := []string{"The texts were read as GB18030."}; !slices.Equal(table.Notes(), want) {
		t.Errorf("notes %q", table.Notes())
	}
}

func TestDTALongText(t *testing.T) {
	f := dtaFile{
		release: 118, order: binary.LittleEndian, names: []string{"省", "memo", "x"}, types: []int{9, dtaStrL, dtaDouble}, labels: []string{"", "", ""},
		rows: [][]any{{"北京", uint64(1<<48 + 2), 1.5}, {"天津", uint64(0), 2.5}},
	}
	table, err := parse(f.write(), "a.dta", ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(table.Header(), []string{"省", "x"}) || !slices.Equal(table.Cells("x"), []string{"1.5", "2.5"}) {
		t.Errorf("%q: x is %q", table.Header(), table.Cells("x"))
	}
	if want := []string{"memo: left out, as it holds long texts (strL)."}; !slices.Equal(table.Notes(), want) {
		t.Errorf("notes %q", table.Notes())
	}
}

func TestDTABadInput(t *testing.T) {
	for _, release := range []int{114, 118} {
		whole := sampleDTA(release, binary.LittleEndian).write()
		end := bytes.LastIndex(whole, []byte("value labels, which"))
		if release == 118 {
			end = bytes.LastIndex(whole, []byte("</data>"))
		}
		for n := range whole {
			_, err := parse(whole[:n], "a.dta", ReadOptions{})
			var in *InputError
			if n >= end && err != nil || n < end && !errors.As(err, &in) {
				t.Fatalf("%d cut to %d of %d bytes: %v", release, n, len(whole), err)
			}
		}
	}
	newer := bytes.Replace(sampleDTA(118, binary.LittleEndian).write(), []byte("<release>118"), []byte("<release>121"), 1)
	_, err := parse(newer, "a.dta", ReadOptions{})
	const want = `a.dta: found format "121", expected a data file of Stata in format 113, 114, 115, 117 or 118; save it by saveold, version(13)`
	if err == nil || err.Error() != want {
		t.Errorf("\n got %v\nwant %s", err, want)
	}
}

func FuzzReadDTA(f *testing.F) {
	for _, release := range []int{114, 117, 118} {
		f.Add(sampleDTA(release, binary.LittleEndian).write())
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		table, err := parse(b, "a.dta", ReadOptions{})
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Fatalf("%v is not one line", err)
			}
			return
		}
		for _, h := range table.Header() {
			if len(table.Cells(h)) != table.Len() {
				t.Fatalf("column %q has %d cells of %d", h, len(table.Cells(h)), table.Len())
			}
		}
	})
}
