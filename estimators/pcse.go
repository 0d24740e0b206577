package estimators

import "math"

// PCSE are panel-corrected standard errors, M = Σ_ij σ_ij X_i'X_j over the
// pairs of entities, with σ_ij = e_i'e_j / T_ij over the T_ij periods that
// both have and X_i'X_j over the same (Beck and Katz 1995, eq. 5). In a
// balanced panel this is (X'X)⁻¹X'(Σ⊗I)X(X'X)⁻¹ with Σ = E'E/T; else it is
// Stata's xtpcse with pairwise. There is no factor, and the reference is the
// normal distribution. A balanced panel of G entities costs T²G, an
// unbalanced one G²T.
type PCSE struct{}

func (PCSE) String() string { return "panel-corrected (Beck-Katz: Σ = E'E/T, no factor)" }

func (PCSE) fill(f *Fit, d *Design) error {
	w, fr := &f.work, d.Frame
	if f.Entities < 2 {
		return f.fail(ErrTooFewEntities, "", "panel-corrected standard errors need at least two")
	}
	kk := f.startCovariance()
	balanced := fr.balanced()
	rows := fr.Rows()
	w.rowScores = resize(w.rowScores, rows*(kk+1)) // x̂ and e of every row
	for _, g := range fr.drawn {
		for r := fr.Start[g]; r < fr.Start[g+1]; r++ {
			x := w.rowScores[r*(kk+1) : (r+1)*(kk+1)]
			copy(x, f.row(d, g, r))
			x[kk] = f.residual(d, g, r)
		}
	}
	if balanced {
		f.balancedPCSE(fr, kk)
	} else {
		f.pairwisePCSE(fr, kk)
	}
	f.DoF = math.Inf(1)
	f.sandwich(1, kk)
	return nil
}

// balancedPCSE adds up Σ_ij e_is e_js x_it x_jt' over entities first:
// M = 1/T Σ_st z_st z_st' with z_st = Σ_i e_is x_it.
func (f *Fit) balancedPCSE(fr *Frame, kk int) {
	w := &f.work
	first := fr.drawn[0]
	periods := fr.Start[first+1] - fr.Start[first]
	z := resize(w.score, kk)
	w.score = z
	for s := range periods {
		for t := range periods {
			clear(z)
			for _, g := range fr.drawn {
				e := w.rowScores[(fr.Start[g]+s)*(kk+1)+kk]
				x := w.rowScores[(fr.Start[g]+t)*(kk+1):]
				axpy(z, fr.count[g]*e, x[:kk])
			}
			outer(w.meat, 1/float64(periods), z)
		}
	}
}

// pairwisePCSE adds up pair by pair. The copies of an entity have the same
// residuals, so that c copies are c² pairs.
func (f *Fit) pairwisePCSE(fr *Frame, kk int) {
	w := &f.work
	for a, i := range fr.drawn {
		for _, j := range fr.drawn[a:] {
			n := fr.count[i] * fr.count[j]
			sum, common := 0.0, 0.0
			fr.overlap(i, j, func(r, s int) {
				sum += w.rowScores[r*(kk+1)+kk] * w.rowScores[s*(kk+1)+kk]
				common++
			})
			if common == 0 {
				continue
			}
			sigma := n * sum / common
			fr.overlap(i, j, func(r, s int) {
				x, y := w.rowScores[r*(kk+1):r*(kk+1)+kk], w.rowScores[s*(kk+1):s*(kk+1)+kk]
				if i == j {
					outer(w.meat, sigma, x)
					return
				}
				for l := range kk { // the pair and its mirror image
					axpy(w.meat[l*kk+l:(l+1)*kk], sigma*x[l], y[l:])
					axpy(w.meat[l*kk+l:(l+1)*kk], sigma*y[l], x[l:])
				}
			})
		}
	}
}

// overlap calls visit with the rows of two entities in each period that both
// have.
func (f *Frame) overlap(i, j int, visit func(r, s int)) {
	r, s := f.Start[i], f.Start[j]
	for r < f.Start[i+1] && s < f.Start[j+1] {
		switch {
		case f.period[r] < f.period[s]:
			r++
		case f.period[r] > f.period[s]:
			s++
		default:
			visit(r, s)
			r++
			s++
		}
	}
}
