package data

// Sample says which entities of a panel a draw is made of, and how often
// each was drawn. An entity drawn twice is two entities with the same rows:
// two effects, two clusters, two observations of every pooled moment. Since
// the copies are equal, they are kept as one set of rows and a count.
type Sample struct {
	Count []int // per entity of the panel: how often it was drawn
	Drawn []int // the entities with a positive count, ascending
}

// All makes s the panel itself: each of g entities once.
func (s *Sample) All(g int) {
	s.reset(g)
	for i := range s.Count {
		s.Count[i] = 1
		s.Drawn = append(s.Drawn, i)
	}
}

// Set makes s the sample that draws the listed entities out of g, each as
// often as it is listed.
func (s *Sample) Set(g int, entities []int) {
	s.reset(g)
	for _, e := range entities {
		s.Count[e]++
	}
	s.Index()
}

// Index makes Drawn agree with Count.
func (s *Sample) Index() {
	s.Drawn = s.Drawn[:0]
	for g, c := range s.Count {
		if c > 0 {
			s.Drawn = append(s.Drawn, g)
		}
	}
}

// Size is the number of entities with their repetitions.
func (s *Sample) Size() int {
	n := 0
	for _, c := range s.Count {
		n += c
	}
	return n
}

func (s *Sample) reset(g int) {
	if cap(s.Count) < g {
		s.Count = make([]int, g)
		s.Drawn = make([]int, 0, g)
	}
	s.Count = s.Count[:g]
	clear(s.Count)
	s.Drawn = s.Drawn[:0]
}
