package published

// DescriptiveCell is the name of a number of a row of descriptives, n, mean,
// sd, min or max: descriptives.NM.mean.
func DescriptiveCell(variable, what string) string { return "descriptives." + variable + "." + what }

// CorrelationCell is the name of a correlation, the variable first that is
// first in the table: correlations.ERes.NM.
func CorrelationCell(first, second string) string { return "correlations." + first + "." + second }
