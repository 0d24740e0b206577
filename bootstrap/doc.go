// Package bootstrap resamples the entities of a panel and turns the draws
// into standard errors, intervals and p values, each with its Monte-Carlo
// standard error.
//
// A [Resampler] says who is in a draw; what is then computed from the draw is
// no concern of this package. The statistics of all draws come back as a
// slice of finite numbers. A draw that failed is NaN and must be left out by
// the caller (see [Finite]), who reports how many there were: an interval
// from the draws that happened to work is a statement about those draws.
//
// The usual order is
//
//	x := bootstrap.Finite(nil, draws)
//	m := bootstrap.MomentsOf(x)           // mean, standard deviation
//	var o bootstrap.Ordered
//	o.Reset(x)                            // reorders x
//	ci := bootstrap.Percentile(&o, 0.95, bootstrap.NormalScale)
//
// Tests by the wild bootstrap draw weights of clusters and not entities: see
// [Wild] and [WildIV].
//
// # Quantile conventions
//
// The same draws give different quantiles in different programs; see
// [Convention]. Intervals of R's boot.ci use [NormalScale].
//
// # References
//
//   - Benjamini and Hochberg (1995), JRSS B 57, 289-300; Benjamini and
//     Yekutieli (2001), Annals of Statistics 29, 1165-1188.
//   - Cameron, Gelbach and Miller (2008), Review of Economics and Statistics
//     90, 414-427: the pairs and the wild cluster bootstrap.
//   - Davidson and MacKinnon (2010), Journal of Business and Economic
//     Statistics 28, 128-144: the wild bootstrap with instruments.
//   - Davison and Hinkley (1997), Bootstrap Methods and their Application,
//     chapter 5.
//   - Efron and Tibshirani (1993), An Introduction to the Bootstrap,
//     chapters 12-14.
//   - Hyndman and Fan (1996), American Statistician 50, 361-365: quantiles.
//   - MacKinnon, Nielsen and Webb (2023), Journal of Applied Econometrics 38,
//     671-694: versions of the wild cluster bootstrap.
//   - Maritz and Jarrett (1978), JASA 73, 194-196: standard error of a
//     quantile.
//   - Romano and Wolf (2005), Econometrica 73, 1237-1282; (2016), Statistics
//     and Probability Letters 113, 38-40.
package bootstrap
