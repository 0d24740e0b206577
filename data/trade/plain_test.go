package trade

import (
	"math"
	"math/cmplx"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// plain computes from a matrix of exports, entities by products, as the
// formulas read: every entity a row, repeated where it was drawn twice. It is
// what the fast way is tested against.
type plain struct {
	x   [][]float64
	rca [][]float64
	m   [][]bool
	kc  []float64
	kp  []float64
}

func newPlain(x [][]float64, cutoff float64) *plain {
	p := &plain{x: x, kc: make([]float64, len(x)), kp: make([]float64, len(x[0]))}
	product, all := make([]float64, len(x[0])), 0.0
	for _, row := range x {
		for i, v := range row {
			product[i] += v
			all += v
		}
	}
	for c, row := range x {
		total := 0.0
		for _, v := range row {
			total += v
		}
		rca, m := make([]float64, len(row)), make([]bool, len(row))
		for i, v := range row {
			rca[i] = (v / total) / (product[i] / all)
			if rca[i] >= cutoff*(1-1e-12) {
				m[i] = true
				p.kc[c]++
				p.kp[i]++
			}
		}
		p.rca, p.m = append(p.rca, rca), append(p.m, m)
	}
	return p
}

// reflect gives k_cN and k_pN by the recursion itself.
func (p *plain) reflect(order int) (kc, kp []float64) {
	kc, kp = p.kc, p.kp
	for range order {
		nc, np := make([]float64, len(kc)), make([]float64, len(kp))
		for c := range nc {
			for i := range np {
				if p.m[c][i] {
					nc[c] += kp[i] / p.kc[c]
					np[i] += kc[c] / p.kp[i]
				}
			}
			if p.kc[c] == 0 {
				nc[c] = math.NaN()
			}
		}
		for i := range np {
			if p.kp[i] == 0 {
				np[i] = math.NaN()
			}
		}
		kc, kp = nc, np
	}
	return kc, kp
}

// zscores standardises the values that exist, divisor N-1.
func zscores(x []float64) []float64 {
	var there []float64
	for _, v := range x {
		if !math.IsNaN(v) {
			there = append(there, v)
		}
	}
	mean, sd := stat.MeanStdDev(there, nil)
	z := make([]float64, len(x))
	for i, v := range x {
		z[i] = (v - mean) / sd
	}
	return z
}

// complexity is the second eigenvector of D^-1 M U^-1 M', from the general
// eigenvalue problem of gonum; ok is false where the second eigenvalue is not
// well apart from the first, the third and zero.
func (p *plain) complexity() (eci, pci []float64, second float64, ok bool) {
	var in []int
	for c, k := range p.kc {
		if k > 0 {
			in = append(in, c)
		}
	}
	if len(in) < 2 {
		return nil, nil, 0, false
	}
	w := mat.NewDense(len(in), len(in), nil)
	for a, c := range in {
		for b, d := range in {
			sum := 0.0
			for i, u := range p.kp {
				if p.m[c][i] && p.m[d][i] {
					sum += 1 / (p.kc[c] * u)
				}
			}
			w.Set(a, b, sum)
		}
	}
	var e mat.Eigen
	if !e.Factorize(w, mat.EigenRight) {
		return nil, nil, 0, false
	}
	values := e.Values(nil)
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
		for j := i; j > 0 && real(values[order[j]]) > real(values[order[j-1]]); j-- {
			order[j], order[j-1] = order[j-1], order[j]
		}
	}
	second = real(values[order[1]])
	third := 0.0
	if len(order) > 2 {
		third = real(values[order[2]])
	}
	if second > 1-1e-6 || second < 1e-6 || second-third < 1e-6 || cmplx.Abs(values[order[1]]) != math.Abs(second) {
		return nil, nil, 0, false
	}
	var vectors mat.CDense
	e.VectorsTo(&vectors)
	eci = make([]float64, len(p.kc))
	for c := range eci {
		eci[c] = math.NaN()
	}
	var x, d []float64
	for a, c := range in {
		eci[c] = real(vectors.At(a, order[1]))
		x, d = append(x, eci[c]), append(d, p.kc[c])
	}
	r := stat.Correlation(x, d, nil)
	if math.IsNaN(r) || math.Abs(r) < 1e-6 {
		return nil, nil, 0, false // the sign is by another rule
	}
	pci = make([]float64, len(p.kp))
	for c := range eci {
		if r < 0 {
			eci[c] = -eci[c]
		}
	}
	for i, u := range p.kp {
		for c := range eci {
			if p.m[c][i] {
				pci[i] += eci[c] / u
			}
		}
		if u == 0 {
			pci[i] = math.NaN()
		}
	}
	return zscores(eci), zscores(pci), second, true
}

// fitness is the map itself, 20 times or as often as asked.
func (p *plain) fitness(steps int) (f, q []float64) {
	f, q = make([]float64, len(p.kc)), make([]float64, len(p.kp))
	for c := range f {
		f[c] = 1
	}
	for i := range q {
		q[i] = 1
	}
	for range steps {
		nf, nq := make([]float64, len(f)), make([]float64, len(q))
		for c := range f {
			for i := range q {
				if p.m[c][i] {
					nf[c] += q[i]
					nq[i] += 1 / f[c]
				}
			}
		}
		for i := range nq {
			nq[i] = 1 / nq[i]
		}
		f, q = overMean(nf, p.kc), overMean(nq, p.kp)
	}
	return f, q
}

// overMean divides what has a positive k by its mean; the rest is NaN.
func overMean(x, k []float64) []float64 {
	n, sum := 0.0, 0.0
	for i, v := range k {
		if v > 0 {
			n++
			sum += x[i]
		}
	}
	for i, v := range k {
		x[i] *= n / sum
		if v == 0 {
			x[i] = math.NaN()
		}
	}
	return x
}

// incomes gives PRODY and EXPY.
func (p *plain) incomes(y []float64) (prody, expy []float64) {
	prody, expy = make([]float64, len(p.kp)), make([]float64, len(p.kc))
	share := func(c, i int) float64 {
		total := 0.0
		for _, v := range p.x[c] {
			total += v
		}
		return p.x[c][i] / total
	}
	for i := range prody {
		shares := 0.0
		for c := range expy {
			if s := share(c, i); !math.IsNaN(s) {
				shares += s
			}
		}
		if shares == 0 {
			prody[i] = math.NaN()
		}
		for c := range expy {
			if s := share(c, i); !math.IsNaN(s) {
				prody[i] += s / shares * y[c]
			}
		}
	}
	for c := range expy {
		for i := range prody {
			if s := share(c, i); s != 0 && !math.IsNaN(prody[i]) {
				expy[c] += s * prody[i]
			}
		}
	}
	return prody, expy
}

// prospects are mean densities of the products that a row does not have.
func (p *plain) prospects() []float64 {
	k := len(p.kp)
	phi := func(i, j int) float64 {
		both := 0.0
		for c := range p.m {
			if p.m[c][i] && p.m[c][j] {
				both++
			}
		}
		if both == 0 {
			return 0
		}
		return min(both/p.kp[i], both/p.kp[j])
	}
	out := make([]float64, len(p.m))
	for c := range out {
		sum, n := 0.0, 0.0
		for i := range k {
			if p.m[c][i] || p.kp[i] == 0 {
				continue
			}
			near, all := 0.0, 0.0
			for j := range k {
				all += phi(i, j)
				if p.m[c][j] {
					near += phi(i, j)
				}
			}
			sum += near / all
			n++
		}
		if out[c] = sum / n; p.kc[c] == 0 {
			out[c] = math.NaN()
		}
	}
	return out
}
