package estimators

import "panelstress/data/lanes"

// Cluster allows any dependence inside a cluster, M = Σ_c s_c s_c' with s_c
// the score X̂_c'e_c of cluster c (Liang and Zeger 1986; Arellano 1987). By
// names the grouping of the rows: empty the entities, ByTime the periods, or
// one that Frame.Group has added. Each drawn copy of an entity is a cluster
// of its own; copies share their period and any other group, so that the
// copies of a province stay in one region.
type Cluster struct {
	By         string
	Convention Convention
}

func (c Cluster) String() string {
	return "clustered by " + groupName(c.By) + " (" + conventions[c.Convention].formula + ")"
}

func groupName(by string) string {
	if by == "" {
		return "entity"
	}
	return by
}

func (c Cluster) fill(f *Fit, d *Design) error {
	kk := f.startCovariance()
	clusters, nested, err := f.addClusterScores(d, c.By, 1)
	if err != nil {
		return err
	}
	if clusters < 2 {
		return f.tooFewClusters(c.By)
	}
	factor, dof := c.Convention.small(f, clusters, nested)
	f.DoF = dof
	f.sandwich(factor, kk)
	return nil
}

func (f *Fit) tooFewClusters(by string) error {
	if by == "" {
		return f.fail(ErrTooFewEntities, "", "clustered standard errors need at least two")
	}
	return f.fail(ErrTooFewClusters, by, "clustered standard errors need at least two")
}

// addClusterScores adds c Σ s s' over the clusters to the meat. It returns
// their number.
func (f *Fit) addClusterScores(d *Design, by string, c float64) (clusters float64, n nesting, err error) {
	w := &f.work
	if by == "" {
		f.addEntityScores(d, c)
		return float64(f.Entities), nesting{entity: true}, nil
	}
	by2, err := f.grouping(d, by)
	if err != nil {
		return 0, nesting{}, err
	}
	clusters = f.collect(d, by2, false)
	kk := len(f.Coef)
	for i := range by2.n {
		outer(w.meat, c*w.sums.weight[i], w.sums.score[i*kk:(i+1)*kk])
	}
	return clusters, by2.nesting(), nil
}

// addEntityScores adds c Σ s_g s_g' over the entities of the sample to the
// upper triangle of the meat.
func (f *Fit) addEntityScores(d *Design, c float64) {
	w := &f.work
	s, kk := f.entityScores(d), len(f.Coef)
	w.temp = resize(w.temp, kk*kk)
	lanes.Gram(w.temp, kk, d.Frame.copies, s.values, w.order[:kk])
	for i := range kk {
		axpy(w.meat[i*kk+i:(i+1)*kk], c, w.temp[i*kk+i:])
	}
}

// clusterSums holds the clusters' scores and cross products about the means.
type clusterSums struct {
	weight []float64 // times each cluster is in the sample; 0: it is not
	score  []float64 // K each: X̂_c'e_c
	moment []float64 // K x K each, upper triangle: X̂_c'X̂_c
}

// reset makes room for n clusters.
func (s *clusterSums) reset(n, kk int, moments bool) {
	s.weight = resize(s.weight, n)
	s.score = resize(s.score, n*kk)
	clear(s.weight)
	clear(s.score)
	if moments {
		s.moment = resize(s.moment, n*kk*kk)
		clear(s.moment)
	}
}

// collectEntities fills sums with one cluster per drawn entity.
func (f *Fit) collectEntities(d *Design, moments bool) {
	w, fr := &f.work, d.Frame
	kk := len(f.Coef)
	w.sums.reset(len(fr.drawn), kk, moments)
	s := f.entityScores(d)
	for i, g := range fr.drawn {
		w.sums.weight[i] = fr.count[g]
		s.addColumn(w.sums.score[i*kk:(i+1)*kk], 1, i)
		if moments {
			f.addEntityMoment(w.sums.moment[i*kk*kk:(i+1)*kk*kk], d, g, 1)
		}
	}
}

// collect fills sums with one cluster per group and returns how many are in
// the sample.
func (f *Fit) collect(d *Design, by grouping, moments bool) (clusters float64) {
	w, fr := &f.work, d.Frame
	s, kk := &w.sums, len(f.Coef)
	s.reset(by.n, kk, moments)
	var scores *byEntity
	if by.nested {
		scores = f.entityScores(d)
	}
	for e, g := range fr.drawn {
		c := fr.count[g]
		if by.nested {
			i := int(by.id[fr.Start[g]])
			s.weight[i] = 1
			scores.addColumn(s.score[i*kk:(i+1)*kk], c, e)
			if moments {
				f.addEntityMoment(s.moment[i*kk*kk:(i+1)*kk*kk], d, g, c)
			}
			continue
		}
		for r := fr.Start[g]; r < fr.Start[g+1]; r++ {
			i := int(by.id[r])
			s.weight[i] = 1
			axpy(s.score[i*kk:(i+1)*kk], c, f.rowScore(d, g, r))
			if moments {
				outer(s.moment[i*kk*kk:(i+1)*kk*kk], c, f.momentRow(d, g, r))
			}
		}
	}
	for _, n := range s.weight {
		clusters += n
	}
	return clusters
}

// gatherClusters is collect for the grouping with that name, or the entities.
func (f *Fit) gatherClusters(d *Design, by string, moments bool) (clusters float64, err error) {
	if by == "" {
		f.collectEntities(d, moments)
		clusters = float64(f.Entities)
	} else {
		g, err := f.grouping(d, by)
		if err != nil {
			return 0, err
		}
		clusters = f.collect(d, g, moments)
	}
	if clusters < 2 {
		return clusters, f.tooFewClusters(by)
	}
	return clusters, nil
}
