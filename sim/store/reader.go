package store

import (
	"encoding/binary"
	"math"
)

// Reader reads draws of a journal. Readers of one journal may be used at the
// same time, as long as nothing is appended.
type Reader struct {
	journal *Journal
	buf     []byte
}

// NewReader makes a reader.
func (j *Journal) NewReader() *Reader { return &Reader{journal: j} }

// Values reads number c of the draws from first on into dst.
func (r *Reader) Values(dst []float64, c, first int) error {
	return r.visit(len(dst), first, func(p place, lo, n, at int) error {
		r.buf = grow(r.buf, 8*n)
		if _, err := r.journal.file.ReadAt(r.buf, p.offset+8*(int64(p.n)*int64(c)+int64(lo))); err != nil {
			return err
		}
		for i := range n {
			dst[at+i] = math.Float64frombits(binary.LittleEndian.Uint64(r.buf[8*i:]))
		}
		return nil
	})
}

// Codes reads the codes of one fit of the draws from first on into dst.
func (r *Reader) Codes(dst []uint8, fit, first int) error {
	numbers := r.journal.Header.numbers()
	return r.visit(len(dst), first, func(p place, lo, n, at int) error {
		offset := p.offset + int64(p.n)*int64(8*numbers+fit) + int64(lo)
		_, err := r.journal.file.ReadAt(dst[at:at+n], offset)
		return err
	})
}

// visit cuts n draws from first on at the ends of blocks: f is told a block,
// where in it a piece begins, its length, and where it belongs.
func (r *Reader) visit(n, first int, f func(p place, lo, n, at int) error) error {
	for _, p := range r.journal.blocks {
		lo, hi := max(first, p.first), min(first+n, p.first+p.n)
		if lo >= hi {
			continue
		}
		if err := f(p, lo-p.first, hi-lo, lo-first); err != nil {
			return err
		}
	}
	return nil
}
