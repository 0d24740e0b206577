// Package formula reads and evaluates the two small languages of a study:
// expressions, which make derived columns and row conditions, and model
// formulas, which name an outcome, its regressors and its instruments.
//
//	expression   log(gdp/pop)   L.NM   D.log(gdp)   a:b   year >= 2013 and region == "east"
//	model        ERes ~ NM*ECpv + log(gdp)
//	instrumented ERes ~ lnGDP + Open | NM ~ L.NM
//
// # Expressions
//
// From loose to tight binding:
//
//	or ||                    1 where one side is true
//	and &&                   1 where both sides are true
//	not !                    1 where its operand is 0
//	== != < <= > >=          1 or 0; they do not chain
//	+ -
//	* /
//	:                        the product of two terms
//	-                        sign
//	^                        power, from the right: a^b^c is a^(b^c)
//	log() exp() sqrt() abs() log is the natural logarithm
//	I()                      plain parentheses
//	L. L2. F. D. D2.         lag, second lag, lead, difference, second difference
//
// A prefix applies to a name, a call or something in parentheses: L.NM:ECpv
// is (L.NM):ECpv. A lagged expression is the expression with each of its
// columns lagged, and prefixes add up before a row is looked for, as in Stata:
// L.L.x is L2.x and F.L.x is x, even where the period between is missing.
// D2.x is D.D.x, that is (x - L.x) - (L.x - L2.x).
//
// A name is made of letters and digits of any script and "_", and starts with
// a letter or "_". Any other name stands in backquotes: `my col (%)`; a
// backquote inside is doubled. Text stands in double or single quotes and is
// only compared, by == or !=, with a column.
//
// # Missing values
//
// A missing value is NaN, and what is computed from one is NaN: this holds for
// powers (NaN^0), for comparisons and for derived dummies such as gdp > 10.
// The logarithm of a number that is not positive, the root of a negative
// number and a division by zero have no value either. The words and, or, not
// follow Kleene's three-valued logic: "0 and NaN" is 0, "1 or NaN" is 1, what
// remains open is NaN. A condition selects the rows where it is true, so
// neither x > 3 nor not (x > 3) selects a row where x is missing.
//
// # Models
//
// On the right of ~, terms are joined by +; a:b is the product of a and b, and
// a*b stands for a + b + a:b (a*b*c likewise, lower degrees first). Inside
// functions, prefixes and I() all signs are arithmetic: I(a*b/c). The constant
// is left out by - 1 or + 0. See [ParseModel] for instruments.
//
// References: Wilkinson and Rogers (1973), Symbolic description of factorial
// models for analysis of variance, Applied Statistics 22, 392-399; Stata User's
// Guide, section 11.4.4, Time-series varlists.
package formula
