package sim

import (
	"math"
	"slices"

	"panelstress/bootstrap"
	"panelstress/data/index"
	"panelstress/scenarios"
)

// Impacts are what a scenario does to the scores of the indices, on the panel
// as it is: every entity once, the amounts those of the arm's draws. Each
// score is compared with the score of the same entity and year without the
// shock. Since normalisation and weights are found anew, an entity that is not
// hit changes too, where a score is relative to others.
type Impacts struct {
	Draws   int           `json:"draws"`
	Failed  int           `json:"failed"` // in which an index could not be built
	Indices []IndexImpact `json:"indices"`

	Unchanged []string `json:"unchanged,omitempty"` // indices that no draw changes
}

// IndexImpact are the impacts on one index. Year is the one in which scores
// change most, by the mean over draws and entities of the absolute change.
type IndexImpact struct {
	Index         string         `json:"index"`
	Year          int            `json:"year"`
	Decomposition string         `json:"decomposition"`
	Entities      []EntityImpact `json:"entities"` // the one that loses most first
}

// EntityImpact is the impact on the index of an entity. Ranks count from 1 for
// the largest; equals share the smaller.
//
// Depth is the largest fall of the score from the onset on, relative to the
// score without the shock (the drop of Han and Goetz 2015, Review of Regional
// Studies 45, 131-149, with that path for the expected one). Resistance is
// (g - G)/|G| in the year above, with g the relative change of the entity and G
// that of the sum over all entities (Martin, Sunley, Gardiner and Tyler 2016,
// Regional Studies 50, 561-585): above 0 the entity resists more than all
// together. Recovered is the share of the depth that is regained by the
// entity's last year, Speed that share per year since the trough, Years the
// years from the trough until at least 95 per cent are regained, on average
// over the draws in which they are, Regained the share of these draws.
type EntityImpact struct {
	Entity        string         `json:"entity"`
	Hit           bool           `json:"hit"` // by some shock, or reached as it spreads
	Baseline      Number         `json:"baseline"`
	Shocked       Number         `json:"shocked"` // mean over draws, as are the following
	Change        Number         `json:"change"`
	Interval      Interval       `json:"interval"` // of the change, at the level of the study
	MCSE          Number         `json:"mcse"`     // of the change
	RankBaseline  int            `json:"rank_baseline"`
	Rank          Number         `json:"rank"`
	RankInterval  Interval       `json:"rank_interval"`
	Depth         Number         `json:"depth"`
	DepthInterval Interval       `json:"depth_interval"`
	Resistance    Number         `json:"resistance"`
	Recovered     Number         `json:"recovered"`
	Speed         Number         `json:"speed"`
	Years         Number         `json:"years_to_regain"`
	Regained      Number         `json:"share_regained"`
	Contributions []Contribution `json:"contributions,omitempty"`
}

// Contribution is the part of an indicator in the change of a score.
type Contribution struct {
	Indicator string `json:"indicator"`
	Change    Number `json:"change"`
}

// At most so many draws of a scenario, and so much memory, serve its impacts.
const (
	impactDraws = 1000
	impactBytes = 64 << 20
)

// impact follows the scores of the indices through the draws of a scenario.
type impact struct {
	chain   *Chain // of the arm
	worker  *worker
	plan    *scenarios.Plan
	columns []int // of the indices
	rows    []int // of the panel, from the first onset on
	draws   []int // that succeeded
	tried   int
	scores  [][]float64 // per index: those of draw d, row r at d*len(rows)+r
}

// impacts computes what the scenario of an arm does to the indices; nil where
// there is none, or the scenario does nothing.
func (c *Chain) impacts(arm Arm) (*Impacts, *Protection, error) {
	plan := scenarioPlan(arm)
	if plan == nil || !slices.Contains(plan.Rows(), true) {
		return nil, nil, nil
	}
	v, err := c.variant(arm)
	if err != nil {
		return nil, nil, err
	}
	m := &impact{chain: v, plan: plan}
	m.columns, _ = v.indexColumns()
	m.worker = v.newWorker(Arm{Name: arm.Name, Shocks: arm.Shocks, Arrange: arm.Arrange})
	protect, err := c.protection(m, arm)
	if err != nil || len(m.columns) == 0 {
		return nil, protect, err
	}
	first := m.onset()
	for i, t := range v.panel.Times() {
		if t >= first {
			m.rows = append(m.rows, i)
		}
	}
	m.run(arm.Draws)
	out := &Impacts{Draws: len(m.draws), Failed: m.tried - len(m.draws)}
	for k, column := range m.columns {
		if m.changes(k) {
			out.Indices = append(out.Indices, m.index(k))
		} else {
			out.Unchanged = append(out.Unchanged, v.panel.Names()[column])
		}
	}
	return out, protect, nil
}

