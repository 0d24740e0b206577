package data

import (
	"math"
	"testing"
)

func TestParseNumber(t *testing.T) {
	for cell, want := range map[string]float64{
		"0": 0, "-0": math.Copysign(0, -1), "12": 12, " 12.5 ": 12.5, "+3": 3, ".5": 0.5, "5.": 5, "1e3": 1000, "2.5E-3": 0.0025,
		"\u00a07\u3000": 7, "1.7976931348623157e308": math.MaxFloat64, "5e-324": math.SmallestNonzeroFloat64,
		"0.1": 0.1, "317.60000000000002": 317.6, "0042": 42,
	} {
		got, err := parseNumber(cell)
		if err != nil || math.Float64bits(got) != math.Float64bits(want) {
			t.Errorf("%q: %v, %v", cell, got, err)
		}
	}
	for _, cell := range []string{"", " ", "NA", " NA", "."} {
		if got, err := parseNumber(cell); err != nil || !math.IsNaN(got) {
			t.Errorf("%q: %v, %v; want a missing value", cell, got, err)
		}
	}
}

// Every way in which a cell is not a plain number, with its message.
func TestParseNumberReports(t *testing.T) {
	const plainly = ", expected a plain number such as 1234.5"
	const finite = ", expected a finite number; leave the cell empty if the value is missing"
	const missing = plainly + "; perhaps a missing value: leave the cell empty, or write NA"
	for _, c := range []struct{ cell, want string }{
		{"12x4", plainly},
		{"abc", plainly},
		{"1 2 3", plainly},
		{"1e+", plainly},
		{"--5", plainly},
		{"0x10", plainly},
		{"1_000", plainly},
		{"12.3.4", plainly},
		{"1,2,3", plainly},
		{"1,234", plainly + "; perhaps 1234 (separator of thousands) or 1.234 (decimal comma): write it without the one, or with a point for the other"},
		{"1,234,567", plainly + "; perhaps 1234567: write it without the separator of thousands"},
		{"-1,234.5", plainly + "; perhaps -1234.5: write it without the separator of thousands"},
		{"1 234", plainly + "; perhaps 1234: write it without the separator of thousands"},
		{"1\u00a0234.5", plainly + "; perhaps 1234.5: write it without the separator of thousands"},
		{"1'234", plainly + "; perhaps 1234: write it without the separator of thousands"},
		{"1.234.567,8", plainly + "; perhaps 1234567.8: write it without the separator of thousands, with a decimal point"},
		{"1.234,5", plainly + "; perhaps 1234.5: write it without the separator of thousands, with a decimal point"},
		{"12,5", plainly + "; perhaps 12.5: write a decimal point"},
		{"-0,25", plainly + "; perhaps -0.25: write a decimal point"},
		{"12.5%", plainly + "; perhaps 12.5 (per cent) or 0.125 (share): write the whole column as one of them, without the sign"},
		{"12.5 ％", plainly + "; perhaps 12.5 (per cent) or 0.125 (share): write the whole column as one of them, without the sign"},
		{"5‰", plainly + "; perhaps 5 (per mille) or 0.005 (share): write the whole column as one of them, without the sign"},
		{"$12.5", plainly + "; perhaps 12.5: write it without the sign of the currency"},
		{"12 €", plainly + "; perhaps 12: write it without the sign of the currency"},
		{"¥12", plainly + "; perhaps 12: write it without the sign of the currency"},
		{"12元", plainly + "; perhaps 12: write it without the sign of the currency"},
		{"12.5万", plainly + "; perhaps 12.5 times 10,000: write the whole column in one unit, without 万"},
		{"3亿元", plainly + "; perhaps 3 times 100,000,000: write the whole column in one unit, without 亿"},
		{"１２．５", plainly + "; perhaps 12.5: write it with the digits, sign and point of the English keyboard"},
		{"−5", plainly + "; perhaps -5: write it with the digits, sign and point of the English keyboard"},
		{"12.3*", plainly + "; perhaps 12.3 with a footnote mark: write it without the mark"},
		{"12.3**", plainly + "; perhaps 12.3 with a footnote mark: write it without the mark"},
		{"12.3a", plainly + "; perhaps 12.3 with a footnote mark: write it without the mark"},
		{"12.3 (1)", plainly + "; perhaps 12.3 with a footnote mark: write it without the mark"},
		{"12.3①", plainly + "; perhaps 12.3 with a footnote mark: write it without the mark"},
		{"12.3¹", plainly + "; perhaps 12.3 with a footnote mark: write it without the mark"},
		{"(12.3)", plainly + "; perhaps -12.3 as in accounts: write it with a minus sign"},
		{"'12", plainly + "; perhaps 12, stored as text: write it without the apostrophe"},
		{"1O5", plainly + "; perhaps 105, with letters in place of digits"},
		{"2011年", plainly + "; perhaps 2011: write it without 年"},
		{"-", missing},
		{"—", missing},
		{"..", missing},
		{".a", missing},
		{"…", missing},
		{"n/a", missing},
		{"na", missing},
		{"null", missing},
		{"None", missing},
		{"#N/A", missing},
		{"#DIV/0!", missing},
		{"缺失", missing},
		{"NaN", finite},
		{"nan", finite},
		{"Inf", finite},
		{"-inf", finite},
		{"+Infinity", finite},
		{"1.#INF", finite},
	} {
		_, err := parseNumber(c.cell)
		if want := "found " + quoted(c.cell) + c.want; err == nil || err.Error() != want {
			t.Errorf("%q:\n got %v\nwant %s", c.cell, err, want)
		}
	}
	_, err := parseNumber("1e999")
	if want := `found "1e999", which is too large for a number` + finite; err == nil || err.Error() != want {
		t.Errorf("1e999:\n got %v\nwant %s", err, want)
	}
}

func TestParseTime(t *testing.T) {
	for cell, want := range map[string]int{"2011": 2011, " 2011.0 ": 2011, "-3": -3, "0": 0} {
		if got, err := parseTime(cell); err != nil || got != want {
			t.Errorf("%q: %d, %v", cell, got, err)
		}
	}
	const year, number = ", expected a whole number such as a year", "; number other periods through, for example quarters from 1"
	for cell, want := range map[string]string{
		"2011年":      `found "2011年"` + year + "; perhaps 2011: write it without 年",
		"2011年度":     `found "2011年度"` + year + "; perhaps 2011: write it without 年",
		"2011Q1":     `found "2011Q1"` + year + number,
		"2011-01-01": `found "2011-01-01"` + year + number,
		"2011.25":    `found "2011.25"` + year + number,
		"1e300":      `found "1e300"` + year + number,
		"":           "found an empty cell" + year,
		"NA":         `found "NA", a missing value` + year,
		"NaN":        `found "NaN"` + year + "; leave the cell empty if the value is missing",
	} {
		if _, err := parseTime(cell); err == nil || err.Error() != want {
			t.Errorf("%q:\n got %v\nwant %s", cell, err, want)
		}
	}
}

func quoted(s string) string {
	if s == "1\u00a0234.5" {
		return `"1\u00a0234.5"`
	}
	return `"` + s + `"`
}
