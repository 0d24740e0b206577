package store

import (
	"fmt"
	"io"
	"math"
	"sync"

	"github.com/parquet-go/parquet-go"
)

// groupCells is the number of values of a row group: 32 MB of memory for each
// that is in the making, whatever the number of draws.
const groupCells = 1 << 20

// Parallel calls f for every i below n, from some workers at a time.
type Parallel func(n int, f func(worker, i int) error) error

// WriteParquet writes the draws of all arms, one row per arm and draw: arm,
// draw, the columns of the header, and per fit NAME.error with the cause of
// its failure. What does not exist is null, and so is what an arm has no column
// for; a column of numbers without nulls is a required one. The columns are
// those of the first arm, then what others have besides.
// As many row groups as there are workers are made at a time.
func WriteParquet(w io.Writer, journals []*Journal, workers int, parallel Parallel) error {
	if len(journals) == 0 {
		return nil
	}
	h := union(journals)
	full := fullColumns(h, journals)
	schema := parquet.NewSchema("draws", columns(h, full))
	out := parquet.NewGenericWriter[any](w, schema, parquet.CreatedBy("panelstress", "1", "0"),
		parquet.DataPageStatistics(false), parquet.WriteBufferSize(1<<20))
	t := &drawsTable{limit: max(1024, groupCells/(2+len(h.Columns)+len(h.Fits))), full: full}
	for _, j := range journals {
		t.add(h, j)
	}
	groups := (t.rows + t.limit - 1) / t.limit
	writers := make([]*groupWriter, min(workers, groups))
	for i := range writers {
		writers[i] = newGroupWriter(t, out.BeginRowGroup())
	}
	var q queue
	err := parallel(groups, func(worker, i int) error {
		done := false
		defer func() { q.leave(done) }()
		g := writers[worker]
		if err := g.write(i * t.limit); err != nil {
			return err
		}
		if !q.wait(i) {
			return nil // another has failed
		}
		_, err := g.out.Commit()
		done = err == nil
		return err
	})
	if err != nil {
		return fmt.Errorf("store: draws.parquet: %w", err)
	}
	return out.Close()
}

// queue lets row groups into the file in their order, one at a time, while
// others are made.
type queue struct {
	mutex  sync.Mutex
	moved  *sync.Cond
	next   int
	failed bool
}

// wait waits for the turn of group i and tells whether it comes.
func (q *queue) wait(i int) bool {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if q.moved == nil {
		q.moved = sync.NewCond(&q.mutex)
	}
	for q.next != i && !q.failed {
		q.moved.Wait()
	}
	return !q.failed
}

// leave passes the turn on, or ends the waiting of all where the group was not
// written.
func (q *queue) leave(done bool) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if done {
		q.next++
	} else {
		q.failed = true
	}
	if q.moved != nil {
		q.moved.Broadcast()
	}
}

// drawsTable is the rows of draws.parquet: the draws of one arm after the other.
type drawsTable struct {
	arms  []armRows
	rows  int
	limit int    // rows of a row group
	full  []bool // per column of numbers: it has no nulls
}

// armRows is where an arm stands in the table.
type armRows struct {
	journal *Journal
	first   int // row of its first draw
	name    parquet.Value
	causes  []parquet.Value
	values  []int // per column of the table, which of the arm it is; -1: none
	fits    []int
}

func (t *drawsTable) add(h *Header, j *Journal) {
	a := armRows{journal: j, first: t.rows, name: parquet.ByteArrayValue([]byte(j.Header.Arm))}
	a.values, a.fits = places(h.Columns, j.Header.Columns), places(h.Fits, j.Header.Fits)
	for _, c := range j.Header.Causes {
		a.causes = append(a.causes, parquet.ByteArrayValue([]byte(c)))
	}
	t.arms = append(t.arms, a)
	t.rows += j.Draws()
}

// groupWriter makes row groups, one after the other.
type groupWriter struct {
	table   *drawsTable
	out     *parquet.ConcurrentRowGroupWriter
	readers []*Reader // per arm
	numbers []float64
	codes   []uint8
	buf     []parquet.Value
}

func newGroupWriter(t *drawsTable, out *parquet.ConcurrentRowGroupWriter) *groupWriter {
	g := &groupWriter{table: t, out: out}
	for _, a := range t.arms {
		g.readers = append(g.readers, a.journal.NewReader())
	}
	return g
}

// write fills the row group that begins at a row of the table.
func (g *groupWriter) write(row int) error {
	for k := range g.table.arms {
		a := &g.table.arms[k]
		lo, hi := max(row, a.first)-a.first, min(row+g.table.limit, a.first+a.journal.Draws())-a.first
		if lo < hi {
			if err := g.draws(a, g.readers[k], lo, hi); err != nil {
				return err
			}
		}
	}
	return g.out.Flush()
}

