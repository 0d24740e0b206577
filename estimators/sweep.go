package estimators

// sweep is the memory for sweeping out time effects, alone or with entity
// effects.
//
// Two-way effects are swept out exactly, also of unbalanced panels: one side
// is demeaned, and the effects δ of the other side then solve
// (D'MD) δ = D'Mx with M the demeaning and D the dummies of the other side
// (Frisch and Waugh; Wansbeek and Kapteyn 1989, Journal of Econometrics
// 41). The matrix has one row per period, or one per entity where these
// are fewer: 8 min(G, T)² bytes.
//
// Entities and periods are the nodes of a graph, rows its edges. In each
// connected part of it one effect is redundant (Abowd, Creecy and Kramarz
// 2002); it is set to zero, and the matrix of the others is positive
// definite.
type sweep struct {
	weight  []float64 // per period: rows of the sample, with repetitions
	present int       // periods with a row
	parent  []int32   // of a period in its connected part
	seen    []bool    // per period
	ground  []bool    // per period or drawn entity: its effect is set to zero
	matrix  []float64 // m x m, row-major upper triangle
	effect  []float64 // m x q: effects of each variable
	sum     []float64
	first   []int32 // rows by period: where each period begins in list
	list    []int32 // place in drawn of the entity of each row, by period
}

// weigh counts the rows of each period.
func (s *sweep) weigh(fr *Frame) {
	s.weight = resize(s.weight, len(fr.times))
	clear(s.weight)
	for _, g := range fr.drawn {
		c := fr.count[g]
		for _, t := range fr.period[fr.Start[g]:fr.Start[g+1]] {
			s.weight[t] += c
		}
	}
	s.present = 0
	for _, w := range s.weight {
		if w > 0 {
			s.present++
		}
	}
}

// connect finds the connected parts of the graph and returns their number.
func (s *sweep) connect(fr *Frame) int {
	s.parent = resize(s.parent, len(fr.times))
	for t := range s.parent {
		s.parent[t] = int32(t)
	}
	parts := s.present
	for _, g := range fr.drawn {
		p := fr.period[fr.Start[g]:fr.Start[g+1]]
		a := s.root(p[0])
		for _, t := range p[1:] {
			if b := s.root(t); b != a {
				s.parent[b] = a
				parts--
			}
		}
		if parts == 1 {
			break
		}
	}
	return parts
}

func (s *sweep) root(t int32) int32 {
	for s.parent[t] != t {
		s.parent[t] = s.parent[s.parent[t]]
		t = s.parent[t]
	}
	return t
}

// demeanPeriods sets the columns of dst to the variables of d less their
// means in the period.
func (s *sweep) demeanPeriods(dst *Frame, d *Design) {
	src := d.Frame
	s.sum = resize(s.sum, len(s.weight))
	for j, out := range dst.dev {
		v := d.variable(j)
		clear(s.sum)
		for i, g := range src.drawn {
			a, b := src.Start[g], src.Start[g+1]
			m := src.mean.of(v)[i] - src.total[v]
			period, dev, col := src.period[a:b], src.dev[v][a:b], out[a:b]
			for i, t := range period {
				col[i] = dev[i] + m
				s.sum[t] += src.count[g] * col[i]
			}
		}
		s.average()
		for _, g := range src.drawn {
			a, b := src.Start[g], src.Start[g+1]
			col := out[a:b]
			for i, t := range src.period[a:b] {
				col[i] -= s.sum[t]
			}
		}
	}
}

// average turns sums by period into means.
func (s *sweep) average() {
	for t, w := range s.weight {
		if w > 0 {
			s.sum[t] /= w
		}
	}
}

// throughPeriods sweeps out both effects by demeaning entities and solving
// for the periods' effects.
func (s *sweep) throughPeriods(dst *Frame, d *Design) bool {
	src := d.Frame
	m := len(src.times)
	s.start(m)
	for t, w := range s.weight { // one period of each part, and those without rows
		s.ground[t] = w == 0 || s.root(int32(t)) == int32(t)
		s.matrix[t*m+t] = w
	}
	whole := 0.0 // entities with all periods have the same part in it
	for _, g := range src.drawn {
		period := src.period[src.Start[g]:src.Start[g+1]]
		c := src.count[g] / float64(len(period))
		if len(period) == m {
			whole += c
			continue
		}
		s.less(c, period)
	}
	if whole > 0 {
		for t := range m {
			for u := t; u < m; u++ {
				s.matrix[t*m+u] -= whole
			}
		}
	}
	if !s.factor(m) {
		return false
	}
	q := len(dst.Cols)
	s.effect = resize(s.effect, m*q)
	s.sum = resize(s.sum, m)
	for j := range q {
		dev := src.dev[d.variable(j)]
		clear(s.sum)
		for _, g := range src.drawn {
			a, b := src.Start[g], src.Start[g+1]
			col, c := dev[a:b], src.count[g]
			for i, t := range src.period[a:b] {
				s.sum[t] += c * col[i]
			}
		}
		s.right(j, q)
	}
	cholSolveColumns(s.matrix, s.effect, m, q)
	for j, out := range dst.dev {
		s.left(j, q)
		dev := src.dev[d.variable(j)]
		for _, g := range src.drawn {
			a, b := src.Start[g], src.Start[g+1]
			period, from, col := src.period[a:b], dev[a:b], out[a:b]
			mean := 0.0
			for _, t := range period {
				mean += s.sum[t]
			}
			mean /= float64(len(period))
			for i, t := range period {
				col[i] = from[i] - (s.sum[t] - mean)
			}
		}
	}
	return true
}

