package formula

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestNearest(t *testing.T) {
	columns := []string{"gdp", "gdp_per_capita", "NM", "ECpv", "ln_gdp", "人口总数", "unemployment", "x", "state", "NM:ECpv"}
	tests := []struct {
		typed, want string
		ok          bool
	}{
		{"gpd", "gdp", true},
		{"GDP", "gdp", true},
		{"lngdp", "ln_gdp", true},
		{"lnGDP", "ln_gdp", true},
		{"ecpv", "ECpv", true},
		{"nm", "NM", true},
		{"unemploymnet", "unemployment", true},
		{"gdp per capita", "gdp_per_capita", true},
		{"人口总", "人口总数", true},
		{"y", "", false},
		{"zz", "", false},
		{"gxxp", "", false}, // two slips in four letters
		{"xy", "", false},
		{"banana", "", false},
		{"", "", false},
		{"stata", "state", true},
		{"ECpv:NM", "NM:ECpv", true}, // the same product
		{"x:NM", "", false},
	}
	for _, tt := range tests {
		got, ok := Nearest(tt.typed, columns)
		if got != tt.want || ok != tt.ok {
			t.Errorf("Nearest(%q) = %q, %v, want %q, %v", tt.typed, got, ok, tt.want, tt.ok)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.StringMatching("[a-d_]{0,6}").Draw(t, "typed")
		candidates := rapid.SliceOf(rapid.StringMatching("[a-d_]{0,6}")).Draw(t, "candidates")
		a, _ := Nearest(typed, candidates)
		slices.Reverse(candidates)
		if b, _ := Nearest(typed, candidates); a != b {
			t.Fatalf("%q or %q, by the order of candidates", a, b)
		}
	})
}

// Distances by hand; "ca" to "abc" is 3 for this distance (2 for the
// unrestricted one), the usual case that tells the two apart.
func TestSlips(t *testing.T) {
	tests := []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "", 1}, {"kitten", "sitting", 3}, {"ab", "ba", 1}, {"ca", "abc", 3}, {"人口", "口人", 1},
	}
	for _, tt := range tests {
		if got := slips([]rune(tt.a), []rune(tt.b)); got != tt.want {
			t.Errorf("slips(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}
