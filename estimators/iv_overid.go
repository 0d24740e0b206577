package estimators

// Sargan tests the l-m overidentifying restrictions under equal variances,
// N u'P_Z u / u'u (Sargan 1958), chi-squared. It does not exist in a
// just-identified model.
func (m *IV) Sargan() Test {
	explained, whole := m.overidentification()
	df := m.over()
	return ChiSquaredTest(orNaN(m.n()*explained/whole, df), df)
}

// Basmann is the same test in the form (N-L) u'P_Z u / u'M_Z u (Basmann 1960),
// chi-squared.
func (m *IV) Basmann() Test {
	explained, whole := m.overidentification()
	df := m.over()
	return ChiSquaredTest(orNaN(m.dof*explained/(whole-explained), df), df)
}

// over is the number of overidentifying restrictions.
func (m *IV) over() float64 { return float64(len(m.q) - len(m.x)) }

func (m *IV) overidentification() (explained, whole float64) {
	u := m.residuals(m.beta)
	a := project(m.q, u)
	return dot(a, a), dot(u, u)
}
