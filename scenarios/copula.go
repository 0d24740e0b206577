package scenarios

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Dependence says how amounts that are drawn per entity move together, and how
// the amounts of the shocks of a scenario do. The latent normal variables
// z_eg of shock e and entity g have the correlation
//
//	corr(z_eg, z_fh) = Shocks[e][f] * Entities[g][h]
//
// and become uniform through their distribution function: a Gaussian copula,
// or with DoF > 0 a t copula with so many degrees of freedom, which lets
// extremes come together (Demarta and McNeil 2005, International Statistical
// Review 73, 111-129). The zero value is independence.
type Dependence struct {
	DoF float64 // of a t copula; 0 is Gaussian

	// Across entities one of these: the same correlation Rho between any two;
	// a common factor, correlation Loading[g] Loading[h]; or a whole matrix.
	Rho     float64
	Loading []float64   // per entity of the panel, from -1 to 1
	Matrix  [][]float64 // entities of the panel by entities of the panel

	Shocks [][]float64 // shocks by shocks; nil: independent
}

// NotDefiniteError tells of a correlation matrix that no variables can have:
// its leading part up to row Row is the first that is not positive definite.
// Row and Column, from 0, are the entry to blame: the largest in size of that
// row.
type NotDefiniteError struct{ Row, Column int }

func (e *NotDefiniteError) Error() string {
	return fmt.Sprintf("row %d, column %d make the matrix not positive definite", e.Row+1, e.Column+1)
}

// MatrixError tells of an entry that a correlation matrix cannot have.
type MatrixError struct {
	Row, Column     int // from 0
	Found, Expected string
}

func (e *MatrixError) Error() string {
	return fmt.Sprintf("%s in row %d, column %d; expected %s", e.Found, e.Row+1, e.Column+1, e.Expected)
}

// root is the lower Cholesky factor of a correlation matrix, row by row.
func root(m [][]float64, n int) ([]float64, error) {
	if len(m) != n {
		return nil, fmt.Errorf("a matrix of %d rows; expected %d by %d", len(m), n, n)
	}
	for i, row := range m {
		if len(row) != n {
			return nil, fmt.Errorf("a matrix with %d entries in row %d; expected %d by %d", len(row), i+1, n, n)
		}
		for j, v := range row {
			switch {
			case i == j && v != 1:
				return nil, &MatrixError{i, j, fmt.Sprint(v), "1 on the diagonal"}
			case !(v >= -1 && v <= 1):
				return nil, &MatrixError{i, j, fmt.Sprint(v), "a correlation from -1 to 1"}
			case j < i && v != m[j][i]:
				return nil, &MatrixError{i, j, fmt.Sprintf("%v, but %v across the diagonal", v, m[j][i]), "a symmetric matrix"}
			}
		}
	}
	l := make([]float64, n*n)
	for i := range n {
		for j := range i + 1 {
			s := m[i][j]
			for k := range j {
				s -= l[i*n+k] * l[j*n+k]
			}
			if j < i {
				l[i*n+j] = s / l[j*n+j]
				continue
			}
			const tiny = 1e-10 // of a variance of 1: beyond it digits are noise
			if s < tiny {
				return nil, &NotDefiniteError{i, largest(m[i][:i])}
			}
			l[i*n+i] = math.Sqrt(s)
		}
	}
	return l, nil
}

func largest(v []float64) (at int) {
	for j := range v {
		if math.Abs(v[j]) > math.Abs(v[at]) {
			at = j
		}
	}
	return at
}

// copula is a Dependence made ready for n entities and m shocks.
type copula struct {
	dof      float64
	n, m     int
	rho      float64
	loading  []float64
	entities []float64 // Cholesky factor, or nil
	shocks   []float64 // Cholesky factor, or nil

	scores *tScores   // of a t copula
	mixes  *quantiles // of its divisor; nil: it has no table
}

