package scenarios

import (
	"fmt"

	"panelstress/data"
)

// Spread says how a shock reaches entities that it does not hit: in every
// round an entity takes the share Strength of what reached its partners in the
// round before, weighed by Matrix,
//
//	a + s W a + (s W)² a + ... + (s W)^Rounds a,
//
// the partial sums of the spatial multiplier (I - sW)^-1 (LeSage and Pace
// 2009, Introduction to Spatial Econometrics, section 2.7).
type Spread struct {
	Strength float64
	Rounds   int
	Matrix   [][]float64 // [to][from], entities of the panel; trade shares, neighbours
	Rows     bool        // divide every row by its sum first
	Same     string      // in place of Matrix: partners are those with the same value of this label column, with equal weights
}

// multiplier is the sum of powers, row by row.
func (s *Spread) multiplier(p *data.Panel, key string) ([]float64, error) {
	n := len(p.Entities())
	if !(s.Strength > 0 && s.Strength < 1) {
		return nil, wrong(key+".strength", fmt.Sprint(s.Strength), "a share between 0 and 1 of what reaches the partners")
	}
	if s.Rounds < 1 || s.Rounds > 100 {
		return nil, wrong(key+".rounds", fmt.Sprint(s.Rounds), "a number of rounds from 1 to 100")
	}
	w, err := s.weights(p, key)
	if err != nil {
		return nil, err
	}
	sum, power, next := make([]float64, n*n), make([]float64, n*n), make([]float64, n*n)
	for i := range n {
		sum[i*n+i], power[i*n+i] = 1, 1
	}
	for range s.Rounds {
		for i := range n {
			for j := range n {
				v := 0.0
				for k := range n {
					v += w[i*n+k] * power[k*n+j]
				}
				next[i*n+j] = s.Strength * v
			}
		}
		power, next = next, power
		for i, v := range power {
			sum[i] += v
		}
	}
	return sum, nil
}

// weights is W.
func (s *Spread) weights(p *data.Panel, key string) ([]float64, error) {
	n := len(p.Entities())
	w := make([]float64, n*n)
	if s.Same != "" {
		labels := p.Labels(s.Same)
		if labels == nil {
			return nil, wrong(key+".same", fmt.Sprintf("%q, which is no text column", s.Same), "a column such as a region")
		}
		for i := range n {
			for j := range n {
				if i != j && labels[p.Starts()[i]] == labels[p.Starts()[j]] {
					w[i*n+j] = 1
				}
			}
		}
		s = &Spread{Rows: true}
	} else {
		if len(s.Matrix) != n {
			return nil, wrong(key+".matrix", fmt.Sprintf("%d rows", len(s.Matrix)), fmt.Sprintf("%d, one per entity", n))
		}
		for i, row := range s.Matrix {
			if len(row) != n {
				return nil, wrong(key+".matrix", fmt.Sprintf("%d entries in row %d", len(row), i+1), fmt.Sprintf("%d, one per entity", n))
			}
			for j, v := range row {
				if !(v >= 0) || v-v != 0 {
					return nil, wrong(key+".matrix", fmt.Sprintf("%v in row %s, column %s", v, p.Entities()[i], p.Entities()[j]), "a weight that is not negative")
				}
				w[i*n+j] = v
			}
		}
	}
	if s.Rows {
		for i := range n {
			normalise(w[i*n : (i+1)*n])
		}
	}
	return w, nil
}

// normalise divides a row by its sum, where it has one.
func normalise(row []float64) {
	sum := 0.0
	for _, v := range row {
		sum += v
	}
	if sum == 0 {
		return
	}
	for j := range row {
		row[j] /= sum
	}
}
