package sim

import (
	"errors"
	"math"

	"panelstress/data/index"
	"panelstress/data/trade"
	"panelstress/estimators"
	"panelstress/sim/store"
)

// causes are the reasons for which a draw can fail. A fit that fails for the
// reason causes[i] has the code i+1.
var causes = []error{
	estimators.ErrRankDeficient,
	estimators.ErrNoVariation,
	estimators.ErrNotIdentified,
	estimators.ErrTooFewRows,
	estimators.ErrTooFewEntities,
	estimators.ErrTooFewPeriods,
	estimators.ErrZeroVariance,
	estimators.ErrSingularWeights,
	estimators.ErrNotFinite,
	estimators.ErrNoRows,
	index.ErrConstant,
	index.ErrWeights,
	index.ErrNotPositive,
	index.ErrNotFinite,
	trade.ErrNoNetwork,
	trade.ErrDisconnected,
	trade.ErrNotUnique,
	trade.ErrUndefined,
}

func causeNames() []string {
	names := make([]string, 0, len(causes)+1)
	for _, c := range causes {
		names = append(names, c.Error())
	}
	return append(names, "another cause")
}

func code(err error) uint8 {
	for i, c := range causes {
		if errors.Is(err, c) {
			return uint8(i + 1)
		}
	}
	return uint8(len(causes) + 1)
}

// CauseCode is the code of an error in a journal.
func CauseCode(err error) uint8 { return code(err) }

// Cause is an error as results count it.
func Cause(err error) string { return causeNames()[code(err)-1] }

// CauseName is the cause of a code, as results count it.
func CauseName(code uint8) string { return causeNames()[code-1] }

// slot is where a draw puts its numbers: one row of a block.
type slot struct {
	chain *Chain
	block *store.Block
	row   int
}

// fail records a draw that ended before its fits.
func (s *slot) fail(err error) {
	for j := range s.chain.fits {
		s.record(j, nil, err)
	}
	for _, v := range s.block.Values[len(s.chain.columns):] {
		v[s.row] = math.NaN()
	}
}

// record keeps coefficients and standard errors of fit j, or why there are
// none.
func (s *slot) record(j int, fit *estimators.Fit, err error) {
	spec := &s.chain.fits[j]
	v := s.block.Values[spec.column : spec.column+2*len(spec.terms)]
	if err != nil {
		s.block.Codes[j][s.row] = code(err)
		for c := range v {
			v[c][s.row] = math.NaN()
		}
		return
	}
	s.block.Codes[j][s.row] = 0
	for t := range spec.terms {
		v[2*t][s.row] = fit.Coef[t]
		v[2*t+1][s.row] = fit.SE(t)
	}
}
