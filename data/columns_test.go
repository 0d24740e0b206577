package data

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
)

func TestColumnsOfATable(t *testing.T) {
	table, err := ReadCSV(strings.NewReader("who, year ,value\n a ,2001,1.5\nb, 2002 ,NA\n"), "t.csv", ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	keys, err := table.Keys("who")
	if err != nil || !slices.Equal(keys, []string{"a", "b"}) {
		t.Errorf("keys %q, %v", keys, err)
	}
	times, err := table.Times("year")
	if err != nil || !slices.Equal(times, []int{2001, 2002}) {
		t.Errorf("times %v, %v", times, err)
	}
	values, err := table.Numbers("value")
	if err != nil || values[0] != 1.5 || !math.IsNaN(values[1]) {
		t.Errorf("values %v, %v", values, err)
	}
	if _, err := table.Numbers("valu"); !errors.Is(err, ErrUnknownColumn) || !strings.Contains(err.Error(), `did you mean "value"?`) {
		t.Errorf("unknown column: %v", err)
	}
	for _, test := range []struct{ text, want string }{
		{"who,year\n,2001\n", `t.csv, line 2, column "who": found an empty cell, expected a name`},
		{"who,year\na,2001\nb,spring\n", `t.csv, line 3, column "year": found "spring", expected a whole number such as a year`},
		{"who,year\na,2001\nb,\n", `t.csv, line 3, column "year": found an empty cell`},
	} {
		table, err := ReadCSV(strings.NewReader(test.text), "t.csv", ReadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		_, err = table.Keys("who")
		if err == nil {
			_, err = table.Times("year")
		}
		if err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%q: error %v, want %s", test.text, err, test.want)
		}
	}
}
