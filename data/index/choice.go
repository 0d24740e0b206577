package index

// Choice is how one draw departs from an index as it was compiled: other
// directions, other members, another way to find weights. A draw resets it,
// makes its choices and calls [Plan.Weigh], which normalises and weighs what
// was chosen; nothing is taken over from the index as compiled but its
// settings. It belongs to a [Work] of a plan made by [Plan.Choosing].
type Choice struct {
	// Weighter takes the place of the one that the index has; groups with a
	// weighter of their own keep it. Nil: as compiled.
	Weighter Weighter

	// Flip turns the direction of an indicator, in the order of
	// [Plan.Indicators].
	Flip []bool

	// Times says how often a member is in its group, in the order of a block
	// of Work.Weights. 0 leaves it out; a member that is in twice is two
	// equal columns for whatever finds the weights, and has the weight of
	// both. A group that nothing is left of leaves its own group.
	Times []int

	names      []string
	members    []string // names of the members, in the order of Times
	indicators []int    // places in Times of indicators
	pillars    []int    // and of groups that have indicators as members
	groups     [][2]int // per group: where its members begin and end
}

// Choosing returns the plan for draws that choose: it builds every index from
// the rows of the sample, by the definitions, and its Work has a Choice.
func (p *Plan) Choosing() *Plan {
	q := *p
	q.kernel, q.tables, q.choosing = nil, false, true
	return &q
}

// Accepts tells whether a weighter can take the place of that of the index:
// whether its settings fit the members of every group that it would weigh.
func (p *Plan) Accepts(w Weighter) error {
	for i := range p.nodes {
		if p.nodes[i].own {
			continue
		}
		if err := check(w, p.nodes[i].names()); err != nil {
			return err
		}
	}
	return nil
}

func (p *Plan) newChoice() *Choice {
	c := &Choice{Flip: make([]bool, len(p.ix.Indicators)), Times: make([]int, p.stride)}
	for _, in := range p.ix.Indicators {
		c.names = append(c.names, in.Name)
	}
	for i := range p.nodes {
		n := &p.nodes[i]
		c.groups = append(c.groups, [2]int{n.offset, n.offset + len(n.members)})
		for k, m := range n.members {
			c.members = append(c.members, m.Name)
			switch {
			case m.node < 0:
				c.indicators = append(c.indicators, n.offset+k)
			case p.nodes[m.node].holdsIndicators():
				c.pillars = append(c.pillars, n.offset+k)
			}
		}
	}
	c.Reset()
	return c
}

func (n *node) holdsIndicators() bool {
	for _, m := range n.members {
		if m.node < 0 {
			return true
		}
	}
	return false
}

// Reset makes the choice that of the index as compiled.
func (c *Choice) Reset() {
	c.Weighter = nil
	clear(c.Flip)
	for k := range c.Times {
		c.Times[k] = 1
	}
}

// Names are those of the indicators, in the order of Flip.
func (c *Choice) Names() []string { return c.names }

// Member is the name of the member at a place of Times.
func (c *Choice) Member(place int) string { return c.members[place] }

// Indicators are the places of the indicators in Times.
func (c *Choice) Indicators() []int { return c.indicators }

// Pillars are the places in Times of the groups that have indicators as
// members; none where the index has no groups.
func (c *Choice) Pillars() []int { return c.pillars }

// Resample puts, for every group, draw's picks in the place of its
// indicators: as many as it has, each by calling draw(n) for a number below n.
func (c *Choice) Resample(draw func(n int) int) {
	at := 0
	for _, g := range c.groups {
		from := at
		for at < len(c.indicators) && c.indicators[at] < g[1] {
			c.Times[c.indicators[at]] = 0
			at++
		}
		own := c.indicators[from:at]
		for range own {
			c.Times[own[draw(len(own))]]++
		}
	}
}

// chosen is what a draw chose of a group.
type chosen struct {
	table Table
	share []float64 // the weights of its columns
	empty bool      // no member is left
}

// direct gives the columns of the block and its groups their directions.
func (b *block) direct(p *Plan, c *Choice) {
	for j := range b.table.Columns {
		d := p.ix.Indicators[j].Direction
		if c.Flip[j] {
			if d < 0 {
				d = 1
			} else {
				d = -1
			}
		}
		b.table.Columns[j].Direction = d
		b.table.Flip[j] = c.Flip[j]
	}
	for i := range p.nodes {
		for k, m := range p.nodes[i].members {
			if m.node < 0 {
				b.nodes[i].table.Columns[k].Direction = b.table.Columns[m.column].Direction
				b.nodes[i].table.Flip[k] = c.Flip[m.column]
			}
		}
	}
}

// choose fills the table of what was chosen of group i with its members, each
// as often as it was.
func (b *block) choose(n *node, i int, c *Choice) (distinct int) {
	nw := &b.nodes[i]
	t := &nw.chosen.table
	t.X, t.Columns, t.Flip = t.X[:0], t.Columns[:0], t.Flip[:0]
	for k, m := range n.members {
		if m.node >= 0 && b.nodes[m.node].chosen.empty {
			continue
		}
		for range c.Times[n.offset+k] {
			t.X = append(t.X, nw.table.X[k])
			t.Columns = append(t.Columns, nw.table.Columns[k])
			t.Flip = append(t.Flip, nw.table.Flip[k])
		}
		distinct += min(1, c.Times[n.offset+k])
	}
	t.Count, t.Periods, t.Undirected = b.table.Count, b.table.Periods, b.table.Undirected
	t.changed()
	return distinct
}

// weighChosen writes the weights of group i: those of the copies of a member
// add up, a member that is left out has none, one that is alone has all.
func (b *block) weighChosen(own []float64, n *node, i int, c *Choice) error {
	distinct := b.choose(n, i, c)
	ch := &b.nodes[i].chosen
	ch.empty = distinct == 0
	clear(own)
	ch.share = resize(ch.share, len(ch.table.X))
	if distinct > 1 {
		weighter := n.weighter
		if c.Weighter != nil && !n.own {
			weighter = c.Weighter
		}
		if err := weighter.Weigh(ch.share, &ch.table); err != nil {
			return err
		}
	}
	at := 0
	for k, m := range n.members {
		if m.node >= 0 && b.nodes[m.node].chosen.empty {
			continue
		}
		for range c.Times[n.offset+k] {
			if distinct == 1 {
				own[k] = 1
			} else {
				own[k] += ch.share[at]
			}
			at++
		}
	}
	if ch.empty && i == len(b.nodes)-1 {
		return ErrWeights
	}
	return nil
}
