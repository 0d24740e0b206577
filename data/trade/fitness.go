package trade

import "math"

// Fitness writes the fitness of every entity and the quality of every product
// after some simultaneous steps of
//
//	F_c = sum_p M_cp Q_p,   Q_p = 1 / sum_c (M_cp / F_c),
//
// each divided by its mean, from a start of 1 (Tacchella et al. 2012). NaN for
// entities and products that are not in the network.
func (n *Network) Fitness(fitness, quality []float64, steps int) {
	for c := range fitness {
		fitness[c] = 1
	}
	for i := range quality {
		quality[i] = 1
	}
	for range steps {
		clear(n.p)
		for c := range fitness {
			sum, inverse := 0.0, n.count[c]/fitness[c]
			for _, i := range n.Products(c) {
				sum += quality[i]
				n.p[i] += inverse
			}
			fitness[c] = sum
		}
		entities, total := 0.0, 0.0
		for c, d := range n.Diversity {
			if d > 0 {
				entities += n.count[c]
				total += n.count[c] * fitness[c]
			}
		}
		for c := range fitness {
			fitness[c] *= entities / total
		}
		products, total := 0.0, 0.0
		for i, u := range n.Ubiquity {
			quality[i] = 0
			if u > 0 {
				quality[i] = 1 / n.p[i]
				products++
				total += quality[i]
			}
		}
		for i := range quality {
			quality[i] *= products / total
		}
	}
	n.absentEntities(fitness, math.NaN())
	for i, u := range n.Ubiquity {
		if u == 0 {
			quality[i] = math.NaN()
		}
	}
}