// scenarioPlan is the resolved scenario of an arm, or nil.
func scenarioPlan(arm Arm) *scenarios.Plan {
	for _, s := range arm.Shocks {
		if p, ok := s.(*scenarios.Plan); ok {
			return p
		}
	}
	return nil
}

// onset is the first year that the scenario reaches.
func (m *impact) onset() int {
	first, found := 0, false
	for i, reached := range m.plan.Rows() {
		if t := m.chain.panel.Times()[i]; reached && (!found || t < first) {
			first, found = t, true
		}
	}
	return first
}

// run takes the draws one after the other, so that sums do not depend on
// workers.
func (m *impact) run(draws int) {
	n := min(draws, impactDraws, impactBytes/(8*len(m.rows)*len(m.columns)))
	if m.plan.Certain() {
		n = 1
	}
	n = max(n, 1)
	m.scores = make([][]float64, len(m.columns))
	for i := range n {
		if m.draw(i) != nil {
			continue
		}
		m.draws = append(m.draws, i)
		for k, c := range m.columns {
			for _, r := range m.rows {
				m.scores[k] = append(m.scores[k], m.worker.cols[c][r])
			}
		}
	}
	m.tried = n
}

// draw computes the columns of a draw on the panel as it is.
func (m *impact) draw(i int) error {
	m.worker.sampleOf(i)
	m.worker.shock()
	return m.worker.columns()
}

// at is the shocked score of a draw in a row of m.rows.
func (m *impact) at(k, d, r int) float64 { return m.scores[k][d*len(m.rows)+r] }

// changes tells whether some draw changes some score of index k by more than
// rounding does.
func (m *impact) changes(k int) bool {
	for d := range m.draws {
		for r := range m.rows {
			if !same(m.at(k, d, r), m.base(k, r)) {
				return true
			}
		}
	}
	return false
}

// same tells whether two scores differ by rounding alone.
func same(a, b float64) bool { return max(a-b, b-a) <= 1e-12*(1+max(b, -b)) }

// base is the score without the shock.
func (m *impact) base(k, r int) float64 {
	c := m.chain.panel
	return c.Column(c.Names()[m.columns[k]])[m.rows[r]]
}

// year is the one with the largest mean absolute change of index k.
func (m *impact) year(k int) int {
	change := make(map[int]float64)
	for r, row := range m.rows {
		t := m.chain.panel.Times()[row]
		for d := range m.draws {
			change[t] += max(m.at(k, d, r)-m.base(k, r), m.base(k, r)-m.at(k, d, r))
		}
	}
	best := m.chain.panel.Times()[m.rows[0]]
	for _, t := range m.chain.panel.Periods() {
		if change[t] > change[best] {
			best = t
		}
	}
	return best
}

// index summarises one index.
func (m *impact) index(k int) IndexImpact {
	p := m.chain.panel
	out := IndexImpact{Index: p.Names()[m.columns[k]], Year: m.year(k)}
	var here []int // rows of m.rows in that year
	for r, row := range m.rows {
		if p.Times()[row] == out.Year {
			here = append(here, r)
		}
	}
	contributions, names := m.contributions(k, here)
	out.Decomposition = decomposition(contributions != nil)
	s := m.shifts(k, here)
	for j, r := range here {
		g, _ := slices.BinarySearch(p.Starts(), m.rows[r]+1)
		e := s.entity(j)
		e.Entity = p.Entities()[g-1]
		m.recovery(&e, k, g-1)
		for i := range contributions {
			part := contributions[i][j]
			if same(part, 0) {
				part = 0
			}
			e.Contributions = append(e.Contributions, Contribution{names[i], Number(part)})
		}
		out.Entities = append(out.Entities, e)
	}
	slices.SortStableFunc(out.Entities, func(a, b EntityImpact) int {
		switch {
		case a.Change < b.Change:
			return -1
		case a.Change > b.Change:
			return 1
		}
		return 0
	})
	return out
}

func decomposition(exact bool) string {
	if exact {
		return "exact: the score is a sum over indicators of weight times normalised value; each part has its own change of both"
	}
	return "none: the score is no sum over indicators"
}

