package estimators

// TwoWayCluster allows dependence inside the clusters of two groupings,
// V = V_A + V_B - V_AB with AB the intersections (Cameron, Gelbach and Miller
// 2011, eq. 2.11; Thompson 2011). A and B are as in Cluster.By. The factor is
// that of the smaller number of clusters for all three parts with Stata and
// Fixest, of each part's own number with the other conventions and where
// OwnFactors is set. The t statistics have the degrees of freedom of the
// smaller one. V need not be positive definite: a standard error is NaN where
// its variance is negative.
type TwoWayCluster struct {
	A, B       string
	Convention Convention
	OwnFactors bool
}

func (c TwoWayCluster) own() bool { return c.OwnFactors || !c.Convention.sharesFactor() }

func (c TwoWayCluster) String() string {
	s := "clustered by " + groupName(c.A) + " and " + groupName(c.B) + " (" + conventions[c.Convention].formula
	switch {
	case c.Convention == StataLarge || c.Convention == Arellano:
		return s + ")"
	case c.own():
		return s + ", G of each part)"
	}
	return s + ", smaller G)"
}

func (c TwoWayCluster) fill(f *Fit, d *Design) error {
	kk := f.startCovariance()
	numbers := [3]float64{}
	var nested nesting
	for i, by := range [2]string{c.A, c.B} {
		n, inside, err := f.countClusters(d, by)
		if err != nil {
			return err
		}
		if n < 2 {
			return f.tooFewClusters(by)
		}
		numbers[i] = n
		nested.entity = nested.entity || inside.entity
		nested.period = nested.period || inside.period
	}
	factor, dof := c.Convention.small(f, min(numbers[0], numbers[1]), nested)
	part := func(n float64) float64 {
		if !c.own() {
			return factor
		}
		own, _ := c.Convention.small(f, n, nested)
		return own
	}
	for i, by := range [2]string{c.A, c.B} {
		if _, _, err := f.addClusterScores(d, by, part(numbers[i])); err != nil {
			return err
		}
	}
	n, err := f.intersect(d, c.A, c.B)
	if err != nil {
		return err
	}
	f.addIntersections(d, -part(n))
	f.DoF = dof
	f.sandwich(1, kk)
	return nil
}

// countClusters gives the number of clusters in the sample.
func (f *Fit) countClusters(d *Design, by string) (float64, nesting, error) {
	if by == "" {
		return float64(f.Entities), nesting{entity: true}, nil
	}
	g, err := f.grouping(d, by)
	if err != nil {
		return 0, nesting{}, err
	}
	fr, w := d.Frame, &f.work
	w.sums.weight = resize(w.sums.weight, g.n)
	clear(w.sums.weight)
	n := 0.0
	for _, e := range fr.drawn {
		for _, id := range g.id[fr.Start[e]:fr.Start[e+1]] {
			if w.sums.weight[id] == 0 {
				w.sums.weight[id] = 1
				n++
			}
		}
	}
	return n, g.nesting(), nil
}

// cells are the intersections of two groupings. They are found once for each
// pair and frame: a sample changes which are present, not which there are.
// For differences, whose rows depend on the sample, they are found each time.
type cells struct {
	a, b     *int32 // the groupings that they are of, by their first row; nil: entities
	start    *int
	grouping grouping
	entities bool // one of the two is the entities: each copy has its own
}

// intersect finds the intersections and returns how many are in the sample.
func (f *Fit) intersect(d *Design, a, b string) (float64, error) {
	w, fr := &f.work, d.Frame
	var ga, gb grouping
	var err error
	if a == "" {
		a, b = b, a
	}
	if a != "" {
		if ga, err = f.grouping(d, a); err != nil {
			return 0, err
		}
	}
	if b != "" {
		if gb, err = f.grouping(d, b); err != nil {
			return 0, err
		}
	}
	w.cells.find(fr, ga, gb)
	n := 0.0
	s := &w.sums
	s.weight = resize(s.weight, w.cells.grouping.n)
	clear(s.weight)
	for _, g := range fr.drawn {
		for _, id := range w.cells.grouping.id[fr.Start[g]:fr.Start[g+1]] {
			if s.weight[id] > 0 {
				continue
			}
			s.weight[id] = 1
			if w.cells.entities {
				s.weight[id] = fr.count[g]
			}
			n += s.weight[id]
		}
	}
	return n, nil
}

func (c *cells) find(fr *Frame, a, b grouping) {
	first := func(g grouping) *int32 {
		if len(g.id) == 0 {
			return nil
		}
		return &g.id[0]
	}
	if !fr.remade && c.grouping.id != nil && c.a == first(a) && c.b == first(b) && c.start == &fr.Start[0] {
		return
	}
	c.a, c.b, c.start = first(a), first(b), &fr.Start[0]
	c.entities = a.id == nil || b.id == nil
	c.grouping.id = resize(c.grouping.id, fr.Rows())
	where := make(map[[2]int32]int32)
	for g := range fr.Entities() {
		for r := fr.Start[g]; r < fr.Start[g+1]; r++ {
			key := [2]int32{int32(g), int32(g)}
			if a.id != nil {
				key[0] = a.id[r]
			}
			if b.id != nil {
				key[1] = b.id[r]
			}
			id, ok := where[key]
			if !ok {
				id = int32(len(where))
				where[key] = id
			}
			c.grouping.id[r] = id
		}
	}
	c.grouping.n = len(where)
}

// addIntersections adds c Σ s s' over the intersections to the meat. Where
// they belong to entities each copy has its own, else copies share them.
func (f *Fit) addIntersections(d *Design, c float64) {
	w, fr := &f.work, d.Frame
	by := w.cells.grouping
	if w.cells.entities && by.n == fr.Rows() { // every row is its own
		f.addRowScores(d, c)
		return
	}
	kk := len(f.Coef)
	s := &w.sums
	s.score = resize(s.score, by.n*kk)
	clear(s.score)
	for _, g := range fr.drawn {
		copies := fr.count[g]
		if w.cells.entities {
			copies = 1 // in weight
		}
		for r := fr.Start[g]; r < fr.Start[g+1]; r++ {
			i := int(by.id[r])
			axpy(s.score[i*kk:(i+1)*kk], copies, f.rowScore(d, g, r))
		}
	}
	for i := range by.n {
		outer(w.meat, c*s.weight[i], s.score[i*kk:(i+1)*kk])
	}
}
