package sim

// Parts number the parts of a draw, each of which has random numbers of its
// own: draws with equal numbers of a part have that part in common.
type Parts struct {
	Sample  int // who is in the sample
	Indices int // choices and perturbed weights of indices
	Shocks  int // what happens to the sample
}

// partStreams are those of the parts of a draw.
type partStreams struct{ sample, indices, shocks *stream }

func newPartStreams(seed uint64, arm string) *partStreams {
	return &partStreams{newStream(seed, arm+"\x00sample"), newStream(seed, arm+"\x00indices"), newStream(seed, arm+"\x00shocks")}
}

// Beginner is a perturbation of weights that wants to know when a draw
// begins.
type Beginner interface{ Begin() }

// DrawParts makes a draw of the arm from parts.
func (r *Runner) DrawParts(n Parts) {
	for k := range r.parts {
		p := &r.parts[k]
		w := p.worker
		if w.apart == nil {
			w.apart = newPartStreams(w.chain.study.Seed, w.arm.Name)
		}
		if b, ok := w.arm.Weights.(Beginner); ok {
			b.Begin()
		}
		w.own, w.rng = w.apart.shocks.at(n.Shocks), w.apart.indices.at(n.Indices)
		w.resample(w.apart.sample.at(n.Sample))
		p.rebuild()
	}
}

// WeightNames are those of the study of the grid, as it is written.
func (g *Grid) WeightNames() ([]string, error) {
	c, err := compile(g.blank(), nil)
	if err != nil {
		return nil, err
	}
	return c.WeightNames(), nil
}

// WeightNames are the weights of all indices in the order in which a draw
// perturbs them, INDEX.INDICATOR or INDEX.PILLAR; nil where an index has
// weights of each period.
func (c *Chain) WeightNames() (names []string) {
	for _, n := range c.nodes {
		ix, ok := n.(*indexNode)
		if !ok {
			continue
		}
		if ix.plan.Blocks() > 1 {
			return nil
		}
		for _, g := range ix.plan.Groups() {
			for _, m := range g.Members {
				names = append(names, ix.plan.Name()+"."+m)
			}
		}
	}
	return names
}
