package raw

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// Exports are export baskets and incomes: Shares[i][p] is the share of
// product p in the exports of row i, Income[i] the income of its entity and
// year.
type Exports struct {
	Shares [][]float64
	Income []float64
}

// Sophistication finds baskets and incomes such that the sophistication of
// exports (Hausmann, Hwang and Rodrik 2007) is the target in every row, year
// by year:
//
//	EXPY_i = sum_p s_ip PRODY_p,  PRODY_p = sum_i s_ip Y_i / sum_i s_ip
//
// Baskets are drawn at random, one product in each being the entity's own.
// There are at least as many products as entities. Given
// the baskets, EXPY is linear in the incomes of the year, so that these are
// the solution of one equation per entity. They spread more widely than the
// targets, which are averages of averages of them.
func Sophistication(p Panel, products int, target []float64, rng *rand.Rand) (*Exports, error) {
	e := &Exports{Shares: startBaskets(p, products, rng), Income: make([]float64, p.Rows())}
	for t := range p.Periods {
		if err := e.solve(p, t, target); err != nil {
			return nil, fmt.Errorf("raw: period %d: %w", t, err)
		}
	}
	return e, nil
}

// startBaskets draws baskets: an entity has one product of its own that makes
// up most of its exports, and of the others what its tastes, which stay, give.
func startBaskets(p Panel, products int, rng *rand.Rand) [][]float64 {
	const main, taste = 0.7, 1.0
	shares := make([][]float64, p.Rows())
	for i := range shares {
		shares[i] = make([]float64, products)
	}
	for k := range products {
		for i, e := range p.noise(0.9, rng) {
			shares[i][k] = math.Exp(taste * e)
		}
	}
	own := rng.Perm(products)
	for i, s := range shares {
		sum := 0.0
		for _, v := range s {
			sum += v
		}
		for k := range s {
			s[k] *= (1 - main) / sum
		}
		s[own[i/p.Periods%products]] += main
	}
	return shares
}

// solve finds the incomes of year t: sum_j A_ij Y_j = target_i with
// A_ij = sum_p s_ip s_jp / sum_j s_jp.
func (e *Exports) solve(p Panel, t int, target []float64) error {
	row := func(g int) int { return g*p.Periods + t }
	a, b := mat.NewDense(p.Entities, p.Entities, nil), mat.NewVecDense(p.Entities, nil)
	for k := range e.Shares[0] {
		sum := 0.0
		for g := range p.Entities {
			sum += e.Shares[row(g)][k]
		}
		for g := range p.Entities {
			for h := range p.Entities {
				a.Set(g, h, a.At(g, h)+e.Shares[row(g)][k]*e.Shares[row(h)][k]/sum)
			}
		}
	}
	for g := range p.Entities {
		b.SetVec(g, target[row(g)])
	}
	var y mat.VecDense
	if err := y.SolveVec(a, b); err != nil {
		return err
	}
	for g := range p.Entities {
		v := y.AtVec(g)
		if !(v > 0) {
			return fmt.Errorf("entity %d would have an income of %.4g", g, v)
		}
		e.Income[row(g)] = v
	}
	return nil
}
