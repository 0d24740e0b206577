package stress

import (
	"context"
	"fmt"
	"math"
	"slices"

	"panelstress/data"
	"panelstress/scenarios"
	"panelstress/sim"
)

// Grid asks for the shares of draws that support hypotheses over two
// properties of a scenario.
type Grid struct {
	X, Y       Axis
	Hypotheses []string // names; none: all
	Draws      int      // of every cell; 0: 500, at most those of the arm
}

// gridDraws of a cell where no number is given: a share has a standard error
// of at most 2.2 points.
const gridDraws = 500

// grid is a Grid laid out.
type grid struct {
	*job
	x, y  axis
	about []sim.Hypothesis
	n     int
	key   string
}

// cell is one of the grid: places on its axes, and the size there.
type cell struct {
	x, y int
	size float64
}

// group are the cells that differ by the size alone.
type group struct {
	scenario *scenarios.Scenario
	cells    []cell
}

func (j *job) grid() (*grid, error) {
	g := &grid{job: j, key: j.arm.Key() + ".grid"}
	if g.n = j.Grid.Draws; g.n == 0 {
		g.n = gridDraws
	}
	g.n = min(g.n, j.arm.Draws)
	var err error
	if g.about, err = about(j.chain.Hypotheses(), j.Grid.Hypotheses, g.key); err != nil {
		return nil, err
	}
	if j.Grid.X.Of == j.Grid.Y.Of {
		return nil, &data.InputError{Key: g.key + ".y", Found: j.Grid.Y.Of + ", as x", Expected: "another property than that of x"}
	}
	if g.x, err = j.axis(j.Grid.X, g.key+".x"); err != nil {
		return nil, err
	}
	if g.y, err = j.axis(j.Grid.Y, g.key+".y"); err != nil {
		return nil, err
	}
	return g, g.check()
}

// check finds cells that cannot be: it resolves the scenario of every group,
// and looks at the largest size.
func (g *grid) check() error {
	groups, err := g.groups()
	if err != nil {
		return err
	}
	for _, gr := range groups {
		shock, err := g.chain.Shock(gr.scenario)
		if err != nil {
			return err
		}
		plan := shock.(*scenarios.Plan)
		if err := plan.Sizeable(g.key); err != nil {
			return err
		}
		most, key := 0.0, g.key
		for _, c := range gr.cells {
			most = max(most, c.size)
		}
		if largest := plan.LargestSize(); most > 1 && most > largest {
			return &data.InputError{Key: key, Found: fmt.Sprintf("sizes up to %v", most), Expected: fmt.Sprintf("sizes of at most %.4g, at which the shock takes all that there is", largest)}
		}
		if most > 1 {
			if err := g.chain.Probe(plan, most); err != nil {
				return err
			}
		}
	}
	return nil
}

// groups are the cells, in the order in which they are computed.
func (g *grid) groups() (list []group, err error) {
	for y, vy := range g.y.values {
		for x, vx := range g.x.values {
			c := cell{x: x, y: y, size: 1}
			sc := *g.arm.Scenario
			sc.Events = slices.Clone(sc.Events)
			at := -1 // of a group with the same scenario
			switch {
			case g.x.set == nil:
				c.size = vx
				if at = len(list) - 1; x == 0 {
					at = -1
				}
			case g.y.set == nil:
				c.size = vy
				if at = x; y == 0 {
					at = -1
				}
			}
			for _, a := range []struct {
				axis
				v   float64
				key string
			}{{g.x, vx, ".x"}, {g.y, vy, ".y"}} {
				if a.set == nil || at >= 0 {
					continue
				}
				if err := a.apply(&sc, a.v, g.key+a.key); err != nil {
					return nil, err
				}
			}
			if at < 0 {
				at = len(list)
				list = append(list, group{scenario: &sc})
			}
			list[at].cells = append(list[at].cells, c)
		}
	}
	return list, nil
}

// sums are those of a hypothesis in a cell over some draws. Coefficients are
// less that of the baseline, so that no digits are lost. Of blocks of draws,
// with n_k of them and the sum b_k, they hold the sums of b_k², n_k b_k and n_k².
type sums struct{ n, supported, contradicted, b, blocks, bb, nb, nn float64 }

func (s *sums) add(o *sums) {
	s.n += o.n
	s.supported += o.supported
	s.contradicted += o.contradicted
	s.b += o.b
	s.blocks += o.blocks
	s.bb += o.bb
	s.nb += o.nb
	s.nn += o.nn
}

// close makes a block of the draws that came in since the sums were before.
func (s *sums) close(before *sums) {
	if n, b := s.n-before.n, s.b-before.b; n > 0 {
		s.blocks, s.bb, s.nb, s.nn = s.blocks+1, s.bb+b*b, s.nb+n*b, s.nn+n*n
	}
}

