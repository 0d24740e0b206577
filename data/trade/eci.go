package trade

import "math"

// Complexity writes the economic complexity index of every entity and the
// product complexity index of every product, as z-scores with divisor N-1, and
// gives the second eigenvalue. With D = diag(k_c0), U = diag(k_p0) and N the
// counts, ECI is the second eigenvector of
//
//	D^-1 M U^-1 M' N,   found as that of the symmetric   (N/D)^1/2 M U^-1 M' (N/D)^1/2
//
// or, where there are fewer products than entities, through the eigenvector of
// the matrix on the other side, U^-1/2 M' N D^-1 M U^-1/2; PCI is the mean ECI of a
// product's entities, both standardised. The sign is that of a positive
// correlation of ECI with diversity; where there is none, of a negative one with
// the mean ubiquity of an entity's products; where there is none either, the
// first entity with a value is positive. NaN for entities and products that
// are not in the network.
func (n *Network) Complexity(eci, pci []float64) (second float64, err error) {
	second, err = n.complexity(eci, pci)
	if err == nil {
		n.StandardiseEntities(eci)
		n.StandardiseProducts(pci)
	}
	return second, err
}

// complexity is Complexity without a scale.
func (n *Network) complexity(eci, pci []float64) (float64, error) {
	entities, products := 0, 0
	for _, d := range n.Diversity {
		if d > 0 {
			entities++
		}
	}
	for _, u := range n.Ubiquity {
		if u > 0 {
			products++
		}
	}
	if entities < 2 || products < 2 {
		return math.NaN(), ErrNoNetwork
	}
	k := min(entities, products)
	if entities <= products {
		n.entityMatrix(k)
	} else {
		n.productMatrix(k)
	}
	// Eigenvalues lie in [0, 1] and carry errors of some 1e-15. What is nearer
	// than single to another has a vector with fewer than five digits.
	const single = 1e-10
	second, multiple := n.eigen.largest(k, single)
	switch {
	case second > 1-single:
		return second, ErrDisconnected
	case multiple > 1 || second < single:
		return second, ErrNotUnique
	}
	if entities <= products {
		n.fromEntities(eci)
		n.toProducts(pci, eci)
	} else {
		n.fromProducts(pci)
		n.toEntities(eci, pci)
	}
	if n.sign(eci) < 0 {
		for c := range eci {
			eci[c] = -eci[c]
		}
		for i := range pci {
			pci[i] = -pci[i]
		}
	}
	return second, nil
}

// entityMatrix makes the symmetric matrix of the k entities in the network,
// less its first eigenvector, which is known: (N D)^1/2 with eigenvalue 1.
func (n *Network) entityMatrix(k int) {
	e := &n.eigen
	e.resize(k)
	row, all := 0, 0.0
	for c, d := range n.Diversity {
		if d == 0 {
			continue
		}
		n.c[row] = math.Sqrt(n.count[c] / d)
		all += n.count[c] * d
		clear(n.p)
		for _, i := range n.Products(c) {
			n.p[i] = n.inverse[i]
		}
		col := 0
		for b := range c + 1 {
			if n.Diversity[b] == 0 {
				continue
			}
			sum := 0.0
			for _, i := range n.Products(b) {
				sum += n.p[i]
			}
			e.a[row*k+col] = sum * n.c[row] * n.c[col]
			col++
		}
		row++
	}
	row = 0
	for c, d := range n.Diversity {
		if d > 0 {
			n.c[row] = math.Sqrt(n.count[c] * d / all)
			row++
		}
	}
	e.deflate(k, n.c)
}

// productMatrix is entityMatrix on the side of the products.
func (n *Network) productMatrix(k int) {
	e := &n.eigen
	e.resize(k)
	at, all := 0, 0.0
	for i, u := range n.Ubiquity { // rows of the matrix
		n.p[i] = float64(at)
		if u > 0 {
			at++
			all += u
		}
	}
	for c, d := range n.Diversity {
		own := n.Products(c)
		for _, i := range own {
			row := e.a[int(n.p[i])*k : int(n.p[i]+1)*k]
			for _, j := range own {
				row[int(n.p[j])] += n.count[c] / d
			}
		}
	}
	at = 0
	for _, u := range n.Ubiquity {
		if u > 0 {
			n.p[at] = math.Sqrt(u)
			at++
		}
	}
	for r := range k {
		for c := range r + 1 {
			e.a[r*k+c] /= n.p[r] * n.p[c]
		}
	}
	for r := range k {
		n.p[r] /= math.Sqrt(all)
	}
	e.deflate(k, n.p)
}

// deflate takes v v' off the lower triangle and copies that to the upper.
func (e *eigen) deflate(k int, v []float64) {
	for r := range k {
		for c := range r + 1 {
			e.a[r*k+c] -= v[r] * v[c]
			e.a[c*k+r] = e.a[r*k+c]
		}
	}
}

// fromEntities turns the symmetric matrix's eigenvector into ECI.
func (n *Network) fromEntities(eci []float64) {
	row := 0
	for c, d := range n.Diversity {
		eci[c] = 0
		if d > 0 {
			eci[c] = n.eigen.vector[row] / math.Sqrt(n.count[c]*d)
			row++
		}
	}
}

// fromProducts turns the symmetric matrix's eigenvector into PCI.
func (n *Network) fromProducts(pci []float64) {
	row := 0
	for i, u := range n.Ubiquity {
		pci[i] = 0
		if u > 0 {
			pci[i] = n.eigen.vector[row] / math.Sqrt(u)
			row++
		}
	}
}

// sign is negative where ECI has to be turned over.
func (n *Network) sign(eci []float64) float64 {
	if r := n.correlation(eci, n.Diversity); math.Abs(r) > 1e-9 {
		return r
	}
	n.toEntities(n.c, n.Ubiquity)
	if r := n.correlation(eci, n.c); math.Abs(r) > 1e-9 {
		return -r
	}
	for c, d := range n.Diversity {
		if d > 0 && math.Abs(eci[c]) > 1e-9 {
			return eci[c]
		}
	}
	return 1
}

// correlation is that of two values over the entities of the network.
func (n *Network) correlation(x, y []float64) float64 {
	var w, sx, sy, xx, xy, yy float64
	for c, d := range n.Diversity {
		if d > 0 {
			w += n.count[c]
			sx += n.count[c] * x[c]
			sy += n.count[c] * y[c]
		}
	}
	for c, d := range n.Diversity {
		if d > 0 {
			dx, dy := x[c]-sx/w, y[c]-sy/w
			xx += n.count[c] * dx * dx
			xy += n.count[c] * dx * dy
			yy += n.count[c] * dy * dy
		}
	}
	if !(yy > 1e-18*w*(sy/w)*(sy/w)) { // constant but for rounding
		return 0
	}
	return xy / math.Sqrt(xx*yy)
}
