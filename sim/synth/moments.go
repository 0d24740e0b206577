package synth

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"panelstress/data/published"
)

// moments are the descriptive statistics and correlations:
//
//	mean   d x̄ = Σ dx/n
//	sd     d s = Σ (x - x̄) dx/((n-1) s)
//	corr   d r = Σ (z_y - r z_x) dx/(n-1)/s_x + Σ (z_x - r z_y) dy/(n-1)/s_y
//
// with z the standardised values. Minimum and maximum are the values that are
// at the ends now.
type moments struct {
	s       *system
	items   []moment
	mean    []float64
	sd      []float64
	targets []Target
}

type moment struct {
	kind momentKind
	x, y int // variables
	r    float64
}

type momentKind int

const (
	meanOf momentKind = iota
	sdOf
	minOf
	maxOf
	correlationOf
)

func newMoments(s *system) (part, []Target) {
	p := s.problem
	m := &moments{s: s, mean: make([]float64, len(p.Variables)), sd: make([]float64, len(p.Variables))}
	for j := range p.Variables {
		v := &p.Variables[j]
		for kind, b := range []*Box{v.Mean, v.SD, v.Min, v.Max} {
			if b == nil {
				continue
			}
			name := []string{"mean", "sd", "min", "max"}[kind]
			m.add(moment{kind: momentKind(kind), x: j}, *b, "descriptives", published.DescriptiveCell(v.Name, name))
		}
	}
	for _, c := range p.Correlations {
		x, _ := p.variable(c.A)
		y, _ := p.variable(c.B)
		m.add(moment{kind: correlationOf, x: x, y: y}, c.Box, "correlations", published.CorrelationCell(c.A, c.B))
	}
	return m, m.targets
}

func (m *moments) add(item moment, b Box, block, where string) {
	m.items = append(m.items, item)
	m.targets = append(m.targets, Target{Where: where, Block: block, Printed: b.Printed, Lo: b.Lo, Hi: b.Hi})
}

var errConstant = errors.New("a variable does not vary")

func (m *moments) evaluate(dst []float64) error {
	for j, x := range m.s.cols {
		m.mean[j], m.sd[j] = stat.MeanStdDev(x, nil)
		if !(m.sd[j] > 0) || math.IsInf(m.sd[j], 0) {
			return errConstant
		}
	}
	for i := range m.items {
		it := &m.items[i]
		x := m.s.cols[it.x]
		switch it.kind {
		case meanOf:
			dst[i] = m.mean[it.x]
		case sdOf:
			dst[i] = m.sd[it.x]
		case minOf:
			dst[i] = slices.Min(x)
		case maxOf:
			dst[i] = slices.Max(x)
		case correlationOf:
			it.r = stat.Correlation(x, m.s.cols[it.y], nil)
			dst[i] = it.r
		}
	}
	return nil
}

func (m *moments) gradient(dst [][]float64) {
	n := m.s.rows
	for i, it := range m.items {
		x, g := m.s.cols[it.x], dst[i][it.x*n:(it.x+1)*n]
		switch it.kind {
		case meanOf:
			for r := range g {
				g[r] += 1 / float64(n)
			}
		case sdOf:
			for r, v := range x {
				g[r] += (v - m.mean[it.x]) / (float64(n-1) * m.sd[it.x])
			}
		case minOf:
			g[slices.Index(x, slices.Min(x))]++
		case maxOf:
			g[slices.Index(x, slices.Max(x))]++
		case correlationOf:
			y, h := m.s.cols[it.y], dst[i][it.y*n:(it.y+1)*n]
			a, b := 1/(float64(n-1)*m.sd[it.x]), 1/(float64(n-1)*m.sd[it.y])
			for r, v := range x {
				zx, zy := (v-m.mean[it.x])/m.sd[it.x], (y[r]-m.mean[it.y])/m.sd[it.y]
				g[r] += a * (zy - it.r*zx)
				h[r] += b * (zx - it.r*zy)
			}
		}
	}
}
