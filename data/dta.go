package data

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// parseDTA reads a data file of Stata in the formats 113 to 115 (Stata 8 to
// 12), 117 (13) and 118 (14 and later), as `help dta` of Stata describes
// them. Missing values of all kinds become empty cells. Value labels are not
// applied; long texts (strL) are left out with a note.
func parseDTA(t *Table, b []byte, o ReadOptions) (err error) {
	d := dta{b: b, order: binary.LittleEndian}
	defer func() {
		if r := recover(); r == errShort {
			err = &InputError{Found: "a file that ends too early", Expected: "a whole data file of Stata"}
		} else if r != nil {
			panic(r)
		}
	}()
	switch {
	case bytes.HasPrefix(b, []byte("<stata_dta>")):
		err = d.readTagged()
	case b[0] >= 113 && b[0] <= 115:
		d.readOld()
	default:
		err = &InputError{Found: "another format", Expected: "a data file of Stata in format 113, 114, 115, 117 or 118"}
	}
	if err != nil {
		return err
	}
	return d.table(t, o)
}

// dta is a file of Stata with a place to read at.
type dta struct {
	b       []byte
	at      int
	order   binary.ByteOrder
	release int
	obs     int
	names   []string
	types   []int // of the variables, by the codes of format 117
	labels  []string
}

// Codes of the types in format 117; less than dtaStrL is a text of that width.
const (
	dtaStrL   = 32768
	dtaDouble = 65526
	dtaFloat  = 65527
	dtaLong   = 65528
	dtaInt    = 65529
	dtaByte   = 65530
)

// errShort is thrown by take and caught by parseDTA.
var errShort = fmt.Errorf("short")

func (d *dta) take(n int) []byte {
	if n < 0 || n > len(d.b)-d.at {
		panic(errShort)
	}
	d.at += n
	return d.b[d.at-n : d.at]
}

func (d *dta) uint(size int) int {
	b := d.take(size)
	switch size {
	case 1:
		return int(b[0])
	case 2:
		return int(d.order.Uint16(b))
	case 4:
		return int(d.order.Uint32(b))
	}
	v := d.order.Uint64(b)
	if v > math.MaxInt32 {
		panic(errShort) // a count or offset beyond any file this reads
	}
	return int(v)
}

// text reads a field of n bytes that ends at its first zero.
func (d *dta) text(n int) string {
	b := d.take(n)
	if i := bytes.IndexByte(b, 0); i >= 0 {
		b = b[:i]
	}
	return string(b)
}

func (d *dta) texts(n, width int) []string {
	s := make([]string, n)
	for i := range s {
		s[i] = d.text(width)
	}
	return s
}

// readOld reads up to the data of formats 113 to 115.
func (d *dta) readOld() {
	d.release = d.uint(1)
	if d.uint(1) == 1 {
		d.order = binary.BigEndian
	}
	d.take(2) // file type, unused
	k := d.uint(2)
	d.obs = d.uint(4)
	d.take(81 + 18) // label of the file, time stamp
	for range k {
		d.types = append(d.types, oldType(d.uint(1)))
	}
	d.names = d.texts(k, 33)
	d.take(2 * (k + 1)) // order of sorting
	format := 49
	if d.release == 113 {
		format = 12
	}
	d.take(format * k)
	d.labels = d.texts(k, 33)
	d.take(81 * k) // labels of the variables
	for {          // characteristics
		kind, n := d.uint(1), d.uint(4)
		d.take(n)
		if kind == 0 {
			return
		}
	}
}

func oldType(code int) int {
	if code > 250 {
		return dtaByte - (code - 251)
	}
	return code
}

// readTagged reads up to the data of formats 117 and 118, whose sections
// stand between tags.
func (d *dta) readTagged() error {
	d.tag("<stata_dta><header><release>")
	release := string(d.take(3))
	var name, label, format, varLabel, n int
	switch release {
	case "117":
		name, format, varLabel, n = 33, 49, 81, 4
		label = 1
	case "118":
		name, format, varLabel, n = 129, 57, 321, 8
		label = 2
	default:
		return &InputError{
			Found: "format " + strconv.Quote(release), Expected: "a data file of Stata in format 113, 114, 115, 117 or 118",
			Hint: "save it by saveold, version(13)",
		}
	}
	d.release = 100 + int(release[1]-'0')*10 + int(release[2]-'0')
	d.tag("</release><byteorder>")
	if string(d.take(3)) == "MSF" {
		d.order = binary.BigEndian
	}
	d.tag("</byteorder><K>")
	k := d.uint(2)
	d.tag("</K><N>")
	d.obs = d.uint(n)
	d.tag("</N><label>")
	d.take(d.uint(label))
	d.tag("</label><timestamp>")
	d.take(d.uint(1))
	d.tag("</timestamp></header><map>")
	offsets := make([]int, 14)
	for i := range offsets {
		offsets[i] = d.uint(8)
	}
	d.tag("</map><variable_types>")
	for range k {
		d.types = append(d.types, d.uint(2))
	}
	d.tag("</variable_types><varnames>")
	d.names = d.texts(k, name)
	d.tag("</varnames><sortlist>")
	d.take(2 * (k + 1))
	d.tag("</sortlist><formats>")
	d.take(format * k)
	d.tag("</formats><value_label_names>")
	d.labels = d.texts(k, name)
	d.tag("</value_label_names><variable_labels>")
	d.take(varLabel * k)
	d.tag("</variable_labels>")
	d.at = min(offsets[9], len(d.b)) // past the characteristics
	d.tag("<data>")
	return nil
}

