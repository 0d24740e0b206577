package data

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestRowsAgainstAPanelOfTheRows: the panel of some rows is the one that is
// made of these rows from the start.
func TestRowsAgainstAPanelOfTheRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entities := rapid.IntRange(1, 5).Draw(t, "entities")
		periods := rapid.IntRange(1, 5).Draw(t, "periods")
		var names []string
		var times []int
		var x []float64
		var keep []bool
		for g := range entities {
			for year := range periods {
				names, times, x = append(names, string(rune('a'+g))), append(times, 2000+year), append(x, float64(10*g+year))
				keep = append(keep, rapid.Bool().Draw(t, "keep"))
			}
		}
		p, err := NewPanel(names, times, []string{"x"}, [][]float64{x})
		if err != nil {
			t.Fatal(err)
		}
		q, kept, err := p.Rows(keep)
		if !slices.Contains(keep, true) {
			if err == nil {
				t.Fatal("a panel without rows")
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		var rowNames []string
		var rowTimes []int
		var rowX []float64
		for i, k := range keep {
			if k {
				rowNames, rowTimes, rowX = append(rowNames, names[i]), append(rowTimes, times[i]), append(rowX, x[i])
			}
		}
		want, err := NewPanel(rowNames, rowTimes, []string{"x"}, [][]float64{rowX})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(q.Entities(), want.Entities()) || !slices.Equal(q.Starts(), want.Starts()) || !slices.Equal(q.Times(), want.Times()) || !slices.Equal(q.Column("x"), want.Column("x")) {
			t.Fatalf("got %v %v %v, want %v %v %v", q.Entities(), q.Times(), q.Column("x"), want.Entities(), want.Times(), want.Column("x"))
		}
		for g, k := range kept {
			if p.Entities()[k] != q.Entities()[g] {
				t.Fatalf("entity %d is %s, kept says %s", g, q.Entities()[g], p.Entities()[k])
			}
		}
	})
}
