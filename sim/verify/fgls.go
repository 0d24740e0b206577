package verify

import (
	"fmt"
	"strings"

	"panelstress/estimators"
)

// fgls reads the structure from the name of the case, such as
// fgls_hetero_independent_igls.
func fgls(c *Case) (map[string]any, error) {
	e, err := structure(c.Name)
	if err != nil {
		return nil, err
	}
	d, err := c.regression()
	if err != nil {
		return nil, err
	}
	nmk := e
	nmk.NMK = true
	v := make(map[string]any)
	f, err := fits(v, d, []named{{"se", e}, {"se_nmk", nmk}})
	if err != nil {
		return nil, err
	}
	w, det := f[0].Wald(), f[0].FGLS()
	v["wald_chi2"], v["wald_df"], v["wald_p"] = w.Statistic, w.DF1, w.P
	v["n_rows_after_transform"], v["ll"] = det.Rows, det.LogLikelihood
	v["rho"], v["rho_i"] = det.Rho, c.byEntity(det.RhoByEntity)
	v["sigma2"], v["sigma2_i"] = det.Variance, c.byEntity(det.ByEntity)
	if n := len(c.entities); len(det.Sigma) == n*n {
		sigma := make(map[string]any)
		for i, a := range c.entities {
			for j, b := range c.entities {
				sigma[a+"|"+b] = det.Sigma[i*n+j]
			}
		}
		v["sigma"] = sigma
	}
	return v, nil
}

func structure(name string) (e estimators.FGLS, err error) {
	for i, part := range strings.Split(name, "_")[1:] {
		switch {
		case i == 0 && part == "iid":
			e.Panels = estimators.IIDPanels
		case i == 0 && part == "hetero":
			e.Panels = estimators.HeteroskedasticPanels
		case i == 0 && part == "correlated":
			e.Panels = estimators.CorrelatedPanels
		case i == 1 && part == "independent":
			e.Corr = estimators.Independent
		case i == 1 && part == "ar1":
			e.Corr = estimators.AR1
		case i == 1 && part == "psar1":
			e.Corr = estimators.PSAR1
		case i == 2 && part == "igls":
			e.Iterate = true
		default:
			return e, fmt.Errorf("no structure of FGLS is called %q", part)
		}
	}
	return e, nil
}
