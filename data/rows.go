package data

import "maps"

// Rows returns the panel of the rows that keep marks, with all columns and
// labels. Entities without a row are left out; kept gives, for every entity
// of the result, its number in p. No row is an error.
func (p *Panel) Rows(keep []bool) (q *Panel, kept []int, err error) {
	q = &Panel{names: p.names, index: p.index, labels: maps.Clone(p.labels), entityName: p.entityName, timeName: p.timeName, source: p.source}
	var rows []int
	for g, name := range p.entities {
		before := len(rows)
		for i := p.start[g]; i < p.start[g+1]; i++ {
			if keep[i] {
				rows = append(rows, i)
			}
		}
		if len(rows) > before {
			q.entities, q.start, kept = append(q.entities, name), append(q.start, before), append(kept, g)
		}
	}
	if len(rows) == 0 {
		return nil, nil, &InputError{Found: "no row", Expected: "at least one row that the sample keeps"}
	}
	q.start = append(q.start, len(rows))
	q.times = pick(p.times, rows)
	for _, col := range p.cols {
		q.cols = append(q.cols, pick(col, rows))
	}
	for name, labels := range p.labels {
		q.labels[name] = pick(labels, rows)
	}
	if p.lines != nil {
		q.lines = pick(p.lines, rows)
	}
	return q, kept, nil
}

func pick[T any](from []T, rows []int) []T {
	to := make([]T, len(rows))
	for i, r := range rows {
		to[i] = from[r]
	}
	return to
}
