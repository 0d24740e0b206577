package store

import (
	"fmt"
	"io"
	"math"

	"github.com/parquet-go/parquet-go"
)

// groupCells is the number of values after which a row group is written: 32
// MB of memory at the most, whatever the number of draws.
const groupCells = 1 << 20

// WriteParquet writes the draws of all arms, one row per arm and draw: arm,
// draw, the columns of the header, and per fit NAME.error with the cause of
// its failure. What does not exist is null, and so is what an arm has no column
// for; the columns are those of the first arm, then what others have besides.
func WriteParquet(w io.Writer, journals []*Journal) error {
	if len(journals) == 0 {
		return nil
	}
	h := union(journals)
	schema := parquet.NewSchema("draws", columns(h))
	out := parquet.NewGenericWriter[any](w, schema, parquet.CreatedBy("panelstress", "1", "0"),
		parquet.DataPageStatistics(false), parquet.WriteBufferSize(1<<20))
	p := &parquetWriter{out: out, cols: out.ColumnWriters(), limit: max(1024, groupCells/(2+len(h.Columns)+len(h.Fits)))}
	for _, j := range journals {
		p.values, p.fits = places(h.Columns, j.Header.Columns), places(h.Fits, j.Header.Fits)
		p.arm = parquet.ByteArrayValue([]byte(j.Header.Arm))
		p.causes = make([]parquet.Value, len(j.Header.Causes))
		for i, c := range j.Header.Causes {
			p.causes[i] = parquet.ByteArrayValue([]byte(c))
		}
		if err := j.Read(p.block); err != nil {
			return fmt.Errorf("store: draws of %s: %w", j.Header.Arm, err)
		}
	}
	return out.Close()
}

type parquetWriter struct {
	out    *parquet.GenericWriter[any]
	cols   []*parquet.ColumnWriter
	arm    parquet.Value
	causes []parquet.Value
	values []int // per column, which of the arm it is; -1: none
	fits   []int
	rows   int // of the row group so far
	limit  int
	buf    []parquet.Value
}

// union has the columns and fits of all journals.
func union(journals []*Journal) *Header {
	h := &Header{}
	for _, j := range journals {
		h.Columns, h.Fits = join(h.Columns, j.Header.Columns), join(h.Fits, j.Header.Fits)
	}
	return h
}

// join adds to a list what it lacks.
func join(list, more []string) []string {
	has := make(map[string]bool)
	for _, name := range list {
		has[name] = true
	}
	for _, name := range more {
		if !has[name] {
			list = append(list, name)
		}
	}
	return list
}

// places finds every name in own, or gives -1.
func places(names, own []string) []int {
	at := make(map[string]int)
	for i, name := range own {
		at[name] = i
	}
	out := make([]int, len(names))
	for i, name := range names {
		out[i] = -1
		if k, ok := at[name]; ok {
			out[i] = k
		}
	}
	return out
}

// block writes the draws of one block, cut where a row group is full, so that
// row groups do not depend on the blocks in which the draws were made.
func (p *parquetWriter) block(b *Block) error {
	for lo := 0; lo < b.N; {
		hi := min(b.N, lo+p.limit-p.rows)
		if err := p.slice(b, lo, hi); err != nil {
			return err
		}
		p.rows += hi - lo
		lo = hi
		if p.rows == p.limit {
			p.rows = 0
			if err := p.out.Flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *parquetWriter) slice(b *Block, lo, hi int) error {
	if cap(p.buf) < hi-lo {
		p.buf = make([]parquet.Value, hi-lo)
	}
	v := p.buf[:hi-lo]
	write := func(c int) error {
		_, err := p.cols[c].WriteRowValues(v)
		return err
	}
	for i := range v {
		v[i] = p.arm.Level(0, 0, 0)
	}
	if err := write(0); err != nil {
		return err
	}
	for i := range v {
		v[i] = parquet.Int64Value(int64(b.First+lo+i)).Level(0, 0, 1)
	}
	if err := write(1); err != nil {
		return err
	}
	for c, at := range p.values {
		for i := range v {
			v[i] = parquet.NullValue().Level(0, 0, 2+c)
			if at >= 0 && !math.IsNaN(b.Values[at][lo+i]) {
				v[i] = parquet.DoubleValue(b.Values[at][lo+i]).Level(0, 1, 2+c)
			}
		}
		if err := write(2 + c); err != nil {
			return err
		}
	}
	for f, own := range p.fits {
		at := 2 + len(p.values) + f
		for i := range v {
			v[i] = parquet.NullValue().Level(0, 0, at)
			if own >= 0 && b.Codes[own][lo+i] != 0 {
				v[i] = p.causes[b.Codes[own][lo+i]-1].Level(0, 1, at)
			}
		}
		if err := write(at); err != nil {
			return err
		}
	}
	return nil
}

// ordered is a group whose fields stand in the order given and not by name.
type ordered struct {
	parquet.Group
	fields []parquet.Field
}

func (o ordered) Fields() []parquet.Field { return o.fields }

func columns(h *Header) parquet.Node {
	text := parquet.Encoded(parquet.String(), &parquet.RLEDictionary)
	number := parquet.Encoded(parquet.Leaf(parquet.DoubleType), &parquet.Plain)
	group := parquet.Group{"arm": text, "draw": parquet.Encoded(parquet.Int(64), &parquet.DeltaBinaryPacked)}
	names := []string{"arm", "draw"}
	for _, c := range h.Columns {
		group[c] = parquet.Optional(number)
		names = append(names, c)
	}
	for _, f := range h.Fits {
		group[f+".error"] = parquet.Optional(text)
		names = append(names, f+".error")
	}
	byName := make(map[string]parquet.Field)
	for _, f := range group.Fields() {
		byName[f.Name()] = f
	}
	o := ordered{Group: group}
	for _, n := range names {
		o.fields = append(o.fields, byName[n])
	}
	return o
}
