package stress

import (
	"context"
	"fmt"
	"math"

	"panelstress/data"
	"panelstress/estimators"
	"panelstress/sim"
)

// Tipping asks for the smallest size of a scenario at which hypotheses flip
// in half of the draws.
type Tipping struct {
	Hypotheses []string // names; none: all
	To         string   // Changed, or sim.Contradicted; empty: Changed
	UpTo       float64  // largest size; 0: 10, or what is possible
	Draws      int      // of every size; 0: 1000, at most those of the arm
	Level      float64  // of the interval
}

// Changed is any verdict but that of the baseline.
const Changed = "changed"

// The share of draws that flip is looked at for so many sizes between none
// and the largest, and its crossing of one half is then halved in until it is
// known to this part of itself.
const (
	scanSizes = 24
	tolerance = 1e-3
)

// mostSize is the size up to which is looked where nothing is asked for.
const mostSize = 10

// tipping is a Tipping laid out.
type tipping struct {
	*job
	trials  *sim.Trials
	workers []*sim.Trial
	n       int
	upTo    float64
	z       float64                // of the interval
	seen    map[float64][]outcomes // per size: of every claim
}

// outcomes are what became of a hypothesis in the draws at a size.
type outcomes struct {
	flipped        []bool
	share          float64 // of those that succeeded
	count, success int
	effect         float64 // of the arrangement of draws on the variance of the share
}

func (j *job) tipping() (*tipping, error) {
	key := j.arm.Key() + ".tipping"
	h, err := about(j.chain.Hypotheses(), j.Tipping.Hypotheses, key)
	if err != nil {
		return nil, err
	}
	t := &tipping{job: j, seen: make(map[float64][]outcomes), z: estimators.Critical(1-j.Tipping.Level, math.Inf(1))}
	if t.trials, err = j.chain.Trials(j.arm, nil, h); err != nil {
		return nil, err
	}
	if err := t.trials.Plan.Sizeable(key); err != nil {
		return nil, err
	}
	if t.n = j.draws(j.Tipping.Draws); t.trials.Certain() {
		t.n = 1
	}
	t.upTo, err = j.upTo(t.trials, j.Tipping.UpTo, mostSize, key+".up_to")
	return t, err
}

// upTo is the largest size that is looked at: the one that is asked for, or
// as much of the usual one as is possible.
func (j *job) upTo(t *sim.Trials, asked, usual float64, key string) (float64, error) {
	most := t.Plan.LargestSize()
	if asked != 0 {
		if asked > most {
			return 0, &data.InputError{Key: key, Found: fmt.Sprint(asked), Expected: fmt.Sprintf("a size of at most %.4g, at which the shock takes all that there is", most)}
		}
		err := j.chain.Probe(t.Plan, asked)
		if in, ok := err.(*data.InputError); ok {
			in.Key = key
		}
		return asked, err
	}
	const below = 0.95 // of a fall by all that there is, after which no logarithm exists
	size := min(usual, below*most)
	for size > 1 && j.chain.Probe(t.Plan, size) != nil {
		size = max(1, size/2)
	}
	return size, nil
}