// tag passes over a tag, which ends the reading if it is not there.
func (d *dta) tag(want string) {
	if string(d.take(len(want))) != want {
		panic(errShort)
	}
}

// table reads the data into t.
func (d *dta) table(t *Table, o ReadOptions) error {
	width := 0
	for j, typ := range d.types {
		w, ok := dtaWidth(typ)
		if !ok {
			return &InputError{Found: fmt.Sprintf("the type code %d for %q", typ, d.names[j]), Expected: "a type of Stata"}
		}
		width += w
	}
	if width == 0 {
		d.obs = 0
	} else if d.obs > (len(d.b)-d.at)/width {
		panic(errShort)
	}
	cols := make([][]string, len(d.types))
	for range d.obs {
		for j, typ := range d.types {
			cols[j] = append(cols[j], d.cell(typ))
		}
	}
	for i := range d.obs {
		t.lines = append(t.lines, i+1)
	}
	if err := d.decode(t, cols, o.Encoding); err != nil {
		return err
	}
	var names []string
	var keep [][]string
	for j, name := range d.names {
		switch {
		case d.types[j] == dtaStrL:
			t.note("%s: left out, as it holds long texts (strL).", name)
			continue
		case d.labels[j] != "":
			t.note("%s: the numbers were read, not their value labels.", name)
		}
		names, keep = append(names, name), append(keep, cols[j])
	}
	if err := t.setHeader(0, names); err != nil {
		return err
	}
	t.cols = keep
	return nil
}

// dtaWidth is the number of bytes of a value.
func dtaWidth(typ int) (int, bool) {
	switch {
	case typ >= 1 && typ <= 2045:
		return typ, true
	case typ == dtaDouble, typ == dtaStrL:
		return 8, true
	case typ == dtaFloat, typ == dtaLong:
		return 4, true
	case typ == dtaInt:
		return 2, true
	case typ == dtaByte:
		return 1, true
	}
	return 0, false
}

// cell reads a value. The largest values of each numeric type stand for
// missing: above 100, 32740, 2147483620, and from 2^127 and 2^1023.
func (d *dta) cell(typ int) string {
	whole := func(v, largest int) string {
		if v > largest {
			return ""
		}
		return strconv.Itoa(v)
	}
	switch typ {
	case dtaByte:
		return whole(int(int8(d.uint(1))), 100)
	case dtaInt:
		return whole(int(int16(d.uint(2))), 32740)
	case dtaLong:
		return whole(int(int32(d.uint(4))), 2147483620)
	case dtaFloat:
		v := float64(math.Float32frombits(d.order.Uint32(d.take(4))))
		if v >= 0x1p127 {
			return ""
		}
		return floatCell(v)
	case dtaDouble:
		v := math.Float64frombits(d.order.Uint64(d.take(8)))
		if v >= 0x1p1023 {
			return ""
		}
		return floatCell(v)
	case dtaStrL:
		d.take(8)
		return ""
	}
	return d.text(typ)
}

// decode turns names and texts into UTF-8. Only format 118 says that they are;
// in older files they are in the encoding of their country. All are looked at
// together, since one alone may be too short to tell.
func (d *dta) decode(t *Table, cols [][]string, encoding string) error {
	all := slices.Concat([][]string{d.names, d.labels}, cols)
	var joined []string
	for _, s := range all {
		joined = append(joined, s...)
	}
	text, name, err := decodeText([]byte(strings.Join(joined, "\x00")), encoding)
	if err != nil {
		return err
	}
	if name == "UTF-8" {
		return nil
	}
	t.note("The texts were read as %s.", name)
	parts := strings.Split(string(text), "\x00")
	if len(parts) != len(joined) {
		return &InputError{Found: "texts that fall apart in " + name, Expected: "texts in one encoding"}
	}
	for _, s := range all {
		copy(s, parts[:len(s)])
		parts = parts[len(s):]
	}
	return nil
}
