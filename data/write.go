package data

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"math"
	"slices"
	"strconv"
)

// WriteCSV writes the panel as a CSV file in UTF-8: entity, time, the numeric
// columns, the text columns. Numbers have as many digits as they need to be
// read back to the same bits (at most 17 significant ones); a missing value
// is an empty cell. A column that is both numeric and text is written once,
// as numbers. The first two columns have the names they had in the file, or
// entity and time where the panel was not read from one.
func (p *Panel) WriteCSV(w io.Writer) error {
	header := []string{"entity", "time"}
	if p.source != nil {
		header = []string{p.entityName, p.timeName}
	}
	var numbers [][]float64
	for j, name := range p.names {
		if p.source != nil && (name == p.entityName || name == p.timeName) {
			continue // the same cells as the first two columns
		}
		header = append(header, name)
		numbers = append(numbers, p.cols[j])
	}
	var labels [][]string
	for _, name := range p.LabelNames() {
		if !slices.Contains(header, name) {
			header = append(header, name)
			labels = append(labels, p.labels[name])
		}
	}
	if len(unique(header)) < len(header) {
		return fmt.Errorf("data: the columns %s cannot be written: entity and time are taken", list(p.names))
	}
	out := csv.NewWriter(w)
	if err := out.Write(header); err != nil {
		return fmt.Errorf("data: writing CSV: %w", err)
	}
	row := make([]string, len(header))
	for g, name := range p.entities {
		for i := p.start[g]; i < p.start[g+1]; i++ {
			row = append(row[:0], name, strconv.Itoa(p.times[i]))
			for _, col := range numbers {
				row = append(row, FormatNumber(col[i]))
			}
			for _, col := range labels {
				row = append(row, col[i])
			}
			if err := out.Write(row); err != nil {
				return fmt.Errorf("data: writing CSV: %w", err)
			}
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("data: writing CSV: %w", err)
	}
	return nil
}

// FormatNumber writes a number so that it is read back to the same bits, and
// a missing value as nothing.
func FormatNumber(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// Hash is the SHA-256, in hexadecimal, of everything the panel holds: names,
// entities, times, the bits of the values, and labels. Panels with equal
// content have equal hashes, whatever file they were read from.
func (p *Panel) Hash() string {
	h := sha256.New()
	hashTexts(h, p.entities)
	hashNumber(h, uint64(len(p.times)))
	for _, s := range p.start {
		hashNumber(h, uint64(s))
	}
	for _, t := range p.times {
		hashNumber(h, uint64(t))
	}
	hashTexts(h, p.names)
	for _, col := range p.cols {
		for _, v := range col {
			if math.IsNaN(v) {
				v = math.NaN() // one pattern of bits for every missing value
			}
			hashNumber(h, math.Float64bits(v))
		}
	}
	names := p.LabelNames()
	hashTexts(h, names)
	for _, n := range names {
		hashTexts(h, p.labels[n])
	}
	return hex.EncodeToString(h.Sum(nil))
}

func hashNumber(h hash.Hash, v uint64) {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], v)
	h.Write(b[:])
}

// hashTexts adds texts with their lengths, so that no two lists look alike.
func hashTexts(h hash.Hash, texts []string) {
	hashNumber(h, uint64(len(texts)))
	for _, s := range texts {
		hashNumber(h, uint64(len(s)))
		io.WriteString(h, s)
	}
}