// run finds all tipping points.
func (t *tipping) run(ctx context.Context) ([]sim.TippingResult, error) {
	steps := math.Log2(1 / (tolerance * 2)) // of a crossing in the middle
	claims := len(t.trials.Claims)
	t.count.begin("tipping "+t.arm.Name, t.n*(scanSizes+1+int(steps)*claims), t.o.Observe)
	t.workers = make([]*sim.Trial, sim.Workers(t.o.Workers))
	for k := range scanSizes + 1 {
		if err := t.at(ctx, t.size(k)); err != nil {
			return nil, err
		}
	}
	var out []sim.TippingResult
	for c := range t.trials.Claims {
		r, err := t.point(ctx, c)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// size is a size of the scan.
func (t *tipping) size(k int) float64 { return t.upTo * float64(k) / scanSizes }

// at computes all draws at a size.
func (t *tipping) at(ctx context.Context, size float64) error {
	if t.seen[size] != nil {
		return nil
	}
	claims := t.trials.Claims
	const flipped, failed = 1, 2
	codes := make([]uint8, t.n*len(claims))
	estimates := make([][]sim.Estimate, len(t.workers))
	err := sim.Parallel(ctx, len(t.workers), t.n, func(w, i int) error {
		if t.workers[w] == nil {
			t.workers[w] = t.trials.New()
		}
		if estimates[w] == nil {
			estimates[w] = make([]sim.Estimate, len(claims))
		}
		t.workers[w].At(i, size, estimates[w])
		for c := range claims {
			switch e := &estimates[w][c]; {
			case e.Err != nil:
				codes[c*t.n+i] = failed
			case t.flips(&claims[c], e):
				codes[c*t.n+i] = flipped
			}
		}
		t.count.add(w, 1)
		return nil
	})
	if err != nil {
		return err
	}
	list := make([]outcomes, len(claims))
	for c := range claims {
		o := &list[c]
		o.flipped = make([]bool, t.n)
		for i, code := range codes[c*t.n : (c+1)*t.n] {
			if code != failed {
				o.success++
			}
			if o.flipped[i] = code == flipped; o.flipped[i] {
				o.count++
			}
		}
		o.share = float64(o.count) / float64(o.success)
		o.effect = 1
		if v := o.share * (1 - o.share) / float64(o.success); t.arm.Block() > 1 && v > 0 {
			se := t.arm.Block().MeanMCSE(t.n, func(i int) float64 {
				switch codes[c*t.n+i] {
				case failed:
					return math.NaN()
				case flipped:
					return 1
				}
				return 0
			})
			o.effect = se * se / v
		}
	}
	t.seen[size] = list
	return nil
}

func (t *tipping) flips(c *sim.Claim, e *sim.Estimate) bool {
	if t.Tipping.To == sim.Contradicted {
		return c.Judge(e) == sim.Contradicted
	}
	return c.Judge(e) != c.Verdict
}

// point is the tipping point of a claim with its interval.
func (t *tipping) point(ctx context.Context, c int) (sim.TippingResult, error) {
	claim := &t.trials.Claims[c]
	none := sim.Number(math.NaN())
	r := sim.TippingResult{
		Hypothesis: claim.Name, Baseline: claim.Verdict, To: t.Tipping.To, State: sim.NoFlip, Size: none, Interval: sim.Interval{none, none},
		UpTo: sim.Number(t.upTo), Largest: sim.Number(t.trials.Plan.LargestSize()), Draws: t.n,
	}
	if r.To == "" {
		r.To = Changed
	}
	t.describe(c, &r)
	at, ok, err := t.crossing(ctx, c, 0)
	if err != nil {
		return r, err
	}
	if ok {
		r.State, r.Size = sim.Flips, sim.Number(at)
		if at == 0 {
			r.State = sim.FlipsAtAll
		}
		for _, m := range t.trials.Plan.Medians(at) {
			r.Amounts = append(r.Amounts, sim.EventAmount{Column: m.Target, As: m.Effect.String(), Amount: sim.Number(m.Amount)})
		}
	}
	if t.n == 1 { // without draws there is no error of draws
		return r, nil
	}
	for end, z := range []float64{-t.z, t.z} {
		at, ok, err := t.crossing(ctx, c, z)
		if err != nil {
			return r, err
		}
		if ok {
			r.Interval[end] = sim.Number(at)
		}
	}
	return r, nil
}

// describe adds the shares of the scan.
func (t *tipping) describe(c int, r *sim.TippingResult) {
	back := 0
	for i := range t.n {
		flipped, returned := false, false
		for k := range scanSizes + 1 {
			now := t.seen[t.size(k)][c].flipped[i]
			returned = returned || flipped && !now
			flipped = flipped || now
		}
		if returned {
			back++
		}
	}
	r.FlipBack = sim.Number(float64(back) / float64(t.n))
	for k := range scanSizes + 1 {
		o := &t.seen[t.size(k)][c]
		r.Failed = max(r.Failed, t.n-o.success)
		r.Shares = append(r.Shares, sim.ShareAt{Size: sim.Number(t.size(k)), Share: sim.Number(o.share)})
	}
}

// crossing is the smallest size at which at least the share 1/2 + z sqrt(e/4n)
// of the draws flips: of the scan, then by bisection. The effect e of the
// arrangement of draws is the variance of the share with blocks for units over
// that of independent draws, 1 for these.
func (t *tipping) crossing(ctx context.Context, c int, z float64) (size float64, ok bool, err error) {
	enough := func(size float64) bool {
		o := &t.seen[size][c]
		return o.success > 0 && o.share >= 0.5+z*math.Sqrt(0.25*o.effect/float64(o.success))
	}
	k := 0
	for k <= scanSizes && !enough(t.size(k)) {
		k++
	}
	if k > scanSizes {
		return 0, false, nil
	}
	if k == 0 {
		return 0, true, nil
	}
	lo, hi := t.size(k-1), t.size(k)
	for hi-lo > tolerance*hi {
		mid := lo + (hi-lo)/2
		if err := t.at(ctx, mid); err != nil {
			return 0, false, err
		}
		if enough(mid) {
			hi = mid
		} else {
			lo = mid
		}
	}
	return hi, true, nil
}
