package trade

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// Proximity writes how likely two products are exported together: the smaller
// of the two conditional probabilities,
//
//	phi_pq = sum_c M_cp M_cq / max(k_p0, k_q0),
//
// row by row; 1 on the diagonal, and 0 with a product that is not in the
// network. (Hidalgo, Klinger, Barabasi and Hausmann, Science 317 (2007) 482-487.)
func (n *Network) Proximity(dst []float64) {
	k := len(n.Ubiquity)
	clear(dst)
	for c, count := range n.count {
		own := n.Products(c)
		for _, i := range own {
			row := dst[int(i)*k : (int(i)+1)*k]
			for _, j := range own {
				row[j] += count
			}
		}
	}
	for i, u := range n.Ubiquity {
		for j, v := range n.Ubiquity {
			if m := max(u, v); m > 0 {
				dst[i*k+j] /= m
			}
		}
	}
}

// Density writes, for every product, how near the products of entity c are to
// it (Atlas, p. 52):
//
//	omega_cp = sum_q M_cq phi_qp / sum_q phi_qp,
//
// NaN for a product that is not in the network. proximity is what [Network.Proximity] wrote.
func (n *Network) Density(dst, proximity []float64, c int) {
	k := len(n.Ubiquity)
	for i := range dst {
		near, all := 0.0, 0.0
		row := proximity[i*k : (i+1)*k]
		for _, phi := range row {
			all += phi
		}
		for _, q := range n.Products(c) {
			near += row[q]
		}
		dst[i] = near / all
	}
}

// Prospects writes the mean density, for every entity, of the products of the
// network that it does not have: how near they are to what it has. NaN for an
// entity that is not in the network or has all of it. proximity is memory for
// one number per pair of products.
func (n *Network) Prospects(dst, proximity []float64) {
	n.Proximity(proximity)
	k := len(n.Ubiquity)
	all := n.p // sums of the rows
	for i := range all {
		all[i] = floats.Sum(proximity[i*k : (i+1)*k])
	}
	near := resize(n.near, k)
	n.near = near
	for c := range dst {
		own := n.Products(c)
		clear(near)
		for _, q := range own {
			floats.Add(near, proximity[int(q)*k:(int(q)+1)*k])
		}
		for _, q := range own {
			near[q] = math.NaN() // it has that
		}
		sum, others := 0.0, 0.0
		for i, u := range n.Ubiquity {
			if u > 0 && near[i] == near[i] {
				sum += near[i] / all[i]
				others++
			}
		}
		dst[c] = sum / others
	}
	n.absentEntities(dst, math.NaN())
}
