package index

import (
	"errors"
	"fmt"
)

// node is one group of the index: it weighs and aggregates its members. An
// index without groups is a single node.
type node struct {
	name     string
	members  []member
	weighter Weighter
	own      bool // the weighter is the group's, not that of the index
	offset   int  // of its weights among those of a block
}

// member is an indicator (node < 0) or the score of an earlier node.
type member struct {
	Indicator
	column int
	node   int
}

func (n *node) names() []string {
	names := make([]string, len(n.members))
	for i, m := range n.members {
		names[i] = m.Name
	}
	return names
}

// arrange orders the groups so that every one comes after its members; the
// last is the root.
func arrange(ix *Index) ([]node, error) {
	if len(ix.Groups) == 0 {
		n := node{name: ix.Name, weighter: ix.Weighter}
		for j, in := range ix.Indicators {
			n.members = append(n.members, member{in, j, -1})
		}
		return []node{n}, nil
	}
	a := arranger{ix: ix, column: make(map[string]int), group: make(map[string]int), parent: make(map[string]string), done: make(map[string]int)}
	if err := a.collect(); err != nil {
		return nil, err
	}
	var roots []string
	for i := range ix.Groups {
		if _, ok := a.parent[ix.Groups[i].Name]; !ok {
			roots = append(roots, ix.Groups[i].Name)
		}
	}
	if len(roots) != 1 {
		return nil, fmt.Errorf("groups: %d groups belong to no other (%q), expected one at the top", len(roots), roots)
	}
	a.add(a.group[roots[0]])
	if len(a.nodes) != len(ix.Groups) {
		return nil, errors.New("groups: a group is a member of itself, directly or through others")
	}
	return a.nodes, nil
}

type arranger struct {
	ix     *Index
	column map[string]int    // indicator -> column
	group  map[string]int    // group -> position in ix.Groups
	parent map[string]string // member -> group
	done   map[string]int    // group -> node
	nodes  []node
	offset int
}

// collect reads the names and checks that every indicator and every group
// but one has exactly one parent.
func (a *arranger) collect() error {
	var errs []error
	known := make([]string, 0, len(a.ix.Indicators)+len(a.ix.Groups))
	for j, in := range a.ix.Indicators {
		a.column[in.Name] = j
		known = append(known, in.Name)
	}
	for i, g := range a.ix.Groups {
		_, indicator := a.column[g.Name]
		if _, twice := a.group[g.Name]; twice || indicator {
			errs = append(errs, fmt.Errorf("groups: the name %q is used twice", g.Name))
		}
		if len(g.Members) == 0 {
			errs = append(errs, fmt.Errorf("groups: %q has no members", g.Name))
		}
		a.group[g.Name] = i
		known = append(known, g.Name)
	}
	for _, g := range a.ix.Groups {
		for _, m := range g.Members {
			_, isColumn := a.column[m]
			_, isGroup := a.group[m]
			if !isColumn && !isGroup {
				errs = append(errs, fmt.Errorf("groups: %q in %q is neither an indicator nor a group%s", m, g.Name, nearest(m, known)))
			}
			if other, twice := a.parent[m]; twice {
				errs = append(errs, fmt.Errorf("groups: %q is in %q and in %q", m, other, g.Name))
			}
			a.parent[m] = g.Name
		}
	}
	for _, in := range a.ix.Indicators {
		if _, ok := a.parent[in.Name]; !ok {
			errs = append(errs, fmt.Errorf("groups: indicator %q is in no group", in.Name))
		}
	}
	return errors.Join(errs...)
}

// add appends a group after its members. Every group has one parent, so that
// a walk down from the root meets each at most once and ends.
func (a *arranger) add(i int) {
	g := &a.ix.Groups[i]
	n := node{name: g.Name, weighter: g.Weighter, own: g.Weighter != nil}
	if n.weighter == nil {
		n.weighter = a.ix.Weighter
	}
	for _, m := range g.Members {
		if j, ok := a.column[m]; ok {
			n.members = append(n.members, member{a.ix.Indicators[j], j, -1})
			continue
		}
		a.add(a.group[m])
		n.members = append(n.members, member{Indicator{Name: m}, -1, a.done[m]})
	}
	n.offset = a.offset
	a.offset += len(n.members)
	a.done[g.Name] = len(a.nodes)
	a.nodes = append(a.nodes, n)
}
