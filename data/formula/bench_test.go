package formula

import "testing"

var evalCases = []string{"a", "L.a", "a:b", "L.(a:b)", "log(a)", "D2.log(a/b)", "a*(1 - b)^2/exp(a) > 3 and b"}

func bigTable() (table, []LagMap) {
	const entities, periods = 30, 15
	p := table{names: []string{"a", "b"}, cols: make([][]float64, 2)}
	for g := range entities {
		for year := range periods {
			p.entity, p.time = append(p.entity, g), append(p.time, year)
			p.cols[0] = append(p.cols[0], float64(1+g+year))
			p.cols[1] = append(p.cols[1], 1/float64(2+g*year))
		}
	}
	return p, p.lagMaps([]int{1, 2})
}

func TestEvalAllocatesNothing(t *testing.T) {
	p, lags := bigTable()
	dst := make([]float64, 15)
	var s Scratch
	for _, text := range evalCases {
		e, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		prog, err := Compile(e, p.number)
		if err != nil {
			t.Fatal(err)
		}
		if n := testing.AllocsPerRun(100, func() { prog.Eval(dst, 30, 45, p.cols, lags, &s) }); n != 0 {
			t.Errorf("%s: %v allocations", text, n)
		}
	}
}

func BenchmarkEval(b *testing.B) {
	p, lags := bigTable()
	dst := make([]float64, 15)
	for _, text := range evalCases {
		b.Run(text, func(b *testing.B) {
			e, err := Parse(text)
			if err != nil {
				b.Fatal(err)
			}
			prog, err := Compile(e, p.number)
			if err != nil {
				b.Fatal(err)
			}
			var s Scratch
			b.ReportAllocs()
			for b.Loop() {
				prog.Eval(dst, 30, 45, p.cols, lags, &s) // 15 rows of one entity
			}
		})
	}
}
