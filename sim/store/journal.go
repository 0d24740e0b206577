package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"os"
)

// Header identifies what a journal holds. A journal is continued only by a
// run with an equal header.
type Header struct {
	Study   string   // hash of the resolved study
	Data    string   // hash of its data
	Build   string   // version of the program and architecture
	Seed    uint64   //
	Arm     string   //
	Columns []string // numbers of a draw, in order
	Scores  []string `json:",omitempty"` // more numbers of a draw, behind those: they stay out of draws.parquet
	Fits    []string // fits of a draw: each has a code, 0 where it succeeded
	Causes  []string // what the codes above 0 mean, from 1
}

func (h *Header) numbers() int { return len(h.Columns) + len(h.Scores) }

// ErrOther is returned by Open for a journal of another study, seed or build.
var ErrOther = errors.New("it was begun with another study, seed, data or build")

// Block is a run of consecutive draws on their way to the journal.
type Block struct {
	First  int         // number of the first draw
	N      int         // draws
	Values [][]float64 // [column, then score][draw - First]; NaN where there is no value
	Codes  [][]uint8   // [fit][draw - First]
}

// NewBlock makes a block with room for n draws. Columns lie a cache line
// further apart than they are long, else those of a power of two draws
// would compete for the same places in the processor's cache.
func NewBlock(h *Header, n int) *Block {
	const line = 64 / 8
	b := &Block{Values: make([][]float64, h.numbers()), Codes: make([][]uint8, len(h.Fits))}
	apart := (n+line-1)/line*line + line
	v := make([]float64, apart*h.numbers())
	for c := range b.Values {
		b.Values[c] = v[c*apart : c*apart+n : c*apart+n]
	}
	e := make([]uint8, n*len(h.Fits))
	for j := range b.Codes {
		b.Codes[j] = e[j*n : (j+1)*n : (j+1)*n]
	}
	return b
}

// Journal is a file of blocks in the order of their draws. A block is on disk
// as a whole or not at all: each carries a checksum, and Open drops a last
// one that an interruption has cut.
type Journal struct {
	Header Header

	file   *os.File
	buf    []byte
	own    *Reader
	blocks []place
	lacks  []bool // per number: some draw has none
	end    int64
	draws  int
}

// place is where a block's numbers begin.
type place struct {
	offset int64
	first  int
	n      int
}

const (
	magic      = "panelstress/journal/1\n"
	blockMagic = 0x6b6c6270 // "pblk"
	headBytes  = 16         // of a block: magic, draws, first draw
)

// Create begins a journal.
func Create(path string, h Header) (*Journal, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o666)
	if err != nil {
		return nil, err
	}
	j := &Journal{Header: h, file: file, lacks: make([]bool, h.numbers())}
	head, err := encodeHeader(h)
	if err == nil {
		_, err = file.WriteAt(head, 0)
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	j.end = int64(len(head))
	return j, nil
}

