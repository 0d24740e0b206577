package sensitivity

import "math"

// Function is a function on the unit cube whose indices are known in closed
// form, to try an estimator on.
type Function interface {
	Dimension() int
	Value(u []float64) float64
	Analytic() Analytic
}

// Analytic are the exact moments and indices of a function.
type Analytic struct {
	Mean, Variance float64
	First, Total   []float64
}

// Ishigami is sin x_1 + A sin² x_2 + B x_3⁴ sin x_1 on [-π, π]³ (Ishigami and
// Homma 1990).
type Ishigami struct{ A, B float64 }

// Dimension implements Function.
func (Ishigami) Dimension() int { return 3 }

// Value implements Function.
func (f Ishigami) Value(u []float64) float64 {
	x := func(i int) float64 { return math.Pi * (2*u[i] - 1) }
	s := math.Sin(x(1))
	return math.Sin(x(0))*(1+f.B*math.Pow(x(2), 4)) + f.A*s*s
}

// Analytic implements Function: V_1 = (1 + Bπ⁴/5)²/2, V_2 = A²/8,
// V_13 = B²π⁸ (1/18 - 1/50), and no others.
func (f Ishigami) Analytic() Analytic {
	p4 := math.Pow(math.Pi, 4)
	v1 := (1 + f.B*p4/5) * (1 + f.B*p4/5) / 2
	v2, v13 := f.A*f.A/8, f.Pair()
	v := v1 + v2 + v13
	return Analytic{
		Mean: f.A / 2, Variance: v,
		First: []float64{v1 / v, v2 / v, 0}, Total: []float64{(v1 + v13) / v, v2 / v, v13 / v},
	}
}

// Pair is V_13, the variance of the one interaction.
func (f Ishigami) Pair() float64 {
	return f.B * f.B * math.Pow(math.Pi, 8) * (1.0/18 - 1.0/50)
}

// G is Sobol's function Π (|4 u_i - 2| + a_i)/(1 + a_i) on [0, 1]^k.
type G []float64

// Dimension implements Function.
func (f G) Dimension() int { return len(f) }

// Value implements Function.
func (f G) Value(u []float64) float64 {
	y := 1.0
	for i, a := range f {
		y *= (math.Abs(4*u[i]-2) + a) / (1 + a)
	}
	return y
}

// Analytic implements Function: the factors have mean 1 and variance
// 1/(3 (1 + a_i)²).
func (f G) Analytic() Analytic {
	mean, variance := make([]float64, len(f)), make([]float64, len(f))
	for i, a := range f {
		mean[i], variance[i] = 1, 1/(3*(1+a)*(1+a))
	}
	return ofProduct(mean, variance)
}

// LinearSum is Σ a_i u_i on [0, 1]^k.
type LinearSum []float64

// Dimension implements Function.
func (f LinearSum) Dimension() int { return len(f) }

// Value implements Function.
func (f LinearSum) Value(u []float64) float64 {
	y := 0.0
	for i, a := range f {
		y += a * u[i]
	}
	return y
}

// Analytic implements Function: V_i = a_i²/12, without interactions.
func (f LinearSum) Analytic() Analytic {
	var out Analytic
	for _, a := range f {
		out.Mean += a / 2
		out.Variance += a * a / 12
	}
	for _, a := range f {
		out.First = append(out.First, a*a/12/out.Variance)
	}
	out.Total = out.First
	return out
}

// ProductOf is the product of independent variables with means Mu and
// standard deviations Sigma, here uniform ones.
type ProductOf struct{ Mu, Sigma []float64 }

// Dimension implements Function.
func (f ProductOf) Dimension() int { return len(f.Mu) }

// Value implements Function: a uniform variable has the half width √3 σ.
func (f ProductOf) Value(u []float64) float64 {
	y := 1.0
	for i, mu := range f.Mu {
		y *= mu + math.Sqrt(3)*f.Sigma[i]*(2*u[i]-1)
	}
	return y
}

// Analytic implements Function.
func (f ProductOf) Analytic() Analytic {
	variance := make([]float64, len(f.Sigma))
	for i, s := range f.Sigma {
		variance[i] = s * s
	}
	return ofProduct(f.Mu, variance)
}

// ofProduct are the moments and indices of a product of independent factors:
// V = Π(μ² + v) - Πμ², V_i = v_i Π_{j≠i} μ_j², and the total variance of i is
// v_i Π_{j≠i} (μ_j² + v_j).
func ofProduct(mean, variance []float64) Analytic {
	out := Analytic{Mean: 1}
	squares := 1.0
	for i, m := range mean {
		out.Mean *= m
		squares *= m*m + variance[i]
	}
	out.Variance = squares - out.Mean*out.Mean
	for i := range mean {
		alone, all := variance[i], variance[i]
		for j, m := range mean {
			if j != i {
				alone *= m * m
				all *= m*m + variance[j]
			}
		}
		out.First = append(out.First, alone/out.Variance)
		out.Total = append(out.Total, all/out.Variance)
	}
	return out
}
