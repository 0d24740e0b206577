package report

import (
	"fmt"
	"io"

	"panelstress/sim"
)

// Head writes what a reader needs to know before the tables: which study,
// which data, and what was done to them.
func Head(w io.Writer, r *sim.Result, l Lang) error {
	title := r.Study.Title
	if title == "" {
		title = r.Study.Name
	}
	balanced := l.word("balanced")
	if !r.Data.Balanced {
		balanced = l.word("unbalanced")
	}
	_, err := fmt.Fprintf(w, "%s\n%s\n", title, fmt.Sprintf(l.word("%d entities, %d periods (%d-%d), %d observations, %s; seed %d"),
		r.Data.Entities, r.Data.Periods, r.Data.First, r.Data.Last, r.Data.Observations, balanced, r.Seed))
	if err != nil {
		return err
	}
	notes := r.Data.Notes
	if r.Study.Synthetic != "" {
		notes = append([]string{l.word(r.Study.Synthetic)}, notes...)
	}
	for _, n := range notes {
		if _, err := fmt.Fprintf(w, "- %s\n", n); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintln(w)
	return err
}