// contributions are the mean changes of the parts of every indicator, in the
// rows here, and the names of the indicators; nil where scores are no sums.
func (m *impact) contributions(k int, here []int) (parts [][]float64, names []string) {
	plan, work := m.builder(m.worker, k)
	if !plan.Additive() {
		return nil, nil
	}
	for _, in := range plan.Indicators() {
		names = append(names, in.Name)
		parts = append(parts, make([]float64, len(here)))
	}
	plain := m.chain.newWorker(Arm{})
	plain.sample.All(len(m.chain.panel.Entities()))
	if plain.columns() != nil {
		return nil, nil
	}
	part := make([]float64, len(names))
	add := func(plan *index.Plan, work *index.Work, weight float64) {
		for j, r := range here {
			plan.Contributions(part, work, m.rows[r])
			for i, v := range part {
				parts[i][j] += weight * v
			}
		}
	}
	basePlan, baseWork := m.builder(plain, k)
	add(basePlan, baseWork, -1)
	for _, i := range m.draws {
		if m.draw(i) == nil {
			add(plan, work, 1/float64(len(m.draws)))
		}
	}
	return parts, names
}

// builder finds the memory of index k of a worker.
func (m *impact) builder(w *worker, k int) (*index.Plan, *index.Work) {
	for _, b := range w.builders {
		if ix, ok := b.(*indexBuilder); ok && ix.column == m.columns[k] {
			return ix.plan, ix.work
		}
	}
	panic("sim: an index without a builder")
}

// shifts holds the scores of an index in one year, before and after.
type shifts struct {
	level float64
	block bootstrap.Blocks
	draws []int       // that succeeded
	base  []float64   // per entity
	after [][]float64 // per draw and entity
	all   []float64   // per draw: relative change of the sum over entities
	reach []bool
	order bootstrap.Ordered
}

func (m *impact) shifts(k int, here []int) *shifts {
	s := &shifts{level: m.chain.study.level(), block: m.worker.arm.Block(), draws: m.draws}
	reached := m.plan.Rows()
	before := 0.0
	for _, r := range here {
		s.base = append(s.base, m.base(k, r))
		before += m.base(k, r)
		g, _ := slices.BinarySearch(m.chain.panel.Starts(), m.rows[r]+1)
		s.reach = append(s.reach, slices.Contains(reached[m.chain.panel.Starts()[g-1]:m.chain.panel.Starts()[g]], true))
	}
	for d := range m.draws {
		after, sum := make([]float64, len(here)), 0.0
		for j, r := range here {
			after[j] = m.at(k, d, r)
			sum += after[j]
		}
		s.after, s.all = append(s.after, after), append(s.all, sum/before-1)
	}
	return s
}

// rank is one more than the number of scores above that of entity j.
func rank(scores []float64, j int) int {
	n := 1
	for _, v := range scores {
		if v > scores[j] {
			n++
		}
	}
	return n
}

// entity summarises the scores of entity j.
func (s *shifts) entity(j int) EntityImpact {
	var change, ranks, resistance []float64
	for d, after := range s.after {
		change = append(change, after[j]-s.base[j])
		ranks = append(ranks, float64(rank(after, j)))
		if all := s.all[d]; all != 0 && s.base[j] > 0 {
			own := after[j]/s.base[j] - 1
			resistance = append(resistance, (own-all)/max(all, -all))
		}
	}
	m := bootstrap.MomentsOf(change)
	e := EntityImpact{
		Hit: s.reach[j], Baseline: Number(s.base[j]), Change: Number(m.Mean), Shocked: Number(s.base[j] + m.Mean), MCSE: s.mcse(change),
		RankBaseline: rank(s.base, j), Rank: Number(bootstrap.MomentsOf(ranks).Mean), Resistance: Number(bootstrap.MomentsOf(resistance).Mean),
	}
	e.Interval, e.RankInterval = s.interval(change), s.interval(ranks)
	return e
}

// mcse is the Monte-Carlo standard error of the mean of numbers of the draws
// that succeeded.
func (s *shifts) mcse(x []float64) Number {
	all := make([]float64, s.draws[len(s.draws)-1]+1)
	for i := range all {
		all[i] = math.NaN()
	}
	for d, i := range s.draws {
		all[i] = x[d]
	}
	return Number(s.block.MeanMCSE(len(all), func(i int) float64 { return all[i] }))
}

// interval holds the middle share of the draws.
func (s *shifts) interval(x []float64) Interval {
	s.order.Reset(x)
	return Interval{Number(s.order.Quantile((1-s.level)/2, quantileType)), Number(s.order.Quantile((1+s.level)/2, quantileType))}
}
