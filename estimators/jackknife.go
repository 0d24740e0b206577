package estimators

import "math"

// Jackknife is the delete-one-cluster jackknife, V = (G-1)/G Σ_c (b_(c) - b̄)
// (b_(c) - b̄)' with b_(c) the coefficients without cluster c. AtEstimate
// centres at the estimate b in place of the mean b̄: Stata's option mse, and
// CV3 of MacKinnon, Nielsen and Webb (2023). By is as in Cluster.
//
// The b_(c) come from the clusters' own moments, b - b_(c) = (X'X - X_c'X_c)⁻¹
// X_c'e_c. That is exact for least squares, pooled or with entity effects and
// clusters of whole entities; with two-stage least squares the first stage
// stays that of all clusters. With effects the variance of the constant is
// NaN.
type Jackknife struct {
	By         string
	AtEstimate bool
}

func (c Jackknife) String() string {
	at := "mean"
	if c.AtEstimate {
		at = "estimate"
	}
	return "jackknife by " + groupName(c.By) + " ((G-1)/G, centred at the " + at + ")"
}

func (c Jackknife) fill(f *Fit, d *Design) error {
	kk, clusters, err := f.startAdjusted(d, c.By)
	if err != nil {
		return err
	}
	w := &f.work
	a := &w.adjust
	for i, n := range w.sums.weight {
		if n == 0 {
			continue
		}
		a.decompose(w.sums.moment[i*kk*kk:(i+1)*kk*kk], kk)
		for _, l := range a.lambda {
			if 1-l < fitted {
				return f.fail(ErrRankDeficient, "", "jackknife: without one of the clusters a coefficient is not identified")
			}
		}
		a.move(w.sums.score[i*kk:(i+1)*kk], inverse, kk)
		axpy(a.mean, n/clusters, a.shift)
		copy(w.sums.score[i*kk:(i+1)*kk], a.shift)
	}
	for i, n := range w.sums.weight {
		if n == 0 {
			continue
		}
		shift := w.sums.score[i*kk : (i+1)*kk]
		if !c.AtEstimate {
			axpy(shift, -1, a.mean)
		}
		outer(f.Cov, n*(clusters-1)/clusters, shift)
	}
	for i := range kk {
		for j := range i {
			f.Cov[i*kk+j] = f.Cov[j*kk+i]
		}
	}
	f.uncentre(kk)
	if f.Absorbed > 0 && w.constant {
		for i := range kk {
			f.Cov[i*kk+kk-1], f.Cov[(kk-1)*kk+i] = math.NaN(), math.NaN()
		}
	}
	return nil
}