// prepare checks a Dependence and factors its matrices.
func (d *Dependence) prepare(n, m int) (*copula, error) {
	c := &copula{dof: d.DoF, n: n, m: m, rho: d.Rho, loading: d.Loading}
	if d.DoF < 0 || d.DoF-d.DoF != 0 {
		return nil, fmt.Errorf("%v degrees of freedom; expected a number above 0", d.DoF)
	}
	if least := -1 / float64(n-1); n > 1 && !(d.Rho > least && d.Rho < 1) {
		return nil, fmt.Errorf("rho %v; expected a correlation above %.4g, below which %d entities cannot all be, and below 1", d.Rho, least, n)
	}
	for g, l := range d.Loading {
		if !(l >= -1 && l <= 1) {
			return nil, fmt.Errorf("loading %v of entity %d; expected a correlation with the common factor from -1 to 1", l, g+1)
		}
	}
	if c.dof > 0 {
		c.tabulate()
	}
	var err error
	if d.Matrix != nil {
		if c.entities, err = root(d.Matrix, n); err != nil {
			return nil, err
		}
	}
	if d.Shocks != nil {
		if c.shocks, err = root(d.Shocks, m); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// independent tells whether the copula changes nothing.
func (c *copula) independent() bool {
	return c.dof == 0 && c.rho == 0 && c.loading == nil && c.entities == nil && c.shocks == nil
}

// acrossEntities gives independent normal variables e the correlation across
// entities, in place: z = sqrt(1-rho) (e - ē) + sqrt(1 + (n-1) rho) ē for a
// common correlation, which needs no matrix; l f + sqrt(1-l²) e for a factor f.
func (c *copula) acrossEntities(e []float64, factor float64) {
	switch {
	case c.entities != nil:
		n := c.n
		for i := n - 1; i >= 0; i-- { // from below, since row i reads what is above it
			s := 0.0
			for j, l := range c.entities[i*n : i*n+i+1] {
				s += l * e[j]
			}
			e[i] = s
		}
	case c.loading != nil:
		for g, l := range c.loading {
			e[g] = l*factor + math.Sqrt(1-l*l)*e[g]
		}
	case c.rho != 0:
		n := float64(c.n)
		mean := 0.0
		for _, v := range e {
			mean += v
		}
		mean /= n
		own, common := math.Sqrt(1-c.rho), math.Sqrt(1+(n-1)*c.rho)*mean
		for g, v := range e {
			e[g] = own*(v-mean) + common
		}
	}
}

// acrossShocks gives m vectors of width n, one after the other, the
// correlation across shocks, in place.
func (c *copula) acrossShocks(z []float64, n int) {
	if c.shocks == nil {
		return
	}
	for e := c.m - 1; e >= 0; e-- {
		row := c.shocks[e*c.m : e*c.m+e+1]
		to := z[e*n : (e+1)*n]
		for g := range to {
			s := 0.0
			for f, l := range row {
				s += l * z[f*n+g]
			}
			to[g] = s
		}
	}
}

// score is the normal score of a latent variable: of the uniform number that
// it becomes. mix is the square root of a chi-squared variable over its degrees
// of freedom, 1 for a Gaussian copula.
func (c *copula) score(z, mix float64) float64 {
	if c.dof == 0 {
		return z
	}
	return c.scores.at(z / mix)
}

// mix takes the common divisor of a t copula from a uniform number.
func (c *copula) mix(u float64) float64 {
	if c.dof == 0 {
		return 1
	}
	if c.mixes != nil {
		if m, ok := c.mixes.at(normalQuantile(u)); ok {
			return m
		}
	}
	return c.mixQuantile(u)
}

func (c *copula) mixQuantile(u float64) float64 {
	return math.Sqrt(distuv.ChiSquared{K: c.dof}.Quantile(u) / c.dof)
}

// tabulate makes the tables of a t copula. The density of the divisor m is
// 2 m dof f(m² dof), f that of the chi-squared variable.
func (c *copula) tabulate() {
	c.scores = newTScores(c.dof)
	chi := distuv.ChiSquared{K: c.dof}
	c.mixes = tabulate(c.mixQuantile, func(m float64) float64 { return 2 * m * c.dof * chi.Prob(m*m*c.dof) })
}
