package formula_test

import (
	"fmt"

	"panelstress/data/formula"
)

func ExampleParseModel() {
	m, err := formula.ParseModel("ERes ~ lnGDP + NM*ECpv | NM ~ L.NM")
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, r := range m.Regressors {
		fmt.Println(i, r.Name)
	}
	fmt.Println("endogenous", m.Endogenous, "instrument", m.Instruments[0].Name)
	// Output:
	// 0 lnGDP
	// 1 NM
	// 2 ECpv
	// 3 NM:ECpv
	// endogenous [1] instrument L.NM
}

func ExampleProgram_Eval() {
	e, err := formula.Parse("D.log(gdp/pop)")
	if err != nil {
		fmt.Println(err)
		return
	}
	number := map[string]int{"gdp": 0, "pop": 1}
	p, err := formula.Compile(e, func(name string) (int, bool) { j, ok := number[name]; return j, ok })
	if err != nil {
		fmt.Println(err)
		return
	}
	cols := [][]float64{{100, 121, 133}, {10, 11, 11}} // one entity, three years
	lags := []formula.LagMap{formula.NewLagMap(1, []int32{-1, 0, 1})}
	growth := make([]float64, 3)
	p.Eval(growth, 0, 3, cols, lags, new(formula.Scratch))
	fmt.Printf("%.4f\n", growth)
	// Output:
	// [NaN 0.0953 0.0946]
}

func ExampleSyntaxError() {
	_, err := formula.Parse("log(gdp) + + pop")
	fmt.Println(err)
	// Output:
	// formula: column 12: found "+", expected a column, a number, a function or "("
	//     log(gdp) + + pop
	//                ^
}
