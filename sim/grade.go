package sim

// Grades of how far a conclusion can be pushed, by the shares of draws that
// support and contradict it.
const (
	Holds       = "holds"               // supported in at least 95 per cent
	MostlyHolds = "mostly holds"        // in at least 80
	Fragile     = "fragile"             // in at least 50
	Reversed    = "reversed"            // contradicted in at least 50
	Unsettled   = "not to be relied on" // neither
)

// Grade is the word for shares of draws, from 0 to 1; empty where there are
// none.
func (v ArmVerdict) Grade() string {
	switch {
	case v.Supported != v.Supported:
		return ""
	case v.Supported >= 0.95:
		return Holds
	case v.Supported >= 0.8:
		return MostlyHolds
	case v.Supported >= 0.5:
		return Fragile
	case v.Contradicted >= 0.5:
		return Reversed
	}
	return Unsettled
}

// Worst is the verdict of the arm that supports the hypothesis least, with the
// largest share that contradicts it in any arm; false where no arm has draws.
func (h *HypothesisResult) Worst() (w ArmVerdict, ok bool) {
	for _, a := range h.Arms {
		switch {
		case a.Supported != a.Supported:
		case !ok:
			w, ok = a, true
		default:
			most := max(w.Contradicted, a.Contradicted)
			if a.Supported < w.Supported {
				w = a
			}
			w.Contradicted = most
		}
	}
	return w, ok
}