// Open continues a journal with the same header: Draws tells how many draws
// it has. Any other header is ErrOther.
func Open(path string, h Header) (*Journal, error) {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	j := &Journal{Header: h, file: file, lacks: make([]bool, h.numbers())}
	if err := j.load(); err != nil {
		file.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return j, nil
}

func encodeHeader(h Header) ([]byte, error) {
	text, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	head := append([]byte(magic), text...)
	head = append(head, '\n')
	return binary.LittleEndian.AppendUint32(head, crc32.ChecksumIEEE(head)), nil
}

func (j *Journal) load() error {
	want, err := encodeHeader(j.Header)
	if err != nil {
		return err
	}
	have := make([]byte, len(want))
	n, err := j.file.ReadAt(have, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if !bytes.HasPrefix(want, have[:n]) {
		return ErrOther
	}
	if n < len(want) { // interrupted while it was created
		if _, err := j.file.WriteAt(want, 0); err != nil {
			return err
		}
	}
	j.end = int64(len(want))
	for {
		ok, err := j.loadBlock()
		if err != nil {
			return err
		}
		if !ok {
			return j.file.Truncate(j.end)
		}
	}
}

// loadBlock takes the block at the end of what is known; false means that
// there is none that is whole.
func (j *Journal) loadBlock() (bool, error) {
	var head [headBytes]byte
	if n, err := j.file.ReadAt(head[:], j.end); n < headBytes {
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		return false, err
	}
	n := int(binary.LittleEndian.Uint32(head[4:]))
	first := int(binary.LittleEndian.Uint64(head[8:]))
	if binary.LittleEndian.Uint32(head[:]) != blockMagic || first != j.draws || n < 1 || n > 1<<20 {
		return false, nil
	}
	size := j.size(n)
	j.buf = grow(j.buf, size)
	if got, err := j.file.ReadAt(j.buf, j.end); got < size {
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		return false, err
	}
	if crc32.ChecksumIEEE(j.buf[:size-4]) != binary.LittleEndian.Uint32(j.buf[size-4:]) {
		return false, nil
	}
	numbers := j.buf[:size-4]
	for c := range j.lacks {
		for i := range n {
			x := math.Float64frombits(binary.LittleEndian.Uint64(numbers[headBytes+8*(c*n+i):]))
			j.lacks[c] = j.lacks[c] || x != x
		}
	}
	j.took(first, n, size)
	return true, nil
}

func (j *Journal) size(n int) int {
	return headBytes + n*(8*j.Header.numbers()+len(j.Header.Fits)) + 4
}

func (j *Journal) took(first, n, size int) {
	j.blocks = append(j.blocks, place{j.end + headBytes, first, n})
	j.end += int64(size)
	j.draws += n
}

// Draws is the number of draws in the journal.
func (j *Journal) Draws() int { return j.draws }

// Append writes the first b.N draws of a block, which must follow the last.
func (j *Journal) Append(b *Block) error {
	if b.First != j.draws {
		panic("store: blocks out of order")
	}
	if b.N == 0 {
		return nil
	}
	size := j.size(b.N)
	buf := grow(j.buf, size)[:0]
	buf = binary.LittleEndian.AppendUint32(buf, blockMagic)
	buf = binary.LittleEndian.AppendUint32(buf, uint32(b.N))
	buf = binary.LittleEndian.AppendUint64(buf, uint64(b.First))
	for c, col := range b.Values {
		at := len(buf)
		buf = buf[:at+8*b.N]
		lacks := j.lacks[c]
		for i, v := range col[:b.N] {
			binary.LittleEndian.PutUint64(buf[at+8*i:], math.Float64bits(v))
			lacks = lacks || v != v
		}
		j.lacks[c] = lacks
	}
	for _, codes := range b.Codes {
		buf = append(buf, codes[:b.N]...)
	}
	buf = binary.LittleEndian.AppendUint32(buf, crc32.ChecksumIEEE(buf))
	j.buf = buf
	if _, err := j.file.WriteAt(buf, j.end); err != nil {
		return err
	}
	j.took(b.First, b.N, size)
	return nil
}

// Column reads one number of all draws, in draw order, into dst.
func (j *Journal) Column(dst []float64, c int) error { return j.reader().Values(dst[:j.draws], c, 0) }

// Codes reads the codes of one fit of all draws, in draw order, into dst.
func (j *Journal) Codes(dst []uint8, fit int) error { return j.reader().Codes(dst[:j.draws], fit, 0) }

func (j *Journal) reader() *Reader {
	if j.own == nil {
		j.own = j.NewReader()
	}
	return j.own
}

// Read calls visit with every block in draw order; the block is valid during
// the call.
func (j *Journal) Read(visit func(*Block) error) error {
	var b *Block
	room := 0
	for _, p := range j.blocks {
		if p.n > room {
			room = p.n
			b = NewBlock(&j.Header, room)
		}
		b.First, b.N = p.first, p.n
		size := p.n * (8*j.Header.numbers() + len(j.Header.Fits))
		buf := grow(j.buf, size)
		j.buf = buf
		if _, err := j.file.ReadAt(buf, p.offset); err != nil {
			return err
		}
		for c := range b.Values {
			for i := range p.n {
				b.Values[c][i] = math.Float64frombits(binary.LittleEndian.Uint64(buf[8*(c*p.n+i):]))
			}
		}
		codes := buf[8*len(b.Values)*p.n:]
		for f := range b.Codes {
			copy(b.Codes[f][:p.n], codes[f*p.n:])
		}
		if err := visit(b); err != nil {
			return err
		}
	}
	return nil
}

// Close closes the file.
func (j *Journal) Close() error { return j.file.Close() }

func grow(b []byte, n int) []byte {
	if cap(b) < n {
		return make([]byte, n)
	}
	return b[:n]
}
