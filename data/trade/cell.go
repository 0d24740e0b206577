package trade

import "math"

// TC is the index of trade competitiveness, (X - M) / (X + M): 1 where all
// trade is exports, -1 where all is imports, NaN without any trade.
func TC(exports, imports float64) float64 { return (exports - imports) / (exports + imports) }

// MS is the market share, X over the exports of all who are compared; NaN where
// these are 0.
func MS(exports, all float64) float64 { return exports / all }

// RCA is Balassa's index of revealed comparative advantage of one entity in one
// product or group of products, (X_cp / X_c.) / (X_.p / X_..), NaN where X_c. or
// X_.p is 0.
func RCA(exports, total, product, all float64) float64 {
	if product == 0 {
		return math.NaN()
	}
	return (exports / total) / (product / all)
}

// OrZero is the value of a cell that enters a mean or an index: 0 where the
// ratio does not exist, since nothing is traded.
func OrZero(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return x
}