// throughEntities does it the other way round, for panels with more periods
// than entities. The copies of an entity have the same effect.
func (s *sweep) throughEntities(dst *Frame, d *Design) bool {
	src := d.Frame
	m := len(src.drawn)
	s.start(m)
	s.byPeriod(src)
	s.seen = resize(s.seen, len(s.weight))
	clear(s.seen)
	for i, g := range src.drawn {
		s.matrix[i*m+i] = src.count[g] * float64(src.Start[g+1]-src.Start[g])
		t := s.root(src.period[src.Start[g]])
		s.ground[i] = !s.seen[t] // the first entity of its part
		s.seen[t] = true
	}
	for t, w := range s.weight {
		here := s.list[s.first[t]:s.first[t+1]]
		for i, a := range here {
			c := src.count[src.drawn[a]] / w
			for _, b := range here[i:] {
				s.matrix[int(a)*m+int(b)] -= c * src.count[src.drawn[b]]
			}
		}
	}
	if !s.factor(m) {
		return false
	}
	s.demeanPeriods(dst, d)
	q := len(dst.Cols)
	s.effect = resize(s.effect, m*q)
	for j, col := range dst.dev {
		for i, g := range src.drawn {
			sum := 0.0
			for _, v := range col[src.Start[g]:src.Start[g+1]] {
				sum += v
			}
			s.effect[i*q+j] = src.count[g] * sum
			if s.ground[i] {
				s.effect[i*q+j] = 0
			}
		}
	}
	cholSolveColumns(s.matrix, s.effect, m, q)
	for j, col := range dst.dev {
		clear(s.sum)
		for i, g := range src.drawn {
			for _, t := range src.period[src.Start[g]:src.Start[g+1]] {
				s.sum[t] += src.count[g] * s.effect[i*q+j]
			}
		}
		s.average()
		for i, g := range src.drawn {
			for r := src.Start[g]; r < src.Start[g+1]; r++ {
				col[r] -= s.effect[i*q+j] - s.sum[src.period[r]]
			}
		}
	}
	return true
}

// start makes the matrix zero.
func (s *sweep) start(m int) {
	s.matrix = resize(s.matrix, m*m)
	clear(s.matrix)
	s.ground = resize(s.ground, m)
}

// less takes c from the elements of the matrix between all pairs of periods
// of an entity, which are ascending.
func (s *sweep) less(c float64, period []int32) {
	m := len(s.ground)
	for i, t := range period {
		row := s.matrix[int(t)*m : (int(t)+1)*m]
		for _, u := range period[i:] {
			row[u] -= c
		}
	}
}

// factor drops the effects that are set to zero and factors the matrix.
func (s *sweep) factor(m int) bool {
	for i := range m {
		for j := i; j < m; j++ {
			if s.ground[i] || s.ground[j] {
				s.matrix[i*m+j] = 0
			}
		}
		if s.ground[i] {
			s.matrix[i*m+i] = 1
		}
	}
	pivot, _ := cholesky(s.matrix, m)
	return pivot > 0
}

// right makes the sums by period a right-hand side.
func (s *sweep) right(j, q int) {
	for t, v := range s.sum {
		if s.ground[t] {
			v = 0
		}
		s.effect[t*q+j] = v
	}
}

// left takes the effects of variable j.
func (s *sweep) left(j, q int) {
	for t := range s.sum {
		s.sum[t] = s.effect[t*q+j]
	}
}

// byPeriod lists the rows of the sample by period.
func (s *sweep) byPeriod(src *Frame) {
	s.first = resize(s.first, len(s.weight)+1)
	s.list = resize(s.list, src.Rows())
	clear(s.first)
	for _, g := range src.drawn {
		for _, t := range src.period[src.Start[g]:src.Start[g+1]] {
			s.first[t+1]++
		}
	}
	for t := range s.weight {
		s.first[t+1] += s.first[t]
	}
	for i, g := range src.drawn {
		for _, t := range src.period[src.Start[g]:src.Start[g+1]] {
			s.list[s.first[t]] = int32(i)
			s.first[t]++
		}
	}
	copy(s.first[1:], s.first[:len(s.weight)])
	s.first[0] = 0
}