// mcse is the Monte-Carlo standard error of the mean, as bootstrap.Blocks has
// it: B/(B-1) times the sum of (b_k - n_k mean)², its root over n.
func (s *sums) mcse() float64 {
	mean := s.b / s.n
	squares := max(0, s.bb-2*mean*s.nb+mean*mean*s.nn)
	return math.Sqrt(squares*s.blocks/(s.blocks-1)) / s.n
}

// piece is about the number of draws that a worker takes at a time: whole
// blocks.
const piece = 25

// run computes all cells.
func (g *grid) run(ctx context.Context) (*sim.GridResult, error) {
	groups, err := g.groups()
	if err != nil {
		return nil, err
	}
	r := &sim.GridResult{X: g.x.result(), Y: g.y.result(), Draws: g.n}
	g.count.begin("grid "+g.arm.Name, g.n*len(g.x.values)*len(g.y.values), g.o.Observe)
	for k, gr := range groups {
		trials, err := g.chain.Trials(g.arm, gr.scenario, g.about)
		if err != nil {
			return nil, err
		}
		if k == 0 {
			r.Hypotheses = g.blank(trials)
		}
		total, err := g.group(ctx, trials, gr.cells)
		if err != nil {
			return nil, err
		}
		for i, c := range gr.cells {
			for h := range trials.Claims {
				r.Hypotheses[h].Failed = max(r.Hypotheses[h].Failed, g.n-int(total[i][h].n))
				g.fill(&r.Hypotheses[h], c, &total[i][h], trials.Claims[h].Baseline.Coef)
			}
		}
	}
	return r, nil
}

// group computes cells of one scenario: sums by cell and hypothesis. Those of
// pieces are added in their order.
func (g *grid) group(ctx context.Context, trials *sim.Trials, cells []cell) ([][]sums, error) {
	claims := trials.Claims
	block := int(g.arm.Block())
	piece := block * max(1, piece/block)
	pieces := (g.n + piece - 1) / piece
	part := make([][]sums, pieces)
	workers := make([]*sim.Trial, sim.Workers(g.o.Workers))
	err := sim.Parallel(ctx, len(workers), pieces, func(w, k int) error {
		if workers[w] == nil {
			workers[w] = trials.New()
		}
		part[k] = make([]sums, len(cells)*len(claims))
		before := make([]sums, len(part[k]))
		out := make([]sim.Estimate, len(claims))
		for i := k * piece; i < min(g.n, (k+1)*piece); i++ {
			for c := range cells {
				workers[w].At(i, cells[c].size, out)
				for h := range claims {
					part[k][c*len(claims)+h].count(&claims[h], &out[h])
				}
			}
			if (i+1)%block == 0 || i+1 == g.n {
				for c := range before {
					part[k][c].close(&before[c])
				}
				copy(before, part[k])
			}
			g.count.add(w, len(cells))
		}
		return nil
	})
	total := make([][]sums, len(cells))
	for c := range total {
		total[c] = make([]sums, len(claims))
		for k := 0; k < pieces && err == nil; k++ {
			for h := range claims {
				total[c][h].add(&part[k][c*len(claims)+h])
			}
		}
	}
	return total, err
}

func (s *sums) count(c *sim.Claim, e *sim.Estimate) {
	if e.Err != nil {
		return
	}
	d := e.Coef - c.Baseline.Coef
	s.n, s.b = s.n+1, s.b+d
	switch c.Judge(e) {
	case sim.Supported:
		s.supported++
	case sim.Contradicted:
		s.contradicted++
	}
}

// blank are the hypotheses with room for the cells.
func (g *grid) blank(t *sim.Trials) (list []sim.GridHypothesis) {
	room := func() [][]sim.Number {
		m := make([][]sim.Number, len(g.y.values))
		for i := range m {
			m[i] = make([]sim.Number, len(g.x.values))
		}
		return m
	}
	for _, c := range t.Claims {
		list = append(list, sim.GridHypothesis{
			Name: c.Name, Model: c.Model, Estimator: c.Estimator, Term: c.Term, Baseline: c.Verdict,
			Supported: room(), Contradicted: room(), Mean: room(), MCSE: room(),
		})
	}
	return list
}

func (g *grid) fill(h *sim.GridHypothesis, c cell, s *sums, baseline float64) {
	h.Supported[c.y][c.x], h.Contradicted[c.y][c.x] = sim.Number(s.supported/s.n), sim.Number(s.contradicted/s.n)
	mean := s.b / s.n
	h.Mean[c.y][c.x] = sim.Number(baseline + mean)
	h.MCSE[c.y][c.x] = sim.Number(s.mcse())
}
