package trade

import "math"

// The method of reflections:
//
//	k_cN = (1/k_c0) sum_p M_cp k_p,N-1,   k_pN = (1/k_p0) sum_c M_cp k_c,N-1
//
// Two steps from entities to entities multiply by a matrix whose rows sum to
// one, which leaves the mean of k_c weighted by k_c0 as it is and draws all
// else together; so that for large N what distinguishes entities would drown
// in the rounding of that mean. The mean is therefore taken off at the start and
// put back at the end.

// EntityReflection writes k_cN; NaN for entities that are not in the network.
func (n *Network) EntityReflection(dst []float64, order int) {
	mean := n.entityReflection(dst, order)
	for c := range dst {
		dst[c] += mean
	}
}

// EntityReflectionZ writes the z-scores of k_cN.
func (n *Network) EntityReflectionZ(dst []float64, order int) {
	n.entityReflection(dst, order)
	n.StandardiseEntities(dst)
}

// ProductReflection writes k_pN; NaN for products that are not in the network.
func (n *Network) ProductReflection(dst []float64, order int) {
	mean := n.productReflection(dst, order)
	for i := range dst {
		dst[i] += mean
	}
}

// ProductReflectionZ writes the z-scores of k_pN.
func (n *Network) ProductReflectionZ(dst []float64, order int) {
	n.productReflection(dst, order)
	n.StandardiseProducts(dst)
}

// entityReflection writes k_cN less the mean that all reflections of the
// series keep, which it returns.
func (n *Network) entityReflection(dst []float64, order int) (mean float64) {
	if order%2 == 0 {
		copy(dst, n.Diversity)
		mean = n.entityMean(dst)
		shift(dst, mean)
	} else {
		copy(n.p, n.Ubiquity)
		mean = n.productMean(n.p)
		shift(n.p, mean)
		n.toEntities(dst, n.p)
	}
	n.absentEntities(dst, 0)
	for range order / 2 {
		n.TwoSteps(dst, dst)
		n.absentEntities(dst, 0)
		shift(dst, n.entityMean(dst)) // rounding must not outgrow what is left
	}
	n.absentEntities(dst, math.NaN())
	return mean
}

// productReflection is entityReflection for products.
func (n *Network) productReflection(dst []float64, order int) (mean float64) {
	if order%2 == 0 {
		copy(dst, n.Ubiquity)
		mean = n.productMean(dst)
		shift(dst, mean)
	} else {
		copy(n.c, n.Diversity)
		mean = n.entityMean(n.c)
		shift(n.c, mean)
		n.toProducts(dst, n.c)
	}
	for range order / 2 {
		n.toEntities(n.c, dst)
		n.absentEntities(n.c, 0)
		n.toProducts(dst, n.c)
		shift(dst, n.productMean(dst))
	}
	for i, u := range n.Ubiquity {
		if u == 0 {
			dst[i] = math.NaN()
		}
	}
	return mean
}

// absentEntities writes v for the entities that are not in the network.
func (n *Network) absentEntities(x []float64, v float64) {
	for c, d := range n.Diversity {
		if d == 0 {
			x[c] = v
		}
	}
}

// entityMean is the mean of x weighted by k_c0.
func (n *Network) entityMean(x []float64) float64 {
	sum, weights := 0.0, 0.0
	for c, d := range n.Diversity {
		w := n.count[c] * d
		sum += w * x[c]
		weights += w
	}
	return sum / weights
}

// productMean is the mean of x weighted by k_p0.
func (n *Network) productMean(x []float64) float64 {
	sum, weights := 0.0, 0.0
	for i, u := range n.Ubiquity {
		sum += u * x[i]
		weights += u
	}
	return sum / weights
}

func shift(x []float64, by float64) {
	for i := range x {
		x[i] -= by
	}
}