// draws writes the draws lo to hi of an arm.
func (g *groupWriter) draws(a *armRows, r *Reader, lo, hi int) error {
	n := hi - lo
	if cap(g.buf) < n {
		g.buf, g.numbers, g.codes = make([]parquet.Value, n), make([]float64, n), make([]uint8, n)
	}
	g.buf, g.numbers, g.codes = g.buf[:n], g.numbers[:n], g.codes[:n]
	for i := range g.buf {
		g.buf[i] = a.name.Level(0, 0, 0)
	}
	if err := g.column(0); err != nil {
		return err
	}
	for i := range g.buf {
		g.buf[i] = parquet.Int64Value(int64(lo+i)).Level(0, 0, 1)
	}
	if err := g.column(1); err != nil {
		return err
	}
	for c, own := range a.values {
		if err := g.values(r, own, lo, 2+c); err != nil {
			return err
		}
	}
	for f, own := range a.fits {
		if err := g.errors(a, r, own, lo, 2+len(a.values)+f); err != nil {
			return err
		}
	}
	return nil
}

// column writes the buffer to a column.
func (g *groupWriter) column(at int) error {
	_, err := g.out.ColumnWriters()[at].WriteRowValues(g.buf)
	return err
}

// values writes number own of the draws from lo on to a column, null where
// there is none.
func (g *groupWriter) values(r *Reader, own, lo, at int) error {
	null := parquet.NullValue().Level(0, 0, at)
	if own < 0 {
		repeat(g.buf, null)
		return g.column(at)
	}
	if err := r.Values(g.numbers, own, lo); err != nil {
		return err
	}
	full := g.table.full[at-2]
	for numbers := g.numbers; len(numbers) > 0; {
		n := min(len(numbers), atOnce)
		buf := g.buf[:n]
		for i, x := range numbers[:n] {
			switch {
			case full: // a level would cost more than the number
				buf[i] = parquet.DoubleValue(x)
			case math.IsNaN(x):
				buf[i] = null
			default:
				buf[i] = parquet.DoubleValue(x).Level(0, 1, at)
			}
		}
		if _, err := g.out.ColumnWriters()[at].WriteRowValues(buf); err != nil {
			return err
		}
		numbers = numbers[n:]
	}
	return nil
}

// atOnce is how many numbers are handed over at a time: few enough to stay in
// the nearest cache.
const atOnce = 512

// errors writes the causes for which a fit failed, null where it succeeded.
func (g *groupWriter) errors(a *armRows, r *Reader, own, lo, at int) error {
	null := parquet.NullValue().Level(0, 0, at)
	repeat(g.buf, null)
	if own < 0 {
		return g.column(at)
	}
	if err := r.Codes(g.codes, own, lo); err != nil {
		return err
	}
	for i, code := range g.codes {
		if code != 0 {
			g.buf[i] = a.causes[code-1].Level(0, 1, at)
		}
	}
	return g.column(at)
}

func repeat(dst []parquet.Value, v parquet.Value) {
	for i := range dst {
		dst[i] = v
	}
}

// union has the columns and fits of all journals.
func union(journals []*Journal) *Header {
	h := &Header{}
	for _, j := range journals {
		h.Columns, h.Fits = join(h.Columns, j.Header.Columns), join(h.Fits, j.Header.Fits)
	}
	return h
}

// fullColumns tells which columns of h all journals have, in every draw.
func fullColumns(h *Header, journals []*Journal) []bool {
	full := make([]bool, len(h.Columns))
	for c := range full {
		full[c] = true
	}
	for _, j := range journals {
		for c, own := range places(h.Columns, j.Header.Columns) {
			full[c] = full[c] && own >= 0 && !j.lacks[own]
		}
	}
	return full
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

// ordered is a group whose fields stand in the order given and not by name.
type ordered struct {
	parquet.Group
	fields []parquet.Field
}

func (o ordered) Fields() []parquet.Field { return o.fields }

func columns(h *Header, full []bool) parquet.Node {
	text := parquet.Encoded(parquet.String(), &parquet.RLEDictionary)
	number := parquet.Encoded(parquet.Leaf(parquet.DoubleType), &parquet.Plain)
	group := parquet.Group{"arm": text, "draw": parquet.Encoded(parquet.Int(64), &parquet.DeltaBinaryPacked)}
	names := []string{"arm", "draw"}
	for i, c := range h.Columns {
		group[c] = parquet.Optional(number)
		if full[i] {
			group[c] = number
		}
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
