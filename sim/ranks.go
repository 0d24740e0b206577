package sim

import (
	"math"
	"slices"

	"panelstress/sim/store"
)

// Ranks says by which score of an index entities are ranked, 1 for the
// largest. An entity that a draw lacks has no rank in it, so that ranks are for
// arms that do not resample.
type Ranks struct {
	Last bool // the score of the last period of the panel; else the mean over the periods that an entity has
	Top  int  // a draw has an entity at the top where its rank is at most this; 0 means 5
}

func (r *Ranks) top() int {
	if r.Top == 0 {
		return 5
	}
	return r.Top
}

// RankResult are the ranks of the entities by one index over the draws of an
// arm in which the index could be built.
type RankResult struct {
	Index     string       `json:"index"`
	Of        string       `json:"of"`               // which score, in words
	Period    int          `json:"period,omitempty"` // where it is that of a period
	Top       int          `json:"top"`
	Draws     int          `json:"draws"`
	MeanShift Number       `json:"mean_shift"` // |rank - baseline rank|, mean over entities and draws
	Entities  []EntityRank `json:"entities"`   // by baseline rank
}

// EntityRank is where an entity stands. Entities with equal scores share the
// mean of their ranks. The interval holds the middle share of the draws that
// the level of the study says; its ends are ranks that occurred (the smallest
// with at least the lower tail's share of the draws at or below it).
type EntityRank struct {
	Entity   string   `json:"entity"`
	Score    Number   `json:"score"` // at the baseline
	Rank     Number   `json:"rank"`  // at the baseline
	Mean     Number   `json:"mean_rank"`
	Median   Number   `json:"median_rank"`
	Interval Interval `json:"rank_interval"`
	ShareTop Number   `json:"share_top"`
	MCSE     Number   `json:"mcse_share_top"`
	ScoreSD  Number   `json:"score_sd"`
}

// ranking is where the scores of a chain's indices are found.
type ranking struct {
	columns []int // of the indices
	rows    []int // per entity: its first row
	ends    []int // per entity: behind its last row; where that is the first, it has no score
}

// indexColumns are the columns of the indices, and their names.
func (c *Chain) indexColumns() (columns []int, names []string) {
	for _, n := range c.nodes {
		if ix, ok := n.(*indexNode); ok {
			columns, names = append(columns, ix.column), append(names, ix.plan.Name())
		}
	}
	return columns, names
}

func (c *Chain) ranking(r *Ranks) *ranking {
	k := &ranking{}
	k.columns, _ = c.indexColumns()
	start, times := c.panel.Starts(), c.panel.Times()
	last := slices.Max(times)
	for g := range c.panel.Entities() {
		lo, hi := start[g], start[g+1]
		if r.Last {
			if lo = hi - 1; times[lo] != last {
				lo = hi
			}
		}
		k.rows, k.ends = append(k.rows, lo), append(k.ends, hi)
	}
	return k
}

// scoreNames are the scores that a draw of a ranking arm keeps: per index, one
// for every entity.
func (c *Chain) scoreNames() (names []string) {
	_, indices := c.indexColumns()
	for _, ix := range indices {
		for _, e := range c.panel.Entities() {
			names = append(names, ix+"."+e)
		}
	}
	return names
}

// score keeps the scores by which the arm ranks entities.
func (w *worker) score(out *slot) {
	if w.ranking == nil {
		return
	}
	dst := out.block.Values[len(w.chain.columns):]
	at := 0
	for _, column := range w.ranking.columns {
		col := w.cols[column]
		for g := range w.ranking.rows {
			dst[at][out.row] = w.ranking.of(col, g, w.sample.Count[g])
			at++
		}
	}
}

// of is the score of entity g; NaN where the sample lacks it.
func (k *ranking) of(col []float64, g, count int) float64 {
	rows := col[k.rows[g]:k.ends[g]]
	if len(rows) == 0 || count == 0 {
		return math.NaN()
	}
	sum := 0.0
	for _, v := range rows {
		sum += v
	}
	return sum / float64(len(rows))
}

// rank reads the scores of an arm's draws from its journal, in draw order, so
// that the result depends neither on workers nor on interruptions.
func (c *Chain) rank(arm Arm, j *store.Journal) ([]RankResult, error) {
	if arm.Ranks == nil {
		return nil, nil
	}
	columns, names := c.indexColumns()
	entities := c.panel.Entities()
	k := c.ranking(arm.Ranks)
	var tallies []*tally
	for _, column := range columns {
		base := make([]float64, len(entities))
		for g := range base {
			base[g] = k.of(c.panel.Column(c.panel.Names()[column]), g, 1)
		}
		tallies = append(tallies, newTally(base))
	}
	score := make([]float64, len(entities))
	err := j.Read(func(b *store.Block) error {
		for i := range b.N {
			for x, t := range tallies {
				for g := range score {
					score[g] = b.Values[len(c.columns)+x*len(entities)+g][i]
				}
				t.add(score)
			}
		}
		return nil
	})
	var out []RankResult
	last := slices.Max(c.panel.Times())
	for x, t := range tallies {
		r := t.result(names[x], arm.Ranks.top(), entities, c.study.level())
		r.Of = "mean score of all periods"
		if arm.Ranks.Last {
			r.Of, r.Period = "score of the last period", last
		}
		out = append(out, r)
	}
	return out, err
}
