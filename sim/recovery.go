package sim

import (
	"math"

	"panelstress/bootstrap"
)

// regained is the share of a fall that counts as all of it.
const regained = 0.95

// fall is how deep the score of an entity falls in a draw, and what comes of
// it.
type fall struct {
	depth     float64 // largest (base - shocked)/base, or 0
	recovered float64 // share of the depth that is gone in the last year; NaN without a fall, or after none
	speed     float64 // the same per year since the trough
	years     float64 // from the trough until it is regained; NaN where it is not
}

// fallOf follows one path of relative gaps by year, the first at the onset.
func fallOf(gaps []float64, years []int) fall {
	f := fall{recovered: math.NaN(), speed: math.NaN(), years: math.NaN()}
	trough := -1
	for i, g := range gaps {
		if g > f.depth {
			f.depth, trough = g, i
		}
	}
	last := len(gaps) - 1
	if trough < 0 || trough == last {
		return f
	}
	f.recovered = 1 - gaps[last]/f.depth
	f.speed = f.recovered / float64(years[last]-years[trough])
	for i := trough + 1; i <= last; i++ {
		if gaps[i] <= (1-regained)*f.depth {
			f.years = float64(years[i] - years[trough])
			break
		}
	}
	return f
}

// recovery summarises the falls of entity g over the draws.
func (m *impact) recovery(e *EntityImpact, k, g int) {
	p := m.chain.panel
	var at []int // of m.rows
	var years []int
	for r, row := range m.rows {
		if row >= p.Starts()[g] && row < p.Starts()[g+1] {
			at, years = append(at, r), append(years, p.Times()[row])
		}
	}
	var depth, recovered, speed, regain []float64
	fell := 0
	gaps := make([]float64, len(at))
	for d := range m.draws {
		for i, r := range at {
			gaps[i] = 0 // a score of 0 or less has no relative change
			if base := m.base(k, r); base > 0 {
				gaps[i] = (base - m.at(k, d, r)) / base
			}
		}
		f := fallOf(gaps, years)
		depth = append(depth, f.depth)
		if f.recovered == f.recovered {
			fell++
			recovered, speed = append(recovered, f.recovered), append(speed, f.speed)
		}
		if f.years == f.years {
			regain = append(regain, f.years)
		}
	}
	mean := func(x []float64) Number { return Number(bootstrap.MomentsOf(x).Mean) }
	e.Depth, e.Recovered, e.Speed, e.Years = mean(depth), mean(recovered), mean(speed), mean(regain)
	e.Regained = Number(float64(len(regain)) / float64(fell))
	s := shifts{level: m.chain.study.level()}
	e.DepthInterval = s.interval(depth)
}
